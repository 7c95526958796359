// Package measure picks, of all the answers that were counted, those that a shop's numbers rest on, so that a page and the
// API can never say two numbers of one window. It computes nothing (insight does) and reads nothing (ledger does).
package measure

import (
	"earshot/shared/cx"
	"earshot/shared/insight"
)

// Believed are the statuses that a survey's metrics use: counted and probable, or counted alone where the shop is strict.
func Believed(s cx.Survey) []cx.Status {
	if s.Strict {
		return []cx.Status{cx.Counted}
	}
	return []cx.Status{cx.Counted, cx.Probable}
}

// Counts are the answers that the metrics of a survey use. Scores that the scale does not have, from a survey that
// changed its scale under the same id, are left out: a 5 of 5 is not a 5 of 10.
func Counts(s cx.Survey, t cx.Tally) insight.Counts { return CountsOf(s, t, Believed(s)...) }

// CountsOf are the answers of the given statuses alone, like Counts.
func CountsOf(s cx.Survey, t cx.Tally, statuses ...cx.Status) insight.Counts {
	c := insight.Counts{Scale: insight.Scale(s.Scale)}
	for score, n := range t.Scores(statuses...) {
		if n > 0 && s.Scale.Has(score) {
			_ = c.Add(score, int(n)) // cannot fail: score and count were just checked
		}
	}
	return c
}
