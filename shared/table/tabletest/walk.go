package tabletest

import (
	"errors"
	"testing"

	"earshot/shared/table"
)

func runWalk(t *testing.T, open Open) {
	const n = 240
	tbl := open(t)
	fill(t, tbl, n, func(i int) table.Write {
		return table.Put(table.Key{Partition: numbered(i / 3), Sort: numbered(i)}, table.Values{"n": number(int64(i))})
	})
	for _, segments := range []int{1, 4} {
		t.Run("meets every item once in "+numbered(segments)+" segments", func(t *testing.T) {
			seen := map[table.Key]int{}
			for s := range segments {
				walk(t, tbl, s, segments, table.Position{}, n, seen)
			}
			wantAll(t, seen, n)
		})
	}
	t.Run("goes on where it was broken off", func(t *testing.T) {
		seen := map[table.Key]int{}
		for s := range 2 {
			at := table.Position{}
			for range n {
				next := walk(t, tbl, s, 2, at, 7, seen)
				if next == at {
					break
				}
				at = next
			}
		}
		wantAll(t, seen, n)
	})
	t.Run("brings the attributes, and lets the caller write meanwhile", func(t *testing.T) {
		for found, err := range tbl.Walk(t.Context(), 0, 1, table.Position{}) {
			if err != nil {
				t.Fatal(err)
			}
			if got := found.Item.Values["n"].Int(); numbered(int(got)) != found.Item.Key.Sort {
				t.Fatalf("%v", found.Item)
			}
			commit(t, tbl, table.Update(found.Item.Key, table.Values{"walked": number(1)}, nil))
		}
		if got := get(t, tbl, table.Key{Partition: numbered(79), Sort: numbered(239)}); got.Values["walked"].Int() != 1 {
			t.Errorf("%v was not walked", got)
		}
	})
	t.Run("refuses segments that are none", func(t *testing.T) {
		for _, s := range [][2]int{{0, 0}, {-1, 1}, {1, 1}} {
			for _, err := range tbl.Walk(t.Context(), s[0], s[1], table.Position{}) {
				if !errors.Is(err, table.ErrInvalid) {
					t.Errorf("segment %d of %d: %v, want ErrInvalid", s[0], s[1], err)
				}
			}
		}
	})
}

// walk goes over at most limit items and returns where it is.
func walk(t *testing.T, tbl table.Table, segment, segments int, after table.Position, limit int, seen map[table.Key]int) table.Position {
	t.Helper()
	for found, err := range tbl.Walk(t.Context(), segment, segments, after) {
		if err != nil {
			t.Fatalf("Walk: %v", err)
		}
		seen[found.Item.Key]++
		after = found.After
		if limit--; limit == 0 {
			break
		}
	}
	return after
}

func wantAll(t *testing.T, seen map[table.Key]int, n int) {
	t.Helper()
	if len(seen) != n {
		t.Errorf("%d items, want %d", len(seen), n)
	}
	for k, times := range seen {
		if times != 1 {
			t.Errorf("%v was met %d times", k, times)
		}
	}
}
