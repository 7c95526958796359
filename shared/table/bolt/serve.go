package bolt

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"earshot/shared/table"
)

// job is one piece of work in a write transaction. do returns a refusal when it wrote nothing and the transaction may
// go on with other jobs, or a failure, which ends the transaction for all.
type job struct {
	do     func(*bbolt.Tx) (refusal, failure error)
	answer chan error
}

// errUnchanged is the refusal of a job that had nothing to write: a success that needs no write to the disk.
var errUnchanged = errors.New("bolt: unchanged")

// maxShared bounds the jobs of one transaction, and so how long one job waits for others.
const maxShared = 256

// update hands a job to the one goroutine that writes. Once handed over it is always answered: a write that runs is
// not broken off by ctx, because its answer would be lost.
func (t *Table) update(ctx context.Context, do func(*bbolt.Tx) (refusal, failure error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{do: do, answer: make(chan error, 1)}
	select {
	case t.work <- j:
		if err := <-j.answer; err != errUnchanged {
			return err
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.stopped:
		return ErrClosed
	}
}

func (t *Table) serve() {
	defer close(t.stopped)
	for {
		select {
		case <-t.closing:
			return
		case first := <-t.work:
			t.run(t.gather(first))
		}
	}
}

// gather takes along whoever waits already. Nobody is waited for: a lone writer never pays for the sharing.
func (t *Table) gather(first *job) []*job {
	jobs := []*job{first}
	for len(jobs) < maxShared {
		select {
		case j := <-t.work:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// run answers every job exactly once.
func (t *Table) run(jobs []*job) {
	refusals := make([]error, len(jobs))
	failure := t.transaction(jobs, refusals)
	for i, j := range jobs {
		if refusals[i] == nil {
			refusals[i] = failure
		}
		j.answer <- refusals[i]
	}
}

func (t *Table) transaction(jobs []*job, refusals []error) error {
	tx, err := t.db.Begin(true)
	if err != nil {
		return fmt.Errorf("begin: %w: %w", table.ErrUnavailable, err)
	}
	written := false
	for i, j := range jobs {
		var failure error
		if refusals[i], failure = j.do(tx); failure != nil {
			return fmt.Errorf("write: %w: %w", table.ErrUnavailable, errors.Join(failure, tx.Rollback()))
		}
		written = written || refusals[i] == nil
	}
	if !written {
		return tx.Rollback()
	}
	return committed(tx.Commit())
}

// committed tells what a failed commit means. On a full disk nothing was written: bbolt writes new pages first and the
// page that makes them count last, over itself. Of another failure nobody knows which page it hit.
func committed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, berrors.ErrMaxSizeReached):
		return fmt.Errorf("commit: %w: the disk is full, nothing was written: %w", table.ErrUnavailable, err)
	}
	return fmt.Errorf("commit: %w: %w", table.ErrUnclear, err)
}
