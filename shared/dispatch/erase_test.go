package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"earshot/shared/cx"
)

// TestAnErasureIsDoneAgain: 20 minutes later, in any run, until it succeeds, and then never again.
func TestAnErasureIsDoneAgain(t *testing.T) {
	h := newHouse(t)
	h.due("1", "ada@example.com")
	ada, err := cx.ParseEmail("ada@example.com")
	must(t, err)
	x, err := h.facts.Forget(t.Context(), shop(), ada, h.clock.Now())
	must(t, err)
	down, passes := true, 0
	run := func() int {
		t.Helper()
		j := h.job(h.facts, h.service, 77)
		j.AlsoErase = func(_ context.Context, e cx.Email) (int, error) {
			if e != ada {
				t.Errorf("another address is erased")
			}
			if down {
				return 0, errors.New("the disk is away")
			}
			passes++
			return 3, nil
		}
		r, err := j.Run(t.Context())
		must(t, err)
		return r.Erasures
	}
	h.clock.add(19 * time.Minute)
	if n := run(); n != 0 {
		t.Errorf("%d erasures before their time", n)
	}
	h.clock.add(2 * time.Minute)
	if n := run(); n != 0 {
		t.Errorf("%d erasures while the disk was away", n)
	}
	down = false
	for _, want := range []int{1, 0} {
		h.clock.add(time.Minute)
		if n := run(); n != want {
			t.Errorf("%d erasures, want %d", n, want)
		}
	}
	receipt, err := h.facts.ErasureOf(t.Context(), shop().ID, x.Person)
	must(t, err)
	if passes != 1 || receipt.Mails != 3 || receipt.Done.IsZero() || !receipt.Address.IsZero() {
		t.Errorf("%d passes; the receipt is %+v", passes, receipt)
	}
	if len(h.service.accepted) != 0 {
		t.Error("a mail went out to somebody who was erased")
	}
}
