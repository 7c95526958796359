package bolt

import (
	"context"
	"hash/fnv"
	"iter"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// walkPage is how many items of a Walk are read in one transaction. Between pages none is open, so that the caller may
// write while it walks.
const walkPage = 100

// Walk goes over one of the segments: the items whose partition key falls to it by a hash. See table.Table.
func (t *Table) Walk(ctx context.Context, segment, segments int, after table.Position) iter.Seq2[table.Found, error] {
	return func(yield func(table.Found, error) bool) {
		if err := table.ValidSegment(segment, segments); err != nil {
			yield(table.Found{}, err)
			return
		}
		for at := after; ; {
			items, last, err := t.walkOn(ctx, segment, segments, at)
			if err != nil {
				yield(table.Found{}, err)
				return
			}
			for _, item := range items {
				if !yield(table.Found{Item: item, After: table.Position{Key: item.Key}}, nil) {
					return
				}
			}
			if last == (table.Position{}) {
				return
			}
			at = last
		}
	}
}

// walkOn reads the next items of a segment and where to go on, zero at the end of the table.
func (t *Table) walkOn(ctx context.Context, segment, segments int, after table.Position) (
	items []table.Item, last table.Position, err error) {
	err = t.view(ctx, func(tx *bbolt.Tx) error {
		c := walker{cursor: tx.Bucket(bucketItems).Cursor()}
		if after != (table.Position{}) {
			c.bounds.skip = appendKey(nil, after.Key)
		}
		read := 0
		for key, record := c.first(); key != nil; key, record = c.next() {
			k, err := parseKey(string(key))
			if err != nil {
				return err
			}
			if segmentOf(k.Partition, segments) == segment {
				item, err := decodeItem(k, record)
				if err != nil {
					return err
				}
				items = append(items, item)
			}
			if read++; read == walkPage {
				last = table.Position{Key: k}
				return nil
			}
		}
		return nil
	})
	return items, last, err
}

func segmentOf(partition string, segments int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(partition))
	return int(h.Sum32() % uint32(segments))
}
