package local

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dispatch"
	"earshot/shared/reactions"
)

// work is the report of what the jobs did.
type work struct {
	Sent     int               `json:"sent"`
	Deferred int               `json:"deferred"`
	Dropped  int               `json:"dropped"`
	Unknown  int               `json:"unknown"`
	Failed   int               `json:"failed"`
	Reports  int               `json:"reports"` // of the inbox, about what became of mails
	Counted  int               `json:"counted"` // increments of counters
	Expired  int               `json:"expired"` // records whose time was over
	Reasons  map[cx.Reason]int `json:"reasons,omitempty"`
	idle     bool              // nothing changed: there is no use in another round
}

func (w *work) plus(o work) {
	w.Sent, w.Deferred, w.Dropped = w.Sent+o.Sent, w.Deferred+o.Deferred, w.Dropped+o.Dropped
	w.Unknown, w.Failed, w.Reports = w.Unknown+o.Unknown, w.Failed+o.Failed, w.Reports+o.Reports
	w.Counted, w.Expired = w.Counted+o.Counted, w.Expired+o.Expired
	if len(o.Reasons) > 0 {
		if w.Reasons == nil {
			w.Reasons = map[cx.Reason]int{}
		}
		for why, n := range o.Reasons {
			w.Reasons[why] += n
		}
	}
}

// maxRounds bounds how often the jobs follow up on each other at one moment. A message can be deferred to the same
// moment by a mistake in a rule alone; then the next moment goes on.
const maxRounds = 50

// workNow runs the jobs until nothing is due any more. It holds the clock, and runs alone.
func (s *system) workNow(ctx context.Context) (work, error) {
	s.working.Lock()
	defer s.working.Unlock()
	defer s.clock.Hold()()
	var sum work
	for range maxRounds {
		w, err := s.round(ctx)
		sum.plus(w)
		if err != nil || w.idle {
			return sum, err
		}
	}
	return sum, nil
}

// round runs each job once. What one job cannot do must not keep the others from their work.
func (s *system) round(ctx context.Context) (work, error) {
	var w work
	sent, err := s.dispatch(ctx)
	w.Sent, w.Deferred, w.Dropped, w.Unknown = sent.Sent, sent.Deferred, sent.Dropped, sent.Unknown
	w.Failed, w.Reasons = sent.Failed, maps.Clone(sent.Reasons)
	errs := []error{err}
	w.Reports, err = s.takeReports(ctx)
	errs = append(errs, err)
	counted, err := s.count(ctx)
	w.Counted = counted.Counted
	errs = append(errs, err)
	if s.engine.expire != nil {
		w.Expired, err = s.engine.expire(ctx, s.clock.Now())
		errs = append(errs, err)
	}
	w.idle = sent.Did() == 0 && w.Reports == 0 && w.Expired == 0 && counted.Raised == 0
	return w, errors.Join(errs...)
}

// dispatch sends what is due, if anything is: a run takes a lease, which is a write.
func (s *system) dispatch(ctx context.Context) (dispatch.Report, error) {
	first, err := s.facts.NextDue(ctx, time.Time{})
	if err != nil {
		return dispatch.Report{}, err
	}
	digest, _, err := s.sending.DigestDue(ctx)
	if err != nil || (!digest && (first.IsZero() || first.After(s.clock.Now()))) {
		return dispatch.Report{}, err
	}
	return s.sending.Run(ctx)
}

// count derives the counters, and word to the merchant, of everything that was written so far.
func (s *system) count(ctx context.Context) (reactions.Report, error) {
	r, err := s.reactions.Drain(ctx, s.engine.feed)
	if err != nil {
		return r, fmt.Errorf("count: %w", err)
	}
	return r, nil
}

// pauses of the background: how often the jobs look for work, and how long they wait after a failure.
const (
	pause       = time.Second
	longerPause = 10 * time.Second
)

// keepWorking runs the jobs in the background until the context ends.
func (s *system) keepWorking(ctx context.Context) {
	wait := pause
	for s.base.Wait(ctx, wait) == nil {
		wait = pause
		if !s.moving.TryLock() {
			continue // a move of the clock does the work itself, and reports it
		}
		_, err := s.workNow(ctx)
		s.moving.Unlock()
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "background jobs", "err", err)
			wait = longerPause
		}
	}
}
