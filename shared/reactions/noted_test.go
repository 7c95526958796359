package reactions_test

import (
	"testing"
	"time"

	"earshot/shared/ledger"
	"earshot/shared/reactions"
)

// TestARunIsNoted: a run that counted leaves a note, and the note that comes back in the feed leaves none.
func TestARunIsNoted(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	live(t, l, 5)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	job := reactions.Job{Facts: l, Now: func() time.Time { return now }}
	r, err := job.Drain(t.Context(), e)
	if err != nil || r.Changes == 0 || r.Unnoted != "" {
		t.Fatalf("Drain = %+v, %v", r, err)
	}
	for range 3 {
		now = now.Add(time.Hour)
		if r, err = job.Drain(t.Context(), e); err != nil || r.Changes != 0 {
			t.Fatalf("with nothing but the note in the feed Drain = %+v, %v", r, err)
		}
	}
	runs, err := l.Runs(t.Context(), ledger.ReactionsJob)
	must(t, err)
	if want := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC); !runs[0].At.Equal(want) || !runs[0].Worked.Equal(want) {
		t.Errorf("noted is %+v, want %v", runs[0], want)
	}
}
