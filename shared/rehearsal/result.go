package rehearsal

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"earshot/shared/cx"
)

// Result is what a rehearsal came to.
type Result struct {
	Orders   int       // of the file
	From, To time.Time // when the first and the last of them was placed
	People   int       // with an address
	Asked    int       // of them, at least once
	Sent     int       // mails
	Days     []Count   // mails by day of the shop's zone, oldest first; days without a mail are left out
	Busiest  Count     // the day with most mails
	Waited   int       // messages that were put off at least once
	Waits    []Reason  // how many of them for which reason; one may have had several
	Not      []Reason  // orders that nobody was asked about, by reason
	Speaks   []Count   // mails by language
	Late     int       // messages that still waited when the rehearsal was ended, because too many waited for too long
}

// Count is a number of something that has a name.
type Count struct {
	Name string
	N    int
}

// Reason is a reason with how many messages it held for.
type Reason struct {
	Reason cx.Reason
	N      int
}

func (s *stage) result() Result {
	r := Result{Orders: len(s.acts), From: s.from, To: s.to, People: len(s.people), Asked: len(s.asked)}
	waits, not := map[cx.Reason]int{}, map[cx.Reason]int{}
	for _, a := range s.acts {
		switch m := a.order.Message; m.State {
		case cx.Sent:
			r.Sent++
		case cx.Due:
			r.Late++
		default:
			not[cmp.Or(m.Reason, cx.Unknown)]++
		}
		if len(a.waited) > 0 {
			r.Waited++
		}
		for why := range a.waited {
			waits[why]++
		}
	}
	r.Waits, r.Not = reasons(waits), reasons(not)
	r.Days, r.Speaks = counts(s.ramp), counts(s.spoken)
	slices.SortFunc(r.Speaks, func(a, b Count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Name, b.Name)) })
	for _, d := range r.Days {
		if d.N > r.Busiest.N {
			r.Busiest = d
		}
	}
	return r
}

// counts are sorted by name.
func counts(n map[string]int) []Count {
	var all []Count
	for _, name := range slices.Sorted(maps.Keys(n)) {
		all = append(all, Count{name, n[name]})
	}
	return all
}

// reasons are sorted by number, the largest first.
func reasons(n map[cx.Reason]int) []Reason {
	var all []Reason
	for why, k := range n {
		all = append(all, Reason{why, k})
	}
	slices.SortFunc(all, func(a, b Reason) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Reason, b.Reason)) })
	return all
}

// The range of the share of asked customers who answer. It is an assumption, from what shops report of surveys after a
// purchase, and no statistic of this shop: before the first answer nothing can be calculated.
const (
	answersLow  = 5  // percent
	answersHigh = 20 // percent
)

// Answers is how many answers to expect, between 5 and 20 of 100 mails.
func (r Result) Answers() (low, high int) {
	return r.Sent * answersLow / 100, r.Sent * answersHigh / 100
}

// Prices of AWS in micro-dollars: SES 0.10 dollars for 1,000 mails; DynamoDB on demand 0.625 dollars for a million write
// units (us-east-1, November 2026), of which an order takes 13 at most and its mail and answer 3 more.
const (
	mailPrice   = 100_000 / 1000
	writePrice  = 0.625
	orderWrites = 13
	mailWrites  = 3
)

// Dollars is about what AWS asks for the orders and mails of the file: mail and storage writes, list prices, without
// attachments, taxes and the free tier.
func (r Result) Dollars() float64 {
	writes := float64(r.Orders*orderWrites + r.Sent*mailWrites)
	return (float64(r.Sent)*mailPrice + writes*writePrice) / 1e6
}

// Most is the sum of reasons.
func Most(all []Reason) int {
	n := 0
	for _, r := range all {
		n += r.N
	}
	return n
}
