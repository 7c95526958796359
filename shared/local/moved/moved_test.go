package moved_test

import (
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/shared/clock"
	"earshot/shared/local/moved"
)

func start() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

func TestSet(t *testing.T) {
	tests := []struct {
		name string
		to   time.Time
		want time.Time
		err  error
	}{
		{"forward", start().Add(time.Hour), start().Add(time.Hour), nil},
		{"nowhere", start(), start(), nil},
		{"back", start().Add(-time.Second), start(), moved.ErrBack},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := moved.New(clock.Fixed(start()), 0)
			if err := c.Set(tt.to); !errors.Is(err, tt.err) {
				t.Errorf("Set = %v, want %v", err, tt.err)
			}
			if !c.Now().Equal(tt.want) || c.Offset() != tt.want.Sub(start()) {
				t.Errorf("now %v, offset %v, want %v", c.Now(), c.Offset(), tt.want)
			}
		})
	}
}

func TestNewTakesUpAnOffset(t *testing.T) {
	if c := moved.New(clock.Fixed(start()), time.Hour); !c.Now().Equal(start().Add(time.Hour)) {
		t.Errorf("now = %v", c.Now())
	}
	if c := moved.New(clock.Fixed(start()), -time.Hour); !c.Now().Equal(start()) {
		t.Errorf("a negative offset made it %v", c.Now())
	}
}

// TestHold: who holds the clock never sees it jump, however often it is set.
func TestHold(t *testing.T) {
	c := moved.New(clock.Fixed(start()), 0)
	const moves, readers = 200, 4
	var all sync.WaitGroup
	for range readers {
		all.Go(func() {
			for range 50 * moves {
				release := c.Hold()
				before := c.Now()
				runtime.Gosched() // so that a Set that does not wait has its chance
				if after := c.Now(); !after.Equal(before) {
					t.Errorf("the clock jumped from %v to %v in a hand", before, after)
				}
				release()
			}
		})
	}
	for i := range moves {
		if err := c.Set(start().Add(time.Duration(i) * time.Hour)); err != nil {
			t.Errorf("Set: %v", err)
		}
	}
	all.Wait()
	if c.Offset() != (moves-1)*time.Hour {
		t.Errorf("offset = %v", c.Offset())
	}
}

// TestAlone: nobody holds the clock in the meantime.
func TestAlone(t *testing.T) {
	c := moved.New(clock.Fixed(start()), 0)
	held, want := 0, errors.New("broken") // held is written under Hold only by one goroutine, and read Alone
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 1000 {
			release := c.Hold()
			held++
			runtime.Gosched()
			held--
			release()
		}
	}()
	for range 100 {
		err := c.Alone(func() error {
			if held != 0 {
				t.Error("it was not alone")
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("Alone = %v", err)
		}
	}
	<-done
}

func TestWaitIsReal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := moved.New(clock.System{}, time.Hour)
		before := time.Now()
		if err := c.Wait(t.Context(), time.Minute); err != nil || time.Since(before) != time.Minute {
			t.Errorf("Wait = %v after %v", err, time.Since(before))
		}
	})
}
