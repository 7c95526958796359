package dispatch

import (
	"context"
	"sync"
	"time"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/mail"
)

// pace keeps a run within the service's rate and daily quota.
type pace struct {
	mu     sync.Mutex
	gap    time.Duration // between two requests; 0: no limit
	next   time.Time
	left   int // of the daily quota; negative: no limit
	failed int // requests in a row that did not reach the service
}

func newPace(q mail.Quota) *pace {
	p := &pace{left: -1}
	if q.PerSecond > 0 {
		p.gap = time.Duration(float64(time.Second) / (q.PerSecond * rateShare))
	}
	if q.PerDay >= 0 {
		p.left = max(0, int(q.PerDay*quotaShare-q.Sent))
	}
	return p
}

// wait returns when the next request may be made; false if the daily quota is used up.
func (p *pace) wait(ctx context.Context, c clock.Clock) (bool, error) {
	p.mu.Lock()
	if p.left == 0 {
		p.mu.Unlock()
		return false, nil
	}
	if p.left > 0 {
		p.left--
	}
	now := c.Now()
	turn := later(p.next, now)
	p.next = turn.Add(p.gap)
	p.mu.Unlock()
	return true, c.Wait(ctx, turn.Sub(now))
}

// slower halves the rate for the rest of the run, and lets a second pass.
func (p *pace) slower(ctx context.Context, c clock.Clock) error {
	p.mu.Lock()
	p.gap = max(2*p.gap, 100*time.Millisecond)
	p.next = later(p.next, c.Now()).Add(time.Second)
	p.mu.Unlock()
	return c.Wait(ctx, time.Second)
}

func (p *pace) unreached() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed++
	return p.failed
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ramp is what is left of the block of a shop's daily ramp that this run has reserved.
type ramp struct {
	day  string
	left int
	full bool
}

// rampBlock is how many mails are reserved at once.
const rampBlock = 10

// ramp takes one mail out of the shop's daily ramp; false if the day's number is reached.
func (d *desk) ramp(ctx context.Context, s cx.Shop, now time.Time) (bool, error) {
	if s.Ramp == 0 {
		return true, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.ramps[s.ID]
	if day := s.Day(now); p == nil || p.day != day {
		p = &ramp{day: day}
		d.ramps[s.ID] = p
	}
	if p.left == 0 && !p.full {
		got, err := d.Facts.Reserve(ctx, s.ID, p.day, min(rampBlock, s.Ramp), s.Ramp)
		if err != nil {
			return false, err
		}
		p.left, p.full = got, got == 0
	}
	if p.left == 0 {
		return false, nil
	}
	p.left--
	return true, nil
}

// unreserve gives one mail back that was not sent.
func (d *desk) unreserve(s cx.Shop) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.ramps[s.ID]; s.Ramp != 0 && p != nil {
		p.left++
	}
}
