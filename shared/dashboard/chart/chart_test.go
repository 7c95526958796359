package chart_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/shared/dashboard/chart"
	"earshot/shared/insight"
)

// weeks makes one week of each text: "80/20" are 80 good and 20 bad answers.
func weeks(t *testing.T, scale insight.Scale, texts ...string) []chart.Week {
	t.Helper()
	monday := time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC)
	var all []chart.Week
	for i, text := range texts {
		var good, bad int
		if _, err := fmt.Sscanf(text, "%d/%d", &good, &bad); err != nil {
			t.Fatal(err)
		}
		d := insight.Distribution{Good: good, Bad: bad}
		score := insight.OfNPS(d)
		if scale == insight.FivePoint {
			score = insight.OfShare(good, good+bad)
			score.Metric = insight.CSAT
		}
		all = append(all, chart.Week{Monday: monday.AddDate(0, 0, 7*i), Score: score})
	}
	return all
}

func TestDraw(t *testing.T) {
	tests := []struct {
		name         string
		weeks        []string
		bands, lines int
		dots         int
		end          string
		lowest       string // label of the lowest grid line
	}{
		{"whole weeks are one band and one line", []string{"80/20", "75/25", "90/10"}, 1, 1, 0, "90%", "50%"},
		{"a thin week has its range and no point", []string{"80/20", "5/1", "90/10", "80/20"}, 1, 1, 1, "80%", "25%"},
		{"a week without answers is a gap", []string{"80/20", "75/25", "0/0", "90/10", "80/20"}, 2, 2, 0, "80%", "50%"},
		{"a week alone is a point with its band", []string{"0/0", "30/10", "0/0"}, 1, 0, 1, "75%", "50%"},
		{"nothing but thin weeks", []string{"3/1", "2/0"}, 1, 0, 0, "", "25%"},
		{"no answers at all", []string{"0/0", "0/0"}, 0, 0, 0, "", "0%"},
		{"one week", []string{"30/10"}, 1, 0, 1, "75%", "50%"},
		{"no weeks", nil, 0, 0, 0, "", "0%"},
		{"all bad reaches the ground", []string{"0/40", "1/39"}, 1, 1, 0, "3%", "0%"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range []chart.Size{chart.Wide(), chart.Narrow()} {
				d := chart.Draw(weeks(t, insight.FivePoint, tt.weeks...), size, "%")
				if len(d.Bands) != tt.bands || len(d.Lines) != tt.lines || len(d.Dots) != tt.dots {
					t.Errorf("%d bands, %d lines, %d dots, want %d, %d, %d", len(d.Bands), len(d.Lines), len(d.Dots), tt.bands, tt.lines, tt.dots)
				}
				if got := end(d); got != tt.end {
					t.Errorf("the last score reads %q, want %q", got, tt.end)
				}
				if got := d.Grid[len(d.Grid)-1].Text; got != tt.lowest {
					t.Errorf("the lowest line is %q, want %q", got, tt.lowest)
				}
				inside(t, d)
			}
		})
	}
}

func end(d chart.Drawing) string {
	if d.End == nil {
		return ""
	}
	return d.End.Text
}

// inside holds that nothing is drawn outside of the picture.
func inside(t *testing.T, d chart.Drawing) {
	t.Helper()
	for _, path := range append(append([]string{}, d.Bands...), d.Lines...) {
		for _, point := range strings.Fields(path) {
			var x, y float64
			if _, err := fmt.Sscanf(point, "%f,%f", &x, &y); err != nil || x < d.Left-12 || x > d.Right+12 || y < 0 || y > float64(d.Height) {
				t.Errorf("the point %s lies outside (%v)", point, err)
			}
		}
	}
	for _, l := range append(d.Marks, d.Grid...) {
		if l.X < 0 || l.X > float64(d.Width) || l.Y < 0 || l.Y > float64(d.Height) {
			t.Errorf("the label %q lies outside", l.Text)
		}
	}
}

func TestDrawNPS(t *testing.T) {
	d := chart.Draw(weeks(t, insight.ElevenPoint, "10/30", "12/28"), chart.Wide(), "")
	if got := end(d); got != "−40" {
		t.Errorf("the last score reads %q, want −40 with a real minus", got)
	}
	if d.Grid[0].Text != "100" || d.Grid[len(d.Grid)-1].Text != "−100" {
		t.Errorf("the axis goes from %s to %s, want −100 to 100", d.Grid[len(d.Grid)-1].Text, d.Grid[0].Text)
	}
}

func TestMarksNameTheFirstAndTheLastWeek(t *testing.T) {
	texts := make([]string, 13)
	for i := range texts {
		texts[i] = "8/2"
	}
	d := chart.Draw(weeks(t, insight.FivePoint, texts...), chart.Narrow(), "%")
	var names []string
	for _, m := range d.Marks {
		names = append(names, m.Anchor+" "+m.Text)
	}
	if got := strings.Join(names, ", "); got != "start 31 Aug, middle 12 Oct, end 23 Nov" {
		t.Errorf("marks are %s", got)
	}
}
