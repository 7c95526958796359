package ledger

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Run is what the merchant may see of a job's last run.
type Run struct {
	At      time.Time // as of a minute
	Trouble string    // what stopped it, in words; "" if nothing did
	Worked  time.Time // the last run that had something to do
}

// The jobs that leave notes of their runs.
const (
	DispatchJob   = "dispatch"
	ReactionsJob  = "reactions"
	DeliveriesJob = "deliveries"
)

// runEvery is how often a run is noted: a note a minute is 43,200 small writes a month.
const runEvery = time.Minute

func runKey(job string) table.Key { return leaseKey("run#" + job) }

// NoteRun notes a run of a job, at most once a minute unless there is news: trouble began or ended, or there was work
// after a minute without.
func (l *Ledger) NoteRun(ctx context.Context, job string, worked bool, trouble string, now time.Time) error {
	trouble = cx.Cut(trouble, 200)
	err := l.change(ctx, runKey(job), func(old table.Item) (table.Values, error) {
		was := runOf(old)
		news := trouble != was.Trouble || (worked && now.Sub(was.Worked) >= runEvery)
		if !news && now.Sub(was.At) < runEvery && !now.Before(was.At) {
			return nil, nil
		}
		a := attributes{}
		a.seconds("at", now)
		a.text("trouble", trouble)
		if a.seconds("worked", was.Worked); worked {
			a.seconds("worked", now)
		}
		return table.Values(a), nil
	})
	if err != nil {
		return fmt.Errorf("note a run of %s: %w", job, err)
	}
	return nil
}

// Runs reads the last run of each of the jobs, in their order; the zero Run for one that never ran.
func (l *Ledger) Runs(ctx context.Context, jobs ...string) ([]Run, error) {
	keys := make([]table.Key, len(jobs))
	for i, job := range jobs {
		keys[i] = runKey(job)
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read the runs of the jobs: %w", err)
	}
	runs := make([]Run, len(jobs))
	for i, item := range items {
		runs[i] = runOf(item)
	}
	return runs, nil
}

func runOf(item table.Item) Run {
	v := item.Values
	return Run{At: readSeconds(v, "at"), Trouble: v["trouble"].Text(), Worked: readSeconds(v, "worked")}
}
