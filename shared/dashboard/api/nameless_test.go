package api_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// TestANamelessKeySeesNoNames in any shape that a client can ask for, and cannot try out addresses either.
func TestANamelessKeySeesNoNames(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	buyer := floor.Buyer{First: "Adalind", Last: "Bergström", Email: "adalind.b@example.com", Item: "Mug"}
	f.Said(buyer, 4, f.Now.Add(-time.Hour))
	s := open(t, f)
	named := s.get("/v1/survey_responses.json?expand[]=person").body
	key, err := f.MakeAPIKey(t.Context(), ledger.Grant{Shop: f.Shop.ID, Nameless: true}, "mia@nordlys.example", f.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.key = key
	nameless := s.get("/v1/survey_responses.json?expand[]=person&expand[]=notes").body
	for _, private := range []string{"Adalind", "Bergström", "adalind.b"} {
		if !strings.Contains(named, private) || strings.Contains(nameless, private) {
			t.Errorf("%q in the answer with names: %v, without: %v", private, strings.Contains(named, private), strings.Contains(nameless, private))
		}
	}
	if list := s.get("/v1/survey_responses.json?expand[]=person").list(); len(list) != 1 || list[0]["person"].(map[string]any)["email"] != nil {
		t.Errorf("the answers are %v", list)
	}
	for _, address := range []string{"adalind.b@example.com", "nobody@example.com"} {
		if got := s.get("/v1/survey_responses.json?person_email=" + address); got.status != 422 {
			t.Errorf("looking for %s = %d %s, want 422", address, got.status, got.body)
		}
	}
}
