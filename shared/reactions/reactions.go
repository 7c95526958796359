// Package reactions derives from facts what must be derived exactly once: the counters, and word to the merchant of an
// unhappy customer. It reads the table's change feed, which tells every change at least once, in batches that are doubled
// and cut anew at will.
//
// Exactly once comes from one transaction: the increments and the checkpoint of the feed's shard are committed together,
// on the condition that the checkpoint is the one that was read. Who comes second with the same records fails the
// condition, reads the checkpoint and finds nothing left to do.
//
// Word to the merchant is a record of its own in the outbox, whose key follows from what it is about; it is written before
// the checkpoint passes the change, so that a crash between loses nothing and a repetition writes nothing. When it is sent,
// dispatch decides anew.
//
// It derives from orders, evidence, customers, responses and notes of the open door, and writes none of those: its own
// writes come back in the feed of the local engine and are passed over without another write, otherwise it would trigger
// itself for ever.
package reactions

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"earshot/shared/ledger"
	"earshot/shared/table"
)

// Job derives from one feed.
type Job struct {
	Facts *ledger.Ledger
	Now   func() time.Time // when a run is noted for the merchant; nil: it is not
}

// Report is what was done with some changes.
type Report struct {
	Changes int    // that were new
	Known   int    // that the checkpoint had passed already
	Counted int    // increments that were written
	Raised  int    // mails to the merchant that were put into the outbox
	Unnoted string `json:",omitempty"` // why the run was not noted, which is no reason to count again
}

const (
	// maxIncrements is how many counter items one transaction touches: 100 are allowed, with the checkpoint.
	maxIncrements = 90
	// tries is how often a batch is begun again after another reader of the same shard was first.
	tries = 10
	batch = 200
)

// Apply counts the changes of one shard, in their order. Only an error of the storage is an error: the whole batch may
// be sent again.
func (j Job) Apply(ctx context.Context, shard string, changes []table.Change) (Report, error) {
	var report Report
	for range tries {
		again, err := j.apply(ctx, shard, changes, &report)
		if err != nil {
			return report, fmt.Errorf("count changes of %s: %w", shard, err)
		}
		if !again {
			j.note(ctx, &report)
			return report, nil
		}
	}
	return report, fmt.Errorf("count changes of %s: %w", shard, table.ErrConflict)
}

// note leaves a note of a run that had something to do. One that had not leaves none: on one machine the note itself comes
// back in the feed.
func (j Job) note(ctx context.Context, report *Report) {
	if j.Now == nil || report.Changes == 0 {
		return
	}
	if err := j.Facts.NoteRun(ctx, ledger.ReactionsJob, true, "", j.Now()); err != nil {
		report.Unnoted = err.Error()
	}
}

// apply commits the changes in as many transactions as they need; again means that another reader was first.
func (j Job) apply(ctx context.Context, shard string, changes []table.Change, report *Report) (again bool, err error) {
	point, err := j.checkpoint(ctx, shard)
	if err != nil {
		return false, err
	}
	report.Known = 0
	sum, last := ledger.Contribution{}, ""
	for _, c := range changes {
		if table.CompareSequence(c.Sequence, point.last) <= 0 {
			report.Known++
			continue
		}
		if !ledger.Counts(c) {
			continue
		}
		if err := j.raise(ctx, c, report); err != nil {
			return false, err
		}
		next := ledger.Contribution{}
		next.Plus(sum)
		next.Plus(ledger.Difference(c))
		if last != "" && len(ledger.Increments(next, laneOf(shard))) > maxIncrements {
			if again, err := j.commit(ctx, shard, &point, sum, last, report); again || err != nil {
				return again, err
			}
			next = ledger.Difference(c)
		}
		if sum, last = next, c.Sequence; sum == nil {
			sum = ledger.Contribution{}
		}
		report.Changes++
	}
	if last == "" {
		return false, nil
	}
	return j.commit(ctx, shard, &point, sum, last, report)
}

// point is a shard's checkpoint as it was read.
type point struct {
	last   string
	exists bool
}

func (j Job) checkpoint(ctx context.Context, shard string) (point, error) {
	items, err := j.Facts.Table().Get(ctx, ledger.CheckpointKey(shard))
	if err != nil {
		return point{}, err
	}
	return point{items[0].Values["last"].Text(), items[0].Exists()}, nil
}

// commit writes increments and the moved checkpoint as one.
func (j Job) commit(ctx context.Context, shard string, p *point, sum ledger.Contribution, last string, report *Report) (again bool, err error) {
	only := table.Equal("last", table.String(p.last))
	if !p.exists {
		only = table.Missing()
	}
	writes := ledger.Increments(sum, laneOf(shard))
	move := table.Update(ledger.CheckpointKey(shard), table.Values{"last": table.String(last)}, nil, only)
	err = j.Facts.Table().Commit(ctx, append(writes, move)...)
	if errors.Is(err, table.ErrCondition) || errors.Is(err, table.ErrConflict) {
		report.Changes = 0
		return true, nil
	}
	if err == nil {
		*p = point{last, true}
		report.Counted += len(writes)
	}
	return false, err
}

// laneOf spreads the shards' increments of one day over a few items.
func laneOf(shard string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(shard))
	return int(h.Sum32() % ledger.CounterLanes)
}

func (r *Report) plus(o Report) {
	r.Changes, r.Known, r.Counted, r.Raised = r.Changes+o.Changes, r.Known+o.Known, r.Counted+o.Counted, r.Raised+o.Raised
}

// Drain reads a polled feed to its end and tells it what is no longer needed.
func (j Job) Drain(ctx context.Context, feed table.Feed) (Report, error) {
	var sum Report
	shards, err := feed.Shards(ctx)
	if err != nil {
		return sum, fmt.Errorf("list the feed's shards: %w", err)
	}
	for _, shard := range shards {
		r, err := j.drainShard(ctx, feed, shard)
		sum.plus(r)
		if err != nil {
			return sum, err
		}
	}
	return sum, nil
}

func (j Job) drainShard(ctx context.Context, feed table.Feed, shard string) (Report, error) {
	var sum Report
	p, err := j.checkpoint(ctx, shard)
	if err != nil {
		return sum, fmt.Errorf("read the checkpoint of %s: %w", shard, err)
	}
	for after := p.last; ; {
		changes, err := feed.Changes(ctx, shard, after, batch)
		if err != nil {
			return sum, fmt.Errorf("read the feed's shard %s: %w", shard, err)
		}
		if len(changes) == 0 {
			return sum, nil
		}
		r, err := j.Apply(ctx, shard, changes)
		sum.plus(r)
		if err != nil {
			return sum, err
		}
		after = changes[len(changes)-1].Sequence
		if err := feed.Trim(ctx, shard, after); err != nil {
			return sum, fmt.Errorf("trim the feed's shard %s: %w", shard, err)
		}
	}
}

// Idle is how long a poller of the feed waits when there was nothing.
const Idle = 200 * time.Millisecond
