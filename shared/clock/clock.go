// Package clock is time as a parameter: jobs that last take a Clock, rules take a moment. System is the only place below
// main where the machine's clock is read or waited on.
//
// It is not a calendar: zones and days are the business of cx.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	// Wait returns after d, or earlier with the context's error.
	Wait(ctx context.Context, d time.Duration) error
}

// System is the machine's clock.
type System struct{}

// Now is the machine's time.
func (System) Now() time.Time { return time.Now() }

// Wait waits in real time.
func (System) Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Fixed is a moment that waiting does not move: for jobs that are run at one instant of a moved clock.
type Fixed time.Time

// Now is the moment.
func (f Fixed) Now() time.Time { return time.Time(f) }

// Wait returns at once.
func (f Fixed) Wait(ctx context.Context, _ time.Duration) error { return ctx.Err() }
