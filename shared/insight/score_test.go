package insight

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// ends is detractors, passives and promoters in the order that the papers write them.
func ends(d, p, r int) Distribution { return Distribution{Good: r, Neutral: p, Bad: d} }

func TestNPSValue(t *testing.T) {
	tests := []struct {
		name  string
		d     Distribution
		value float64
		shown int
	}{
		{"Delighted's example", ends(5, 5, 10), 25, 25},
		{"a third", ends(1, 2, 3), 100. / 3, 33},
		{"a half rounds away from zero", ends(0, 3, 5), 62.5, 63},
		{"and below zero as well", ends(5, 3, 0), -62.5, -63},
		{"everyone promotes", ends(0, 0, 7), 100, 100},
		{"no answers", ends(0, 0, 0), 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := OfNPS(tt.d)
			near(t, "NPS", got.Value, tt.value, 1e-9)
			if Round(got.Value) != tt.shown || got.N != tt.d.N() || got.Metric != NPS {
				t.Errorf("shown %d of n %d as %s, want %d of %d", Round(got.Value), got.N, got.Metric, tt.shown, tt.d.N())
			}
		})
	}
}

// A half must round the same way on every page: as the integer division says, at any number of answers.
func TestRoundIsExactForCounts(t *testing.T) {
	for n := 1; n <= 400; n++ {
		for part := 0; part <= n; part++ {
			want := (200*part + n) / (2 * n) // half up, in integers
			if got := Round(OfShare(part, n).Value); got != want {
				t.Fatalf("%d of %d is shown as %d, want %d", part, n, got, want)
			}
		}
	}
}

func TestVarianceOfOneAnswer(t *testing.T) {
	tests := []struct {
		d                 Distribution
		mean, variance, s float64
	}{
		{ends(1, 2, 3), 1. / 3, 5. / 9, 0.304},
		{ends(1, 0, 1), 0, 1, 0.707},
		{ends(0, 1, 1), 0.5, 0.25, 0.354},
		{ends(1, 1, 1), 0, 2. / 3, 0.471},
	}
	for _, tt := range tests {
		mean, se := moments(float64(tt.d.Good), float64(tt.d.Neutral), float64(tt.d.Bad))
		near(t, "mean", mean, tt.mean, 1e-12)
		near(t, "variance", se*se*float64(tt.d.N()), tt.variance, 1e-12)
		near(t, "standard error", se, tt.s, 5e-4)
	}
}

func TestNPSRange(t *testing.T) {
	tests := []struct {
		d                     Distribution
		confidence, low, high float64
	}{
		{ends(2, 3, 5), 0.95, -19.0506, 65.2045},
		{ends(10, 20, 70), 0.95, 45.2698, 71.2351},
		{ends(25, 25, 50), 0.95, 8.3022, 40.2415},
		{ends(0, 5, 5), 0.95, 6.2069, 70.7161},
		{ends(0, 0, 5), 0.95, 17.4915, 107.5085},
		{ends(9, 8, 19), 0.95, -0.4415, 51.7235},
		{ends(9, 8, 19), 0.90, 3.7519, 47.5301},
		{ends(100, 300, 600), 0.95, 45.6948, 54.0061},
	}
	for _, tt := range tests {
		mean, se := rocks(tt.d)
		half := quantile(tt.confidence) * se
		near(t, "low", 100*(mean-half), tt.low, 5e-5)
		near(t, "high", 100*(mean+half), tt.high, 5e-5)
		if tt.confidence == Confidence {
			near(t, "low as shown", OfNPS(tt.d).Low, tt.low, 5e-5)
			near(t, "high as shown, no more than there is", OfNPS(tt.d).High, min(tt.high, 100), 5e-5)
		}
	}
	mean, se := moments(5, 3, 2) // the plain Wald range that we do not use
	near(t, "plain Wald low", 100*(mean-quantile(0.95)*se), -18.4075, 5e-5)
	near(t, "plain Wald high", 100*(mean+quantile(0.95)*se), 78.4075, 5e-5)
	if got := OfNPS(ends(5, 0, 0)); got.Low != -100 {
		t.Errorf("low of five detractors = %v, want -100", got.Low)
	}
}

func TestShareRange(t *testing.T) {
	tests := []struct {
		part, whole int
		low, high   float64
	}{
		{8, 10, 49.0162, 94.3318},
		{0, 5, 0, 43.4482},
		{45, 60, 62.7679, 84.2235},
		{90, 100, 82.5634, 94.4771},
	}
	for _, tt := range tests {
		got := OfShare(tt.part, tt.whole)
		near(t, "low", got.Low, tt.low, 5e-5)
		near(t, "high", got.High, tt.high, 5e-5)
	}
	near(t, "CES of Delighted's example", OfShare(10, 20).Value, 50, 0)
	if got := OfShare(0, 0); got != (Score{Metric: Share, Guard: None}) {
		t.Errorf("share of nothing = %+v, want no numbers", got)
	}
	if got := OfShare(12, 10); got.Value != 100 || got.High != 100 {
		t.Errorf("12 of 10 = %+v, want 100: more answers than deliveries is a late count, not 120 %%", got)
	}
}

func TestGuards(t *testing.T) {
	for n, want := range map[int]Guard{0: None, 9: None, 10: Few, 29: Few, 30: Normal, 1000: Normal} {
		if got := GuardFor(n); got != want || OfShare(0, n).Guard != want || OfNPS(ends(n, 0, 0)).Guard != want {
			t.Errorf("guard of %d answers = %s, want %s everywhere", n, got, want)
		}
	}
}
