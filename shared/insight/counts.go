// Package insight turns counts of answers into numbers a merchant may believe: a score with its range, a guard against
// too few answers, and whether two windows really differ. All of it is pure functions of integer counts, so the same
// counts give the same number on every page and in the API.
//
// It rounds nothing (see Round, for display alone), reads no answers and knows no shop, question or time. Scores and
// ranges are in points as people read them (an NPS of -100 to 100, a share of 0 to 100); what belongs to a test of
// significance (Change, Test) is in fractions, as in the papers it comes from.
package insight

import "fmt"

// Scale is what one question offers as answers.
type Scale int

const (
	FivePoint   Scale = 5  // 1 to 5: good is 4-5, neutral 3, bad 1-2
	ElevenPoint Scale = 11 // 0 to 10: good is 9-10 (promoters), neutral 7-8 (passives), bad 0-6 (detractors)
)

// Has reports whether score can be given on s.
func (s Scale) Has(score int) bool {
	switch s {
	case FivePoint:
		return score >= 1 && score <= 5
	case ElevenPoint:
		return score >= 0 && score <= 10
	}
	return false
}

// Class is what a score says, the same three words on both scales.
type Class string

const (
	Good    Class = "good"
	Neutral Class = "neutral"
	Bad     Class = "bad"
)

// Class of a score on s. A score that s does not have is Bad, which nobody should see: Counts refuses it before.
func (s Scale) Class(score int) Class {
	good, neutral := 9, 7
	if s == FivePoint {
		good, neutral = 4, 3
	}
	switch {
	case score >= good:
		return Good
	case score >= neutral:
		return Neutral
	}
	return Bad
}

// Counts is how many answers gave each score of one scale. The zero value has no scale and takes no answers.
type Counts struct {
	Scale Scale
	At    [11]int // At[s] is the number of answers that gave s; index 0 is unused on five points
}

// Add counts n more answers (n < 0 takes some back) of one score. It returns an error when the scale lacks the score
// or fewer than none would remain, and changes nothing then: a negative count would make every range a lie.
func (c *Counts) Add(score, n int) error {
	if !c.Scale.Has(score) {
		return fmt.Errorf("count score %d: not on a scale of %d points", score, c.Scale)
	}
	if c.At[score]+n < 0 {
		return fmt.Errorf("count score %d: %d answers less %d", score, c.At[score], -n)
	}
	c.At[score] += n
	return nil
}

// Plus adds the counts of another window or lane of the same scale. Different scales are never added: a 5 of 5 is not
// a 5 of 10. A side without a scale and answers is nothing, so a sum may start from the zero value.
func (c Counts) Plus(more Counts) (Counts, error) {
	switch {
	case c == (Counts{}):
		return more, nil
	case more == (Counts{}):
		return c, nil
	case c.Scale != more.Scale:
		return c, fmt.Errorf("add counts: scales of %d and %d points", c.Scale, more.Scale)
	}
	for score, n := range more.At {
		c.At[score] += n
	}
	return c, nil
}

// N is the number of answers.
func (c Counts) N() int {
	n := 0
	for _, at := range c.At {
		n += at
	}
	return n
}

// Distribution is the answers by class; the three add up to N.
type Distribution struct{ Good, Neutral, Bad int }

// N is the number of answers.
func (d Distribution) N() int { return d.Good + d.Neutral + d.Bad }

// Distribution sorts the answers into good, neutral and bad.
func (c Counts) Distribution() Distribution {
	var d Distribution
	for score, n := range c.At {
		switch {
		case !c.Scale.Has(score):
		case c.Scale.Class(score) == Good:
			d.Good += n
		case c.Scale.Class(score) == Neutral:
			d.Neutral += n
		default:
			d.Bad += n
		}
	}
	return d
}

// Mean is the mean score on the scale itself (what stars show), and 0 without answers.
func (c Counts) Mean() float64 {
	sum, n := 0, c.N()
	for score, at := range c.At {
		sum += score * at
	}
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n)
}
