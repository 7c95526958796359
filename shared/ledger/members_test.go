package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func invite(t *testing.T, l *ledger.Ledger, shop cx.ShopID, address string, role cx.Role) {
	t.Helper()
	if err := l.Invite(t.Context(), shop, ledger.Member{Address: address, Role: role, By: owner}, at(1, 9)); err != nil {
		t.Fatalf("Invite: %v", err)
	}
}

func roles(t *testing.T, l *ledger.Ledger, address string) []cx.Role {
	t.Helper()
	got, err := l.RolesOf(t.Context(), address, "nordlys", "birk")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestARoleIsOfOneShop, whatever the case of the address, and the last invitation holds.
func TestARoleIsOfOneShop(t *testing.T) {
	l := open(t)
	invite(t, l, "nordlys", "Ines@Nordlys.example", cx.Agent)
	invite(t, l, "birk", "ines@nordlys.example", cx.Analyst)
	if got := roles(t, l, "INES@nordlys.example"); !slices.Equal(got, []cx.Role{cx.Agent, cx.Analyst}) {
		t.Errorf("roles %q", got)
	}
	invite(t, l, "nordlys", "ines@nordlys.example", cx.Owner)
	if got := roles(t, l, "ines@nordlys.example"); got[0] != cx.Owner {
		t.Errorf("after a second invitation: %q", got)
	}
	if got := roles(t, l, "ines@nordlys.example.evil"); got[0] != cx.Nobody || got[1] != cx.Nobody {
		t.Errorf("a stranger is %q", got)
	}
}

func TestMembers(t *testing.T) {
	l := open(t)
	invite(t, l, "nordlys", "zoe@nordlys.example", cx.Analyst)
	invite(t, l, "nordlys", "Ines@nordlys.example", cx.Agent)
	all, err := l.Members(t.Context(), "nordlys")
	if err != nil || len(all) != 2 || all[0].Address != "ines@nordlys.example" || all[0].By != owner || !all[0].At.Equal(at(1, 9)) {
		t.Fatalf("Members = %+v, %v", all, err)
	}
	if gone, err := l.RemoveMember(t.Context(), "birk", all[0].ID); err != nil || gone.Address != "" {
		t.Errorf("another shop removes %+v, %v", gone, err)
	}
	if gone, err := l.RemoveMember(t.Context(), "nordlys", all[0].ID); err != nil || gone.Role != cx.Agent {
		t.Errorf("removed %+v, %v", gone, err)
	}
	if got := roles(t, l, "ines@nordlys.example"); got[0] != cx.Nobody {
		t.Errorf("after the removal: %q", got)
	}
}

func TestMembersAreBounded(t *testing.T) {
	l := open(t)
	for i := range 100 {
		invite(t, l, "nordlys", fmt.Sprintf("p%d@nordlys.example", i), cx.Analyst)
	}
	err := l.Invite(t.Context(), "nordlys", ledger.Member{Address: "one.more@nordlys.example", Role: cx.Agent}, at(1, 9))
	if kindOf(err) != cx.Conflict {
		t.Errorf("the 101st: %v", err)
	}
	invite(t, l, "nordlys", "p7@nordlys.example", cx.Owner) // who is on the list may change
}
