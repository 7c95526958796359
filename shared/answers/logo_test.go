package answers_test

import (
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestLogoStandsInThePage(t *testing.T) {
	s := set(t, func(shop *cx.Shop, _ *cx.OrderEvent) { shop.Logo = "abcdefgh" })
	page := s.phone().get(s.link("/4"))
	wants(t, page, 200, "<strong>Nordlys Ceramics</strong>") // a picture that is lost is no reason to show nothing
	if err := s.facts.SaveLogo(t.Context(), "nordlys", ledger.Logo{Type: "image/png", Data: []byte("\x89PNG")}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.link("/4"), "/u/" + s.token.Reveal()} {
		wants(t, s.phone().get(path), 200, `<img src="data:image/png;base64,iVBORw==" alt="Nordlys Ceramics" height="44">`)
	}
}
