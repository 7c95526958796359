package insight

import "math"

// Metric says what a Score counts.
type Metric string

const (
	NPS   Metric = "nps"   // promoters less detractors, in points from -100 to 100 (Reichheld 2003)
	CSAT  Metric = "csat"  // the share of 4 and 5 on five points, in per cent
	Share Metric = "share" // any other share of a whole, such as a response rate, in per cent
)

// Confidence of every range that is shown.
const Confidence = 0.95

// Guard is how much a number of answers allows to be shown.
type Guard string

const (
	None   Guard = "none"   // fewer than 10: show the answers themselves and no score
	Few    Guard = "few"    // 10 to 29: the score in grey, its range, the words "few answers"
	Normal Guard = "normal" // 30 and more
)

const (
	fewFrom    = 10
	normalFrom = 30
)

// GuardFor n answers.
func GuardFor(n int) Guard {
	switch {
	case n < fewFrom:
		return None
	case n < normalFrom:
		return Few
	}
	return Normal
}

// Score is a number with the range it could be and the answers it rests on. Value is exact from the counts (round it
// with Round, at display only); Low and High are the ends of the range at Confidence, clamped to what is possible, and
// need not lie evenly about Value. Without answers all three are 0 and Guard is None.
type Score struct {
	Metric           Metric
	Value, Low, High float64
	N                int
	Guard            Guard
}

// Of is the score of these answers: NPS on 0-10, CSAT on five points.
func Of(c Counts) Score {
	d := c.Distribution()
	if c.Scale == ElevenPoint {
		return OfNPS(d)
	}
	s := OfShare(d.Good, d.N())
	s.Metric = CSAT
	return s
}

// OfNPS is the Net Promoter Score of promoters (Good), passives (Neutral) and detractors (Bad).
func OfNPS(d Distribution) Score {
	s := Score{Metric: NPS, N: d.N(), Guard: GuardFor(d.N())}
	if s.N == 0 {
		return s
	}
	s.Value = percent(d.Good-d.Bad, s.N)
	mean, se := rocks(d)
	s.Low, s.High = between(mean, quantile(Confidence)*se, -1)
	return s
}

// OfShare is part of whole as a share in per cent, with Wilson's range. A part outside 0 to whole is clamped.
func OfShare(part, whole int) Score {
	s := Score{Metric: Share, N: max(whole, 0), Guard: GuardFor(whole)}
	if s.N == 0 {
		return s
	}
	part = min(max(part, 0), whole)
	s.Value = percent(part, whole)
	middle, half := wilson(part, whole, quantile(Confidence))
	s.Low, s.High = between(middle, half, 0)
	return s
}

// Round is the whole number to display: half away from zero, so that 62.5 reads 63 and -62.5 reads -63. The values of
// Score hit a half exactly whenever the counts do, because a division of two integers is rounded only once.
func Round(value float64) int { return int(math.Round(value)) }

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// between is a range in points, clamped to [least, 1] of what is possible.
func between(middle, half, least float64) (low, high float64) {
	return 100 * max(middle-half, least), 100 * min(middle+half, 1)
}

// rocks is the mean and standard error of an NPS after the adjusted Wald method: 0.75 more promoters and detractors
// and 1.5 more passives. Rocks 2016, "Interval Estimation for the Net Promoter Score", The American Statistician 70(4),
// 365-372. The plain Wald range covers as little as 40 % of the time at small n where this one keeps 91 to 97.
func rocks(d Distribution) (mean, se float64) {
	const ends, middle = 0.75, 1.5
	return moments(float64(d.Good)+ends, float64(d.Neutral)+middle, float64(d.Bad)+ends)
}

// moments is the mean of answers worth 1, 0 and -1 and its standard error: the variance of one answer is a + b - (a -
// b)², with a and b the shares of promoters and detractors.
func moments(good, neutral, bad float64) (mean, se float64) {
	n := good + neutral + bad
	a, b := good/n, bad/n
	return a - b, math.Sqrt((a + b - (a-b)*(a-b)) / n)
}

// wilson is the middle and half width of a share's range. Wilson 1927, Journal of the American Statistical Association
// 22, 209-212.
func wilson(part, whole int, z float64) (middle, half float64) {
	n, p := float64(whole), float64(part)/float64(whole)
	scale := 1 + z*z/n
	middle = (p + z*z/(2*n)) / scale
	half = z / scale * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return middle, half
}

// quantile is the z that a two-sided range of the standard normal needs: 1.96 for 0.95.
func quantile(confidence float64) float64 { return math.Sqrt2 * math.Erfinv(confidence) }
