package dashboard_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// inRehearsal is a site whose shop is in rehearsal, with everything well but what with changes.
func inRehearsal(t *testing.T, with func(*cx.Shop)) *site {
	t.Helper()
	f := floor.Open(t, cx.FivePoints)
	shop := f.Shop
	shop.Live, shop.LiveSince, shop.Confirmed = false, time.Time{}, shop.ReplyTo
	if with != nil {
		with(&shop)
	}
	f.Save(shop)
	return open(t, f).signedIn()
}

// connected makes the shop hear from a platform.
func (s *site) connected() *site {
	s.t.Helper()
	ctx := s.t.Context()
	if err := s.SaveConnection(ctx, s.Shop.ID, cx.Shopify, []string{"secret"}, ""); err != nil {
		s.t.Fatal(err)
	}
	c, err := s.Connection(ctx, s.Shop.ID, cx.Shopify)
	if err == nil {
		err = s.NoteReceived(ctx, c, "orders/create", false, s.Now)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return s
}

func (s *site) stored() cx.Shop {
	s.t.Helper()
	shop, err := s.SwitchedShop(s.t.Context(), s.Shop.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return shop
}

const livePage = "/dashboard/nordlys/live"

// pressed posts a form of the page and reads the page that follows.
func (s *site) pressed(path string, fields url.Values) node {
	s.t.Helper()
	got := s.post(path, fields)
	if got.status != 303 {
		s.t.Fatalf("POST %s = %d %s", path, got.status, parsed(s.t, got).text())
	}
	return parsed(s.t, s.get(got.header.Get("Location")))
}

func TestGoLive(t *testing.T) {
	s := inRehearsal(t, nil).connected()
	s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	page := parsed(t, s.get(livePage))
	wantText(t, page, "Rehearsal: no mail goes out", "Nobody is ever mailed about an order from before.", "1 survey waits in rehearsal",
		"A mail goes out 3 days after an order is delivered; where that is never told, 10 days after it is fulfilled")
	if page.one("input", "value", "50").attr("checked") != "" || !page.one("input", "value", "50").has("checked") {
		t.Error("50 mails a day are not preset")
	}
	wantText(t, s.pressed(livePage, url.Values{"ramp": {"200"}}), "The shop is live.", "at most 200 a day")
	shop := s.stored()
	if !shop.Live || !shop.LiveSince.Equal(s.Now) || shop.Ramp != 200 {
		t.Errorf("the shop is live %v since %v with %d a day", shop.Live, shop.LiveSince, shop.Ramp)
	}
	s.Floor.Now = s.Now.Add(time.Hour)
	s.pressed(livePage, url.Values{"ramp": {"50"}})
	if again := s.stored(); !again.LiveSince.Equal(shop.LiveSince) || again.Ramp != 200 {
		t.Errorf("a second press moved the moment to %v and the ramp to %d", again.LiveSince, again.Ramp)
	}
	wantText(t, s.pressed(livePage+"/ramp", url.Values{"ramp": {"0"}}), "Saved.", "as many as are due")
	wantText(t, s.pressed(livePage+"/rehearse", nil), "back in rehearsal")
	if shop := s.stored(); shop.Live || !shop.LiveSince.IsZero() {
		t.Errorf("back in rehearsal it is live %v since %v", shop.Live, shop.LiveSince)
	}
}

// TestOrdersFromBefore: who ordered before the shop went live is never mailed.
func TestOrdersFromBefore(t *testing.T) {
	s := inRehearsal(t, nil).connected()
	before := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	s.pressed(livePage, url.Values{"ramp": {"0"}})
	f, err := s.Facts(t.Context(), s.stored(), before.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v := cx.Decide(f, before.Message.Due); v.Action != cx.Drop || v.Reason != cx.BeforeLive {
		t.Errorf("it is decided to %s because %s", v.Action, v.Reason)
	}
	wantText(t, parsed(t, s.get("/dashboard/nordlys/outbox")), "will not go out: the order is from before the shop went live")
}

func TestRedBlocksGoingLive(t *testing.T) {
	tests := []struct {
		name string
		with func(*cx.Shop)
		want string
	}{
		{"replies that nobody confirmed", func(s *cx.Shop) { s.Confirmed = "" }, "nobody has shown yet that replies are read"},
		{"another address than was confirmed", func(s *cx.Shop) { s.ReplyTo = "new@nordlys.example" }, "nobody has shown yet that replies are read"},
		{"an address that nobody reads", func(s *cx.Shop) { s.ReplyTo, s.Confirmed = "no-reply@nordlys.example", "no-reply@nordlys.example" }, "an address that nobody reads"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := inRehearsal(t, tt.with).connected()
			page := parsed(t, s.get(livePage))
			wantText(t, page.card("Before it goes live"), tt.want)
			if !page.card("Going live").one("button", "", "").has("disabled") {
				t.Error("the button can be pressed")
			}
			got := s.post(livePage, url.Values{"ramp": {"50"}})
			if got.status != 422 || s.stored().Live {
				t.Errorf("going live = %d, live %v", got.status, s.stored().Live)
			}
			wantText(t, parsed(t, got), "Not live yet", tt.want)
		})
	}
}

func TestNothingReceivedBlocksGoingLive(t *testing.T) {
	s := inRehearsal(t, nil)
	wantText(t, parsed(t, s.get(livePage)), "no platform is connected")
	if err := s.SaveConnection(t.Context(), s.Shop.ID, cx.Shopify, []string{"secret"}, ""); err != nil {
		t.Fatal(err)
	}
	wantText(t, parsed(t, s.post(livePage, url.Values{"ramp": {"50"}})), "nothing has arrived from a platform yet")
	if s.stored().Live {
		t.Error("it went live")
	}
	s.connected()
	if got := s.post(livePage, url.Values{"ramp": {"7"}}); got.status != 422 || s.stored().Live {
		t.Errorf("a ramp that is not offered = %d", got.status)
	}
}

func TestPauses(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	tests := []struct{ do, says, state string }{
		{"pause", "No mail leaves later than a minute from now", "you paused it"},
		{"pause-all", "Everything is paused, in all shops", "everything is paused, in all shops"},
		{"resume", "The shop sends again", "everything is paused, in all shops"},
		{"resume-all", "The pause of everything is over", ""},
	}
	for _, tt := range tests {
		page := s.pressed(livePage+"/pause", url.Values{"do": {tt.do}})
		wantText(t, page, tt.says)
		if why, _ := s.stored().Stopped(); why != tt.state {
			t.Errorf("after %s it is stopped because %q, want %q", tt.do, why, tt.state)
		}
	}
	if got := s.post(livePage+"/pause", url.Values{"do": {"explode"}}); got.status != 400 {
		t.Errorf("another button = %d", got.status)
	}
}

func TestPauseByNumbersIsShown(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	if err := s.PauseShop(t.Context(), s.Shop.ID, "9 of the last 200 mails came back (4.5 %), more than 4 %"); err != nil {
		t.Fatal(err)
	}
	wantText(t, parsed(t, s.get(livePage)), "Sending is paused: 9 of the last 200 mails came back (4.5 %), more than 4 %.", "Send again")
	wantText(t, parsed(t, s.get("/dashboard/nordlys/outbox")), "Sending is paused: 9 of the last 200 mails")
}

func TestPausePersonByAddress(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	o := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	paused := func() bool {
		p, err := s.Person(t.Context(), o.Person)
		if err != nil {
			t.Fatal(err)
		}
		return p.Paused
	}
	for _, tt := range []struct{ address, want string }{{"nobody", "no whole mail address"}, {"other@example.com", "Nobody with this address has ordered"}} {
		got := s.post(livePage+"/person", url.Values{"address": {tt.address}, "do": {"pause"}})
		wantText(t, parsed(t, got), tt.want)
		if kept := parsed(t, got).one("input", "name", "address").attr("value"); got.status != 422 || kept != tt.address {
			t.Errorf("status %d, kept %q", got.status, kept)
		}
	}
	wantText(t, s.pressed(livePage+"/person", url.Values{"address": {" Customer1@example.com "}, "do": {"pause"}}), "This customer is paused.")
	if !paused() {
		t.Error("the customer is not paused")
	}
	s.pressed(livePage+"/person", url.Values{"address": {"customer1@example.com"}, "do": {"resume"}})
	if paused() {
		t.Error("the customer is still paused")
	}
	if strings.Contains(s.logs.String(), "customer1@") {
		t.Error("the address is in the log")
	}
}
