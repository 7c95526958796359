package table

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"sync"
)

// maxAttempts bounds how often Once sends one Commit.
const maxAttempts = 5

// Wait pauses before the attempt after the given one (1, 2, ...), or says why there shall be none.
type Wait func(ctx context.Context, attempt int) error

// Once makes Commit exact where answers get lost. Every Put and Update of a Commit that has a condition, or more than
// one write, carries a fresh Nonce; whoever then meets that nonce knows that the writes were done. What it does:
//
//   - ErrConflict and ErrUnavailable, which wrote nothing: tried again.
//   - ErrUnclear, and the conditions guard the Commit (doing it makes one of them false, like Missing on a Create or
//     Equal on a rev that the write moves): tried again. Meeting its own nonce is a success.
//   - ErrUnclear without such a guard: tried again, unless it has an increment, which would count twice. That is only
//     looked at: the nonce is there, or it stays ErrUnclear.
//   - A condition that fails after an ErrUnclear, with no own nonce to be found: still ErrUnclear, not ErrCondition.
//     The writes may have been done and written over since. Read again and decide anew.
//
// A Delete leaves no nonce behind. A guarded one whose answer was lost and that then finds nothing stays ErrUnclear:
// the item is gone, but two who consume it could both be told that it was theirs. What must be consumed by one alone is
// marked by an Update. A guard must not come back (a rev only grows, a fact is not created again after its deletion);
// otherwise a second attempt may write over what came between.
//
// The engine below must not repeat a single write by itself without telling. There are at most 5 attempts, with wait
// between them, if one is given (see Backoff), else at once. Reads go through as they are. The random source may be
// plain; Once reads it from one goroutine at a time.
func Once(engine Table, random io.Reader, wait ...Wait) Table {
	o := &once{Table: engine, random: random, wait: func(ctx context.Context, _ int) error { return ctx.Err() }}
	if len(wait) > 0 && wait[0] != nil {
		o.wait = wait[0]
	}
	return o
}

type once struct {
	Table
	random io.Reader
	lock   sync.Mutex // of random
	wait   Wait
}

// Commit does all writes or none; see Once.
func (o *once) Commit(ctx context.Context, writes ...Write) error {
	if err := ValidWrites(writes...); err != nil {
		return err
	}
	a := attempt{engine: o.Table, writes: writes}
	if marks(writes) {
		if err := o.mark(&a); err != nil {
			return err
		}
	}
	for n := 1; ; n++ {
		done, err := a.try(ctx)
		if done {
			return err
		}
		if n == maxAttempts {
			return a.outcome(err)
		}
		if cause := o.wait(ctx, n); cause != nil {
			return a.outcome(errors.Join(err, cause))
		}
	}
}

// marks tells whether a Commit carries a nonce.
func marks(writes []Write) bool { return len(writes) > 1 || len(writes[0].Conditions) > 0 }

func (o *once) mark(a *attempt) error {
	nonce, err := o.fresh()
	if err != nil {
		return fmt.Errorf("make a nonce: %w", err)
	}
	a.nonce = String(nonce)
	marked := make([]Write, len(a.writes))
	for i, w := range a.writes {
		if w.Kind == KindPut || w.Kind == KindUpdate {
			set := make(Values, len(w.Set)+1)
			maps.Copy(set, w.Set)
			set[Nonce] = a.nonce
			w.Set = set
		}
		marked[i] = w
	}
	a.writes = marked
	return nil
}

// fresh is 96 random bits: enough for never twice on one item, and short, for it is stored on every item.
func (o *once) fresh() (string, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	var b [12]byte
	if _, err := io.ReadFull(o.random, b[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// attempt is one Commit on its way.
type attempt struct {
	engine  Table
	writes  []Write
	nonce   Value
	unclear bool // an answer was lost: the writes may have been done
}

// try sends the Commit. done means that err is the last word.
func (a *attempt) try(ctx context.Context) (done bool, err error) {
	err = a.engine.Commit(ctx, a.writes...)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, ErrUnclear):
		a.unclear = a.unclear || !onlyChecks(a.writes)
		if repeatable(a.writes) {
			return false, err
		}
		return true, a.look(ctx, err)
	case errors.Is(err, ErrCondition):
		return true, a.refused(ctx, err)
	case errors.Is(err, ErrConflict), errors.Is(err, ErrUnavailable):
		return false, err
	}
	return true, a.outcome(err)
}

// refused tells a condition that failed because of this very Commit from one that failed because of another.
func (a *attempt) refused(ctx context.Context, err error) error {
	if c, ok := errors.AsType[*ConditionError](err); ok && a.own(c.Found) {
		return nil
	}
	if !a.unclear {
		return err
	}
	return a.look(ctx, err)
}

// look reads the written items for the nonce: found, all was done; not found, it may have been written over.
func (a *attempt) look(ctx context.Context, err error) error {
	var keys []Key
	for _, w := range a.writes {
		if w.Kind == KindPut || w.Kind == KindUpdate {
			keys = append(keys, w.Key)
		}
	}
	if a.nonce == (Value{}) || len(keys) == 0 {
		return a.outcome(err)
	}
	items, cause := a.engine.Get(ctx, keys...)
	if cause == nil && a.own(items) {
		return nil
	}
	return a.outcome(errors.Join(err, cause))
}

func (a *attempt) own(items []Item) bool {
	for _, i := range items {
		if v, marked := i.Values[Nonce]; marked && v == a.nonce {
			return true
		}
	}
	return false
}

// outcome keeps an error from claiming that nothing was written when that is not known.
func (a *attempt) outcome(err error) error {
	if !a.unclear || errors.Is(err, ErrUnclear) && !errors.Is(err, ErrCondition) {
		return err
	}
	return fmt.Errorf("%w: an answer was lost, then: %v", ErrUnclear, err)
}

func onlyChecks(writes []Write) bool {
	for _, w := range writes {
		if w.Kind != KindCheck {
			return false
		}
	}
	return true
}

// repeatable tells whether a Commit whose answer was lost may be sent again.
func repeatable(writes []Write) bool {
	adds := false
	for _, w := range writes {
		if w.guarded() {
			return true
		}
		adds = adds || len(w.Add) > 0
	}
	return !adds
}

// guarded tells whether doing the write makes one of its conditions false, so that it cannot be done twice.
func (w Write) guarded() bool {
	for _, c := range w.Conditions {
		if w.refutes(c) {
			return true
		}
	}
	return false
}

func (w Write) refutes(c Condition) bool {
	switch w.Kind {
	case KindPut:
		return !c.Holds(Item{Key: w.Key, Values: w.Set})
	case KindDelete:
		return !c.Holds(Item{})
	case KindUpdate:
		return w.updateRefutes(c)
	}
	return false
}

// updateRefutes knows of the item after an update only what the update sets, removes and adds.
func (w Write) updateRefutes(c Condition) bool {
	if by := w.Add[c.Attribute]; by != 0 {
		return c.Test == TestMissing || c.Test == TestEqual
	}
	_, set := w.Set[c.Attribute]
	if set || c.Attribute == "" || contains(w.Remove, c.Attribute) {
		return !c.Holds(Item{Key: w.Key, Values: w.Set})
	}
	return false
}
