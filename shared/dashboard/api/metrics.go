package api

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
	"earshot/shared/insight"
	"earshot/shared/web"
)

// defaultDays is the window of metrics without since: Delighted's moving average.
const defaultDays = 30

// history is how far back a list or metric reaches without since. It bounds the months that are walked.
const history = 5 * 366 * 24 * time.Hour

// metrics answers GET /v1/metrics.
func (a API) metrics(c call) error {
	p := params{values: c.r.URL.Query(), wrong: invalid{}}
	since := p.time("since", c.now.AddDate(0, 0, -defaultDays+1))
	until := p.time("until", c.now)
	p.unsupported("trend")
	believed := p.believed(c.shop.Survey)
	for _, group := range append(p.values["groups[]"], p.values["groups"]...) {
		p.check(slices.Contains([]string{"core", "email"}, group), "groups", "must be core or email")
	}
	if len(p.wrong) > 0 {
		return p.wrong
	}
	from, to := c.shop.Day(later(since, c.now.Add(-history))), c.shop.Day(earlier(until, c.now.AddDate(0, 0, 1)))
	tally, err := a.Facts.Tally(c.r.Context(), c.shop.ID, c.shop.Survey.ID, from, to)
	if err != nil {
		return fmt.Errorf("count the answers of %s: %w", c.shop.ID, err)
	}
	return web.JSON(c.w, http.StatusOK, newMetrics(c.shop.Survey, tally, believed))
}

// metricsBody has Delighted's fields, then ours. nps and csat are null where there is no answer to compute them from.
type metricsBody struct {
	NPS              *int `json:"nps"`
	PromoterCount    int  `json:"promoter_count"`
	PromoterPercent  int  `json:"promoter_percent"`
	PassiveCount     int  `json:"passive_count"`
	PassivePercent   int  `json:"passive_percent"`
	DetractorCount   int  `json:"detractor_count"`
	DetractorPercent int  `json:"detractor_percent"`
	ResponseCount    int  `json:"response_count"`

	SurveyType        string    `json:"survey_type"`
	CSAT              *int      `json:"csat"`
	SatisfiedCount    int       `json:"satisfied_count"`
	NeutralCount      int       `json:"neutral_count"`
	DissatisfiedCount int       `json:"dissatisfied_count"`
	Interval          *interval `json:"interval"`
	CountedCount      int64     `json:"counted_count"`
	ProbableCount     int64     `json:"probable_count"`
	HeldCount         int64     `json:"held_count"`
	SentCount         int64     `json:"sent_count"`
}

// interval is the range of the score at 95 %, to one decimal.
type interval struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"`
}

// newMetrics are the metrics from the answers of some statuses; the counts of each status stay those of all.
func newMetrics(s cx.Survey, t cx.Tally, statuses []cx.Status) metricsBody {
	m := metricsBody{
		SurveyType: surveyType(s.Scale), CountedCount: t.Count(cx.Counted), ProbableCount: t.Count(cx.Probable),
		HeldCount: t.Count(cx.Held), SentCount: t.Sent,
	}
	counts := measure.CountsOf(s, t, statuses...)
	score, d := insight.Of(counts), counts.Distribution()
	m.ResponseCount = score.N
	if score.N > 0 {
		m.Interval = &interval{Low: tenth(score.Low), High: tenth(score.High), Confidence: insight.Confidence}
	}
	if s.Scale == cx.ElevenPoints {
		m.NPS = rounded(score)
		m.PromoterCount, m.PassiveCount, m.DetractorCount = d.Good, d.Neutral, d.Bad
		m.PromoterPercent, m.PassivePercent, m.DetractorPercent = share(d.Good, d.N()), share(d.Neutral, d.N()), share(d.Bad, d.N())
		return m
	}
	m.CSAT = rounded(score)
	m.SatisfiedCount, m.NeutralCount, m.DissatisfiedCount = d.Good, d.Neutral, d.Bad
	return m
}

func rounded(s insight.Score) *int {
	if s.N == 0 {
		return nil
	}
	n := insight.Round(s.Value)
	return &n
}

func share(part, whole int) int { return insight.Round(insight.OfShare(part, whole).Value) }

func tenth(v float64) float64 { return math.Round(10*v) / 10 }

func surveyType(s cx.Scale) string {
	if s == cx.ElevenPoints {
		return "nps"
	}
	return "csat"
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
