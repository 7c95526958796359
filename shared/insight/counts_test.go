package insight_test

import (
	"testing"

	"earshot/shared/insight"
)

// counts gives n answers to each score, from the lowest of the scale on.
func counts(t *testing.T, scale insight.Scale, n ...int) insight.Counts {
	t.Helper()
	c := insight.Counts{Scale: scale}
	lowest := 0
	if scale == insight.FivePoint {
		lowest = 1
	}
	for i, n := range n {
		if err := c.Add(lowest+i, n); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestOf(t *testing.T) {
	five := counts(t, insight.FivePoint, 2, 3, 5, 10, 20)
	if got := insight.Of(five); got.Metric != insight.CSAT || got.Value != 75 || got.N != 40 || got.Guard != insight.Normal {
		t.Errorf("five points = %+v, want CSAT 75 of 40", got)
	}
	if got, want := five.Distribution(), (insight.Distribution{Good: 30, Neutral: 5, Bad: 5}); got != want {
		t.Errorf("distribution = %+v, want %+v", got, want)
	}
	if got := five.Mean(); got != 4.075 {
		t.Errorf("mean = %v, want 4.075", got)
	}
	eleven := counts(t, insight.ElevenPoint, 1, 0, 0, 0, 0, 1, 3, 2, 3, 4, 6)
	if got := insight.Of(eleven); got.Metric != insight.NPS || got.Value != 25 || got.N != 20 || got.Guard != insight.Few {
		t.Errorf("0 to 10 = %+v, want NPS 25 of 20", got)
	}
	if got, want := eleven.Distribution(), (insight.Distribution{Good: 10, Neutral: 5, Bad: 5}); got != want {
		t.Errorf("distribution = %+v, want %+v", got, want)
	}
}

func TestClass(t *testing.T) {
	tests := []struct {
		scale insight.Scale
		want  string // one letter a score, from 0 on
	}{
		{insight.FivePoint, "-bbngg"},
		{insight.ElevenPoint, "bbbbbbbnngg"},
	}
	for _, tt := range tests {
		for score, letter := range tt.want {
			if letter == '-' {
				if tt.scale.Has(score) {
					t.Errorf("%d points have a score of %d", tt.scale, score)
				}
				continue
			}
			if got := tt.scale.Class(score); !tt.scale.Has(score) || got[0] != byte(letter) {
				t.Errorf("score %d of %d points is %s, want %c", score, tt.scale, got, letter)
			}
		}
	}
}

func TestAddRefuses(t *testing.T) {
	tests := []struct {
		name     string
		scale    insight.Scale
		score, n int
	}{
		{"a 0 on five points", insight.FivePoint, 0, 1},
		{"a 6 on five points", insight.FivePoint, 6, 1},
		{"an 11 on 0 to 10", insight.ElevenPoint, 11, 1},
		{"a negative score", insight.ElevenPoint, -1, 1},
		{"anything without a scale", 0, 3, 1},
		{"taking back more than there is", insight.FivePoint, 4, -3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := insight.Counts{Scale: tt.scale}
			c.At[4] = 2
			before := c
			if err := c.Add(tt.score, tt.n); err == nil || c != before {
				t.Errorf("Add(%d, %d) = %v and %v, want an error and no change", tt.score, tt.n, err, c)
			}
		})
	}
}

func TestPlus(t *testing.T) {
	five, eleven := counts(t, insight.FivePoint, 0, 0, 0, 1, 2), counts(t, insight.ElevenPoint, 1)
	var sum insight.Counts
	for range 3 { // lanes, summed from nothing
		var err error
		if sum, err = sum.Plus(five); err != nil {
			t.Fatal(err)
		}
	}
	if sum.N() != 9 || sum.At[5] != 6 || sum.Scale != insight.FivePoint {
		t.Errorf("three lanes = %+v, want 9 answers", sum)
	}
	if got, err := sum.Plus(insight.Counts{}); err != nil || got != sum {
		t.Errorf("plus nothing = %+v, %v", got, err)
	}
	if _, err := five.Plus(eleven); err == nil {
		t.Error("five points and 0 to 10 were added")
	}
}
