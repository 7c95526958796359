package tabletest

import (
	"fmt"
	"sync"
	"testing"

	"earshot/shared/table"
)

func runTransactions(t *testing.T, open Open) {
	t.Run("all writes are done", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("old"), nil), table.Put(key("count"), table.Values{"n": number(1)}))
		commit(t, tbl, table.Create(key("new"), table.Values{"s": text("x")}), table.Delete(key("old"), table.Present()),
			table.Add(key("count"), map[string]int64{"n": 2}), table.Check(key("nothing"), table.Missing()))
		wantItem(t, "new", get(t, tbl, key("new")), key("new"), table.Values{"s": text("x")})
		wantItem(t, "count", get(t, tbl, key("count")), key("count"), table.Values{"n": number(3)})
		wantGone(t, "old", get(t, tbl, key("old")))
		wantGone(t, "nothing", get(t, tbl, key("nothing")))
	})
	t.Run("none is done if one condition fails", func(t *testing.T) {
		for i, failing := range []table.Write{
			table.Create(key("taken"), nil),
			table.Update(key("taken"), table.Values{"s": text("y")}, nil, table.Equal("s", text("z"))),
			table.Delete(key("taken"), table.Missing()),
			table.Check(key("taken"), table.Lacks("s")),
		} {
			tbl := open(t)
			commit(t, tbl, table.Put(key("taken"), table.Values{"s": text("x")}))
			writes := []table.Write{table.Put(key("free"), nil), failing, table.Add(key("count"), map[string]int64{"n": 1})}
			found := refused(t, tbl, writes...)
			wantGone(t, "found of a write that could be done", found[0])
			wantItem(t, fmt.Sprintf("found by write %d", i), found[1], key("taken"), table.Values{"s": text("x")})
			wantGone(t, "free", get(t, tbl, key("free")))
			wantGone(t, "count", get(t, tbl, key("count")))
			wantItem(t, "taken", get(t, tbl, key("taken")), key("taken"), table.Values{"s": text("x")})
		}
	})
	t.Run("conditions see the items as they were before", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1)}))
		commit(t, tbl, table.Update(key("a"), table.Values{"n": number(2)}, nil, table.Equal("n", number(1))),
			table.Put(key("b"), nil, table.Missing()))
	})
	t.Run("100 writes", func(t *testing.T) {
		tbl := open(t)
		writes := make([]table.Write, table.MaxWrites)
		for i := range writes {
			writes[i] = table.Create(key(numbered(i)), nil)
		}
		commit(t, tbl, writes...)
		if items, _ := all(t, tbl, table.Query{Partition: "p"}); len(items) != len(writes) {
			t.Errorf("%d items, want %d", len(items), len(writes))
		}
		found := refused(t, tbl, writes...)
		if found[99].Key != writes[99].Key {
			t.Errorf("found %v for the last write", found[99])
		}
	})
}

// runConcurrency lets many increment one item by the way that all changes of a person go: read, then write if rev is
// still what was read. Whatever the answer, the next read tells each writer whether its step was done.
func runConcurrency(t *testing.T, open Open) {
	t.Run("increments conditional on rev lose nothing", func(t *testing.T) {
		tbl := open(t)
		const writers, steps = 6, 8
		commit(t, tbl, table.Put(key("a"), table.Values{"rev": number(0), "n": number(0)}))
		errs := make(chan error, writers)
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() { errs <- climb(t, tbl, fmt.Sprintf("by%d", w), steps) })
		}
		all.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		got := get(t, tbl, key("a"))
		if n, rev := got.Values["n"].Int(), got.Values["rev"].Int(); n != writers*steps || rev != n {
			t.Errorf("n = %d, rev = %d, want %d", n, rev, writers*steps)
		}
	})
	t.Run("of many creators one wins", func(t *testing.T) {
		tbl := open(t)
		var wins sync.Map
		var all sync.WaitGroup
		for w := range 8 {
			all.Go(func() {
				if tbl.Commit(t.Context(), table.Create(key("a"), table.Values{"by": number(int64(w))})) == nil {
					wins.Store(int64(w), true)
				}
			})
		}
		all.Wait()
		winners := 0
		wins.Range(func(_, _ any) bool { winners++; return true })
		by := get(t, tbl, key("a")).Values["by"].Int()
		if _, won := wins.Load(by); winners > 1 || winners == 1 && !won {
			t.Errorf("%d were told that they won, the item is by %d", winners, by)
		}
	})
}

func climb(t *testing.T, tbl table.Table, name string, steps int64) error {
	for range 2000 {
		items, err := tbl.Get(t.Context(), key("a"))
		if err != nil {
			return err
		}
		v := items[0].Values
		if v[name].Int() == steps {
			return nil
		}
		rev := v["rev"]
		_ = tbl.Commit(t.Context(), table.Update(key("a"), table.Values{"rev": number(rev.Int() + 1), "n": number(v["n"].Int() + 1),
			name: number(v[name].Int() + 1)}, nil, table.Equal("rev", rev))) // the next read tells whether it was done
	}
	return fmt.Errorf("%s does not get through", name)
}
