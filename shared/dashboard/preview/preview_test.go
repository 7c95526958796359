package preview_test

import (
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/dashboard/preview"
	"earshot/shared/ledger"
)

func TestParse(t *testing.T) {
	for _, w := range []preview.Wanted{{Shop: "nordlys", Language: "de", Order: "aaaaaaaaaaaaaaaaaaaaaaaaaa"}, {Shop: "nordlys", Language: "en"}} {
		if got, err := preview.Parse(w.String()); err != nil || got != w {
			t.Errorf("Parse(%q) = %+v, %v", w.String(), got, err)
		}
	}
	for _, bad := range []string{"", "nordlys", "nordlys de", " de x", "a b c d"} {
		if got, err := preview.Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", bad, got)
		}
	}
}

func TestFacts(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	shop := f.Shop
	shop.Languages = []string{"en"}
	shop.Survey.Texts = map[string]cx.Wording{"de": {Version: "4", Subject: "published"}}
	f.Save(shop)
	o := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -4))
	of := func(order cx.OrderID) cx.Facts {
		t.Helper()
		got, err := preview.Facts(t.Context(), f.Ledger, preview.Wanted{Shop: shop.ID, Language: "de", Order: order}, f.Now)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	real := of(o.ID)
	if real.Order.ID != o.ID || real.Person.Locale != "de" || real.Shop.Survey.Texts["de"].Subject != "published" || !real.Shop.Offers("de") {
		t.Errorf("the facts of a real order are %+v", real.Order)
	}
	if _, err := f.SaveDraft(t.Context(), shop.ID, "de", ledger.Draft{Words: cx.Wording{Subject: "draft"}}); err != nil {
		t.Fatal(err)
	}
	made := of("")
	if made.Order.ID == o.ID || made.Shop.Survey.Texts["de"].Subject != "draft" || !strings.Contains(made.Order.State.Items[0].Title, "bowl") {
		t.Errorf("the facts of no order are %+v", made.Order)
	}
	if shop.Survey.Texts["de"].Subject != "published" {
		t.Error("looking at a draft changed the shop's own texts")
	}
	if gone := of("zzzzzzzzzzzzzzzzzzzzzzzzzz"); gone.Order.Number != "1042" {
		t.Errorf("an order that is not there is %+v", gone.Order)
	}
	if _, err := preview.Facts(t.Context(), f.Ledger, preview.Wanted{Shop: "none", Language: "de"}, f.Now); err == nil {
		t.Error("the facts of no shop")
	}
}
