package dispatch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

func TestRunSends(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	if r := h.run(); r.Sent != 1 {
		t.Fatalf("report %+v, want one mail", r)
	}
	o := h.order(id)
	if o.Message.State != cx.Sent || o.Message.MailID != "mail-1" || o.Message.SentDay != "2026-11-24" || len(o.Message.Tokens) != 1 {
		t.Errorf("message is %+v", o.Message)
	}
	token, err := cx.ParseToken(string(h.service.accepted[0].Raw))
	must(t, err)
	if _, err := h.facts.Invitation(t.Context(), token, h.clock.Now()); err != nil {
		t.Errorf("the mailed link does not open: %v", err)
	}
	if r := h.run(); r.Sent != 0 || r.Did() != 0 {
		t.Errorf("a second run did %+v", r)
	}
}

func TestRunObeysTheRules(t *testing.T) {
	tests := []struct {
		name   string
		change func(h *house, id cx.OrderID)
		state  cx.MessageState
		reason cx.Reason
	}{
		{"rehearsal", func(h *house, _ cx.OrderID) { h.set(func(s *cx.Shop) { s.Live = false }) }, cx.Dropped, cx.Rehearsal},
		{"paused", func(h *house, _ cx.OrderID) { h.set(func(s *cx.Shop) { s.Paused = true }) }, cx.Due, cx.ShopPaused},
		{"live since after the order", func(h *house, _ cx.OrderID) { h.set(func(s *cx.Shop) { s.LiveSince = noon }) }, cx.Dropped, cx.BeforeLive},
		{"hard bounce elsewhere", func(h *house, _ cx.OrderID) { h.suppress("ada@example.com", cx.HardBounce) }, cx.Dropped, cx.HardBounce},
		{"night", func(h *house, _ cx.OrderID) { h.clock.add(9 * time.Hour) }, cx.Due, cx.QuietHours},
		{"never ask this person", func(h *house, id cx.OrderID) {
			must(h.t, h.facts.HoldPerson(h.t.Context(), h.order(id).Person, true))
		}, cx.Dropped, cx.HeldPerson},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			id := h.due("1", "ada@example.com")
			tt.change(h, id)
			h.run()
			if m := h.order(id).Message; m.State != tt.state || m.Reason != tt.reason {
				t.Errorf("the message is %q because %q, want %q because %q", m.State, m.Reason, tt.state, tt.reason)
			}
			if n := h.service.copies(id); n != 0 {
				t.Errorf("%d mails went out", n)
			}
		})
	}
}

func (h *house) set(f func(*cx.Shop)) {
	h.t.Helper()
	s, err := h.facts.Shop(h.t.Context(), "nordlys")
	must(h.t, err)
	f(&s)
	must(h.t, h.facts.SaveShop(h.t.Context(), s))
}

func (h *house) suppress(address string, why cx.Reason) {
	h.t.Helper()
	email, err := cx.ParseEmail(address)
	must(h.t, err)
	must(h.t, h.facts.SuppressAddress(h.t.Context(), email, why, h.clock.Now()))
}

// TestThrottle: two orders of one customer, due at once, bring one mail; the other waits and is not lost.
func TestThrottle(t *testing.T) {
	h := newHouse(t)
	first, second := h.due("1", "ada@example.com"), h.due("2", "ADA@example.com")
	h.run()
	h.run()
	if n := h.service.copies(first) + h.service.copies(second); n != 1 {
		t.Fatalf("%d mails went out, want 1", n)
	}
	waits := h.order(first)
	if waits.Message.State == cx.Sent {
		waits = h.order(second)
	}
	if waits.Message.State != cx.Due || waits.Message.Reason != cx.Throttled || waits.Message.Due.Sub(noon) < 89*24*time.Hour {
		t.Errorf("the other is %+v, want it to wait 90 days", waits.Message)
	}
}

func TestRamp(t *testing.T) {
	h := newHouse(t)
	h.set(func(s *cx.Shop) { s.Ramp = 13 })
	for i := range 20 {
		h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))
	}
	if r := h.run(); r.Sent != 13 || r.Deferred != 7 || r.Reasons[cx.RampFull] != 7 {
		t.Fatalf("first day: %+v, want 13 sent and 7 waiting", r)
	}
	if r := h.run(); r.Sent != 0 {
		t.Errorf("later the same day: %+v", r)
	}
	h.clock.add(24 * time.Hour)
	if r := h.run(); r.Sent != 7 {
		t.Errorf("next day: %+v, want the 7", r)
	}
}

