package tabletest

import (
	"slices"
	"testing"

	"earshot/shared/table"
)

func runQuery(t *testing.T, open Open) {
	tbl := open(t)
	order := []string{"\x01", "#", "0", "10", "2", "A", "a", "a\x00", "a\x00b", "a\x01", "aa", "b", "Ü", "ü", "漢", "\U0001F600"}
	for i := range order { // in an order of writing that is not that of reading
		commit(t, tbl, table.Put(key(order[(i*7)%len(order)]), nil))
	}
	commit(t, tbl, table.Put(table.Key{Partition: "o", Sort: "other"}, nil), table.Put(table.Key{Partition: "pp", Sort: "other"}, nil))
	backward := slices.Clone(order)
	slices.Reverse(backward)
	tests := []struct {
		name string
		q    table.Query
		want []string
	}{
		{"the whole partition in the order of bytes", table.Query{}, order},
		{"backward", table.Query{Backward: true}, backward},
		{"from, inclusive", table.Query{From: "b"}, order[11:]},
		{"to, exclusive", table.Query{To: "2"}, order[:4]},
		{"from and to", table.Query{From: "a", To: "b"}, order[6:11]},
		{"from and to, backward", table.Query{From: "a", To: "b", Backward: true}, backward[5:10]},
		{"bounds that are no keys", table.Query{From: "3", To: "B"}, []string{"A"}},
		{"bounds at a zero byte", table.Query{From: "a\x00", To: "a\x01"}, []string{"a\x00", "a\x00b"}},
		{"nothing between", table.Query{From: "c", To: "d"}, nil},
		{"from is to", table.Query{From: "a", To: "a"}, nil},
		{"from is after to", table.Query{From: "b", To: "a"}, nil},
		{"a prefix", table.Query{}.Prefix("a"), order[6:11]},
		{"a prefix, backward", table.Query{Backward: true}.Prefix("a"), backward[5:10]},
		{"a prefix that is no key", table.Query{}.Prefix("x"), nil},
		{"one of the upper bound, backward", table.Query{To: "b", Limit: 1, Backward: true}, backward[5:]},
		{"of another partition", table.Query{Partition: "nothing"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.q.Partition == "" {
				tt.q.Partition = "p"
			}
			wantSorts(t, tbl, tt.q, tt.want...)
		})
	}
}

func runPaging(t *testing.T, open Open) {
	tbl := open(t)
	const n = 35
	fill(t, tbl, n, func(i int) table.Write {
		return table.Put(key(numbered(i)), table.Values{
			table.Index1Partition: text("i1"), table.Index1Sort: text(numbered(n - i)),
			table.Index2Partition: text("i2"), table.Index2Sort: text("the same for all"),
		})
	})
	for _, index := range []table.Index{table.Primary, table.Index1, table.Index2} {
		for _, limit := range []int{0, 1, 10, n, n + 1} {
			for _, backward := range []bool{false, true} {
				q := table.Query{Index: index, Partition: [...]string{"p", "i1", "i2"}[index], Limit: limit, Backward: backward}
				t.Run(name(q), func(t *testing.T) { page(t, tbl, q, n) })
			}
		}
	}
	t.Run("goes on behind an item that is gone", func(t *testing.T) { pagePast(t, tbl) })
}

func name(q table.Query) string {
	direction := "forward"
	if q.Backward {
		direction = "backward"
	}
	return [...]string{"table", "first index", "second index"}[q.Index] + " by " + numbered(q.Limit) + " " + direction
}

// page wants each of n items once, in order, in as many pages as the limit makes.
func page(t *testing.T, tbl table.Table, q table.Query, n int) {
	var items []table.Item
	var pages int
	for range tries { // a late index
		if items, pages = all(t, tbl, q); len(items) == n {
			break
		}
	}
	seen := map[table.Key]bool{}
	for _, i := range items {
		seen[i.Key] = true
	}
	if len(items) != n || len(seen) != n {
		t.Fatalf("%d items, %d different ones, want %d", len(items), len(seen), n)
	}
	if q.Limit > 0 && pages < (n+q.Limit-1)/q.Limit {
		t.Errorf("%d pages of at most %d", pages, q.Limit)
	}
	up := slices.IsSorted(sorts(items))
	if q.Index != table.Index2 && up != (q.Index == table.Index1) != !q.Backward {
		t.Errorf("out of order: %q", sorts(items))
	}
}

