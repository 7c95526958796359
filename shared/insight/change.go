package insight

import (
	"fmt"
	"math"
)

// Change is the answer to "has it changed?" between two windows. Points is what people are told: the difference of the
// two scores as shown. Delta, SE and Z are those of the test, in fractions, from adjusted counts; P is two-sided.
type Change struct {
	Points       float64
	Delta, SE, Z float64
	P            float64
	Comparable   bool // both sides have the 30 answers without which no comparison is shown
}

// Proven reports whether a page may say that the score changed: 30 answers on both sides and p < .05.
func (c Change) Proven() bool { return c.Comparable && c.P < 0.05 }

// Alarming reports whether a change is worth a mail: proven at p < .01, and 10 points at least. A merchant who gets two
// such mails a year that mean nothing reads no third.
func (c Change) Alarming() bool { return c.Comparable && c.P < 0.01 && math.Abs(c.Points) >= 10 }

// Compare two windows of one scale: NPS by the z test on adjusted counts (Rocks 2016, as its range), a share of good
// answers likewise after Agresti and Caffo 2000 ("Simple and Effective Confidence Intervals", The American Statistician
// 54(4), 280-288: one success and one failure more on each side). At p < .05 both raise a false alarm in at most 6 of 100
// quiet cases from 30 answers a side on (simulated for NPS, counted exactly for shares in the tests).
//
// The error says that the scales differ. Without answers on a side nothing is comparable and P is 1.
func Compare(before, after Counts) (Change, error) {
	if before.Scale != after.Scale {
		return Change{P: 1}, fmt.Errorf("compare windows: scales of %d and %d points", before.Scale, after.Scale)
	}
	old, now := before.Distribution(), after.Distribution()
	if before.Scale == ElevenPoint {
		return compareNPS(old, now), nil
	}
	return CompareShares(old.Good, old.N(), now.Good, now.N()), nil
}

func compareNPS(before, after Distribution) Change {
	if before.N() == 0 || after.N() == 0 {
		return Change{P: 1}
	}
	c := Change{Points: OfNPS(after).Value - OfNPS(before).Value, Comparable: comparable(before.N(), after.N())}
	oldMean, oldSE := rocks(before)
	newMean, newSE := rocks(after)
	return c.tested(newMean-oldMean, math.Hypot(oldSE, newSE))
}

// CompareShares tells whether a share (satisfied, answered, won back) changed between two windows.
func CompareShares(partBefore, wholeBefore, partAfter, wholeAfter int) Change {
	if wholeBefore <= 0 || wholeAfter <= 0 {
		return Change{P: 1}
	}
	c := Change{
		Points:     OfShare(partAfter, wholeAfter).Value - OfShare(partBefore, wholeBefore).Value,
		Comparable: comparable(wholeBefore, wholeAfter),
	}
	oldMean, oldSE := caffo(partBefore, wholeBefore)
	newMean, newSE := caffo(partAfter, wholeAfter)
	return c.tested(newMean-oldMean, math.Hypot(oldSE, newSE))
}

// caffo is a share and its standard error after one more success and one more failure.
func caffo(part, whole int) (share, se float64) {
	n := float64(whole + 2)
	p := float64(part+1) / n
	return p, math.Sqrt(p * (1 - p) / n)
}

func comparable(before, after int) bool {
	return GuardFor(before) == Normal && GuardFor(after) == Normal
}

func (c Change) tested(delta, se float64) Change {
	c.Delta, c.SE, c.Z = delta, se, delta/se
	c.P = math.Erfc(math.Abs(c.Z) / math.Sqrt2)
	return c
}
