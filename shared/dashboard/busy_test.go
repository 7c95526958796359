package dashboard_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// busy is a quarter of a shop's life: some 250 answers, each status among them, mails that are due, put off and dropped.
func busy(t testing.TB, scale cx.Scale) *floor.Floor {
	t.Helper()
	f := floor.Open(t, scale)
	most := int(scale)
	if scale == cx.ElevenPoints {
		most = 10
	}
	words := []string{"", "", "Even more beautiful than the photo. Thank you for the note, Mia!", "", "It came a day late, but well packed.",
		"The handle was cracked and nobody answered my mail for four days.", ""}
	n := 0
	for day := 181; day >= 1; day-- {
		for k := range 1 + (day*7)%3 {
			n++
			at := f.Now.AddDate(0, 0, -day).Add(time.Duration(k*97-200) * time.Minute)
			score := most - []int{0, 1, 0, 0, 2, 0, 1, 4, 0, 1, 0, 3, 0}[(n*5+day/40)%13]
			said(f, n, score, at, words[n%len(words)])
		}
	}
	waiting(f, n)
	f.Count()
	return f
}

// said is one customer's way: most press Save, some only read, some links are opened by a machine.
func said(f *floor.Floor, n, score int, at time.Time, comment string) {
	inv := f.Asked(floor.Someone(n), at.Add(-90*time.Minute))
	w := cx.Words{Comment: comment}
	if comment != "" {
		w.Reasons, w.MayContact = []string{f.Shop.Survey.Good[n%6]}, n%2 == 0
	}
	switch {
	case n%11 == 3:
		f.Say(inv, score, cx.Dwell, at, cx.Words{})
	case n%17 == 5:
		f.Say(inv, score, cx.PressedSave, at, cx.Words{}, cx.Automation)
	case n%5 == 4:
		f.Open(inv, score, at)
	default:
		f.Say(inv, score, cx.PressedSave, at, w)
	}
}

// waiting leaves mails in the outbox: due within days, put off by the throttle, dropped, and orders not asked about.
func waiting(f *floor.Floor, n int) {
	for k := range 14 {
		f.Buy(floor.Someone(n+100+k), f.Now.AddDate(0, 0, -6).Add(time.Duration(k*7-20)*time.Hour))
	}
	ctx := f.Context()
	for k := range 3 {
		o := f.Buy(floor.Someone(n-k), f.Now.AddDate(0, 0, -7))
		v := cx.Verdict{Action: cx.Wait, Reason: cx.Throttled, Until: f.Now.AddDate(0, 0, 61+k)}
		if err := f.Defer(ctx, o.ID, v, f.Now.AddDate(0, 0, -1)); err != nil {
			panic(err)
		}
	}
	for k, why := range []cx.Reason{cx.WasRefunded, cx.WasCancelled, cx.WasRefunded, cx.HardBounce} {
		o := f.Buy(floor.Someone(n+200+k), f.Now.AddDate(0, 0, -20-k))
		if err := f.Drop(ctx, o.ID, why, f.Now.AddDate(0, 0, -12-k)); err != nil {
			panic(err)
		}
	}
	f.Buy(floor.Someone(n+300), f.Now.AddDate(0, 0, -3))
	f.Event(floor.Someone(n+301), f.Now.AddDate(0, 0, -2), func(e *cx.OrderEvent) { e.Ref, e.Number, e.State.Test = "77", "T-77", true })
}
