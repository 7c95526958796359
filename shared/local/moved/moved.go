// Package moved is a clock that runs as fast as the machine's and can be set forward: the local program's only clock.
//
// It promises that it never goes back, and that it stands where it is (apart from running) while a request or a job
// holds it: a request that reads the time twice never finds a week between. It stores nothing; see Offset.
package moved

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"earshot/shared/clock"
)

// ErrBack says that somebody wanted to set the clock back. What happened cannot be undone.
var ErrBack = errors.New("the clock never goes back")

// Clock is a clock.Clock. Its methods may be used by many goroutines.
type Clock struct {
	base   clock.Clock
	offset atomic.Int64 // nanoseconds before the base
	held   sync.RWMutex // read: somebody holds the time; write: it is being set
}

// New is a clock that is offset before the base clock; a negative offset is none.
func New(base clock.Clock, offset time.Duration) *Clock {
	c := &Clock{base: base}
	c.offset.Store(int64(max(0, offset)))
	return c
}

// Now is the moved time.
func (c *Clock) Now() time.Time { return c.base.Now().Add(c.Offset()) }

// Wait waits in real time: a second of waiting is a second on both clocks.
func (c *Clock) Wait(ctx context.Context, d time.Duration) error { return c.base.Wait(ctx, d) }

// Offset is how far the clock is before its base, for the next start.
func (c *Clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

// Hold keeps the clock from being set until the function that it returns is called. Who holds it may not hold it again:
// somebody who waits to set it comes first.
func (c *Clock) Hold() (release func()) {
	c.held.RLock()
	return c.held.RUnlock
}

// Set sets the clock forward, when nobody holds it any more. A time that has passed is ErrBack.
func (c *Clock) Set(to time.Time) error {
	c.held.Lock()
	defer c.held.Unlock()
	by := to.Sub(c.Now())
	if by < 0 {
		return ErrBack
	}
	c.offset.Add(int64(by))
	return nil
}

// Alone calls f while nobody holds the clock, and lets nobody hold it before f returns.
func (c *Clock) Alone(f func() error) error {
	c.held.Lock()
	defer c.held.Unlock()
	return f()
}
