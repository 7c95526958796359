package reactions_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/reactions"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/chaos"
)

// random is a deterministic source of bytes.
type random struct{ *rand.Rand }

func (r random) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return len(p), nil
}

func bytesOf(seed uint64) random { return random{rand.New(rand.NewPCG(seed, 1))} }

func engine(t *testing.T) *bolt.Table {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatalf("bolt.Open: %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func open(t *testing.T, e table.Table, seed uint64) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), table.Once(e, bytesOf(seed)), bytesOf(seed+100))
	if err != nil {
		t.Fatalf("ledger.Open: %v", err)
	}
	return l
}

func shop() cx.Shop {
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo, s.Postal = "Mia", "mia@nordlys.example", "mia@nordlys.example", "Havnegata 12"
	s.Live = true
	return s
}

// live makes n orders with all that can happen to their mails.
func live(t *testing.T, l *ledger.Ledger, n int) {
	t.Helper()
	ctx, s := t.Context(), shop()
	if err := l.SaveShop(ctx, s); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for i := range n {
		now := start.Add(time.Duration(i) * 7 * time.Hour)
		email, err := cx.ParseEmail(fmt.Sprintf("c%d@example.com", i))
		must(t, err)
		o, err := l.Record(ctx, s, cx.OrderEvent{
			Platform: cx.Standard, Ref: fmt.Sprint(i), Version: now, Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: now},
			State:    &cx.OrderState{Placed: now, Payment: cx.PaidInFull, Total: 100, Currency: "EUR"},
			Customer: &cx.CustomerState{Version: now, Email: email},
		}, now)
		must(t, err)
		f, err := l.Facts(ctx, s, o.ID)
		must(t, err)
		token := cx.NewToken(o.ID, [16]byte{byte(i)})
		gate := cx.Gate{Order: o.ID, Attempt: 1, Nonce: "n", At: now, Token: token.Hash()}
		_, err = l.Claim(ctx, f.Person, gate)
		must(t, err)
		must(t, l.MarkSent(ctx, o.ID, ledger.Accepted{Gate: gate, Shop: s}))
		happens(t, l, i, token, o.ID, now)
	}
}

func happens(t *testing.T, l *ledger.Ledger, i int, token cx.Token, id cx.OrderID, now time.Time) {
	t.Helper()
	ctx := t.Context()
	if i%7 == 0 {
		must(t, l.NoteBounce(ctx, id, now))
		return
	}
	if i%3 == 0 {
		return
	}
	inv, err := l.Invitation(ctx, token, now)
	must(t, err)
	must(t, l.Visit(ctx, inv, cx.Visit{Score: 1 + i%5, At: now, Client: "c"}))
	for _, score := range []int{1 + i%5, 1 + (i+1)%5}[:1+i%2] { // some change their mind
		inv, err = l.Invitation(ctx, token, now)
		must(t, err)
		act := cx.Confirmation{Act: cx.PressedSave, Score: score, At: now.Add(time.Hour), Client: "c"}
		if i%11 == 0 {
			act.Signs = []cx.Sign{cx.Scripted}
		}
		_, err = l.Answer(ctx, inv, &act, cx.Words{}, act.At)
		must(t, err)
	}
	if i%5 == 0 {
		must(t, l.Unsubscribe(ctx, inv, now))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestCountersAreExact feeds the changes doubled, cut anew and late, through a table that loses answers and conflicts,
// with two readers of the same shard: the counters still equal a recount of the facts.
func TestCountersAreExact(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			e := engine(t)
			live(t, open(t, e, seed), 60)
			feed := chaos.WrapFeed(keeps{e}, seed)
			faulty := reactions.Job{Facts: open(t, chaos.Wrap(e, seed, chaos.Some()), seed+7)}
			other := reactions.Job{Facts: open(t, e, seed+9)}
			for range 200 { // errors are what a function is called again after
				_, _ = faulty.Drain(t.Context(), feed)
				_, _ = other.Drain(t.Context(), feed)
			}
			if _, err := other.Drain(t.Context(), keeps{e}); err != nil {
				t.Fatal(err)
			}
			report, err := open(t, e, seed).Rebuild(t.Context(), false, func(int64) {})
			must(t, err)
			if len(report.Wrong) > 0 || report.Counters == 0 {
				t.Errorf("%d counters, wrong: %v", report.Counters, report.Wrong)
			}
		})
	}
}

