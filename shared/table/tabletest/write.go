package tabletest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"earshot/shared/table"
)

func runConditions(t *testing.T, open Open) {
	tbl := open(t)
	commit(t, tbl, table.Put(key("it"), table.Values{"n": number(5), "s": text("m"), "empty": text("")}))
	there, gone := key("it"), key("nothing")
	tests := []struct {
		name string
		k    table.Key
		c    table.Condition
		want bool
	}{
		{"missing, there", there, table.Missing(), false},
		{"missing, gone", gone, table.Missing(), true},
		{"present, there", there, table.Present(), true},
		{"present, gone", gone, table.Present(), false},
		{"lacks what it has", there, table.Lacks("n"), false},
		{"lacks an empty text", there, table.Lacks("empty"), false},
		{"lacks what it has not", there, table.Lacks("x"), true},
		{"lacks, gone", gone, table.Lacks("n"), true},
		{"has", there, table.Has("n"), true},
		{"has an empty text", there, table.Has("empty"), true},
		{"has not", there, table.Has("x"), false},
		{"has, gone", gone, table.Has("n"), false},
		{"equal number", there, table.Equal("n", number(5)), true},
		{"unequal number", there, table.Equal("n", number(6)), false},
		{"equal text", there, table.Equal("s", text("m")), true},
		{"equal empty text", there, table.Equal("empty", text("")), true},
		{"unequal text", there, table.Equal("s", text("M")), false},
		{"equal of another type", there, table.Equal("n", text("5")), false},
		{"equal to zero, missing", there, table.Equal("x", number(0)), false},
		{"equal, gone", gone, table.Equal("n", number(0)), false},
		{"less", there, table.Less("n", number(6)), true},
		{"less than itself", there, table.Less("n", number(5)), false},
		{"less, greater", there, table.Less("n", number(4)), false},
		{"less text", there, table.Less("s", text("ma")), true},
		{"less, missing", there, table.Less("x", number(9)), false},
		{"less of another type", there, table.Less("n", text("9")), false},
		{"at most", there, table.AtMost("n", number(5)), true},
		{"at most, greater", there, table.AtMost("n", number(4)), false},
		{"at most text", there, table.AtMost("s", text("m")), true},
		{"at most of another type", there, table.AtMost("empty", number(9)), false},
		{"at most, missing", there, table.AtMost("x", number(9)), false},
		{"at most, gone", gone, table.AtMost("n", number(9)), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want {
				commit(t, tbl, table.Check(tt.k, tt.c))
				return
			}
			refused(t, tbl, table.Check(tt.k, tt.c))
		})
	}
	t.Run("all must hold", func(t *testing.T) {
		commit(t, tbl, table.Check(there, table.Present(), table.Has("n"), table.Less("n", number(9))))
		refused(t, tbl, table.Check(there, table.Present(), table.Has("x"), table.Less("n", number(9))))
	})
	t.Run("of one attribute twice", func(t *testing.T) {
		commit(t, tbl, table.Check(there, table.AtMost("n", number(5)), table.Less("n", number(6))))
	})
}

func runWrites(t *testing.T, open Open) {
	t.Run("put replaces the whole item", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1), "s": text("x")}))
		commit(t, tbl, table.Put(key("a"), table.Values{"m": number(2)}))
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), table.Values{"m": number(2)})
	})
	t.Run("create makes it once", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Create(key("a"), table.Values{"n": number(1)}))
		found := refused(t, tbl, table.Create(key("a"), table.Values{"n": number(2)}))
		wantItem(t, "found", found[0], key("a"), table.Values{"n": number(1)})
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), table.Values{"n": number(1)})
	})
	t.Run("update sets, removes, adds and leaves the rest", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1), "s": text("x"), "gone": text(""), "rest": text("r")}))
		w := table.Update(key("a"), table.Values{"s": text("y"), "new": number(7)}, []string{"gone", "never there"})
		w.Add = map[string]int64{"n": -4, "m": 3}
		commit(t, tbl, w)
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), table.Values{
			"n": number(-3), "s": text("y"), "new": number(7), "rest": text("r"), "m": number(3)})
	})
	t.Run("update makes what is not there", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Update(key("a"), table.Values{"s": text("y")}, nil))
		commit(t, tbl, table.Add(key("b"), map[string]int64{"n": 2}))
		commit(t, tbl, table.Update(key("c"), nil, []string{"x"}))
		wantItem(t, "set", get(t, tbl, key("a")), key("a"), table.Values{"s": text("y")})
		wantItem(t, "added", get(t, tbl, key("b")), key("b"), table.Values{"n": number(2)})
		if got := get(t, tbl, key("c")); !got.Exists() {
			t.Error("an update that only removes made no item")
		}
	})
	t.Run("delete", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Delete(key("nothing")))
		commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1)}))
		found := refused(t, tbl, table.Delete(key("a"), table.Equal("n", number(2))))
		wantItem(t, "found", found[0], key("a"), table.Values{"n": number(1)})
		gone(t, tbl, table.Delete(key("a"), table.Equal("n", number(1))))
		wantGone(t, "found", refused(t, tbl, table.Delete(key("a"), table.Present()))[0])
	})
	t.Run("check writes nothing", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Check(key("a"), table.Missing()))
		wantGone(t, "Get", get(t, tbl, key("a")))
	})
}

