// Package chart lays out the one chart of the dashboard: a score by week, with the range it could be as a band. It
// turns numbers into the coordinates of an SVG; a template of the dashboard draws them and says the same numbers in a
// table, so that nobody has to read a picture.
//
// It keeps the guards of insight: a week of fewer than 10 answers gets its range and no point of the line, a week
// without answers gets nothing. It knows no shop, no language but the English months, and no colour.
package chart

import (
	"fmt"
	"math"
	"strings"
	"time"

	"earshot/shared/insight"
)

// Week is one point: the score of the answers of the week that begins on Monday.
type Week struct {
	Monday time.Time
	Score  insight.Score
}

// Size is the size of the drawing in user units, which are CSS pixels as long as the page has the room.
type Size struct {
	Width, Height int
	Marks         int // how many weeks are named under the chart, 2 at least
}

// The two drawings of a page: text in an SVG shrinks with it, so a phone gets one of its own.
func Wide() Size   { return Size{Width: 640, Height: 208, Marks: 4} }
func Narrow() Size { return Size{Width: 296, Height: 200, Marks: 3} }

// Drawing is what the template draws. Points are texts for the points attribute of polygon and polyline.
type Drawing struct {
	Width, Height int
	Left, Right   float64 // the ends of the grid lines
	Grid          []Label // Y and Text; X is where the text begins
	Bands         []string
	Lines         []string
	Dots          []Label // weeks with a score whose neighbours have none
	Marks         []Label
	End           *Label // the last score, at its point; nil if no week has one
}

// Label is a text at a place. Anchor is an SVG text-anchor.
type Label struct {
	X, Y   float64
	Text   string
	Anchor string
}

const (
	top, bottom = 14.0, 30.0
	left, right = 44.0, 48.0
)

// plot maps weeks and scores to coordinates.
type plot struct {
	size      Size
	n         int
	low, high float64 // of the axis
}

func (p plot) x(i int) float64 {
	room := float64(p.size.Width) - left - right
	if p.n < 2 {
		return left + room/2
	}
	return left + room*float64(i)/float64(p.n-1)
}

func (p plot) y(v float64) float64 {
	room := float64(p.size.Height) - top - bottom
	return top + room*(p.high-v)/(p.high-p.low)
}

// Draw lays out weeks, oldest first. unit follows the numbers of the axis ("%").
func Draw(weeks []Week, size Size, unit string) Drawing {
	p := plot{size: size, n: len(weeks)}
	p.low, p.high = axis(weeks)
	d := Drawing{Width: size.Width, Height: size.Height, Left: left, Right: float64(size.Width) - right}
	d.Grid = p.grid(unit)
	d.Marks = p.marks(weeks)
	for _, run := range runs(weeks, func(w Week) bool { return w.Score.N > 0 }) {
		d.Bands = append(d.Bands, p.band(weeks, run))
	}
	for _, run := range runs(weeks, func(w Week) bool { return w.Score.Guard != insight.None }) {
		p.line(&d, weeks, run, unit)
	}
	return d
}

// axis is the span of 25 or 50 points that holds every range, not more than the scores can have.
func axis(weeks []Week) (low, high float64) {
	least, step := 0.0, 25.0
	for _, w := range weeks {
		if w.Score.Metric == insight.NPS {
			least, step = -100, 50
		}
	}
	low, high = 100, 100
	for _, w := range weeks {
		if w.Score.N > 0 {
			low = min(low, step*math.Floor(w.Score.Low/step))
		}
	}
	if low == 100 { // no answers at all
		low = least
	}
	return min(max(low, least), 100-2*step), high
}

func (p plot) grid(unit string) []Label {
	step := 25.0
	if p.high-p.low > 100 {
		step = 50
	}
	var all []Label
	for v := p.high; v >= p.low; v -= step {
		all = append(all, Label{X: left - 8, Y: p.y(v), Text: number(v) + unit, Anchor: "end"})
	}
	return all
}

// marks names some weeks, the first and the last always.
func (p plot) marks(weeks []Week) []Label {
	n := min(p.size.Marks, len(weeks))
	var all []Label
	for k := range n {
		i, anchor := 0, "middle"
		if n > 1 {
			i = (len(weeks) - 1) * k / (n - 1)
		}
		switch k {
		case 0:
			anchor = "start"
		case n - 1:
			anchor = "end"
		}
		all = append(all, Label{X: p.x(i), Y: float64(p.size.Height) - 8, Text: weeks[i].Monday.Format("2 Jan"), Anchor: anchor})
	}
	return all
}

// span is weeks From to To, both included.
type span struct{ from, to int }

func runs(weeks []Week, in func(Week) bool) []span {
	var all []span
	for i, w := range weeks {
		switch {
		case !in(w):
		case len(all) > 0 && all[len(all)-1].to == i-1:
			all[len(all)-1].to = i
		default:
			all = append(all, span{i, i})
		}
	}
	return all
}

// band goes along the upper ends and back along the lower ones. A week alone is as wide as half a step.
func (p plot) band(weeks []Week, s span) string {
	if s.from == s.to {
		half := 12.0
		if p.n > 1 {
			half = min((p.x(1)-p.x(0))/4, half)
		}
		x, w := p.x(s.from), weeks[s.from].Score
		return points([]float64{x - half, p.y(w.High), x + half, p.y(w.High), x + half, p.y(w.Low), x - half, p.y(w.Low)})
	}
	var path []float64
	for i := s.from; i <= s.to; i++ {
		path = append(path, p.x(i), p.y(weeks[i].Score.High))
	}
	for i := s.to; i >= s.from; i-- {
		path = append(path, p.x(i), p.y(weeks[i].Score.Low))
	}
	return points(path)
}

func (p plot) line(d *Drawing, weeks []Week, s span, unit string) {
	var path []float64
	for i := s.from; i <= s.to; i++ {
		path = append(path, p.x(i), p.y(weeks[i].Score.Value))
	}
	x, y := path[len(path)-2], path[len(path)-1]
	if s.from == s.to {
		d.Dots = append(d.Dots, Label{X: x, Y: y})
	} else {
		d.Lines = append(d.Lines, points(path))
	}
	d.End = &Label{X: x + 8, Y: y + 4, Text: number(weeks[s.to].Score.Value) + unit, Anchor: "start"}
}

func points(path []float64) string {
	var b strings.Builder
	for i := 0; i+1 < len(path); i += 2 {
		fmt.Fprintf(&b, "%.1f,%.1f ", path[i], path[i+1])
	}
	return strings.TrimSuffix(b.String(), " ")
}

// number writes a whole number with a real minus sign.
func number(v float64) string {
	if n := insight.Round(v); n < 0 {
		return fmt.Sprintf("−%d", -n)
	}
	return fmt.Sprint(insight.Round(v))
}
