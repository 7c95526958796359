package insight

import (
	"errors"
	"fmt"
	"math"
)

// Test is the result of a test of counts: G with its degrees of freedom, and the p-value.
type Test struct {
	G  float64
	DF int
	P  float64
}

// Shares tests whether the rows of a table (two windows by good, neutral and bad, say) have the same shares: the G-test
// of independence, G = 2 Σ O ln(O/E) (Sokal and Rohlf, Biometry). Columns without any answer count for nothing. The
// error says that there is nothing to compare: ragged rows, a negative count, or fewer than two rows or columns in use.
//
// Under about 10 answers a row it cries wolf in 8 of 100 cases; Compare does not.
func Shares(rows ...[]int) (Test, error) {
	rowSum, columnSum, n, err := margins(rows)
	if err != nil {
		return Test{}, fmt.Errorf("compare shares: %w", err)
	}
	var t Test
	for i, row := range rows {
		for j, observed := range row {
			t.G += term(float64(observed), float64(rowSum[i])*float64(columnSum[j])/float64(n))
		}
	}
	t.DF = (inUse(rowSum) - 1) * (inUse(columnSum) - 1)
	if t.DF < 1 {
		return Test{}, errors.New("compare shares: fewer than two rows or columns hold answers")
	}
	t.P = chiSquareTail(t.G, t.DF)
	return t, nil
}

// Fits tests observed counts against the counts that were expected, which must add up to the same total and be
// positive. The error says that they do not.
func Fits(observed []int, expected []float64) (Test, error) {
	if len(observed) != len(expected) || len(observed) < 2 {
		return Test{}, fmt.Errorf("test the fit: %d counts against %d", len(observed), len(expected))
	}
	t, total, wanted := Test{DF: len(observed) - 1}, 0.0, 0.0
	for i, o := range observed {
		if o < 0 || !(expected[i] > 0) {
			return Test{}, fmt.Errorf("test the fit: count %d expected as %g", o, expected[i])
		}
		total, wanted = total+float64(o), wanted+expected[i]
		t.G += term(float64(o), expected[i])
	}
	if math.Abs(total-wanted) > 1e-6*wanted {
		return Test{}, fmt.Errorf("test the fit: %g answers against %g", total, wanted)
	}
	t.P = chiSquareTail(t.G, t.DF)
	return t, nil
}

func term(observed, expected float64) float64 {
	if observed == 0 {
		return 0 // the limit of x ln x
	}
	return 2 * observed * math.Log(observed/expected)
}

func margins(rows [][]int) (rowSum, columnSum []int, n int, err error) {
	if len(rows) < 2 {
		return nil, nil, 0, fmt.Errorf("%d rows", len(rows))
	}
	rowSum, columnSum = make([]int, len(rows)), make([]int, len(rows[0]))
	for i, row := range rows {
		if len(row) != len(columnSum) {
			return nil, nil, 0, fmt.Errorf("row %d has %d columns, the first %d", i, len(row), len(columnSum))
		}
		for j, observed := range row {
			if observed < 0 {
				return nil, nil, 0, fmt.Errorf("row %d has a count of %d", i, observed)
			}
			rowSum[i], columnSum[j], n = rowSum[i]+observed, columnSum[j]+observed, n+observed
		}
	}
	return rowSum, columnSum, n, nil
}

func inUse(sums []int) int {
	n := 0
	for _, sum := range sums {
		if sum > 0 {
			n++
		}
	}
	return n
}

// chiSquareTail is the chance that χ² with df degrees of freedom is x or more, by the closed series for whole df
// (Abramowitz and Stegun 26.4.4 and 26.4.5).
func chiSquareTail(x float64, df int) float64 {
	if x <= 0 {
		return 1
	}
	tail, term, k := math.Exp(-x/2), math.Exp(-x/2), 2
	if df%2 == 1 {
		tail, term, k = math.Erfc(math.Sqrt(x/2)), math.Sqrt(2*x/math.Pi)*math.Exp(-x/2), 3
		if df > 1 {
			tail += term
		}
	}
	for ; k < df; k += 2 {
		term *= x / float64(k)
		tail += term
	}
	return tail
}
