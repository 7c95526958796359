// Package tabletest is the contract of package table: what every engine must do, one subtest a promise. An engine's own
// tests call Run, and RunFeed if it has a change feed; package chaos under table.Once passes them too.
//
// It tests what an engine stores and answers, never how. It allows what the contract allows: pages that are short or
// empty with more to come, indexes that are late, positions that turn out to be the end, ErrUnclear before an answer.
package tabletest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"earshot/shared/table"
)

// tries bounds how often a test asks again for what an engine may be late with.
const tries = 200

// Open makes a fresh, empty table that is gone after the test.
type Open func(*testing.T) table.Table

// Run checks an engine. Every subtest opens a table of its own.
func Run(t *testing.T, open func(*testing.T) table.Table) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"get", runGet}, {"values", runValues}, {"query", runQuery}, {"paging", runPaging}, {"index", runIndex},
		{"conditions", runConditions}, {"writes", runWrites}, {"transactions", runTransactions}, {"refusals", runRefusals},
		{"walk", runWalk}, {"concurrency", runConcurrency},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

func key(sort string) table.Key { return table.Key{Partition: "p", Sort: sort} }

func text(s string) table.Value  { return table.String(s) }
func number(n int64) table.Value { return table.Number(n) }

// commit wants the writes done.
func commit(t *testing.T, tbl table.Table, writes ...table.Write) {
	t.Helper()
	if err := tbl.Commit(t.Context(), writes...); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

// refused wants a condition to fail and returns what was found. An engine may first not know; nothing is written
// either way, so the Commit can be tried again.
func refused(t *testing.T, tbl table.Table, writes ...table.Write) []table.Item {
	t.Helper()
	for range tries {
		err := tbl.Commit(t.Context(), writes...)
		if errors.Is(err, table.ErrUnclear) {
			continue
		}
		c, ok := errors.AsType[*table.ConditionError](err)
		if !ok || !errors.Is(err, table.ErrCondition) {
			t.Fatalf("Commit: %v, want a ConditionError", err)
		}
		if len(c.Found) != len(writes) {
			t.Fatalf("%d items found, want one a write: %d", len(c.Found), len(writes))
		}
		return c.Found
	}
	t.Fatal("Commit stays unclear")
	return nil
}

// get reads one item without the nonce that Once may have put there.
func get(t *testing.T, tbl table.Table, k table.Key) table.Item {
	t.Helper()
	items, err := tbl.Get(t.Context(), k)
	if err != nil || len(items) != 1 {
		t.Fatalf("Get: %v, %v", items, err)
	}
	return plain(items[0])
}

func plain(i table.Item) table.Item {
	if _, marked := i.Values[table.Nonce]; marked {
		i.Values = maps.Clone(i.Values)
		delete(i.Values, table.Nonce)
	}
	return i
}

func wantItem(t *testing.T, what string, got table.Item, k table.Key, values table.Values) {
	t.Helper()
	if want := (table.Item{Key: k, Values: values}); !plain(got).Same(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func wantGone(t *testing.T, what string, got table.Item) {
	t.Helper()
	if got.Exists() || got.Values != nil {
		t.Errorf("%s: %v, want no item", what, got)
	}
}

// all reads a query to its end, page by page, and tells how many pages had items.
func all(t *testing.T, tbl table.Table, q table.Query) (items []table.Item, pages int) {
	t.Helper()
	for range 10_000 {
		page, next, err := tbl.Query(t.Context(), q)
		if err != nil {
			t.Fatalf("Query: %v", err)
		}
		if q.Limit > 0 && len(page) > q.Limit {
			t.Fatalf("a page of %d items, limit %d", len(page), q.Limit)
		}
		if len(page) > 0 {
			pages++
		}
		items = append(items, page...)
		if next == (table.Position{}) {
			return items, pages
		}
		q.After = next
	}
	t.Fatal("the query does not end")
	return nil, 0
}

func sorts(items []table.Item) []string {
	var s []string
	for _, i := range items {
		s = append(s, i.Key.Sort)
	}
	return s
}

// wantSorts wants a query to give these sort keys of the table in this order; an index may need some reads to catch up.
func wantSorts(t *testing.T, tbl table.Table, q table.Query, want ...string) {
	t.Helper()
	var got []string
	for range tries {
		items, _ := all(t, tbl, q)
		if got = sorts(items); slices.Equal(got, want) {
			return
		}
		if q.Index == table.Primary {
			break
		}
	}
	t.Errorf("Query(%+v) = %q, want %q", q, got, want)
}

// fill puts items with the sort keys, ten a Commit.
func fill(t *testing.T, tbl table.Table, n int, write func(i int) table.Write) {
	t.Helper()
	for chunk := range slices.Chunk(slices.Collect(upTo(n)), 10) {
		var writes []table.Write
		for _, i := range chunk {
			writes = append(writes, write(i))
		}
		commit(t, tbl, writes...)
	}
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func numbered(i int) string { return fmt.Sprintf("%04d", i) }