func pagePast(t *testing.T, tbl table.Table) {
	first, next, err := tbl.Query(t.Context(), table.Query{Partition: "p", Limit: 10})
	if err != nil || len(first) != 10 {
		t.Fatalf("Query = %d items, %v", len(first), err)
	}
	commit(t, tbl, table.Delete(first[9].Key), table.Delete(key(numbered(10))))
	wantSorts(t, tbl, table.Query{Partition: "p", After: next, To: numbered(14)}, numbered(11), numbered(12), numbered(13))
	wantSorts(t, tbl, table.Query{Partition: "p", After: next, From: numbered(7), Backward: true}, numbered(8), numbered(7))
}

func runIndex(t *testing.T, open Open) {
	in1 := func(p, s string) table.Values {
		return table.Values{table.Index1Partition: text(p), table.Index1Sort: text(s), "other": text("not in the index")}
	}
	query1 := func(p string) table.Query { return table.Query{Index: table.Index1, Partition: p} }
	t.Run("is sparse", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("both"), in1("i", "1")), table.Put(key("none"), nil),
			table.Put(key("half"), table.Values{table.Index1Partition: text("i")}),
			table.Put(key("other half"), table.Values{table.Index1Sort: text("1")}))
		wantSorts(t, tbl, query1("i"), "both")
		wantSorts(t, tbl, table.Query{Index: table.Index2, Partition: "i"})
	})
	t.Run("holds keys only", func(t *testing.T) { keysOnly(t, open(t)) })
	t.Run("follows the keys", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), in1("i", "2")), table.Put(key("b"), in1("i", "1")))
		wantSorts(t, tbl, query1("i"), "b", "a")
		commit(t, tbl, table.Update(key("a"), table.Values{table.Index1Sort: text("0")}, nil))
		wantSorts(t, tbl, query1("i"), "a", "b")
		commit(t, tbl, table.Update(key("b"), nil, []string{table.Index1Partition, table.Index1Sort}))
		wantSorts(t, tbl, query1("i"), "a")
		commit(t, tbl, table.Put(key("a"), in1("j", "1")))
		wantSorts(t, tbl, query1("i"))
		wantSorts(t, tbl, query1("j"), "a")
		commit(t, tbl, table.Delete(key("a")))
		wantSorts(t, tbl, query1("j"))
	})
	t.Run("has ranges of any bytes", func(t *testing.T) {
		tbl := open(t)
		for _, s := range []string{"a", "a\x00", "a\x00\x00", "a\x00\x01", "a\x01", "b", "ü"} {
			commit(t, tbl, table.Put(key(s), in1("i", s)))
		}
		wantSorts(t, tbl, query1("i"), "a", "a\x00", "a\x00\x00", "a\x00\x01", "a\x01", "b", "ü")
		q := query1("i")
		q.From, q.To = "a\x00", "a\x01"
		wantSorts(t, tbl, q, "a\x00", "a\x00\x00", "a\x00\x01")
		q.Backward = true
		wantSorts(t, tbl, q, "a\x00\x01", "a\x00\x00", "a\x00")
		wantSorts(t, tbl, query1("i").Prefix("a\x00"), "a\x00", "a\x00\x00", "a\x00\x01")
	})
}

func keysOnly(t *testing.T, tbl table.Table) {
	keys := table.Values{table.Index2Partition: text("i"), table.Index2Sort: text("1")}
	commit(t, tbl, table.Put(key("a"), table.Values{table.Index2Partition: text("i"), table.Index2Sort: text("1"),
		table.Index1Partition: text("other"), table.Index1Sort: text("index"), "n": number(1)}))
	var items []table.Item
	for range tries {
		if items, _ = all(t, tbl, table.Query{Index: table.Index2, Partition: "i"}); len(items) == 1 {
			break
		}
	}
	if len(items) != 1 || !items[0].Same(table.Item{Key: key("a"), Values: keys}) {
		t.Errorf("Query = %v, want the keys alone", items)
	}
}
