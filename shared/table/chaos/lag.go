package chaos

import (
	"context"
	"iter"
	"slices"

	"earshot/shared/table"
)

// lagReads is how many queries of an index pass before it has caught up with a late change.
const lagReads = 3

// lag knows the index entries that are not yet there and those that are still there.
type lag struct{ late []entry }

// entry is one entry of an index. hidden: it is there, but not seen yet; else it is gone, but still seen.
type entry struct {
	index  table.Index
	item   table.Item
	hidden bool
	left   int // queries until it is seen as it is
}

// commit passes the writes on and, if stale, notes which index entries they changed. Two commits of one item at the
// same time may be noted wrongly; the entries are late for a few queries only, so that heals like any lag.
func (t *Table) commit(ctx context.Context, stale bool, writes []table.Write) error {
	if !stale {
		return t.engine.Commit(ctx, writes...)
	}
	keys := make([]table.Key, len(writes))
	for i, w := range writes {
		keys[i] = w.Key
	}
	before, err := t.engine.Get(ctx, keys...)
	if err != nil {
		return t.engine.Commit(ctx, writes...)
	}
	if err := t.engine.Commit(ctx, writes...); err != nil {
		return err
	}
	t.note(writes, before)
	return nil
}

func (t *Table) note(writes []table.Write, before []table.Item) {
	t.lock.Lock()
	defer t.lock.Unlock()
	for i, w := range writes {
		after, err := w.Apply(before[i])
		if err != nil {
			continue
		}
		for _, index := range []table.Index{table.Index1, table.Index2} {
			t.lag.change(index, before[i], after)
		}
	}
}

func (l *lag) change(index table.Index, before, after table.Item) {
	was, is := project(index, before), project(index, after)
	if was.Same(is) {
		return
	}
	if was.Exists() {
		l.late = append(l.late, entry{index, was, false, lagReads})
	}
	if is.Exists() {
		l.late = append(l.late, entry{index, is, true, lagReads})
	}
}

// names are the attributes of an index.
func names(index table.Index) (partition, sort string) {
	if index == table.Index1 {
		return table.Index1Partition, table.Index1Sort
	}
	return table.Index2Partition, table.Index2Sort
}

// project is the entry of an item in an index, the zero Item if it has none.
func project(index table.Index, i table.Item) table.Item {
	partition, sort := names(index)
	p, s := i.Values[partition], i.Values[sort]
	if p.Text() == "" || s.Text() == "" {
		return table.Item{}
	}
	return table.Item{Key: i.Key, Values: table.Values{partition: p, sort: s}}
}

// Query reads the table itself as it is and an index as it may look while it lags behind.
func (t *Table) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	if err := t.readFails(); err != nil {
		return nil, table.Position{}, err
	}
	items, next, err := t.engine.Query(ctx, q)
	if err != nil || q.Index == table.Primary {
		return items, next, err
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	items, next = t.lag.distort(q, items, next)
	return items, next, nil
}

// distort shows a page as the lagging index has it. A page may get shorter, even empty with more to come, as on
// DynamoDB; it never exceeds the limit.
func (l *lag) distort(q table.Query, items []table.Item, next table.Position) ([]table.Item, table.Position) {
	for i := range l.late {
		if e := &l.late[i]; e.index == q.Index {
			items = e.apply(q, items, next)
			e.left--
		}
	}
	l.late = slices.DeleteFunc(l.late, func(e entry) bool { return e.left <= 0 })
	if q.Limit > 0 && len(items) > q.Limit {
		items = items[:q.Limit]
		next = positionOf(q.Index, items[q.Limit-1])
	}
	return items, next
}

func (e entry) apply(q table.Query, items []table.Item, next table.Position) []table.Item {
	at := slices.IndexFunc(items, e.item.Same)
	switch {
	case e.hidden && at >= 0:
		return slices.Delete(items, at, at+1)
	case !e.hidden && at < 0 && e.within(q, next):
		items = append(items, e.item)
		slices.SortStableFunc(items, func(a, b table.Item) int { return order(q, positionOf(q.Index, a), positionOf(q.Index, b)) })
	}
	return items
}

// within tells whether the entry belongs to this page of the query.
func (e entry) within(q table.Query, next table.Position) bool {
	at := positionOf(q.Index, e.item)
	return at.Index.Partition == q.Partition && at.Index.Sort >= q.From && (q.To == "" || at.Index.Sort < q.To) &&
		(q.After == table.Position{} || order(q, q.After, at) < 0) &&
		(next == table.Position{} || order(q, at, next) < 0)
}

func positionOf(index table.Index, i table.Item) table.Position {
	partition, sort := names(index)
	return table.Position{Key: i.Key, Index: table.Key{Partition: i.Values[partition].Text(), Sort: i.Values[sort].Text()}}
}

// order compares two positions of one index partition in the direction of the query.
func order(q table.Query, a, b table.Position) int {
	c := table.ComparePosition(a, b)
	if q.Backward {
		return -c
	}
	return c
}

// Walk walks over the engine.
func (t *Table) Walk(ctx context.Context, segment, segments int, after table.Position) iter.Seq2[table.Found, error] {
	return t.engine.Walk(ctx, segment, segments, after)
}
