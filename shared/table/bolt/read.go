package bolt

import (
	"context"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// pageSize is the page of a Query without Limit, smaller than DynamoDB's so that who forgets to page is found early.
const pageSize = 250

// Get reads items; see table.Table.
func (t *Table) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if err := table.ValidKeys(keys...); err != nil {
		return nil, err
	}
	items := make([]table.Item, len(keys))
	err := t.view(ctx, func(tx *bbolt.Tx) (err error) {
		for i, k := range keys {
			if items[i], err = load(tx, k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// Query reads a page of one partition; see table.Table. Its Position is exact: zero as soon as there is no more.
func (t *Table) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	if err := table.ValidQuery(q); err != nil {
		return nil, table.Position{}, err
	}
	p := page{of: sourceOf(q.Index), limit: q.Limit}
	if p.limit == 0 {
		p.limit = pageSize
	}
	if err := t.view(ctx, func(tx *bbolt.Tx) error { return p.read(tx, q) }); err != nil {
		return nil, table.Position{}, err
	}
	return p.items, p.next, nil
}

// page collects the items of a Query.
type page struct {
	of    source
	limit int
	items []table.Item
	next  table.Position
}

func (p *page) read(tx *bbolt.Tx, q table.Query) error {
	b := boundsOf(p.of, q)
	c := walker{cursor: tx.Bucket(p.of.bucket).Cursor(), bounds: b, backward: q.Backward}
	for key, record := c.first(); key != nil; key, record = c.next() {
		if len(p.items) == p.limit {
			p.next = p.of.position(p.items[p.limit-1])
			return nil
		}
		item, err := p.of.item(string(key), record)
		if err != nil {
			return err
		}
		p.items = append(p.items, item)
	}
	return nil
}
