package measure_test

import (
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
)

func TestCounts(t *testing.T) {
	tally := cx.Tally{Answers: map[cx.Status]map[int]int64{
		cx.Counted: {5: 3, 1: 1, 9: 4}, cx.Probable: {5: 2}, cx.Held: {1: 50}, cx.Opened: {1: 50},
	}}
	tests := []struct {
		name    string
		scale   cx.Scale
		strict  bool
		n, five int
	}{
		{"counted and probable; a 9 is not on five points", cx.FivePoints, false, 6, 5},
		{"counted alone", cx.FivePoints, true, 4, 3},
		{"eleven points", cx.ElevenPoints, false, 10, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := measure.Counts(cx.Survey{Scale: tt.scale, Strict: tt.strict}, tally)
			if got.N() != tt.n || got.At[5] != tt.five {
				t.Errorf("Counts = %d answers with %d fives, want %d and %d", got.N(), got.At[5], tt.n, tt.five)
			}
		})
	}
}

func TestANegativeCountIsLeftOut(t *testing.T) { // a counter may be under way: increments come by lanes
	tally := cx.Tally{Answers: map[cx.Status]map[int]int64{cx.Counted: {5: -1, 4: 2}}}
	if got := measure.Counts(cx.Survey{Scale: cx.FivePoints}, tally).N(); got != 2 {
		t.Errorf("Counts = %d answers, want 2", got)
	}
}