// gone wants a conditional Delete done. It leaves nothing behind by which an unclear answer could be resolved (see
// table.Once), so that is asked of the item itself.
func gone(t *testing.T, tbl table.Table, w table.Write) {
	t.Helper()
	for range tries {
		err := tbl.Commit(t.Context(), w)
		if err != nil && !errors.Is(err, table.ErrUnclear) {
			t.Fatalf("Commit: %v", err)
		}
		if got := get(t, tbl, w.Key); !got.Exists() {
			return
		}
	}
	t.Error("the item is still there")
}

func runRefusals(t *testing.T, open Open) {
	tbl := open(t)
	commit(t, tbl, table.Put(key("it"), table.Values{"text": text("x")}))
	long := strings.Repeat("x", 3000)
	update := func(set table.Values, remove []string, add map[string]int64) table.Write {
		w := table.Update(key("a"), set, remove)
		w.Add = add
		return w
	}
	many := make([]table.Write, table.MaxWrites+1)
	for i := range many {
		many[i] = table.Put(key(numbered(i)), nil)
	}
	tests := []struct {
		name   string
		writes []table.Write
	}{
		{"no write at all", nil},
		{"more than 100 writes", many},
		{"one item twice", []table.Write{table.Put(key("a"), nil), table.Check(key("a"), table.Missing())}},
		{"no partition key", []table.Write{table.Put(table.Key{Sort: "s"}, nil)}},
		{"no sort key", []table.Write{table.Put(table.Key{Partition: "s"}, nil)}},
		{"a long key", []table.Write{table.Put(table.Key{Partition: long, Sort: "s"}, nil)}},
		{"a key that is not UTF-8", []table.Write{table.Put(key("\xff"), nil)}},
		{"a text that is not UTF-8", []table.Write{table.Put(key("a"), table.Values{"s": text("\xff")})}},
		{"an attribute named like a key", []table.Write{table.Put(key("a"), table.Values{"pk": text("s")})}},
		{"an attribute without name", []table.Write{table.Put(key("a"), table.Values{"": text("s")})}},
		{"an empty index key", []table.Write{table.Put(key("a"), table.Values{table.Index1Sort: text("")})}},
		{"a number as index key", []table.Write{table.Put(key("a"), table.Values{table.Index2Partition: number(1)})}},
		{"a text as time of expiry", []table.Write{table.Put(key("a"), table.Values{table.Expires: text("1")})}},
		{"an item too large", []table.Write{table.Put(key("a"), table.Values{"s": text(strings.Repeat("x", 410_000))})}},
		{"set and removed", []table.Write{update(table.Values{"a": number(1)}, []string{"a"}, nil)}},
		{"set and added", []table.Write{update(table.Values{"a": number(1)}, nil, map[string]int64{"a": 1})}},
		{"a put that adds", []table.Write{{Key: key("a"), Kind: table.KindPut, Add: map[string]int64{"a": 1}}}},
		{"a text incremented", []table.Write{table.Put(key("a"), nil), table.Add(key("it"), map[string]int64{"text": 1})}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tbl.Commit(t.Context(), tt.writes...); !errors.Is(err, table.ErrInvalid) {
				t.Errorf("Commit: %v, want ErrInvalid", err)
			}
			wantGone(t, "afterwards", get(t, tbl, key("a")))
		})
	}
	t.Run("a Get of too many keys, of one twice, of none", func(t *testing.T) {
		var keys []table.Key
		for i := range table.MaxKeys + 1 {
			keys = append(keys, key(numbered(i)))
		}
		for _, k := range [][]table.Key{keys, {key("a"), key("a")}, {{}}} {
			if _, err := tbl.Get(t.Context(), k...); !errors.Is(err, table.ErrInvalid) {
				t.Errorf("Get of %d keys: %v, want ErrInvalid", len(k), err)
			}
		}
	})
	t.Run("a Query that makes no sense", func(t *testing.T) {
		for _, q := range []table.Query{{}, {Partition: "p", Limit: -1}, {Partition: "p", Index: 3},
			{Partition: "p", After: table.Position{Key: table.Key{Partition: "q", Sort: "s"}}}} {
			if _, _, err := tbl.Query(t.Context(), q); !errors.Is(err, table.ErrInvalid) {
				t.Errorf("Query(%+v): %v, want ErrInvalid", q, err)
			}
		}
	})
	t.Run("a context that is over", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, getErr := tbl.Get(ctx, key("it"))
		_, _, queryErr := tbl.Query(ctx, table.Query{Partition: "p"})
		for _, err := range []error{getErr, queryErr, tbl.Commit(ctx, table.Put(key("a"), nil))} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want context.Canceled", err)
			}
		}
		wantGone(t, "afterwards", get(t, tbl, key("a")))
	})
}
