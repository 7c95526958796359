package cx_test

import (
	"testing"

	"earshot/shared/cx"
)

func TestRoleMay(t *testing.T) {
	tests := []struct {
		role cx.Role
		may  map[cx.Role]bool
	}{
		{cx.Owner, map[cx.Role]bool{cx.Owner: true, cx.Agent: true, cx.Analyst: true}},
		{cx.Agent, map[cx.Role]bool{cx.Agent: true, cx.Analyst: true}},
		{cx.Analyst, map[cx.Role]bool{cx.Analyst: true}},
		{cx.Nobody, nil},
		{"admin", nil}, // a word that no version of us knows
	}
	for _, tt := range tests {
		for _, least := range append(cx.Roles(), cx.Nobody) {
			if got := tt.role.May(least); got != tt.may[least] {
				t.Errorf("%q may what needs %q: %v", tt.role, least, got)
			}
		}
	}
}

func TestParseRole(t *testing.T) {
	for _, r := range cx.Roles() {
		if cx.ParseRole(string(r)) != r || r.Says() == "nothing" {
			t.Errorf("%q is parsed as %q and is for %s", r, cx.ParseRole(string(r)), r.Says())
		}
	}
	for _, s := range []string{"", "Owner", "admin", "owner "} {
		if got := cx.ParseRole(s); got != cx.Nobody {
			t.Errorf("%q is the role %q", s, got)
		}
	}
}
