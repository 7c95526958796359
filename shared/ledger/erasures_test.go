package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

func dueErasures(t *testing.T, l *ledger.Ledger, now time.Time) (all []ledger.Erasure) {
	t.Helper()
	for lane := range ledger.Lanes {
		entries, err := l.DueOwnerMails(t.Context(), lane, now, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !e.IsErasure() || e.IsOutgoing() {
				t.Fatalf("%+v is taken for a mail", e)
			}
			x, due, err := l.DueErasure(t.Context(), e, now)
			if err != nil || !due {
				t.Fatalf("DueErasure = %v, %v", due, err)
			}
			all = append(all, x)
		}
	}
	return all
}

// TestForgetTwice: a write that was in flight during the first pass is met by the second, and then no byte of the address
// is left, not in the record of the erasure either.
func TestForgetTwice(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	sentOrder(t, l, "1", "ada.berg@example.com", at(5, 9))
	kept := ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: "x", Body: []byte(`{"email":"Ada.Berg@example.com"}`), Why: "w", At: at(6, 9)}
	if err := l.Keep(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	first, err := l.Forget(t.Context(), shop(), email(t, "ada.berg@example.com"), at(7, 9))
	if err != nil || !first.Known || first.Kept != 1 || !first.Done.IsZero() || !first.Again.Equal(at(7, 9).Add(20*time.Minute)) {
		t.Fatalf("Forget = %+v, %v", first, err)
	}
	kept.Topic = "in flight"
	if err := l.Keep(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	if got := dueErasures(t, l, at(7, 9).Add(19*time.Minute)); len(got) != 0 {
		t.Fatalf("due too soon: %+v", got)
	}
	due := dueErasures(t, l, at(7, 9).Add(20*time.Minute))
	if len(due) != 1 || due[0].Address.Folded() != "ada.berg@example.com" {
		t.Fatalf("due: %+v", due)
	}
	for range 2 { // two runs at once do no harm
		if err := l.EraseAgain(t.Context(), due[0], 0, at(7, 10)); err != nil {
			t.Fatal(err)
		}
	}
	receipt, err := l.ErasureOf(t.Context(), "nordlys", first.Person)
	if err != nil || receipt.Kept != 2 || !receipt.Done.Equal(at(7, 10)) || !receipt.At.Equal(at(7, 9)) || !receipt.Address.IsZero() {
		t.Errorf("the receipt is %+v, %v", receipt, err)
	}
	if got := dueErasures(t, l, at(9, 9)); len(got) != 0 {
		t.Errorf("still due: %+v", got)
	}
	if all := strings.ToLower(fmt.Sprint(snapshot(t, e))); strings.Contains(all, "ada.berg") {
		t.Error("the table still holds the address")
	}
}

func TestForgetSomebodyUnknown(t *testing.T) {
	l := open(t)
	x, err := l.Forget(t.Context(), shop(), email(t, "nobody@example.com"), at(7, 9))
	if err != nil || x.Known {
		t.Errorf("Forget = %+v, %v", x, err)
	}
	if _, err := l.ErasureOf(t.Context(), "birk", x.Person); kindOf(err) != cx.NotFound {
		t.Errorf("another shop reads the receipt: %v", err)
	}
}

// breaking is a table whose commits fail after a number of them.
type breaking struct {
	table.Table
	left int
}

func (b *breaking) Commit(ctx context.Context, writes ...table.Write) error {
	if b.left--; b.left < 0 {
		return table.ErrUnavailable
	}
	return b.Table.Commit(ctx, writes...)
}

// TestAnErasureThatBreaksOffIsFinished, wherever it broke off: either it never began, and whoever asked was told so, or
// the second pass leaves no byte of the address.
func TestAnErasureThatBreaksOffIsFinished(t *testing.T) {
	for n := 0; ; n++ {
		e := engine(t)
		l := openOn(t, e)
		sentOrder(t, l, "1", "ada.berg@example.com", at(5, 9))
		kept := ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: "x", Body: []byte(`{"email":"ada.berg@example.com"}`), Why: "w", At: at(6, 9)}
		if err := l.Keep(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
		b := &breaking{Table: e, left: n}
		_, broke := openOn(t, b).Forget(t.Context(), shop(), email(t, "ada.berg@example.com"), at(7, 9))
		for _, x := range dueErasures(t, l, at(7, 10)) {
			if err := l.EraseAgain(t.Context(), x, 0, at(7, 10)); err != nil {
				t.Fatal(err)
			}
		}
		left := strings.Contains(strings.ToLower(fmt.Sprint(snapshot(t, e))), "ada.berg")
		if left != (n == 0) {
			t.Errorf("broken off after %d writes (%v): the address is left: %v", n, broke, left)
		}
		if broke == nil {
			if n < 3 {
				t.Errorf("an erasure is done after %d writes", n)
			}
			return
		}
	}
}

// TestAnErasureIsNoFact: the counters take the record of an erasure for none of theirs, and the filter of the change feed
// (in template.yaml) lets none of its kind through, for until the second pass it holds an address.
func TestAnErasureIsNoFact(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	if _, err := l.Forget(t.Context(), shop(), email(t, "nobody@example.com"), at(7, 9)); err != nil {
		t.Fatal(err)
	}
	found := 0
	for item, err := range e.Walk(t.Context(), 0, 1, table.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(item.Item.Key.Partition, "M#") {
			continue
		}
		found++
		if sort := item.Item.Key.Sort; sort == "O" || sort == "E" || sort == "P" || sort == "F" || strings.HasPrefix(sort, "R#") {
			t.Errorf("the record %v passes the filter of the feed", item.Item.Key)
		}
	}
	if found != 1 {
		t.Errorf("%d records, want the erasure's", found)
	}
}
