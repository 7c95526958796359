package insight

import (
	"math"
	"testing"
)

func TestCompareNPS(t *testing.T) {
	tests := []struct {
		before, after   Distribution
		delta, se, z, p float64
		points          float64
		proven, alarm   bool
	}{
		{ends(20, 30, 50), ends(10, 30, 60), .194175, .101822, 1.9070, .056519, 20, false, false},
		{ends(10, 20, 70), ends(25, 25, 50), -.339806, .105007, -3.2360, .001212, -35, true, true},
		{ends(1, 2, 7), ends(4, 3, 3), -.538462, .299446, -1.7982, .072146, -70, false, false},
	}
	for _, tt := range tests {
		got := compareNPS(tt.before, tt.after)
		near(t, "Δ", got.Delta, tt.delta, 5e-7)
		near(t, "SE", got.SE, tt.se, 5e-7)
		near(t, "z", got.Z, tt.z, 5e-5)
		near(t, "p", got.P, tt.p, 5e-7)
		near(t, "points", got.Points, tt.points, 1e-9)
		if got.Proven() != tt.proven || got.Alarming() != tt.alarm {
			t.Errorf("%v to %v: proven %v, alarming %v, want %v, %v", tt.before, tt.after, got.Proven(), got.Alarming(), tt.proven, tt.alarm)
		}
	}
}

func TestCompareShares(t *testing.T) {
	tests := []struct {
		name            string
		counts          [4]int
		delta, se, z, p float64
		proven, alarm   bool
	}{
		{"a fall from 75 to 50 of 60", [4]int{45, 60, 30, 60}, -.241935, .084383, -2.8671, .004142, true, true},
		{"from 90 to 80 of 100 is not proven", [4]int{90, 100, 80, 100}, -.098039, .050459, -1.9429, .052024, false, false},
		{"no comparison of ten with ten, whatever p", [4]int{8, 10, 2, 10}, -.5, .176777, -2.8284, .004678, false, false},
		{"much the same", [4]int{222, 312, 200, 290}, -.021835, .037285, -.5856, .558125, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CompareShares(tt.counts[0], tt.counts[1], tt.counts[2], tt.counts[3])
			near(t, "Δ", got.Delta, tt.delta, 5e-7)
			near(t, "SE", got.SE, tt.se, 5e-7)
			near(t, "z", got.Z, tt.z, 5e-5)
			near(t, "p", got.P, tt.p, 5e-7)
			if got.Proven() != tt.proven || got.Alarming() != tt.alarm {
				t.Errorf("proven %v, alarming %v, want %v, %v", got.Proven(), got.Alarming(), tt.proven, tt.alarm)
			}
		})
	}
}

// The share of windows without any change that the test would call changed, counted over every pair of outcomes.
func TestFalseAlarmsOfShares(t *testing.T) {
	for _, n := range []int{30, 50} {
		for _, share := range []float64{0.5, 0.7, 0.9, 0.97} {
			chance, alarms := binomial(n, share), 0.0
			for before := range chance {
				for after := range chance {
					if CompareShares(before, n, after, n).Proven() {
						alarms += chance[before] * chance[after]
					}
				}
			}
			if alarms > 0.06 {
				t.Errorf("n %d, share %.2f: %.4f false alarms, want .06 at most", n, share, alarms)
			}
		}
	}
}

func binomial(n int, p float64) []float64 {
	chance := make([]float64, n+1)
	for k := range chance {
		all, _ := math.Lgamma(float64(n + 1))
		some, _ := math.Lgamma(float64(k + 1))
		rest, _ := math.Lgamma(float64(n - k + 1))
		chance[k] = math.Exp(all - some - rest + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
	}
	return chance
}

func TestCompare(t *testing.T) {
	five, eleven := Counts{Scale: FivePoint}, Counts{Scale: ElevenPoint}
	five.At[5], five.At[1], eleven.At[9] = 45, 15, 40
	if _, err := Compare(five, eleven); err == nil {
		t.Error("CSAT was compared with NPS")
	}
	if got, err := Compare(Counts{Scale: FivePoint}, five); err != nil || got != (Change{P: 1}) {
		t.Errorf("against an empty window = %+v, %v, want nothing to tell", got, err)
	}
	if got, err := Compare(eleven, Counts{Scale: ElevenPoint}); err != nil || got != (Change{P: 1}) {
		t.Errorf("with an empty window = %+v, %v, want nothing to tell", got, err)
	}
	worse := Counts{Scale: FivePoint}
	worse.At[4], worse.At[3] = 30, 30
	if got, err := Compare(five, worse); err != nil || got.Points != -25 || !got.Alarming() {
		t.Errorf("75 to 50 of 60 = %+v, %v, want 25 points down and alarming", got, err)
	}
	if got, err := Compare(eleven, eleven); err != nil || got.P != 1 || got.Z != 0 || !got.Comparable || got.Proven() {
		t.Errorf("a window with itself = %+v, %v, want no change", got, err)
	}
	all := Counts{Scale: ElevenPoint}
	all.At[8] = 40 // nobody promotes, nobody detracts: only the adjustment keeps a spread
	if got, err := Compare(all, all); err != nil || math.IsNaN(got.Z) {
		t.Errorf("passives alone = %+v, %v", got, err)
	}
}
