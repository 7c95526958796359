package ledger_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// busy is a table on which, once, somebody writes an item just after it was read.
type busy struct {
	table.Table
	key  string
	then func()
}

func (b *busy) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	items, err := b.Table.Get(ctx, keys...)
	if b.then != nil && slices.ContainsFunc(keys, func(k table.Key) bool { return strings.HasPrefix(k.Sort, b.key) }) {
		then := b.then
		b.then = nil
		then()
	}
	return items, err
}

func rebuild(t *testing.T, l *ledger.Ledger, mend bool) ledger.Rebuilt {
	t.Helper()
	r, err := l.Rebuild(t.Context(), mend, func(int64) {})
	done(t, err)
	return r
}

// TestRebuild finds what is missing and what is too much, mends both, and leaves alone what cannot be counted any more.
func TestRebuild(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	_, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	done(t, l.Visit(t.Context(), invitation(t, l, token, at(23, 10)), cx.Visit{Score: 4, At: at(23, 10), Client: "phone"}))
	count(t, e, "2026-11-20", 2, 1) // of nothing
	opened := ledger.Contribution{{Shop: "nordlys", Survey: "purchase", Day: "2026-08-01", Name: "opened"}: 5}
	done(t, e.Commit(t.Context(), ledger.Increments(opened, 0)...)) // its logs are gone
	if r := rebuild(t, l, false); r.Mended || len(r.Wrong) == 0 {
		t.Errorf("looking found %d differences, mended: %v", len(r.Wrong), r.Mended)
	}
	if r := rebuild(t, l, true); !r.Mended {
		t.Errorf("%d differences were not mended", len(r.Wrong))
	}
	if r := rebuild(t, l, true); r.Mended || len(r.Wrong) != 0 {
		t.Errorf("after mending: %v", r.Wrong)
	}
	sum, err := l.Tally(t.Context(), "nordlys", "purchase", "2026-07-01", "2026-11-30")
	if err != nil || sum.Sent != 1 || sum.Opened != 6 {
		t.Errorf("sent %d, opened %d, %v; want 1 and 6", sum.Sent, sum.Opened, err)
	}
}

// TestRebuildOfTwoAtOnce: another one mends at the same time; nothing is mended twice, and nobody claims what is not so.
func TestRebuildOfTwoAtOnce(t *testing.T) {
	e := engine(t)
	sentOrder(t, openOn(t, e), "1", "ada@example.com", at(23, 9))
	other := openFresh(t, e) // with nonces of its own
	b := &busy{Table: e, key: "d#"}
	l := openOn(t, b)
	b.then = func() { rebuild(t, other, true) }
	r, err := l.Rebuild(t.Context(), true, func(int64) {})
	if err == nil && r.Mended {
		t.Error("says to have mended what another one did")
	}
	sum, err := l.Tally(t.Context(), "nordlys", "purchase", "2026-11-23", "2026-11-23")
	if err != nil || sum.Sent != 1 {
		t.Errorf("sent %d, %v; want 1", sum.Sent, err)
	}
}
