package dispatch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/rehearsal"
)

// pastOrders are orders with every fate that a file can tell.
func pastOrders() string {
	var b strings.Builder
	b.WriteString("order,email,placed,paid,fulfilled,delivered,cancelled,refunded,total,country\n")
	start := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	for i := range 60 {
		at := func(days int) string { return start.AddDate(0, 0, i/4+days).Format(time.RFC3339) }
		paid, shipped, delivered, cancelled, refunded, total := at(0), at(1), at(4), "", "0", "10"
		switch i % 10 {
		case 1:
			delivered = ""
		case 2:
			shipped, delivered = "", ""
		case 3:
			paid, shipped, delivered = "", "", ""
		case 4:
			cancelled = at(2)
		case 5:
			cancelled = at(90) // after the mail, whatever it waits for
		case 6:
			refunded = "3"
		case 7:
			total = "0"
		case 8:
			delivered = at(12) // later than the fallback
		}
		email := fmt.Sprintf("c%d@example.com", i*2/3) // every second one comes back
		if i%20 == 9 {
			email = ""
		}
		fmt.Fprintf(&b, "%d,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", i, email, at(0), paid, shipped, delivered, cancelled, refunded, total, []string{"GB", "US", "JP"}[i%3])
	}
	return b.String()
}

// TestRehearsalAgrees: what a rehearsal says is what the same orders do when they are told one by one to the ledger and
// dispatched as they come due.
func TestRehearsalAgrees(t *testing.T) {
	t.Run("with no ramp", func(t *testing.T) { agrees(t, 0) })
	t.Run("with a ramp that makes many wait for weeks", func(t *testing.T) { agrees(t, 1) })
}

func agrees(t *testing.T, ramp int) {
	t.Helper()
	past, err := rehearsal.Read(strings.NewReader(pastOrders()), time.UTC)
	must(t, err)
	s := shop()
	if s.Ramp = ramp; ramp > 0 {
		s.Survey.Throttle = 0 // who is asked first of those that wait for the same moment is chance: it must not decide who waits next
	}
	said := rehearsal.Run(past.Orders, rehearsal.Rules{Shop: s, Language: func(string) string { return "en" }})
	if waits := slices.ContainsFunc(said.Waits, func(r rehearsal.Reason) bool { return r.Reason == cx.RampFull && r.N > 10 }); waits != (ramp > 0) {
		t.Errorf("the ramp is not what is tried: %v", said.Waits)
	}
	h := newHouse(t)
	must(t, h.facts.SaveShop(t.Context(), s))
	h.clock.now = said.From.Add(-time.Hour)
	ids := h.live(past.Orders)
	days, not := map[string]int{}, map[cx.Reason]int{}
	for _, id := range ids {
		if m := h.order(id).Message; m.State == cx.Sent {
			days[m.SentDay]++
		} else {
			not[m.Reason]++
		}
	}
	for _, d := range said.Days {
		if days[d.Name] != d.N {
			t.Errorf("on %s %d mails were rehearsed and %d sent", d.Name, d.N, days[d.Name])
		}
	}
	for _, r := range said.Not {
		if not[r.Reason] != r.N {
			t.Errorf("not asked because %q: %d were rehearsed, %d lived", r.Reason, r.N, not[r.Reason])
		}
	}
	if len(said.Days) != len(days) || len(said.Not) != len(not) || len(said.Not) < 5 || said.Sent < 20 {
		t.Errorf("rehearsed %v and %v, lived %v and %v", said.Days, said.Not, days, not)
	}
}

// live tells the orders to the ledger and dispatches what is due, moment by moment.
func (h *house) live(orders []rehearsal.Past) []cx.OrderID {
	h.t.Helper()
	type told struct {
		ref string
		rehearsal.Event
	}
	var news []told
	var ids []cx.OrderID
	for _, o := range orders {
		ids = append(ids, h.facts.OrderID("nordlys", cx.Standard, o.Ref))
		for _, e := range o.Events {
			e.Ref = o.Ref
			news = append(news, told{o.Ref, e})
		}
	}
	slices.SortStableFunc(news, func(a, b told) int { return a.At.Compare(b.At) })
	for range 2000 {
		due, err := h.facts.NextDue(h.t.Context(), time.Time{})
		must(h.t, err)
		switch {
		case len(news) > 0 && (due.IsZero() || !news[0].At.After(due)):
			h.until(news[0].At)
			_, err := h.facts.Record(h.t.Context(), shop(), news[0].OrderEvent, h.clock.Now())
			must(h.t, err)
			news = news[1:]
		case due.IsZero():
			return ids
		default:
			h.until(due)
			h.run()
		}
	}
	h.t.Fatal("there is no end")
	return nil
}

func (h *house) until(t time.Time) { h.clock.add(max(0, t.Sub(h.clock.Now()))) }
