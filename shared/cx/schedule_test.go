package cx_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestSchedule(t *testing.T) {
	forget := func(gone ...cx.Touchpoint) func(*cx.Facts) {
		return func(f *cx.Facts) {
			for _, g := range gone {
				delete(f.Order.Touched, g)
			}
		}
	}
	tests := []struct {
		name string
		with func(*cx.Facts)
		from string // the day's moment from which the jitter counts
		want cx.Touchpoint
	}{
		{"3 days after the delivery", func(*cx.Facts) {}, "2026-11-23T10:00+01:00", cx.Delivered},
		{"10 days after it was sent, as long as no delivery is told", forget(cx.Delivered), "2026-11-22T12:00+01:00", cx.Fulfilled},
		{"21 days after it was paid, as long as nothing else is told", forget(cx.Delivered, cx.Fulfilled), "2026-12-01T09:00+01:00", cx.Paid},
		{"delivered at night: in the morning", func(f *cx.Facts) {
			f.Order.Touched[cx.Delivered] = instant(t, "2026-11-20T23:00+01:00")
		}, "2026-11-24T09:00+01:00", cx.Delivered},
		{"paid after the delivery: not before", func(f *cx.Facts) {
			f.Order.Touched[cx.Paid] = instant(t, "2026-11-26T11:00+01:00")
		}, "2026-11-26T11:00+01:00", cx.Delivered},
		{"paid by its state alone", forget(cx.Paid), "2026-11-23T10:00+01:00", cx.Delivered},
		{"paid once and refunded: judged when it is sent", func(f *cx.Facts) {
			f.Order.State.Payment, f.Order.Refund = cx.Voided, cx.FullRefund
		}, "2026-11-23T10:00+01:00", cx.Delivered},
		{"in rehearsal orders from before are planned too", func(f *cx.Facts) {
			f.Shop.Live, f.Shop.LiveSince = false, time.Time{}
		}, "2026-11-23T10:00+01:00", cx.Delivered},
		{"the recipient's morning", func(f *cx.Facts) { f.Order.State.Country = "JP" }, "2026-11-23T10:00+01:00", cx.Delivered},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			due, after, why := cx.Schedule(f, instant(t, "2026-11-20T11:00+01:00"))
			from := instant(t, tt.from)
			if why != "" || after != tt.want || due.Before(from) || due.After(from.Add(45*time.Minute)) {
				t.Errorf("Schedule = %s after %q (%s), want within 45 minutes of %s, after %q", due, after, why, tt.from, tt.want)
			}
		})
	}
}

func TestScheduleRefuses(t *testing.T) {
	tests := []struct {
		name string
		with func(*cx.Facts)
		want cx.Reason
	}{
		{"only a refund is known", func(f *cx.Facts) { f.Order.State = cx.OrderState{} }, cx.Unknown},
		{"test order", func(f *cx.Facts) { f.Order.State.Test = true }, cx.TestOrder},
		{"free order", func(f *cx.Facts) { f.Order.State.Total = 0 }, cx.ZeroTotal},
		{"no address", func(f *cx.Facts) { f.Person.Email = cx.Email{} }, cx.NoAddress},
		{"before live", func(f *cx.Facts) { f.Shop.LiveSince = instant(t, "2026-11-11T00:00+01:00") }, cx.BeforeLive},
		{"never paid", func(f *cx.Facts) {
			f.Order.State.Payment = cx.Unpaid
			delete(f.Order.Touched, cx.Paid)
		}, cx.NotPaid},
		{"paid, but nothing to follow has happened", func(f *cx.Facts) {
			f.Shop.Survey.Fallbacks = nil
			delete(f.Order.Touched, cx.Delivered)
		}, cx.NotHappened},
		{"more than 60 days old", func(f *cx.Facts) {
			f.Order.Message = cx.Message{}
			f.Shop.LiveSince = time.Time{}
			f.Order.State.Placed = instant(t, "2026-09-21T10:59+01:00")
		}, cx.TooOld},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			due, after, why := cx.Schedule(f, instant(t, "2026-11-20T11:00+01:00"))
			if why != tt.want || after != "" || !due.IsZero() {
				t.Errorf("Schedule = %s after %q, %q; want no date and %q", due, after, why, tt.want)
			}
		})
	}
}

func TestScheduleOnceStays(t *testing.T) {
	f := askable(t)
	f.Order.Message.Planned = time.Time{}
	day60 := f.Order.State.Placed.Add(cx.AgeLimit)
	if _, _, why := cx.Schedule(f, day60); why != "" {
		t.Errorf("after exactly 60 days: %q, want a date", why)
	}
	if _, _, why := cx.Schedule(f, day60.Add(time.Second)); why != cx.TooOld {
		t.Errorf("a second later: %q, want %q", why, cx.TooOld)
	}
	f.Order.Message.Planned = f.Order.Message.Due
	if _, _, why := cx.Schedule(f, day60.Add(time.Second)); why != "" {
		t.Errorf("a second later, planned before: %q, want a date", why)
	}
}

// The jitter spreads the mails of a night over the first minutes of the window, never beyond its end.
func TestJitterStaysInTheWindow(t *testing.T) {
	f, seen := askable(t), map[time.Time]bool{}
	oslo := f.Shop.Location()
	for i := range 200 {
		f.Order.ID = cx.OrderID(fmt.Sprintf("order-%d", i))
		f.Order.Touched[cx.Delivered] = instant(t, "2026-11-20T18:20+01:00").Add(time.Duration(i%60) * time.Minute)
		due, _, why := cx.Schedule(f, instant(t, "2026-11-20T11:00+01:00"))
		if h := due.In(oslo).Hour(); why != "" || h < 9 || h >= 19 {
			t.Fatalf("order %d is due at %s (%s), want from 9 to 19", i, due.In(oslo), why)
		}
		seen[due] = true
		if again, _, _ := cx.Schedule(f, instant(t, "2026-11-21T11:00+01:00")); !again.Equal(due) {
			t.Fatalf("order %d is due at %s and then at %s", i, due, again)
		}
	}
	if len(seen) < 100 {
		t.Errorf("200 orders are due at %d moments, want them spread", len(seen))
	}
}
