package bolt

import (
	"context"
	"time"

	"go.etcd.io/bbolt"

	"earshot/shared/table"
)

// expireStep bounds the items that one transaction removes, so that commits do not wait for a long Expire.
const expireStep = 200

// Expire removes the items whose table.Expires is before now, with Changes marked Expired, and tells how many. It looks
// only at what is due, and where nothing is it does not write.
func (t *Table) Expire(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for {
		next, err := t.NextExpiry(ctx)
		if err != nil || next.IsZero() || now.Unix() <= next.Unix() {
			return total, err
		}
		removed := 0
		err = t.update(ctx, func(tx *bbolt.Tx) (refusal, failure error) {
			removed, failure = expire(tx, now.Unix())
			return nil, failure
		})
		if err != nil {
			return total, err
		}
		total += removed
	}
}

// NextExpiry is the earliest time at which an item is over, the zero Time if no item ends: a moved clock stops there.
func (t *Table) NextExpiry(ctx context.Context) (next time.Time, err error) {
	err = t.view(ctx, func(tx *bbolt.Tx) error {
		key, _ := tx.Bucket(bucketExpires).Cursor().First()
		if key == nil {
			return nil
		}
		second, _, err := parseExpiry(string(key))
		next = time.Unix(second, 0)
		return err
	})
	return next, err
}

func expire(tx *bbolt.Tx, now int64) (int, error) {
	due, err := dueKeys(tx, now)
	if err != nil {
		return 0, err
	}
	for _, k := range due {
		old, err := load(tx, k)
		if err != nil {
			return 0, err
		}
		if err := store(tx, k, change{old: old}, true); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// dueKeys collects first and lets the caller delete after: a cursor does not survive deletions.
func dueKeys(tx *bbolt.Tx, now int64) ([]table.Key, error) {
	var due []table.Key
	c := tx.Bucket(bucketExpires).Cursor()
	for key, _ := c.First(); key != nil && len(due) < expireStep; key, _ = c.Next() {
		second, k, err := parseExpiry(string(key))
		if err != nil {
			return nil, err
		}
		if second >= now {
			break
		}
		due = append(due, k)
	}
	return due, nil
}
