package cx

import (
	"math"
	"time"
)

const (
	// firstGap is what is taken for usual before anything is known: silence is noticed after a day and a half.
	firstGap = 12 * time.Hour
	// gapMemory is how fast old gaps are forgotten: after a week of its length a habit weighs a third.
	gapMemory = 7 * 24 * time.Hour
	// silenceAfter is how many usual gaps are a silence, and leastSilence what is none in any case: what was received is
	// noted every 10 minutes only.
	silenceAfter = 3
	leastSilence = time.Hour
)

// UsualGap is a decaying average of the gaps between webhooks, weighted by their length: it is the gap in which a clock
// that is looked at by chance finds itself. So a shop with an order every ten minutes by day and none at night has a
// usual gap of hours, and its nights are no silence, as they would be by a plain average. was is 0 at first.
func UsualGap(was, gap time.Duration) time.Duration {
	if was <= 0 {
		was = firstGap
	}
	if gap <= 0 {
		return was
	}
	weight := 1 - math.Exp(-float64(gap)/float64(gapMemory))
	return was + time.Duration(weight*float64(gap-was))
}

// Silence is how long nothing came, if that is longer than three usual gaps; else 0. Where nothing ever came there is no
// silence: that is waiting.
func Silence(last time.Time, usual time.Duration, now time.Time) time.Duration {
	if last.IsZero() {
		return 0
	}
	if usual <= 0 {
		usual = firstGap
	}
	if quiet := now.Sub(last); quiet > max(silenceAfter*usual, leastSilence) {
		return quiet
	}
	return 0
}
