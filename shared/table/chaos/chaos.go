// Package chaos makes a well-behaved engine of package table behave like a distant one on a bad day, for tests: answers
// that get lost, writes that get lost, conflicts, throttling, indexes that lag behind, and a change feed that comes
// doubled, re-cut and late. The embedded engine has none of that, so what is tested on it alone is not tested.
//
// It does only what package table allows an engine to do, and the same seed gives the same faults as long as the calls
// come in the same order. It never makes a wrong answer out of a right one: Get stays exact.
package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"earshot/shared/table"
)

// Faults are probabilities between 0 and 1. Those of Commit add up.
type Faults struct {
	Lost        float64 // a Commit is done and answered with ErrUnclear
	Vanished    float64 // a Commit is not done and answered with ErrUnclear
	Conflict    float64 // a Commit is not done and answered with ErrConflict
	Unavailable float64 // a Commit is not done and answered with ErrUnavailable
	Reads       float64 // a Get or Query is answered with ErrUnavailable
	Stale       float64 // a Commit's changes of indexes are not seen by the next few queries
}

// Some is a bad day that Once survives: every tenth Commit fails somehow, every third index entry is late.
func Some() Faults {
	return Faults{Lost: 0.03, Vanished: 0.03, Conflict: 0.02, Unavailable: 0.02, Stale: 0.3}
}

// Fault is what happens to one Commit.
type Fault int

// The faults of a Commit.
const (
	None Fault = iota
	Lost
	Vanished
	Conflict
	Unavailable
)

// Table is an engine with faults. It implements table.Table.
type Table struct {
	engine table.Table
	lock   sync.Mutex // of what follows
	plan   plan
	lag    lag
}

// plan decides what goes wrong.
type plan interface {
	commit() Fault
	read() bool
	stale() bool
}

// Wrap gives the engine random faults that follow from the seed.
func Wrap(engine table.Table, seed uint64, f Faults) *Table {
	return &Table{engine: engine, plan: &dice{rand.New(rand.NewPCG(seed, seed)), f}}
}

// Script gives the next Commits the given faults, one each, and none after: for tests that break one certain write.
func Script(engine table.Table, faults ...Fault) *Table {
	return &Table{engine: engine, plan: &script{faults}}
}

type dice struct {
	rand *rand.Rand
	f    Faults
}

func (d *dice) commit() Fault {
	p := d.rand.Float64()
	for i, share := range []float64{d.f.Lost, d.f.Vanished, d.f.Conflict, d.f.Unavailable} {
		if p -= share; p < 0 {
			return Fault(i + 1)
		}
	}
	return None
}

func (d *dice) read() bool  { return d.f.Reads > 0 && d.rand.Float64() < d.f.Reads }
func (d *dice) stale() bool { return d.f.Stale > 0 && d.rand.Float64() < d.f.Stale }

type script struct{ left []Fault }

func (s *script) commit() Fault {
	if len(s.left) == 0 {
		return None
	}
	f := s.left[0]
	s.left = s.left[1:]
	return f
}

func (s *script) read() bool  { return false }
func (s *script) stale() bool { return false }

// Commit does the writes or not, and may lie about it in the ways of Fault.
func (t *Table) Commit(ctx context.Context, writes ...table.Write) error {
	fault, stale := t.decide()
	switch fault {
	case Vanished:
		return fmt.Errorf("chaos: not done: %w", table.ErrUnclear)
	case Conflict:
		return fmt.Errorf("chaos: %w", table.ErrConflict)
	case Unavailable:
		return fmt.Errorf("chaos: %w", table.ErrUnavailable)
	}
	err := t.commit(ctx, stale, writes)
	if fault == Lost && err == nil {
		return fmt.Errorf("chaos: done: %w", table.ErrUnclear)
	}
	return err
}

func (t *Table) decide() (Fault, bool) {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.plan.commit(), t.plan.stale()
}

func (t *Table) readFails() error {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.plan.read() {
		return fmt.Errorf("chaos: %w", table.ErrUnavailable)
	}
	return nil
}

// Get reads from the engine.
func (t *Table) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if err := t.readFails(); err != nil {
		return nil, err
	}
	return t.engine.Get(ctx, keys...)
}
