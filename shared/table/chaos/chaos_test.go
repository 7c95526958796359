package chaos_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/chaos"
	"earshot/shared/table/tabletest"
)

func open(t *testing.T) *bolt.Table {
	t.Helper()
	tbl, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tbl.Close() })
	return tbl
}

// nonces are random enough for one table and the same in every run.
func nonces() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

func TestContractHoldsUnderOnce(t *testing.T) {
	tabletest.Run(t, func(t *testing.T) table.Table {
		return table.Once(chaos.Wrap(open(t), 1, chaos.Some()), nonces())
	})
}

func TestFeedContractHolds(t *testing.T) {
	for seed := range uint64(8) {
		tabletest.RunFeed(t, func(t *testing.T) (table.Table, table.Feed) {
			tbl := open(t)
			return table.Once(chaos.Wrap(tbl, seed, chaos.Some()), nonces()), chaos.WrapFeed(tbl, seed)
		})
	}
}

// TestFeedFaults wants each fault of the feed to happen, else the contract above would prove nothing.
func TestFeedFaults(t *testing.T) {
	tbl := open(t)
	for i := range 9 {
		if err := tbl.Commit(t.Context(), table.Put(key(string(rune('a'+i))), nil)); err != nil {
			t.Fatal(err)
		}
	}
	feed := chaos.WrapFeed(tbl, 3)
	seen := map[string]int{}
	for i := range 200 {
		after := []string{"", "3", "6"}[i%3]
		changes, err := feed.Changes(t.Context(), "local", after, 3)
		switch {
		case err != nil:
			t.Fatal(err)
		case len(changes) == 0:
			seen["late"]++
		case table.CompareSequence(changes[0].Sequence, after) <= 0:
			seen["doubled"]++
		case len(changes) < 3:
			seen["cut"]++
		default:
			seen["whole"]++
		}
	}
	for _, fault := range []string{"late", "doubled", "cut", "whole"} {
		if seen[fault] < 10 {
			t.Errorf("of 200 reads %d were %s: %v", seen[fault], fault, seen)
		}
	}
}

func key(sort string) table.Key { return table.Key{Partition: "p", Sort: sort} }

func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault chaos.Fault
		want  error
		done  bool
	}{
		{"none", chaos.None, nil, true},
		{"lost", chaos.Lost, table.ErrUnclear, true},
		{"vanished", chaos.Vanished, table.ErrUnclear, false},
		{"conflict", chaos.Conflict, table.ErrConflict, false},
		{"unavailable", chaos.Unavailable, table.ErrUnavailable, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tbl := chaos.Script(open(t), chaos.None, tt.fault)
			for _, k := range []table.Key{key("before"), key("it"), key("after")} {
				err := tbl.Commit(t.Context(), table.Put(k, nil))
				if want := map[bool]error{true: tt.want}[k == key("it")]; !errors.Is(err, want) {
					t.Errorf("Commit of %s: %v, want %v", k.Sort, err, want)
				}
			}
			items, err := tbl.Get(t.Context(), key("it"), key("after"))
			if err != nil || items[0].Exists() != tt.done || !items[1].Exists() {
				t.Errorf("Get = %v, %v, want the item there: %v", items, err, tt.done)
			}
		})
	}
}

func TestSameSeedSameFaults(t *testing.T) {
	faults := func(seed uint64) (failed []int) {
		tbl := chaos.Wrap(open(t), seed, chaos.Faults{Lost: 0.2, Conflict: 0.2})
		for i := range 50 {
			if tbl.Commit(t.Context(), table.Put(key("a"), nil)) != nil {
				failed = append(failed, i)
			}
		}
		return failed
	}
	first, again, other := faults(7), faults(7), faults(8)
	if len(first) < 5 || !equal(first, again) || equal(first, other) {
		t.Errorf("failed: %v, again %v, another seed %v", first, again, other)
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestIndexIsLateAndCatchesUp(t *testing.T) {
	tbl := chaos.Wrap(open(t), 1, chaos.Faults{Stale: 1})
	due := func(sort string) table.Values {
		return table.Values{table.Index1Partition: table.String("due"), table.Index1Sort: table.String(sort)}
	}
	read := func() string {
		items, _, err := tbl.Query(t.Context(), table.Query{Index: table.Index1, Partition: "due"})
		if err != nil {
			t.Fatal(err)
		}
		seen := ""
		for _, i := range items {
			seen += i.Values[table.Index1Sort].Text()
		}
		return seen
	}
	want := func(what string, answers ...string) {
		t.Helper()
		for i, answer := range answers {
			if got := read(); got != answer {
				t.Errorf("%s, query %d: %q, want %q", what, i+1, got, answer)
			}
		}
	}
	put := func(w table.Write) {
		if err := tbl.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	put(table.Put(key("a"), due("1")))
	want("after a put", "", "", "", "1")
	put(table.Update(key("a"), due("2"), nil))
	want("after a move", "1", "1", "1", "2")
	put(table.Delete(key("a")))
	want("after a deletion", "2", "2", "2", "")
}

func TestReadsFail(t *testing.T) {
	tbl := chaos.Wrap(open(t), 1, chaos.Faults{Reads: 1})
	if _, err := tbl.Get(t.Context(), key("a")); !errors.Is(err, table.ErrUnavailable) {
		t.Errorf("Get: %v, want ErrUnavailable", err)
	}
	if _, _, err := tbl.Query(t.Context(), table.Query{Partition: "p"}); !errors.Is(err, table.ErrUnavailable) {
		t.Errorf("Query: %v, want ErrUnavailable", err)
	}
}
