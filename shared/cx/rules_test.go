package cx_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestDecideDrops(t *testing.T) {
	at := instant(t, "2026-11-23T10:12+01:00")
	tests := []struct {
		name string
		with func(*cx.Facts)
		want cx.Reason
	}{
		{"customer erased", func(f *cx.Facts) { f.Person.Erased = at }, cx.WasErased},
		{"address complained", func(f *cx.Facts) { f.Address.Complained = at }, cx.Complained},
		{"address bounced", func(f *cx.Facts) { f.Address.Bounced = at }, cx.HardBounce},
		{"address suppressed", func(f *cx.Facts) { f.Address.Suppressed = at }, cx.Suppressed},
		{"a complaint is told before a bounce", func(f *cx.Facts) { f.Address.Complained, f.Address.Bounced = at, at }, cx.Complained},
		{"unsubscribed", func(f *cx.Facts) { f.Person.Unsubscribed = at }, cx.OptedOut},
		{"held by the shop", func(f *cx.Facts) { f.Person.Held = true }, cx.HeldPerson},
		{"only a refund is known", func(f *cx.Facts) { f.Order.State = cx.OrderState{} }, cx.Unknown},
		{"test order", func(f *cx.Facts) { f.Order.State.Test = true }, cx.TestOrder},
		{"free order", func(f *cx.Facts) { f.Order.State.Total = 0 }, cx.ZeroTotal},
		{"negative total", func(f *cx.Facts) { f.Order.State.Total = -1 }, cx.ZeroTotal},
		{"nobody ordered", func(f *cx.Facts) { f.Order.Person = "" }, cx.NoAddress},
		{"no address", func(f *cx.Facts) { f.Person.Email = cx.Email{} }, cx.NoAddress},
		{"cancelled", func(f *cx.Facts) { f.Order.State.Cancelled = true }, cx.WasCancelled},
		{"refunded in part, by the order", func(f *cx.Facts) { f.Order.State.Refund = cx.PartRefund }, cx.WasRefunded},
		{"refunded in full, by a refund", func(f *cx.Facts) { f.Order.Refund = cx.FullRefund }, cx.WasRefunded},
		{"unpaid again", func(f *cx.Facts) { f.Order.State.Payment = cx.Unpaid }, cx.NotPaid},
		{"payment voided", func(f *cx.Facts) { f.Order.State.Payment = cx.Voided }, cx.NotPaid},
		{"ordered a second before live", func(f *cx.Facts) { f.Shop.LiveSince = f.Order.State.Placed.Add(time.Second) }, cx.BeforeLive},
		{"rehearsal", func(f *cx.Facts) { f.Shop.Live = false }, cx.Rehearsal},
		{"a refusal comes before a delay", func(f *cx.Facts) { f.Shop.Paused, f.Person.Held = true, true }, cx.HeldPerson},
		{"in rehearsal a refusal is still told", func(f *cx.Facts) { f.Shop.Live, f.Order.State.Cancelled = false, true }, cx.WasCancelled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			if got, want := cx.Decide(f, at), (cx.Verdict{Action: cx.Drop, Reason: tt.want}); got != want {
				t.Errorf("Decide = %+v, want %+v", got, want)
			}
		})
	}
}

func TestDecideSends(t *testing.T) {
	asked := instant(t, "2026-11-01T10:00+01:00")
	tests := []struct {
		name, at string
		with     func(*cx.Facts)
	}{
		{"nothing objects", "2026-11-23T10:12+01:00", func(*cx.Facts) {}},
		{"ordered at the very moment of going live", "2026-11-23T10:12+01:00", func(f *cx.Facts) { f.Shop.LiveSince = f.Order.State.Placed }},
		{"the first minute of the window", "2026-11-23T09:00+01:00", func(*cx.Facts) {}},
		{"the last minute of the window", "2026-11-23T18:59+01:00", func(*cx.Facts) {}},
		{"90 days after the last survey", "2027-01-30T10:00+01:00", func(f *cx.Facts) { f.Person.LastAsked = asked }},
		{"no throttle", "2026-11-23T10:12+01:00", func(f *cx.Facts) { f.Person.LastAsked, f.Shop.Survey.Throttle = asked, 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			if got, want := cx.Decide(f, instant(t, tt.at)), (cx.Verdict{Action: cx.Send, Reason: cx.AllClear}); got != want {
				t.Errorf("Decide = %+v, want %+v", got, want)
			}
		})
	}
}

