package tabletest

import (
	"context"
	"slices"
	"testing"
	"time"

	"earshot/shared/table"
)

// OpenFeed makes a fresh, empty table with its change feed.
type OpenFeed func(*testing.T) (table.Table, table.Feed)

// expirer is an engine that removes expired items when it is told.
type expirer interface {
	Expire(ctx context.Context, now time.Time) (int, error)
}

// RunFeed checks a change feed. The feed may come late, doubled and in any cut.
func RunFeed(t *testing.T, open func(*testing.T) (table.Table, table.Feed)) {
	t.Run("tells every change of an item in order, with both images", func(t *testing.T) { feedOrder(t, open) })
	t.Run("reading again brings the same", func(t *testing.T) { feedAgain(t, open) })
	t.Run("goes on behind a checkpoint, trimmed or not", func(t *testing.T) { feedTrim(t, open) })
	t.Run("tells nothing of what was not written", func(t *testing.T) { feedNothing(t, open) })
	t.Run("marks what expired", func(t *testing.T) { feedExpired(t, open) })
}

// checkpoints holds how far each shard was read.
type checkpoints map[string]string

// drain reads until there are n new changes, or as often as a late feed may need.
func drain(t *testing.T, feed table.Feed, at checkpoints, n int) []table.Change {
	t.Helper()
	var changes []table.Change
	for range tries {
		shards, err := feed.Shards(t.Context())
		if err != nil {
			t.Fatalf("Shards: %v", err)
		}
		for _, shard := range shards {
			changes = append(changes, read(t, feed, at, shard)...)
		}
		if len(changes) >= n {
			break
		}
	}
	if len(changes) != n {
		t.Fatalf("%d changes, want %d", len(changes), n)
	}
	return changes
}

// read drops what is at or below the checkpoint, as every consumer must.
func read(t *testing.T, feed table.Feed, at checkpoints, shard string) (fresh []table.Change) {
	t.Helper()
	changes, err := feed.Changes(t.Context(), shard, at[shard], 3)
	if err != nil {
		t.Fatalf("Changes: %v", err)
	}
	if len(changes) > 3 {
		t.Fatalf("%d changes at once, limit 3", len(changes))
	}
	for i, c := range changes {
		if c.Shard != shard || i > 0 && table.CompareSequence(changes[i-1].Sequence, c.Sequence) >= 0 {
			t.Fatalf("change %q/%q in a batch of %q is out of order", c.Shard, c.Sequence, shard)
		}
		if table.CompareSequence(at[shard], c.Sequence) < 0 {
			at[shard] = c.Sequence
			fresh = append(fresh, c)
		}
	}
	return fresh
}

// of are the changes of one item, with the key that both images must have.
func of(t *testing.T, changes []table.Change, k table.Key) []table.Change {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(changes), func(c table.Change) bool {
		if c.Old.Exists() && c.New.Exists() && c.Old.Key != c.New.Key {
			t.Errorf("images of %v and %v in one change", c.Old.Key, c.New.Key)
		}
		return c.Old.Key != k && c.New.Key != k
	})
}

func feedOrder(t *testing.T, open OpenFeed) {
	tbl, feed := open(t)
	commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1), "s": text("")}))
	commit(t, tbl, table.Add(key("a"), map[string]int64{"n": 1}), table.Put(key("b"), table.Values{"n": number(-9)}))
	commit(t, tbl, table.Delete(key("a")))
	commit(t, tbl, table.Put(key("a"), table.Values{"n": number(3)}))
	changes := drain(t, feed, checkpoints{}, 5)
	want := []table.Values{{"n": number(1), "s": text("")}, {"n": number(2), "s": text("")}, nil, {"n": number(3)}}
	mine := of(t, changes, key("a"))
	if len(mine) != len(want) {
		t.Fatalf("%d changes of a, want %d", len(mine), len(want))
	}
	var before table.Item
	for i, c := range mine {
		if !plain(c.Old).Same(before) || c.Expired {
			t.Errorf("change %d: old image %v, want %v", i, c.Old, before)
		}
		if want[i] == nil {
			wantGone(t, "new image of a deletion", c.New)
		} else {
			wantItem(t, "new image", c.New, key("a"), want[i])
		}
		before = plain(c.New)
	}
	if b := of(t, changes, key("b")); len(b) != 1 || b[0].Old.Exists() || b[0].New.Values["n"].Int() != -9 {
		t.Errorf("changes of b: %v", b)
	}
}

func feedAgain(t *testing.T, open OpenFeed) {
	tbl, feed := open(t)
	for i := range 7 {
		commit(t, tbl, table.Put(key(numbered(i)), nil))
	}
	first, second := drain(t, feed, checkpoints{}, 7), drain(t, feed, checkpoints{}, 7)
	if !slices.EqualFunc(first, second, sameChange) {
		t.Errorf("first %v, then %v", first, second)
	}
}

func sameChange(a, b table.Change) bool {
	return a.Shard == b.Shard && a.Sequence == b.Sequence && a.Old.Same(b.Old) && a.New.Same(b.New) && a.Expired == b.Expired
}

func feedTrim(t *testing.T, open OpenFeed) {
	tbl, feed := open(t)
	at := checkpoints{}
	for i := range 5 {
		commit(t, tbl, table.Put(key(numbered(i)), nil))
	}
	drain(t, feed, at, 5)
	for shard, sequence := range at {
		for range 2 { // a consumer that crashed after Trim trims again
			if err := feed.Trim(t.Context(), shard, sequence); err != nil {
				t.Fatalf("Trim: %v", err)
			}
		}
	}
	for i := range 5 {
		commit(t, tbl, table.Delete(key(numbered(i))))
	}
	for i, c := range drain(t, feed, at, 5) {
		if c.Old.Key != key(numbered(i)) || c.New.Exists() {
			t.Errorf("change %d after the checkpoint: %v", i, c)
		}
	}
}

func feedNothing(t *testing.T, open OpenFeed) {
	tbl, feed := open(t)
	refused(t, tbl, table.Put(key("a"), nil, table.Present()), table.Put(key("b"), nil))
	commit(t, tbl, table.Check(key("a"), table.Missing()))
	commit(t, tbl, table.Delete(key("a")))
	commit(t, tbl, table.Put(key("c"), nil))
	if changes := drain(t, feed, checkpoints{}, 1); changes[0].New.Key != key("c") {
		t.Errorf("changes: %v, want that of c alone", changes)
	}
}

func feedExpired(t *testing.T, open OpenFeed) {
	tbl, feed := open(t)
	engine, ok := tbl.(expirer)
	if !ok {
		t.Skip("this engine removes expired items in its own time")
	}
	commit(t, tbl, table.Put(key("a"), table.Values{table.Expires: number(100)}))
	commit(t, tbl, table.Put(key("b"), nil))
	if n, err := engine.Expire(t.Context(), time.Unix(200, 0)); err != nil || n != 1 {
		t.Fatalf("Expire = %d, %v, want 1", n, err)
	}
	changes := drain(t, feed, checkpoints{}, 3)
	if c := changes[2]; !c.Expired || c.Old.Key != key("a") || c.New.Exists() || changes[0].Expired {
		t.Errorf("changes: %v, want the expiry of a at the end", changes)
	}
}
