package ledger_test

import (
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// TestPersonFile holds what is held, and nothing of anybody else, though anyone can type anybody's order number.
func TestPersonFile(t *testing.T) {
	l := open(t)
	o, token := sentOrder(t, l, "1", "ada.berg@example.com", at(5, 9))
	inv, err := l.Invitation(t.Context(), token, at(6, 9))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Visit(t.Context(), inv, cx.Visit{Score: 2, At: at(6, 9), Client: "c"}); err != nil {
		t.Fatal(err)
	}
	act := cx.Confirmation{Act: cx.PressedSave, Score: 2, At: at(6, 10), Client: "c"}
	if _, err := l.Answer(t.Context(), inv, &act, cx.Words{Comment: "broken"}, at(6, 10)); err != nil {
		t.Fatal(err)
	}
	for i, contact := range []string{"ada.berg@example.com", "", "stranger@example.com"} {
		n, wrong := cx.NewDoorNote("N1", "at the door", contact)
		if wrong != (cx.DoorProblem{}) {
			t.Fatal(wrong)
		}
		n.ID, n.Shop, n.At = l.DoorID("nordlys", string(rune('a'+i))), "nordlys", at(6, 11)
		if _, err := l.Knock(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	for _, address := range []string{"ada.berg@example.com", "bo@example.com"} {
		k := ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: address, Body: []byte(`"` + address + `"`), Why: "w", At: at(6, 12)}
		if err := l.Keep(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	p, err := l.Person(t.Context(), o.Person)
	if err != nil {
		t.Fatal(err)
	}
	told, err := l.Stories(t.Context(), p, at(7, 9))
	if err != nil || len(told) != 1 || told[0].Response.Score != 2 || len(told[0].Evidence.Visits) != 1 || told[0].Order.ID != o.ID {
		t.Errorf("Stories = %+v, %v", told, err)
	}
	f, err := l.PersonFile(t.Context(), p, at(7, 9))
	if err != nil || f.Cut {
		t.Fatalf("PersonFile: cut %v, %v", f.Cut, err)
	}
	if len(f.Orders) != 1 || len(f.Responses) != 1 || f.Responses[0].Comment != "broken" || len(f.Evidence) != 1 || len(f.Kept) != 1 {
		t.Errorf("the file holds %+v", f)
	}
	if len(f.Notes) != 2 {
		t.Errorf("the file holds %d notes of the door, want those with the address and without any", len(f.Notes))
	}
}