func TestDecideWaits(t *testing.T) {
	paused := func(f *cx.Facts) { f.Shop.Paused = true }
	held := func(f *cx.Facts) { f.Order.Message.Held = true }
	asked := func(s string) func(*cx.Facts) {
		return func(f *cx.Facts) { f.Person.LastAsked = instant(t, s) }
	}
	tests := []struct {
		name, at string
		with     func(*cx.Facts)
		reason   cx.Reason
		until    string
	}{
		{"paused: looked at again soon", "2026-11-23T10:12+01:00", paused, cx.ShopPaused, "2026-11-23T10:27+01:00"},
		{"paused and night: the night is longer", "2026-11-23T20:00+01:00", paused, cx.QuietHours, "2026-11-24T09:00+01:00"},
		{"paused just before the window: the pause is longer", "2026-11-23T08:55+01:00", paused, cx.ShopPaused, "2026-11-23T09:10+01:00"},
		{"held: looked at daily", "2026-11-23T10:12+01:00", held, cx.OrderHeld, "2026-11-24T10:12+01:00"},
		{"held in rehearsal: nothing is decided yet", "2026-11-23T10:12+01:00", func(f *cx.Facts) {
			held(f)
			f.Shop.Live = false
		}, cx.OrderHeld, "2026-11-24T10:12+01:00"},
		{"held, and the customer paused: the order's own wait is said", "2026-11-23T10:12+01:00", func(f *cx.Facts) {
			held(f)
			f.Person.Paused = true
		}, cx.OrderHeld, "2026-11-24T10:12+01:00"},
		{"held, and the shop paused: looked at as soon as the shop's is", "2026-11-23T10:12+01:00", func(f *cx.Facts) {
			held(f)
			paused(f)
		}, cx.ShopPaused, "2026-11-23T10:27+01:00"},
		{"a minute too early", "2026-11-23T08:59+01:00", func(*cx.Facts) {}, cx.QuietHours, "2026-11-23T09:00+01:00"},
		{"the hour in which the window closes", "2026-11-23T19:00+01:00", func(*cx.Facts) {}, cx.QuietHours, "2026-11-24T09:00+01:00"},
		{"asked a minute less than 90 days ago", "2027-01-30T09:59+01:00", asked("2026-11-01T10:00+01:00"), cx.Throttled, "2027-01-30T10:00+01:00"},
		{"the throttle ends at night", "2026-11-23T10:12+01:00", asked("2026-11-01T03:00+01:00"), cx.Throttled, "2027-01-30T09:00+01:00"},
		{"it is night and the throttle ends before morning", "2027-01-29T20:00+01:00", asked("2026-10-31T23:00+01:00"), cx.QuietHours, "2027-01-30T09:00+01:00"},
		{"no rehearsal before the wait is over", "2026-11-23T08:00+01:00", func(f *cx.Facts) { f.Shop.Live = false }, cx.QuietHours, "2026-11-23T09:00+01:00"},
		{"the recipient's zone counts, not the shop's", "2026-11-23T10:12+01:00", func(f *cx.Facts) {
			f.Order.State.Country, f.Order.State.Province = "US", "CA"
		}, cx.QuietHours, "2026-11-23T18:00+01:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			got := cx.Decide(f, instant(t, tt.at))
			if got.Action != cx.Wait || got.Reason != tt.reason || !got.Until.Equal(instant(t, tt.until)) {
				t.Errorf("Decide = %+v, want wait for %s until %s", got, tt.reason, tt.until)
			}
		})
	}
}

// What a wait promises is kept: at its end nothing that was known before objects.
func TestNoWaitEndsInAnotherWait(t *testing.T) {
	f := askable(t)
	from := instant(t, "2026-11-23T00:07+01:00")
	for day := range 95 {
		f.Person.LastAsked = from.Add(-time.Duration(day) * 23 * time.Hour)
		for _, place := range [][2]string{{"NO", ""}, {"US", ""}, {"US", "TX"}, {"RU", ""}, {"NP", ""}, {"AU", ""}, {"", ""}} {
			f.Order.State.Country, f.Order.State.Province = place[0], place[1]
			v := cx.Decide(f, from)
			if v.Action != cx.Wait {
				continue
			}
			if next := cx.Decide(f, v.Until); next.Action != cx.Send {
				t.Fatalf("asked %d x 23 h ago, in %v: waits until %s, then %+v", day, place, v.Until, next)
			}
		}
	}
}
