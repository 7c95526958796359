// Package bolt is the embedded engine of package table: the whole table in one crash-safe file (go.etcd.io/bbolt), for
// one machine without any account.
//
// It keeps every promise of package table, and more than that: it is serial and its indexes are never behind.
// A Commit that was answered is on the disk. Commits that wait at the same time share one write to the disk. The change
// feed is written in the same transaction as the change; there is one shard, "local".
//
// It is not for two processes: the file is locked, and who comes second is told so. It never removes an expired item
// by itself: it has no clock, see Expire.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is how long Open waits for another process to give the file up: a restart, not a second program.
const lockTimeout = time.Second

// ErrHeld says that another process has the file open.
var ErrHeld = errors.New("another program holds this file: end it, or choose another file")

// ErrClosed says that the table was closed.
var ErrClosed = errors.New("bolt: the table is closed")

// Options change how a file is opened. The zero Options are right for real data.
type Options struct {
	NoSync  bool // do not wait for the disk: for tests; a power cut may destroy the file
	MaxSize int  // bytes the file may grow to; 0: as far as the disk goes
}

// Table is an open file. It implements table.Table and table.Feed and may be used by many goroutines.
type Table struct {
	db      *bbolt.DB
	work    chan *job
	closing chan struct{}
	stopped chan struct{}
	close   sync.Once
}

var (
	bucketItems   = []byte("items")
	bucketIndex1  = []byte("index1")
	bucketIndex2  = []byte("index2")
	bucketExpires = []byte("expires")
	bucketFeed    = []byte("feed")
)

// Open opens the file, or makes it. The error is ErrHeld when another process has it.
func Open(path string, options ...Options) (*Table, error) {
	var o Options
	if len(options) > 0 {
		o = options[0]
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType,
		NoSync: o.NoSync, NoGrowSync: o.NoSync, MaxSize: o.MaxSize})
	if errors.Is(err, berrors.ErrTimeout) {
		err = ErrHeld
	}
	if err != nil {
		return nil, fmt.Errorf("open table %s: %w", path, err)
	}
	if err := makeBuckets(db); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare table %s: %w", path, err), db.Close())
	}
	t := &Table{db: db, work: make(chan *job), closing: make(chan struct{}), stopped: make(chan struct{})}
	go t.serve()
	return t, nil
}

func makeBuckets(db *bbolt.DB) error {
	return db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketItems, bucketIndex1, bucketIndex2, bucketExpires, bucketFeed} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close lets the commits that began end, and closes the file. Later calls fail with ErrClosed.
func (t *Table) Close() error {
	t.close.Do(func() { close(t.closing) })
	<-t.stopped
	return t.db.Close()
}

// view runs f in a read transaction. It reads the last state that was committed before it began.
func (t *Table) view(ctx context.Context, f func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := t.db.View(f)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}
