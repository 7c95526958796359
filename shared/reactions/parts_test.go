package reactions_test

import (
	"context"
	"fmt"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/reactions"
	"earshot/shared/table"
)

// scale notes how many items the largest transaction touched.
type scale struct {
	table.Table
	most int
}

func (s *scale) Commit(ctx context.Context, writes ...table.Write) error {
	s.most = max(s.most, len(writes))
	return s.Table.Commit(ctx, writes...)
}

// TestABatchOfManyProductsIsSplit: each answer is of a product of its own, so each needs a counter of its own, and a
// transaction of DynamoDB takes 100 items.
func TestABatchOfManyProductsIsSplit(t *testing.T) {
	s := &scale{Table: engine(t)}
	l := open(t, s, 1)
	const answers = 200
	changes := make([]table.Change, answers)
	for i := range changes {
		changes[i] = table.Change{Sequence: fmt.Sprintf("%010d", i+1), New: table.Item{
			Key: table.Key{Partition: fmt.Sprint("P#", i), Sort: "R#x"},
			Values: table.Values{"shop": table.String("s"), "survey": table.String("q"), "day": table.String("2026-11-24"), "scale": table.Number(5),
				"status": table.String("counted"), "score": table.Number(int64(1 + i%5)), "reasons": table.String("price"),
				"segment": table.String(fmt.Sprintf(`{"country":"NO","items":[{"id":"p%d"}]}`, i))},
		}}
	}
	_, err := reactions.Job{Facts: l}.Apply(t.Context(), "shard", changes)
	must(t, err)
	if s.most > 91 {
		t.Errorf("a transaction touched %d items, want at most 90 and the checkpoint", s.most)
	}
	m, err := ledger.MonthsOf("2026-11-01", "2026-11-30")
	must(t, err)
	for part, want := range map[ledger.Part]int64{{By: cx.ByCountry, Value: "NO"}: answers, {By: cx.ByReason, Value: "price"}: answers, {By: cx.ByProduct, Value: "p7"}: 1} {
		if got, err := l.TallyPart(t.Context(), "s", "q", part, m); err != nil || got.Count(cx.Counted) != want {
			t.Errorf("%v has %d answers, %v; want %d", part, got.Count(cx.Counted), err, want)
		}
	}
}

// TestRebuildKnowsParts: a broken-down counter that was lost is found and mended like any other.
func TestRebuildKnowsParts(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	live(t, l, 30)
	if _, err := (reactions.Job{Facts: l}).Drain(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	m, err := ledger.MonthsOf("2026-11-01", "2026-12-31")
	must(t, err)
	visits := ledger.Part{By: cx.ByVisit, Value: cx.FirstPurchase}
	before, err := l.TallyPart(t.Context(), "nordlys", "purchase", visits, m)
	must(t, err)
	whole, err := l.Tally(t.Context(), "nordlys", "purchase", "2026-11-01", "2026-12-31")
	must(t, err)
	if before.Count(cx.Counted) == 0 || before.Count(cx.Counted, cx.Probable) != whole.Count(cx.Counted, cx.Probable) {
		t.Errorf("first purchases have %d answers, the whole has %d", before.Count(cx.Counted), whole.Count(cx.Counted))
	}
	lost := table.Key{Partition: "C#nordlys#purchase#visit#first#2026", Sort: "m#2026-11#0"}
	must(t, e.Commit(t.Context(), table.Add(lost, map[string]int64{"answer_counted_5": -2})))
	report, err := l.Rebuild(t.Context(), true, func(int64) {})
	must(t, err)
	after, err := l.TallyPart(t.Context(), "nordlys", "purchase", visits, m)
	must(t, err)
	if len(report.Wrong) != 1 || fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("found %v; after mending %v, want %v", report.Wrong, after, before)
	}
}