// keeps is a feed that never forgets, as a stream does not when a consumer asks.
type keeps struct{ *bolt.Table }

func (keeps) Trim(context.Context, string, string) error { return nil }

func TestTally(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	live(t, l, 60)
	if _, err := (reactions.Job{Facts: l}).Drain(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	whole, err := l.Tally(t.Context(), "nordlys", "purchase", "2026-11-01", "2026-12-31")
	must(t, err)
	if whole.Sent != 60 || whole.Bounced != 9 || whole.Count(cx.Counted) == 0 || whole.Count(cx.Held) == 0 {
		t.Errorf("the whole is %+v", whole)
	}
	var sum cx.Tally
	for day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		one, err := l.Tally(t.Context(), "nordlys", "purchase", day.Format(time.DateOnly), day.Format(time.DateOnly))
		must(t, err)
		sum = sum.Plus(one)
	}
	if fmt.Sprint(sum) != fmt.Sprint(whole) {
		t.Errorf("the days add up to %+v, the months to %+v", sum, whole)
	}
	weeks, err := l.Weeks(t.Context(), "nordlys", "purchase", "2026-11-16", "2026-12-31")
	must(t, err)
	var byWeek cx.Tally
	for _, w := range weeks {
		byWeek = byWeek.Plus(w.Tally)
	}
	if fmt.Sprint(byWeek) != fmt.Sprint(whole) || len(weeks) != 7 {
		t.Errorf("%d weeks add up to %+v, want %+v", len(weeks), byWeek, whole)
	}
}

func TestRebuildMends(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	live(t, l, 30)
	if _, err := (reactions.Job{Facts: l}).Drain(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	lost := table.Key{Partition: "C#nordlys#purchase#2026", Sort: "m#2026-11#" + lane(t, e)}
	must(t, e.Commit(t.Context(), table.Add(lost, map[string]int64{"sent": -3})))
	report, err := l.Rebuild(t.Context(), true, func(int64) {})
	must(t, err)
	if len(report.Wrong) != 1 || !report.Mended {
		t.Errorf("found %v, mended %v; want the one that was damaged", report.Wrong, report.Mended)
	}
	if again, err := l.Rebuild(t.Context(), false, func(int64) {}); err != nil || len(again.Wrong) != 0 {
		t.Errorf("after mending: %v, %v", again.Wrong, err)
	}
}

// lane finds the lane that the local shard counts in.
func lane(t *testing.T, e *bolt.Table) string {
	t.Helper()
	items, _, err := e.Query(t.Context(), table.Query{Partition: "C#nordlys#purchase#2026"}.Prefix("m#2026-11#"))
	must(t, err)
	key := items[0].Key.Sort
	return key[len(key)-1:]
}

func BenchmarkDrain(b *testing.B) {
	e, err := bolt.Open(filepath.Join(b.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	l, err := ledger.Open(b.Context(), table.Once(e, bytesOf(1)), bytesOf(2))
	if err != nil {
		b.Fatal(err)
	}
	changes := make([]table.Change, 200)
	for i := range changes {
		changes[i] = table.Change{Sequence: fmt.Sprintf("%010d", i+1), New: table.Item{
			Key:    table.Key{Partition: fmt.Sprint("P#", i), Sort: "R#x"},
			Values: table.Values{"shop": table.String("s"), "survey": table.String("q"), "day": table.String("2026-11-24"), "status": table.String("counted"), "score": table.Number(4)},
		}}
	}
	for n := 0; b.Loop(); n++ {
		if _, err := (reactions.Job{Facts: l}).Apply(b.Context(), fmt.Sprint("shard", n), changes); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(changes))/b.Elapsed().Seconds(), "changes/s")
}
