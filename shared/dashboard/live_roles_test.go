package dashboard_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// member is the browser of somebody whom the shop invited.
func (s *site) member(address string, role cx.Role) *http.Client {
	s.t.Helper()
	if err := s.Invite(s.t.Context(), s.Shop.ID, ledger.Member{Address: address, Role: role}, s.Now); err != nil {
		s.t.Fatal(err)
	}
	link, err := s.app.SignInLink(s.t.Context(), address, s.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.browser()
	if got := s.enterBy(c, link); got.status != http.StatusSeeOther {
		s.t.Fatalf("signing in = %d %s", got.status, got.body)
	}
	return c
}

// TestWhoMaySend: an owner of one shop stops that shop and not all of them, an agent one customer, an analyst nobody.
func TestWhoMaySend(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	person := url.Values{"address": {"customer1@example.com"}, "do": {"pause"}}
	tests := []struct {
		role                        cx.Role
		see, pause, all, one, rooms int
	}{
		{cx.Owner, 200, 303, 403, 303, 200},
		{cx.Agent, 200, 403, 403, 303, 200},
		{cx.Analyst, 403, 403, 403, 403, 403},
	}
	for _, tt := range tests {
		t.Run(string(tt.role), func(t *testing.T) {
			c := s.member(string(tt.role)+"@nordlys.example", tt.role)
			page := s.getBy(c, livePage)
			got := []int{page.status, s.postBy(c, livePage+"/pause", url.Values{"do": {"pause"}}).status,
				s.postBy(c, livePage+"/pause", url.Values{"do": {"pause-all"}}).status, s.postBy(c, livePage+"/person", person).status,
				s.getBy(c, rehearsalPage).status}
			for i, want := range []int{tt.see, tt.pause, tt.all, tt.one, tt.rooms} {
				if got[i] != want {
					t.Errorf("request %d = %d, want %d", i, got[i], want)
				}
			}
			if strings.Contains(page.body, "pause-all") || (tt.role == cx.Agent && strings.Contains(page.body, "Back to rehearsal")) {
				t.Error("the page offers what is refused")
			}
		})
	}
	if s.stored().Halted {
		t.Error("everything is paused")
	}
}

// TestSendingIsLogged: who went live, paused and resumed is asked later.
func TestSendingIsLogged(t *testing.T) {
	s := inRehearsal(t, nil).connected()
	o := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	s.pressed(livePage, url.Values{"ramp": {"200"}})
	for _, do := range []string{"pause", "resume", "pause-all", "resume-all"} {
		s.pressed(livePage+"/pause", url.Values{"do": {do}})
	}
	s.pressed(livePage+"/person", url.Values{"address": {"customer1@example.com"}, "do": {"pause"}})
	s.pressed(livePage+"/ramp", url.Values{"ramp": {"0"}})
	s.pressed(livePage+"/rehearse", nil)
	lines, _, err := s.Audit(t.Context(), s.Shop.ID, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, l := range lines {
		all.WriteString(l.By + ": " + l.What + "\n")
	}
	for _, want := range []string{"The shop went live, at most 200 a day.", "Sending was paused.", "Sending was resumed.", "Everything was paused, in all shops.",
		"The pause of everything was ended.", "Customer " + string(o.Person) + " was paused.", "Mail goes out as many as are due.", "The shop went back to rehearsal."} {
		if !strings.Contains(all.String(), owner+": "+want) {
			t.Errorf("the log lacks %q:\n%s", want, all.String())
		}
	}
	if strings.Contains(all.String(), "customer1@") {
		t.Error("a customer's address is in the log")
	}
}
