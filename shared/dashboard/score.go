package dashboard

import (
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/chart"
	"earshot/shared/dashboard/measure"
	"earshot/shared/insight"
)

// scoreCard is the one number of a page.
type scoreCard struct {
	Label     string
	Value     string // "" when there are too few answers for one
	Unit      string
	Few       bool
	Low, High string
	N         int
	Answers   string // "312 answers"
	Change    string
	Good      part
	So        part
	Bad       part
}

// part is one of the three parts of the bar, in thousandths of its width.
type part struct {
	N       int
	X, Wide float64
}

// unitOf is what follows a score.
func unitOf(s cx.Survey) string {
	if s.Scale == cx.ElevenPoints {
		return ""
	}
	return "%"
}

func metricName(s cx.Survey) string {
	if s.Scale == cx.ElevenPoints {
		return "Net Promoter Score"
	}
	return "Satisfied customers"
}

func newScoreCard(s cx.Survey, w window, now, before insight.Counts) scoreCard {
	score := insight.Of(now)
	card := scoreCard{
		Label: metricName(s) + ", " + w.words(), Unit: unitOf(s), N: score.N,
		Answers: count(score.N, "answer", "answers"), Few: score.Guard == insight.Few,
	}
	if score.Guard != insight.None {
		card.Value, card.Low, card.High = whole(score.Value), whole(score.Low), whole(score.High)
		card.Change = changeWords(s, w, now, before)
	}
	d := now.Distribution()
	card.Good, card.So, card.Bad = parts(d)
	return card
}

func parts(d insight.Distribution) (good, so, bad part) {
	n := float64(max(d.N(), 1))
	wide := func(of int) float64 { return 1000 * float64(of) / n }
	good = part{N: d.Good, Wide: wide(d.Good)}
	so = part{N: d.Neutral, X: good.Wide, Wide: wide(d.Neutral)}
	bad = part{N: d.Bad, X: so.X + so.Wide, Wide: wide(d.Bad)}
	return good, so, bad
}

// changeWords compares with the window before, and says what it cannot say.
func changeWords(s cx.Survey, w window, now, before insight.Counts) string {
	old := insight.Of(before)
	if old.N == 0 {
		return fmt.Sprintf("Nothing to compare with: no answers in the %d days before.", w.days)
	}
	was := fmt.Sprintf("%s%s", whole(old.Value), spaced(unitOf(s)))
	change, err := insight.Compare(before, now)
	if err != nil || !change.Comparable {
		return fmt.Sprintf("Too few answers to compare with the %d days before (%s there).", w.days, count(old.N, "answer", "answers"))
	}
	if !change.Proven() {
		return fmt.Sprintf("No proven change against the %d days before (%s).", w.days, was)
	}
	verb := "Higher"
	if change.Points < 0 {
		verb = "Lower"
	}
	return fmt.Sprintf("%s than in the %d days before (%s), and not by chance.", verb, w.days, was)
}

// spaced is a unit after a number in running text.
func spaced(unit string) string {
	if unit == "" {
		return ""
	}
	return "\u00a0" + unit
}

// weekRow is one week in the table under the chart.
type weekRow struct {
	Week, Score, Range string
	Answers            int
	URL                string // the answers of the week
}

type weekChart struct {
	Wide, Narrow chart.Drawing
	Rows         []weekRow // newest first
	Summary      string    // for who cannot see the picture
	Any          bool      // some week has answers
	Thin         bool      // some week has answers, and too few for a score
}

func newWeekChart(w window, tallies []cx.WeekTally) weekChart {
	s := w.shop.Survey
	var weeks []chart.Week
	var c weekChart
	for i, t := range tallies {
		score := insight.Of(measure.Counts(s, t.Tally))
		c.Any = c.Any || score.N > 0
		row := newWeekRow(s, t, score)
		row.URL = fresh(shopPath(w.shop.ID), nil, "from", t.Monday.Format(time.DateOnly), "to", t.Monday.AddDate(0, 0, 6).Format(time.DateOnly), "show", "believed") + "#answers"
		c.Rows = append([]weekRow{row}, c.Rows...)
		if i == len(tallies)-1 && score.Guard == insight.None && i > 0 {
			break // this week has hardly begun: its huge range would be all that one sees
		}
		weeks = append(weeks, chart.Week{Monday: t.Monday, Score: score})
		c.Thin = c.Thin || score.N > 0 && score.Guard == insight.None
	}
	for len(weeks) > leastWeeks && weeks[0].Score.N == 0 { // from before the first answer
		weeks = weeks[1:]
	}
	c.Wide, c.Narrow = chart.Draw(weeks, chart.Wide(), unitOf(s)), chart.Draw(weeks, chart.Narrow(), unitOf(s))
	c.Summary = fmt.Sprintf("%s of %d weeks; the table below has the numbers.", metricName(s), len(weeks))
	return c
}

func newWeekRow(s cx.Survey, t cx.WeekTally, score insight.Score) weekRow {
	row := weekRow{Week: t.Monday.Format("2 January 2006"), Answers: score.N, Score: "too few", Range: "–"}
	if score.N == 0 {
		row.Score = "–"
		return row
	}
	unit := spaced(unitOf(s))
	row.Range = whole(score.Low) + " to " + whole(score.High) + unit
	if score.Guard != insight.None {
		row.Score = whole(score.Value) + unit
	}
	return row
}

// beliefs are the answers of a window by how far they can be believed.
type beliefs struct {
	Counted, Probable, Held, Opened    int // Opened: a link was opened and nothing was confirmed
	Sent, Bounced, Complained, Stopped int
	Strict                             bool
}

func newBeliefs(s cx.Survey, t cx.Tally) beliefs {
	all := t.Count(cx.Counted, cx.Probable, cx.Held)
	return beliefs{
		Counted: int(t.Count(cx.Counted)), Probable: int(t.Count(cx.Probable)), Held: int(t.Count(cx.Held)),
		Opened: int(max(t.Opened-all, 0)), Strict: s.Strict,
		Sent: int(t.Sent), Bounced: int(t.Bounced), Complained: int(t.Complained), Stopped: int(t.Unsubscribed),
	}
}
