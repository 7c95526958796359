package ledger_test

import (
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestKeysAreListedAndTakenBack(t *testing.T) {
	l := open(t)
	key, err := l.MakeAPIKey(t.Context(), ledger.Grant{Shop: "nordlys", Nameless: true}, owner, at(2, 9))
	if err != nil {
		t.Fatal(err)
	}
	old, err := l.NewAPIKey(t.Context(), "nordlys")
	if err != nil {
		t.Fatal(err)
	}
	all, err := l.APIKeys(t.Context(), "nordlys")
	if err != nil || len(all) != 2 || !all[0].Nameless || all[0].By != owner || all[1].Nameless {
		t.Fatalf("APIKeys = %+v, %v", all, err)
	}
	if !strings.HasPrefix(key, all[0].Begins) || len(all[0].Begins) > 12 {
		t.Errorf("%s is shown as %s", key, all[0].Begins)
	}
	if g, err := l.APIKey(t.Context(), key); err != nil || !g.Nameless || g.Shop != "nordlys" {
		t.Errorf("the key opens %+v, %v", g, err)
	}
	if begins, err := l.RevokeAPIKey(t.Context(), "birk", all[0].ID); err != nil || begins != "" {
		t.Errorf("another shop takes back %q, %v", begins, err)
	}
	for _, want := range []string{all[0].Begins, ""} { // a second time nothing happens
		if begins, err := l.RevokeAPIKey(t.Context(), "nordlys", all[0].ID); err != nil || begins != want {
			t.Errorf("RevokeAPIKey = %q, %v, want %q", begins, err, want)
		}
	}
	if _, err := l.APIKey(t.Context(), key); kindOf(err) != cx.Unauthorized {
		t.Errorf("a key that was taken back: %v", err)
	}
	if _, err := l.APIKey(t.Context(), old); err != nil {
		t.Errorf("the other key: %v", err)
	}
}

func TestKeysAreBounded(t *testing.T) {
	l := open(t)
	for range 20 {
		if _, err := l.NewAPIKey(t.Context(), "nordlys"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.NewAPIKey(t.Context(), "nordlys"); kindOf(err) != cx.Conflict {
		t.Errorf("the 21st: %v", err)
	}
}
