package cx_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestOrderApply(t *testing.T) {
	early, late := instant(t, "2026-11-10T08:00Z"), instant(t, "2026-11-12T08:00Z")
	state := func(total int64) *cx.OrderState { return &cx.OrderState{Placed: early, Total: total, Currency: "EUR"} }
	touch := func(p cx.Touchpoint, at time.Time) map[cx.Touchpoint]time.Time {
		return map[cx.Touchpoint]time.Time{p: at}
	}
	tests := []struct {
		name   string
		events []cx.OrderEvent
		check  func(cx.Order) bool
	}{
		{"a refund before its order", []cx.OrderEvent{{Version: late, Refund: cx.PartRefund}, {Version: early, State: state(1)}},
			func(o cx.Order) bool { return o.Known() && o.Refunds() == cx.PartRefund && o.Version.Equal(early) }},
		{"a refund alone tells of no order", []cx.OrderEvent{{Version: late, Refund: cx.PartRefund}},
			func(o cx.Order) bool { return !o.Known() }},
		{"refunds never un-happen", []cx.OrderEvent{{Refund: cx.FullRefund}, {Refund: cx.PartRefund}, {Version: late, State: state(1)}},
			func(o cx.Order) bool { return o.Refunds() == cx.FullRefund }},
		{"the newest state wins as a whole", []cx.OrderEvent{
			{Version: early, State: &cx.OrderState{Placed: early, Total: 1, Country: "NO", Items: []cx.Item{{ID: "7"}}}},
			{Version: late, State: state(2)},
		}, func(o cx.Order) bool { return o.State.Total == 2 && o.State.Country == "" && o.State.Items == nil }},
		{"a touchpoint keeps its earliest time, whatever the version", []cx.OrderEvent{
			{Version: late, Touchpoints: touch(cx.Paid, early)}, {Version: early, Touchpoints: touch(cx.Paid, late)},
		}, func(o cx.Order) bool { return o.Touched[cx.Paid].Equal(early) }},
		{"a zero time is no time", []cx.OrderEvent{{Touchpoints: touch(cx.Paid, late)}, {Touchpoints: touch(cx.Paid, time.Time{})}},
			func(o cx.Order) bool { return o.Touched[cx.Paid].Equal(late) }},
		{"a silent event keeps the number", []cx.OrderEvent{{Number: "1001"}, {Number: ""}},
			func(o cx.Order) bool { return o.Number == "1001" }},
		{"country and province of equal versions stay together", []cx.OrderEvent{
			{Version: early, State: &cx.OrderState{Placed: early, Country: "US", Province: "AK"}},
			{Version: early, State: &cx.OrderState{Placed: early, Country: "CA", Province: "ON"}},
		}, func(o cx.Order) bool { return o.State.Country == "US" && o.State.Province == "AK" }},
		{"of equal versions the one that cancels wins", []cx.OrderEvent{
			{Version: early, State: &cx.OrderState{Placed: early, Payment: cx.Voided, Cancelled: true}},
			{Version: early, State: &cx.OrderState{Placed: early, Payment: cx.PaidInFull}},
		}, func(o cx.Order) bool { return o.State.Cancelled && o.State.Payment == cx.Voided }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, events := range permutations(tt.events) {
				if o := applied(events); !tt.check(o) {
					t.Errorf("events %+v end in %+v", events, o)
				}
			}
		})
	}
}

func applied(events []cx.OrderEvent) (o cx.Order) {
	for _, e := range events {
		o = o.Apply(e)
	}
	return o
}

func permutations[T any](all []T) [][]T {
	if len(all) == 0 {
		return [][]T{nil}
	}
	var found [][]T
	for i := range all {
		rest := append(append([]T(nil), all[:i]...), all[i+1:]...)
		for _, p := range permutations(rest) {
			found = append(found, append([]T{all[i]}, p...))
		}
	}
	return found
}

// In every order, and with every event doubled, the same events end in the same order. Few values make many of equal
// version.
func TestOrderApplyInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		events := make([]cx.OrderEvent, 4)
		for i := range events {
			events[i] = anyEvent(random)
		}
		want := applied(events)
		for _, p := range permutations(events) {
			if got := applied(append(p, p...)); !reflect.DeepEqual(got, want) {
				t.Fatalf("events %+v\nend in %+v\nand in %+v", events, want, got)
			}
		}
	}
}

// Events are also merged when only a part of them has been seen: what an event that is applied again finds must not
// have changed by it.
func TestOrderApplyLeavesTheOldOrderAlone(t *testing.T) {
	at := instant(t, "2026-11-10T08:00Z")
	was := applied([]cx.OrderEvent{{Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: at}}})
	was.Apply(cx.OrderEvent{Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: at.Add(-1), cx.Delivered: at}})
	if len(was.Touched) != 1 || !was.Touched[cx.Paid].Equal(at) {
		t.Errorf("the order before is now touched %v", was.Touched)
	}
}

func anyEvent(r *rand.Rand) cx.OrderEvent {
	e := cx.OrderEvent{
		Number: oneOf(r, "", "1001", "1002"), Version: anyTime(r), Refund: cx.Refund(r.IntN(3)),
		Touchpoints: map[cx.Touchpoint]time.Time{},
	}
	for _, p := range cx.Touchpoints() {
		if r.IntN(2) == 0 {
			e.Touchpoints[p] = anyTime(r)
		}
	}
	if r.IntN(4) > 0 {
		e.State = anyState(r)
	}
	return e
}

func anyState(r *rand.Rand) *cx.OrderState {
	s := &cx.OrderState{
		Placed: anyTime(r), Payment: cx.Payment(r.IntN(3)), Cancelled: r.IntN(2) == 0, Refund: cx.Refund(r.IntN(3)),
		Test: r.IntN(2) == 0, Total: r.Int64N(3), Currency: oneOf(r, "EUR", "NOK"), Country: oneOf(r, "", "NO", "SE"),
		Province: oneOf(r, "", "A", "B"), Locale: oneOf(r, "", "de", "en"),
	}
	for range r.IntN(3) {
		s.Items = append(s.Items, cx.Item{ID: oneOf(r, "1", "2"), Title: oneOf(r, "", "Lamp", "Chair")})
	}
	return s
}

func anyTime(r *rand.Rand) time.Time {
	if r.IntN(8) == 0 {
		return time.Time{}
	}
	return time.Date(2026, time.November, 10+r.IntN(3), 8, 0, 0, 0, time.UTC)
}

func oneOf(r *rand.Rand, all ...string) string { return all[r.IntN(len(all))] }

func TestTouchpoints(t *testing.T) {
	seen := map[cx.Touchpoint]bool{}
	for _, p := range cx.Touchpoints() {
		if p == "" || seen[p] {
			t.Errorf("touchpoint %q is empty or there twice", p)
		}
		seen[p] = true
	}
}
