package bolt

import (
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// Commit does all writes or none; it is on the disk when it returns nil.
func (t *Table) Commit(ctx context.Context, writes ...table.Write) error {
	if err := table.ValidWrites(writes...); err != nil {
		return err
	}
	return t.update(ctx, func(tx *bbolt.Tx) (refusal, failure error) { return commit(tx, writes) })
}

// change is what becomes of one item.
type change struct{ old, now table.Item }

// commit looks at all writes before it does the first, so that a refusal leaves nothing behind. A write that changes
// nothing is no change in the feed, as on DynamoDB.
func commit(tx *bbolt.Tx, writes []table.Write) (refusal, failure error) {
	changes, err := plan(tx, writes)
	if err != nil {
		return err, nil
	}
	refusal = errUnchanged
	for i, c := range changes {
		if c.old.Same(c.now) {
			continue
		}
		if err := store(tx, writes[i].Key, c, false); err != nil {
			return nil, err
		}
		refusal = nil
	}
	return refusal, nil
}

func plan(tx *bbolt.Tx, writes []table.Write) ([]change, error) {
	changes := make([]change, len(writes))
	var refused *table.ConditionError
	for i, w := range writes {
		old, err := load(tx, w.Key)
		if err != nil {
			return nil, err
		}
		if !w.Holds(old) {
			if refused == nil {
				refused = &table.ConditionError{Found: make([]table.Item, len(writes))}
			}
			refused.Found[i] = old
		}
		now, err := w.Apply(old)
		if err != nil {
			return nil, err
		}
		changes[i] = change{old, now}
	}
	if refused != nil {
		return nil, refused
	}
	return changes, checkSizes(changes)
}

// checkSizes keeps an item that grows by updates within what DynamoDB allows.
func checkSizes(changes []change) error {
	for _, c := range changes {
		size := 0
		for name, v := range c.now.Values {
			size += len(name) + len(v.Text()) + 8
		}
		if size > table.MaxItem {
			return fmt.Errorf("%w: an item of %d bytes, at most %d", table.ErrInvalid, size, table.MaxItem)
		}
	}
	return nil
}

func load(tx *bbolt.Tx, k table.Key) (table.Item, error) {
	record := tx.Bucket(bucketItems).Get(appendKey(nil, k))
	if record == nil {
		return table.Item{}, nil
	}
	return decodeItem(k, record)
}

// store writes an item, its index entries, its expiry and its change.
func store(tx *bbolt.Tx, k table.Key, c change, expired bool) error {
	if err := put(tx.Bucket(bucketItems), appendKey(nil, k), c.now); err != nil {
		return err
	}
	if err := storeEntries(tx, c); err != nil {
		return err
	}
	feed := tx.Bucket(bucketFeed)
	n, err := feed.NextSequence()
	if err != nil {
		return err
	}
	return feed.Put(sequenceKey(n), appendChange(nil, k, c.old, c.now, expired))
}

func put(items *bbolt.Bucket, key []byte, i table.Item) error {
	if !i.Exists() {
		return items.Delete(key)
	}
	return items.Put(key, appendValues(nil, i.Values))
}

func storeEntries(tx *bbolt.Tx, c change) error {
	for _, of := range [...]struct {
		bucket []byte
		entry  func(table.Item) []byte
	}{{bucketIndex1, entry1}, {bucketIndex2, entry2}, {bucketExpires, expiry}} {
		if err := move(tx.Bucket(of.bucket), of.entry(c.old), of.entry(c.now)); err != nil {
			return err
		}
	}
	return nil
}

// move replaces one entry by another; nil is no entry.
func move(b *bbolt.Bucket, from, to []byte) error {
	if string(from) == string(to) {
		return nil
	}
	if from != nil {
		if err := b.Delete(from); err != nil {
			return err
		}
	}
	if to == nil {
		return nil
	}
	return b.Put(to, nil)
}

func entry1(i table.Item) []byte { return entry(i, table.Index1Partition, table.Index1Sort) }
func entry2(i table.Item) []byte { return entry(i, table.Index2Partition, table.Index2Sort) }

// entry is the index entry of an item, nil unless it has both keys of the index.
func entry(i table.Item, partition, sort string) []byte {
	index := table.Key{Partition: i.Values[partition].Text(), Sort: i.Values[sort].Text()}
	if index.Partition == "" || index.Sort == "" {
		return nil
	}
	return appendIndexKey(nil, index, i.Key)
}

func expiry(i table.Item) []byte {
	second := i.Values[table.Expires].Int()
	if second <= 0 {
		return nil
	}
	return appendExpiry(nil, second, i.Key)
}
