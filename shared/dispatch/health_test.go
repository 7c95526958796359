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

// counted makes the counters of a day say what they must.
func (h *house) counted(day, name string, n int64) {
	h.t.Helper()
	c := ledger.Contribution{}
	c[ledger.Counted{Shop: "nordlys", Survey: "purchase", Day: day, Name: name}] = n
	must(h.t, h.engine.Commit(h.t.Context(), ledger.Increments(c, 0)...))
}

func TestPauseByNumbers(t *testing.T) {
	tests := []struct {
		name          string
		sent, bounced int64
		pause         bool
	}{
		{"four percent of 200 go on", 200, 8, false},
		{"one more pauses", 200, 9, true},
		{"few mails say nothing", 199, 50, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			id := h.due("1", "ada@example.com")
			h.counted("2026-11-20", "sent", tt.sent)
			h.counted("2026-11-20", "bounced", tt.bounced)
			h.counted("2026-10-20", "bounced", 1000) // more than 30 days ago
			h.run()
			s, err := h.facts.Shop(t.Context(), "nordlys")
			must(t, err)
			if s.Paused != tt.pause || (h.service.copies(id) == 0) != tt.pause {
				t.Errorf("paused %v because %q, %d mails", s.Paused, s.PausedWhy, h.service.copies(id))
			}
		})
	}
}

// TestPauseByNumbersIsTold: each owner hears of it once, the way back works, and the old numbers do not pause it again.
func TestPauseByNumbersIsTold(t *testing.T) {
	h := newHouse(t)
	for address, role := range map[string]cx.Role{"second@nordlys.example": cx.Owner, "Owner@nordlys.example": cx.Owner, "agent@nordlys.example": cx.Agent} {
		must(t, h.facts.Invite(t.Context(), "nordlys", ledger.Member{Address: address, Role: role}, noon))
	}
	h.counted("2026-11-24", "sent", 300)
	h.counted("2026-11-24", "complained", 3)
	for range 5 {
		h.run()
		h.clock.add(11 * time.Minute)
	}
	told := map[string]int{}
	for _, e := range h.service.accepted {
		if strings.Contains(string(e.Raw), "3 customers marked one of the last 300 mails as spam (1.00 %)") {
			told[e.To]++
		}
	}
	if fmt.Sprint(told) != "map[owner@nordlys.example:1 second@nordlys.example:1]" {
		t.Errorf("told were %v, want each owner once", told)
	}
	must(t, h.facts.ResumeShop(t.Context(), "nordlys", h.clock.Now()))
	id := h.due("1", "ada@example.com")
	h.run()
	if h.service.copies(id) != 1 {
		t.Errorf("after the way back %d mails went out, want 1", h.service.copies(id))
	}
	h.counted("2026-11-24", "complained", 3)
	h.clock.add(11 * time.Minute)
	h.run()
	if s, err := h.facts.Shop(t.Context(), "nordlys"); err != nil || !s.Paused {
		t.Errorf("three more complaints did not pause it: %v", err)
	}
}

// TestNumbersAreReadSeldom: a look costs reads, and the counters of a month do not change by the minute.
func TestNumbersAreReadSeldom(t *testing.T) {
	h := newHouse(t)
	h.run()
	h.counted("2026-11-24", "sent", 200)
	h.counted("2026-11-24", "bounced", 50)
	h.clock.add(9 * time.Minute)
	h.run()
	if s, _ := h.facts.Shop(t.Context(), "nordlys"); s.Paused {
		t.Error("the numbers were read again after 9 minutes")
	}
	h.clock.add(2 * time.Minute)
	h.run()
	if s, _ := h.facts.Shop(t.Context(), "nordlys"); !s.Paused {
		t.Error("the numbers were not read after 11 minutes")
	}
}

