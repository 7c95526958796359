package mail_test

import (
	"strings"
	"testing"

	"earshot/shared/mail"
)

func TestLogo(t *testing.T) {
	f := ada(t)
	without, err := mail.Open(survey(t, writer(t, book(t)), f).Raw)
	if err != nil {
		t.Fatal(err)
	}
	f.Shop.Logo = "abc-_123"
	f.Shop.Name = `Nordlys "&" Sons`
	with, err := mail.Open(survey(t, writer(t, book(t)), f).Raw)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(without.HTML, "<img") {
		t.Error("a shop without a logo has a picture in its mail")
	}
	want := `/dashboard/` + string(f.Shop.ID) + `/logo?v=abc-_123" alt="Nordlys &#34;&amp;&#34; Sons"`
	if strings.Count(with.HTML, "<img") != 1 || !strings.Contains(with.HTML, want) || !strings.Contains(with.HTML, `src="https://`) {
		t.Errorf("want %s in\n%s", want, with.HTML)
	}
}
