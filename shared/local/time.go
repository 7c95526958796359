package local

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/local/moved"
)

// clockNote is where the table keeps how far the clock was moved.
const clockNote = "clock"

// moment is a state of the moved clock: how far it is before the machine's, and what it showed then.
type moment struct {
	Offset time.Duration `json:"offset"`
	Now    time.Time     `json:"now"`
}

// openClock sets the clock to where the last start left it, also where the machine's own clock was set back since.
func openClock(ctx context.Context, facts *ledger.Ledger, base clock.Clock) (*moved.Clock, error) {
	note, err := facts.Note(ctx, clockNote)
	if err != nil || note == "" {
		return moved.New(base, 0), err
	}
	var m moment
	if err := json.Unmarshal([]byte(note), &m); err != nil {
		return nil, fmt.Errorf("read where the clock was: %w", err)
	}
	return moved.New(base, max(m.Offset, m.Now.Sub(base.Now()))), nil
}

// setClock moves the clock and notes it before anything happens at the new time, so that a start after a crash never
// finds mails of the future.
func (s *system) setClock(ctx context.Context, to time.Time) error {
	if err := s.clock.Set(to); err != nil {
		return err
	}
	text, err := json.Marshal(moment{Offset: s.clock.Offset(), Now: s.clock.Now()})
	if err != nil {
		return fmt.Errorf("write where the clock is: %w", err)
	}
	return s.facts.SaveNote(ctx, clockNote, string(text))
}

// journey is the report of a move of the clock.
type journey struct {
	Now   time.Time `json:"now"`
	From  time.Time `json:"from"`
	Stops int       `json:"stops"` // moments at which something could happen
	work
}

// travel moves the clock from one moment at which something happens to the next, does there what is due, and ends at to.
// Like in the cloud, where dispatch runs every minute, a stop is at a whole minute.
func (s *system) travel(ctx context.Context, to time.Time) (journey, error) {
	s.moving.Lock()
	defer s.moving.Unlock()
	j := journey{From: s.clock.Now()}
	err := s.stops(ctx, to, &j)
	j.Now = s.clock.Now()
	return j, err
}

func (s *system) stops(ctx context.Context, to time.Time, j *journey) error {
	for {
		done, err := s.workNow(ctx)
		j.plus(done)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if !to.After(now) {
			return nil
		}
		select {
		case <-s.ending:
			return &cx.Error{Kind: cx.Unavailable, Text: "The program is ending. Move the clock on after its next start."}
		default:
		}
		next, err := s.nextStop(ctx, now)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			next = to
		} else {
			j.Stops++
		}
		if err := s.setClock(ctx, next); err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
	}
}

// nextStop is the next moment at which anything may happen by itself, at a whole minute; zero if there is none.
func (s *system) nextStop(ctx context.Context, now time.Time) (time.Time, error) {
	next, err := s.facts.NextDue(ctx, now)
	if err != nil {
		return next, err
	}
	gates, err := s.facts.Unresolved(ctx, now, 100)
	if err != nil {
		return next, err
	}
	for _, g := range gates {
		for _, wait := range []time.Duration{2 * time.Hour, 24 * time.Hour} { // when dispatch looks for proof, and gives up
			next = sooner(next, g.At.Add(wait), now)
		}
	}
	_, digest, err := s.sending.DigestDue(ctx)
	if err != nil {
		return next, err
	}
	next = sooner(next, digest, now)
	if s.engine.nextExpiry != nil {
		over, err := s.engine.nextExpiry(ctx)
		if err != nil {
			return next, err
		}
		if !over.IsZero() {
			next = sooner(next, over.Add(time.Second), now)
		}
	}
	return wholeMinute(next), nil
}

// sooner is the earlier of two moments, of which b must be in the future and a may be none.
func sooner(a, b, now time.Time) time.Time {
	if !b.After(now) || (!a.IsZero() && a.Before(b)) {
		return a
	}
	return b
}

func wholeMinute(t time.Time) time.Time {
	if up := t.Truncate(time.Minute); up.Before(t) {
		return up.Add(time.Minute)
	}
	return t
}
