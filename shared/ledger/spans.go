package ledger

import (
	"strings"
	"time"

	"earshot/shared/cx"
)

// span is a range of counter items of one year.
type span struct{ year, from, to string }

// spansOf covers the days from ... to by as few queries as whole months allow: at most three a year.
func spansOf(from, to string) ([]span, error) {
	first, last, err := daysOf(from, to)
	if err != nil {
		return nil, err
	}
	var spans []span
	for at := first; !at.After(last); {
		month, end := monthStart(at), monthStart(at).AddDate(0, 1, -1)
		whole := at.Equal(month) && !end.After(last)
		if end = earlier(end, last); whole {
			spans = withMonth(spans, month)
		} else {
			spans = append(spans, span{at.Format("2006"), join("d", at.Format(time.DateOnly)), join("d", end.Format(time.DateOnly)) + "$"})
		}
		at = end.AddDate(0, 0, 1)
	}
	return spans, nil
}

// withMonth adds a whole month, to the span before it if that ends with the month before in the same year.
func withMonth(spans []span, month time.Time) []span {
	year, key := month.Format("2006"), join("m", month.Format("2006-01"))
	if n := len(spans); n > 0 && spans[n-1].year == year && strings.HasPrefix(spans[n-1].from, "m#") {
		spans[n-1].to = key + "$"
		return spans
	}
	return append(spans, span{year, key, key + "$"})
}

// daysOf reads the first and the last day of a range, within the years that can hold anything.
func daysOf(from, to string) (first, last time.Time, err error) {
	first, err1 := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		return first, last, &cx.Error{Kind: cx.Invalid, Text: "A day is written like 2026-11-24."}
	}
	if oldest := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC); first.Before(oldest) {
		first = oldest
	}
	return first, earlier(last, time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)), nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
