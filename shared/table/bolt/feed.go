package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// shard is the one shard of the local feed.
const shard = "local"

// trimStep bounds the changes that one transaction removes, so that commits do not wait for a long Trim.
const trimStep = 1000

// Shards names the one shard.
func (t *Table) Shards(ctx context.Context) ([]string, error) { return []string{shard}, ctx.Err() }

// Changes reads the feed; see table.Feed. A limit of 0 or less reads nothing.
func (t *Table) Changes(ctx context.Context, of, after string, limit int) ([]table.Change, error) {
	from, err := position(of, after)
	if err != nil {
		return nil, err
	}
	var changes []table.Change
	err = t.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketFeed).Cursor()
		for key, record := c.Seek(sequenceKey(from + 1)); key != nil && len(changes) < limit; key, record = c.Next() {
			change, err := decodeChange(record)
			if err != nil {
				return err
			}
			change.Shard, change.Sequence = shard, strconv.FormatUint(binary.BigEndian.Uint64(key), 10)
			changes = append(changes, change)
		}
		return nil
	})
	return changes, err
}

// Trim removes the changes up to and including a sequence number. Sequence numbers are never given again.
func (t *Table) Trim(ctx context.Context, of, upTo string) error {
	last, err := position(of, upTo)
	if err != nil {
		return err
	}
	for more := true; more; {
		err := t.update(ctx, func(tx *bbolt.Tx) (refusal, failure error) {
			var removed int
			if removed, failure = trim(tx.Bucket(bucketFeed), last); removed == 0 {
				refusal = errUnchanged
			}
			more = removed == trimStep
			return refusal, failure
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func trim(feed *bbolt.Bucket, last uint64) (removed int, err error) {
	c := feed.Cursor()
	for key, _ := c.First(); key != nil && removed < trimStep; key, _ = c.First() {
		if binary.BigEndian.Uint64(key) > last {
			break
		}
		if err := c.Delete(); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

func position(of, sequence string) (uint64, error) {
	if of != shard {
		return 0, fmt.Errorf("%w: the local feed has no shard %q", table.ErrInvalid, of)
	}
	if sequence == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(sequence, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%w: %q is no sequence number", table.ErrInvalid, sequence)
	}
	return n, nil
}
