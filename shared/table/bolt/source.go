package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// source is a bucket that can be queried: the items or an index.
type source struct {
	bucket   []byte
	sort     func([]byte, string) []byte                         // writes a sort key as it stands in the bucket
	at       func(table.Position) []byte                         // the key in the bucket of a position
	item     func(key string, record []byte) (table.Item, error) // reads an entry
	position func(table.Item) table.Position
}

func sourceOf(i table.Index) source {
	switch i {
	case table.Index1:
		return indexSource(bucketIndex1, table.Index1Partition, table.Index1Sort)
	case table.Index2:
		return indexSource(bucketIndex2, table.Index2Partition, table.Index2Sort)
	}
	return source{
		bucket: bucketItems,
		sort:   func(b []byte, s string) []byte { return append(b, s...) },
		at:     func(p table.Position) []byte { return appendKey(nil, p.Key) },
		item: func(key string, record []byte) (table.Item, error) {
			k, err := parseKey(key)
			if err != nil {
				return table.Item{}, err
			}
			return decodeItem(k, record)
		},
		position: func(i table.Item) table.Position { return table.Position{Key: i.Key} },
	}
}

func indexSource(bucket []byte, partition, sort string) source {
	return source{
		bucket: bucket,
		sort:   appendEscaped,
		at:     func(p table.Position) []byte { return appendIndexKey(nil, p.Index, p.Key) },
		item: func(key string, _ []byte) (table.Item, error) {
			index, primary, err := parseIndexKey(key)
			return table.Item{Key: primary, Values: table.Values{
				partition: table.String(index.Partition), sort: table.String(index.Sort)}}, err
		},
		position: func(i table.Item) table.Position {
			return table.Position{Key: i.Key, Index: table.Key{
				Partition: i.Values[partition].Text(), Sort: i.Values[sort].Text()}}
		},
	}
}

// bounds are the keys of a bucket that a Query reads: from <= key < to, all with the prefix of the partition. skip is
// the key that was read last.
type bounds struct{ prefix, from, to, skip []byte }

func boundsOf(s source, q table.Query) bounds {
	b := bounds{prefix: appendPartition(nil, q.Partition)}
	b.from = s.sort(bytes.Clone(b.prefix), q.From)
	if q.To != "" {
		b.to = s.sort(bytes.Clone(b.prefix), q.To)
	}
	if q.After != (table.Position{}) {
		b.skip = s.at(q.After)
	}
	return b
}

func (b bounds) hold(key []byte) bool {
	return key != nil && bytes.HasPrefix(key, b.prefix) && bytes.Compare(key, b.from) >= 0 &&
		(b.to == nil || bytes.Compare(key, b.to) < 0)
}

// walker goes over the bounds in one direction.
type walker struct {
	cursor   *bbolt.Cursor
	bounds   bounds
	backward bool
}

func (w walker) first() (key, record []byte) {
	if w.backward {
		return w.within(before(w.cursor, w.bounds.end()))
	}
	start := w.bounds.from
	if bytes.Compare(w.bounds.skip, start) > 0 {
		start = w.bounds.skip
	}
	key, record = w.cursor.Seek(start)
	if key != nil && bytes.Equal(key, w.bounds.skip) {
		key, record = w.cursor.Next()
	}
	return w.within(key, record)
}

func (w walker) next() (key, record []byte) {
	if w.backward {
		return w.within(w.cursor.Prev())
	}
	return w.within(w.cursor.Next())
}

func (w walker) within(key, record []byte) ([]byte, []byte) {
	if !w.bounds.hold(key) {
		return nil, nil
	}
	return key, record
}

// end is the least key that a backward walk does not read.
func (b bounds) end() []byte {
	end := b.to
	if end == nil {
		end = successor(b.prefix)
	}
	if b.skip != nil && (end == nil || bytes.Compare(b.skip, end) < 0) {
		end = b.skip
	}
	return end
}

// before puts the cursor on the last key below end; nil is the end of the bucket.
func before(c *bbolt.Cursor, end []byte) (key, record []byte) {
	if end == nil {
		return c.Last()
	}
	if key, _ := c.Seek(end); key == nil {
		return c.Last()
	}
	return c.Prev()
}

// successor is the least key that is greater than all with this prefix, nil if there is none.
func successor(prefix []byte) []byte {
	s := bytes.Clone(prefix)
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]++; s[i] != 0 {
			return s[:i+1]
		}
	}
	return nil
}
