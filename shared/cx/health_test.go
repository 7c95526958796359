package cx_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestSick(t *testing.T) {
	tests := []struct {
		name                      string
		sent, bounced, complained int64
		want                      string
	}{
		{"nothing was sent", 0, 0, 0, ""},
		{"too few mails for a share of bounces", 199, 100, 0, ""},
		{"four percent of 200 are still borne", 200, 8, 0, ""},
		{"one more than four percent of 200", 200, 9, 0, "9 of the last 200 mails came back (4.5 %), more than 4 %"},
		{"four percent of many", 100_000, 4_000, 0, ""},
		{"a hair over is not shown as the bound", 100_000, 4_001, 0, "4001 of the last 100000 mails came back (4.1 %), more than 4 %"},
		{"two complaints say nothing", 10, 0, 2, ""},
		{"three complaints of few mails", 100, 0, 3, "3 customers marked one of the last 100 mails as spam (3.00 %), more than 0.08 %"},
		{"three complaints are 0.08 % exactly", 3_750, 0, 3, ""},
		{"three complaints of one mail less", 3_749, 0, 3, "3 customers marked one of the last 3749 mails as spam (0.09 %), more than 0.08 %"},
		{"complaints that outlive their mails", 0, 0, 3, "3 customers marked one of the last 0 mails as spam (300.00 %), more than 0.08 %"},
		{"bounces are told first", 200, 20, 20, "20 of the last 200 mails came back (10.0 %), more than 4 %"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cx.Sick(cx.Tally{Sent: tt.sent, Bounced: tt.bounced, Complained: tt.complained}); got != tt.want {
				t.Errorf("Sick = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHealthDays(t *testing.T) {
	shop := cx.Shop{Zone: "Europe/Oslo"}
	now := instant(t, "2026-11-24T23:30Z") // 25 November in Oslo
	day := cx.Tally{Sent: 300, Bounced: 20, Complained: 4}
	tests := []struct {
		name       string
		resumed    cx.Resumption
		from       string
		left, back int64
	}{
		{"never paused", cx.Resumption{}, "2026-10-27", 300, 20},
		{"resumed long ago", cx.Resumption{At: now.AddDate(0, -3, 0), Sent: 100, Bounced: 20}, "2026-10-27", 300, 20},
		{"resumed on the first day of the window", cx.Resumption{At: instant(t, "2026-10-26T23:30Z"), Sent: 100, Bounced: 15}, "2026-10-27", 200, 5},
		{"resumed today", cx.Resumption{At: now.Add(-time.Minute), Sent: 290, Bounced: 20}, "2026-11-25", 10, 0},
		{"counters that were behind when it was resumed", cx.Resumption{At: now, Sent: 301, Bounced: 21}, "2026-11-25", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shop.Resumed = tt.resumed
			from, to := shop.HealthDays(now)
			if from != tt.from || to != "2026-11-25" {
				t.Errorf("the days are %s to %s, want %s to 2026-11-25", from, to, tt.from)
			}
			if got := shop.SinceResumed(day, now); got.Sent != tt.left || got.Bounced != tt.back {
				t.Errorf("counted are %d mails and %d bounces, want %d and %d", got.Sent, got.Bounced, tt.left, tt.back)
			}
		})
	}
}

func TestStopped(t *testing.T) {
	tests := []struct {
		name string
		shop cx.Shop
		why  string
	}{
		{"nothing is paused", cx.Shop{}, ""},
		{"by its numbers", cx.Shop{Paused: true, PausedWhy: "9 of 200"}, "9 of 200"},
		{"by hand", cx.Shop{Paused: true}, "you paused it"},
		{"all shops", cx.Shop{Halted: true, Paused: true}, "everything is paused, in all shops"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			why, stopped := tt.shop.Stopped()
			if why != tt.why || stopped != (tt.why != "") {
				t.Errorf("Stopped = %q, %v", why, stopped)
			}
			v := cx.Decide(cx.Facts{Shop: tt.shop, Order: askable(t).Order, Person: askable(t).Person}, instant(t, "2026-11-23T10:12+01:00"))
			if waits := v.Reason == cx.ShopPaused; waits != stopped {
				t.Errorf("Decide = %+v", v)
			}
		})
	}
}

// A hold puts off what may be sent, and saves nothing that must not be.
func TestAHeldOrderIsStillRefused(t *testing.T) {
	f, now := askable(t), instant(t, "2026-11-23T10:12+01:00")
	f.Order.Message.Held, f.Order.State.Cancelled = true, true
	if v := cx.Decide(f, now); v.Action != cx.Drop || v.Reason != cx.WasCancelled {
		t.Errorf("Decide = %+v, want the drop of a cancelled order", v)
	}
}

func TestPausedPerson(t *testing.T) {
	f, now := askable(t), instant(t, "2026-11-23T10:12+01:00")
	f.Person.Paused = true
	if v := cx.Decide(f, now); v.Action != cx.Wait || v.Reason != cx.PersonPaused || v.Until.Sub(now) != 24*time.Hour {
		t.Errorf("Decide = %+v, want a day's wait", v)
	}
	f.Person.Unsubscribed = now
	if v := cx.Decide(f, now); v.Reason != cx.OptedOut {
		t.Errorf("Decide = %+v: a customer who stopped the mails does not wait", v)
	}
}