// TestPauseHoldsSoon: whatever is paused in the middle of a run, no mail goes out more than a minute later, what is
// claimed included, nothing is lost, and all goes out when the pause ends.
func TestPauseHoldsSoon(t *testing.T) {
	switches := map[string]func(h *house, on bool) error{
		"everything": func(h *house, on bool) error { return h.facts.HaltAll(h.t.Context(), on, h.clock.Now()) },
		"the shop": func(h *house, on bool) error {
			if on {
				return h.facts.PauseShop(h.t.Context(), "nordlys", "")
			}
			return h.facts.ResumeShop(h.t.Context(), "nordlys", h.clock.Now())
		},
		"back to rehearsal": func(h *house, on bool) error {
			_, err := h.facts.ChangeShop(h.t.Context(), "nordlys", func(s cx.Shop) (cx.Shop, bool) { s.Live = !on; return s, true })
			return err
		},
	}
	for name, set := range switches {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.service.quota = mail.Quota{PerDay: -1, PerSecond: 1}
			for i := range 25 {
				h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))
			}
			var paused, last time.Time
			h.service.answer = func(n int, e mail.Envelope) behaviour {
				last = h.clock.Now()
				if n == 5 {
					paused = last
					must(t, set(h, true))
				}
				return behaviour{take: true}
			}
			for range 3 {
				h.run()
				h.clock.add(time.Minute)
			}
			if late := last.Sub(paused); paused.IsZero() || late > 15*time.Second {
				t.Errorf("a mail went out %v after the pause", late)
			}
			sent := len(h.service.accepted)
			must(t, set(h, false))
			h.clock.add(20 * time.Minute)
			for range 3 {
				h.run()
				h.clock.add(time.Minute)
			}
			if name != "back to rehearsal" && len(h.service.accepted) != 25 {
				t.Errorf("%d mails before the pause and %d in all, want 25", sent, len(h.service.accepted))
			}
			h.noGates()
		})
	}
}

// noGates: what was claimed when the pause came was released.
func (h *house) noGates() {
	h.t.Helper()
	for i := range 25 {
		email, err := cx.ParseEmail(fmt.Sprintf("c%d@example.com", i))
		must(h.t, err)
		p, err := h.facts.FindPerson(h.t.Context(), "nordlys", email)
		must(h.t, err)
		o, err := h.facts.Order(h.t.Context(), p.Orders[0])
		must(h.t, err)
		if p.Gate.Open() && !o.Message.Ended() {
			h.t.Errorf("the gate of customer %d is closed for a message that is %q", i, o.Message.State)
		}
	}
}

func TestPausedPersonWaits(t *testing.T) {
	h := newHouse(t)
	id, free := h.due("1", "ada@example.com"), h.due("2", "bo@example.com")
	must(t, h.facts.PausePerson(t.Context(), h.order(id).Person, true, noon))
	h.run()
	if m := h.order(id).Message; m.State != cx.Due || m.Reason != cx.PersonPaused || h.service.copies(free) != 1 {
		t.Errorf("the message is %q because %q; %d mails to the other", m.State, m.Reason, h.service.copies(free))
	}
	must(t, h.facts.PausePerson(t.Context(), h.order(id).Person, false, h.clock.Now()))
	h.run()
	if h.service.copies(id) != 1 {
		t.Errorf("%d mails after the pause, want 1", h.service.copies(id))
	}
}

func TestHeldOrderWaits(t *testing.T) {
	h := newHouse(t)
	id, free := h.due("1", "ada@example.com"), h.due("2", "bo@example.com")
	must(t, h.facts.HoldOrder(t.Context(), id, true, noon))
	h.run()
	if m := h.order(id).Message; m.State != cx.Due || m.Reason != cx.OrderHeld || h.service.copies(free) != 1 || h.service.copies(id) != 0 {
		t.Errorf("the message is %q because %q; %d mails to the other", m.State, m.Reason, h.service.copies(free))
	}
	must(t, h.facts.HoldOrder(t.Context(), id, false, h.clock.Now()))
	h.run()
	if h.service.copies(id) != 1 {
		t.Errorf("%d mails after the hold, want 1", h.service.copies(id))
	}
}
