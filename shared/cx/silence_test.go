package cx_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestSilence(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		last  time.Time
		usual time.Duration
		want  time.Duration
	}{
		{"nothing ever came: that is waiting", time.Time{}, time.Hour, 0},
		{"nothing is known of the gaps, a day", now.Add(-24 * time.Hour), 0, 0},
		{"nothing is known of the gaps, two days", now.Add(-48 * time.Hour), 0, 48 * time.Hour},
		{"exactly three usual gaps", now.Add(-6 * time.Hour), 2 * time.Hour, 0},
		{"more than three usual gaps", now.Add(-7 * time.Hour), 2 * time.Hour, 7 * time.Hour},
		{"a busy shop is not silent within an hour", now.Add(-59 * time.Minute), 10 * time.Minute, 0},
		{"the clock was moved back", now.Add(time.Hour), time.Minute, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cx.Silence(tt.last, tt.usual, now); got != tt.want {
				t.Errorf("Silence = %v, want %v", got, tt.want)
			}
		})
	}
}

// habit is the usual gap after some weeks of the same days.
func habit(weeks int, days [7][]time.Duration) time.Duration {
	usual := time.Duration(0)
	for range weeks {
		for _, day := range days {
			for _, gap := range day {
				usual = cx.UsualGap(usual, gap)
			}
		}
	}
	return usual
}

func TestNightsAndWeekendsAreNoSilence(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var busy []time.Duration // an order every 10 minutes for 16 hours, then a night
	for range 96 {
		busy = append(busy, 10*time.Minute)
	}
	busy = append(busy, 8*time.Hour)
	always := habit(8, [7][]time.Duration{busy, busy, busy, busy, busy, busy, busy})
	office := habit(8, [7][]time.Duration{busy, busy, busy, busy, append(busy[:96:96], 56*time.Hour), nil, nil})
	tests := []struct {
		name   string
		usual  time.Duration
		quiet  time.Duration
		silent bool
	}{
		{"the usual night", always, 8 * time.Hour, false},
		{"a night and half a day", always, 14 * time.Hour, true},
		{"the weekend of a shop for offices", office, 56 * time.Hour, false},
		{"a weekend and three days more", office, 128 * time.Hour, true},
		{"half an hour in a shop that never sleeps", habit(8, [7][]time.Duration{busy[:96], busy[:96]}), 45 * time.Minute, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cx.Silence(now.Add(-tt.quiet), tt.usual, now) > 0; got != tt.silent {
				t.Errorf("silent after %v with a usual gap of %v: %v, want %v", tt.quiet, tt.usual, got, tt.silent)
			}
		})
	}
}

func TestUsualGapForgets(t *testing.T) {
	usual := cx.UsualGap(0, time.Hour)
	for range 24 * 28 {
		usual = cx.UsualGap(usual, time.Hour)
	}
	if usual < 55*time.Minute || usual > 90*time.Minute {
		t.Errorf("after four weeks of hourly webhooks the usual gap is %v, want about an hour", usual)
	}
	if got := cx.UsualGap(usual, -time.Hour); got != usual {
		t.Errorf("a clock that went back made %v of %v", got, usual)
	}
}