func TestRampGivesBackWhatWasNotSent(t *testing.T) {
	h := newHouse(t)
	h.set(func(s *cx.Shop) { s.Ramp = 2 })
	h.service.answer = func(n int, _ mail.Envelope) behaviour {
		if n == 1 {
			return behaviour{refuse: &mail.Refusal{Kind: mail.RefusedMessage, Code: "MessageRejected"}}
		}
		return behaviour{take: true}
	}
	for i := range 3 {
		h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))
	}
	first, second := h.run(), h.run()
	if first.Sent+second.Sent != 2 {
		t.Errorf("%+v then %+v, want 2 mails in all", first, second)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name    string
		kind    mail.RefusalKind
		state   cx.MessageState
		reason  cx.Reason
		stopped string
	}{
		{"of the message", mail.RefusedMessage, cx.Dropped, cx.Refused, ""},
		{"of the recipient, in the sandbox", mail.RefusedRecipient, cx.Due, cx.SandboxOnly, ""},
		{"of the account", mail.RefusedAccount, cx.Due, "", "Code: text"},
		{"of the rate", mail.RefusedRate, cx.Due, "", ""},
		{"of the quota", mail.RefusedQuota, cx.Due, "", "the mail service's daily quota is reached"},
		{"before a byte was sent", mail.NotSent, cx.Due, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			id := h.due("1", "ada@example.com")
			h.service.answer = func(int, mail.Envelope) behaviour {
				return behaviour{refuse: &mail.Refusal{Kind: tt.kind, Code: "Code", Text: "text"}}
			}
			r := h.run()
			m := h.order(id).Message
			if m.State != tt.state || m.Reason != tt.reason || r.Stopped != tt.stopped {
				t.Errorf("message %q because %q, run stopped by %q; want %q, %q, %q", m.State, m.Reason, r.Stopped, tt.state, tt.reason, tt.stopped)
			}
			p, err := h.facts.Person(t.Context(), h.order(id).Person)
			must(t, err)
			if p.Gate.Open() || !p.LastAsked.IsZero() {
				t.Errorf("a mail that was surely not sent left gate %+v and last asked %v", p.Gate, p.LastAsked)
			}
			h.service.answer = nil
			h.clock.add(25 * time.Hour)
			h.run()
			if sent := h.order(id).Message.State == cx.Sent; sent == (tt.state == cx.Dropped) {
				t.Errorf("a day later the message is %q", h.order(id).Message.State)
			}
		})
	}
}

func TestOwnerIsToldOnceADay(t *testing.T) {
	h := newHouse(t)
	h.due("1", "ada@example.com")
	h.due("2", "bo@example.com")
	h.service.answer = func(_ int, e mail.Envelope) behaviour {
		if strings.HasPrefix(e.To, "owner@") {
			return behaviour{take: true}
		}
		return behaviour{refuse: &mail.Refusal{Kind: mail.RefusedAccount, Code: "AccountSendingPausedException", Text: "sending is paused"}}
	}
	for range 5 {
		h.run()
		h.clock.add(time.Minute)
	}
	told := 0
	for _, e := range h.service.accepted {
		if e.To == "owner@nordlys.example" && strings.Contains(string(e.Raw), "sending is paused") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the owner was told %d times, want once", told)
	}
}

func TestQuota(t *testing.T) {
	h := newHouse(t)
	h.service.quota = mail.Quota{PerDay: 200, PerSecond: 1, Sent: 187} // 95 % of 200 leaves 3
	for i := range 6 {
		h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))
	}
	if r := h.run(); r.Sent != 3 || r.Stopped == "" {
		t.Errorf("report %+v, want 3 sent and a stop", r)
	}
}

// TestRate: the pace is 80 % of the service's, and a run ends after 50 seconds at most.
func TestRate(t *testing.T) {
	h := newHouse(t)
	h.service.quota = mail.Quota{PerDay: -1, PerSecond: 1}
	for i := range 60 {
		h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))
	}
	began := h.clock.Now()
	r := h.run()
	took := h.clock.Now().Sub(began)
	if most := int(50*0.8) + 3; r.Sent > most || r.Sent < 30 || took > 55*time.Second {
		t.Errorf("%d mails in %v, want about %d in 50 s", r.Sent, took, most)
	}
}

func TestLease(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	taken, err := h.facts.TakeLease(t.Context(), "dispatch", "somebody", h.clock.Now(), h.clock.Now().Add(90*time.Second))
	if err != nil || !taken {
		t.Fatal(taken, err)
	}
	if r := h.run(); r.Stopped == "" || h.service.copies(id) != 0 {
		t.Errorf("ran without the lease: %+v", r)
	}
	h.clock.add(91 * time.Second)
	if r := h.run(); r.Sent != 1 {
		t.Errorf("a lease that is over still holds: %+v", r)
	}
}

func TestRestoredTable(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	j := h.job(h.facts, h.service, 1)
	j.Identity = h.identity("table-1")
	must(t, h.facts.Defer(t.Context(), id, cx.Verdict{Action: cx.Wait, Until: noon.Add(time.Hour)}, noon))
	if _, err := j.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.clock.add(2 * time.Hour)
	j.Identity = h.identity("table-2")
	if _, err := j.Run(t.Context()); err == nil || h.service.copies(id) != 0 {
		t.Errorf("a restored table sent %d mails, error %v", h.service.copies(id), err)
	}
}

func TestOwnerMail(t *testing.T) {
	h := newHouse(t)
	for range 2 {
		must(t, h.facts.MailOwner(t.Context(), ledger.SignInMail, "owner@nordlys.example", "once", "https://link", h.clock.Now()))
	}
	if r := h.run(); r.OwnerMails != 1 || string(h.service.accepted[0].Raw) != "https://link" {
		t.Errorf("report %+v, mails %v", r, h.service.accepted)
	}
	if r := h.run(); r.OwnerMails != 0 {
		t.Errorf("sent again: %+v", r)
	}
}
