package insight

import (
	"testing"
)

func TestShares(t *testing.T) {
	got, err := Shares([]int{10, 20, 70}, []int{25, 25, 50})
	if err != nil || got.DF != 2 {
		t.Fatalf("Shares = %+v, %v", got, err)
	}
	near(t, "G", got.G, 10.547075, 5e-7)
	near(t, "p", got.P, .005125, 5e-7)
	near(t, "Pearson's χ², the oracle", pearson([]int{10, 20, 70}, []int{25, 25, 50}), 10.317460, 5e-7)
	near(t, "its p", chiSquareTail(10.317460, 2), .005749, 5e-7)
	narrow, err := Shares([]int{10, 0, 70}, []int{25, 0, 50})
	if err != nil || narrow.DF != 1 {
		t.Errorf("with an empty column = %+v, %v, want 1 degree of freedom", narrow, err)
	}
}

func pearson(a, b []int) float64 {
	sumA, sumB, x := 0, 0, 0.0
	for i := range a {
		sumA, sumB = sumA+a[i], sumB+b[i]
	}
	for i := range a {
		for _, cell := range []struct{ o, row int }{{a[i], sumA}, {b[i], sumB}} {
			e := float64((a[i]+b[i])*cell.row) / float64(sumA+sumB)
			x += (float64(cell.o) - e) * (float64(cell.o) - e) / e
		}
	}
	return x
}

func TestFits(t *testing.T) {
	got, err := Fits([]int{12, 8, 30}, []float64{10, 15, 25})
	if err != nil || got.DF != 2 {
		t.Fatalf("Fits = %+v, %v", got, err)
	}
	near(t, "G", got.G, 5.257272, 5e-7)
	near(t, "p", got.P, .072177, 5e-7)
	exact, err := Fits([]int{0, 8}, []float64{0.0000001, 8})
	if err != nil || exact.P < 0.99 {
		t.Errorf("what was expected = %+v, %v, want p near 1", exact, err)
	}
}

// The 5 % points of the printed tables.
func TestChiSquareTail(t *testing.T) {
	for df, x := range map[int]float64{1: 3.841459, 2: 5.991465, 3: 7.814728, 4: 9.487729, 5: 11.070498, 6: 12.591587} {
		near(t, "tail", chiSquareTail(x, df), 0.05, 1e-7)
	}
	if got := chiSquareTail(0, 3); got != 1 {
		t.Errorf("tail of 0 = %v, want 1", got)
	}
}

func TestTestsRefuse(t *testing.T) {
	for name, rows := range map[string][][]int{
		"one row":                     {{1, 2}},
		"ragged rows":                 {{1, 2}, {1, 2, 3}},
		"a negative count":            {{1, 2}, {-1, 2}},
		"an empty window":             {{1, 2}, {0, 0}},
		"one column that has answers": {{1, 0}, {2, 0}},
	} {
		if got, err := Shares(rows...); err == nil {
			t.Errorf("%s = %+v, want an error", name, got)
		}
	}
	for name, tt := range map[string]struct {
		observed []int
		expected []float64
	}{
		"other lengths":       {[]int{1, 2}, []float64{3}},
		"one class":           {[]int{3}, []float64{3}},
		"nothing expected":    {[]int{1, 2}, []float64{3, 0}},
		"a negative count":    {[]int{-1, 4}, []float64{1, 2}},
		"totals that differ":  {[]int{1, 2}, []float64{2, 2}},
		"no class whatsoever": {nil, nil},
	} {
		if got, err := Fits(tt.observed, tt.expected); err == nil {
			t.Errorf("%s = %+v, want an error", name, got)
		}
	}
}
