package cx_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

var tapped = time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)

func score(n int, s cx.Status) cx.Response {
	return cx.Response{Scale: cx.FivePoints, Score: n, HasScore: true, Status: s, Changed: tapped}
}

func nps(n int) cx.Response {
	return cx.Response{Scale: cx.ElevenPoints, Score: n, HasScore: true, Status: cx.Counted, Changed: tapped}
}

func TestNews(t *testing.T) {
	later := tapped.Add(cx.ProbableWait)
	tests := []struct {
		name     string
		alerts   cx.Alerts
		old, now cx.Response
		due      time.Time // zero: nobody is told
	}{
		{"the first answer is a 2 of 5", cx.Alerts{}, cx.Response{}, score(2, cx.Counted), tapped},
		{"a 3 of 5 is nobody unhappy", cx.Alerts{}, cx.Response{}, score(3, cx.Counted), time.Time{}},
		{"a 6 of 10", cx.Alerts{}, cx.Response{}, nps(6), tapped},
		{"a 7 of 10", cx.Alerts{}, cx.Response{}, nps(7), time.Time{}},
		{"a 0 of 10", cx.Alerts{}, cx.Response{}, nps(0), tapped},
		{"the shop wants to hear of 3 as well", cx.Alerts{AtMost: 3}, cx.Response{}, score(3, cx.Counted), tapped},
		{"probable waits", cx.Alerts{}, cx.Response{}, score(1, cx.Probable), later},
		{"held is no answer", cx.Alerts{}, cx.Response{}, score(1, cx.Held), time.Time{}},
		{"words without a score", cx.Alerts{}, cx.Response{}, cx.Response{Comment: "oh"}, time.Time{}},
		{"from 4 to 2", cx.Alerts{}, score(4, cx.Counted), score(2, cx.Counted), tapped},
		{"from 2 to 1", cx.Alerts{}, score(2, cx.Counted), score(1, cx.Counted), tapped},
		{"from 1 to 2", cx.Alerts{}, score(1, cx.Counted), score(2, cx.Counted), time.Time{}},
		{"only words changed", cx.Alerts{}, score(2, cx.Counted), score(2, cx.Counted), time.Time{}},
		{"held becomes counted", cx.Alerts{}, score(2, cx.Held), score(2, cx.Counted), tapped},
		{"probable becomes counted", cx.Alerts{}, score(2, cx.Probable), score(2, cx.Counted), tapped},
		{"counted is never less sure", cx.Alerts{}, score(2, cx.Counted), score(2, cx.Held), time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, news := tt.alerts.News(tt.old, tt.now)
			if news == tt.due.IsZero() || !due.Equal(tt.due) {
				t.Errorf("News = %v, %v, want %v", due, news, tt.due)
			}
		})
	}
}

func TestStill(t *testing.T) {
	to, err := cx.ParseEmail("ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	live, ada := cx.Shop{Live: true}, cx.Person{Email: to}
	tests := []struct {
		name   string
		shop   cx.Shop
		person cx.Person
		now    cx.Response
		told   int
		want   cx.Quiet
	}{
		{"as it was", live, ada, score(2, cx.Counted), cx.NoScore, ""},
		{"the shop went back to rehearsal", cx.Shop{}, ada, score(2, cx.Counted), cx.NoScore, cx.QuietRehearsal},
		{"the person was erased", live, cx.Person{Erased: tapped}, score(2, cx.Counted), cx.NoScore, cx.QuietErased},
		{"the score is better now", live, ada, score(4, cx.Counted), cx.NoScore, cx.QuietBetter},
		{"a machine was seen", live, ada, score(2, cx.Held), cx.NoScore, cx.QuietBetter},
		{"worse than what was told", live, ada, score(1, cx.Counted), 2, ""},
		{"as bad as what was told", live, ada, score(1, cx.Counted), 1, cx.QuietTold},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.shop.Alerts.Still(tt.shop, tt.person, tt.now, tt.told); got != tt.want {
				t.Errorf("Still = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDigestDue(t *testing.T) {
	shop := cx.Shop{Live: true, Zone: "Europe/Oslo"} // an hour before UTC in winter
	tests := []struct{ name, now, week string }{
		{"Monday at eight in Oslo", "2026-11-23T07:00:00Z", "2026-W47"},
		{"a second before", "2026-11-23T06:59:59Z", ""},
		{"Tuesday, after a day without a run", "2026-11-24T20:00:00Z", "2026-W47"},
		{"Wednesday is too late", "2026-11-25T07:00:00Z", ""},
		{"Sunday", "2026-11-22T12:00:00Z", ""},
		{"the first Monday of a year sums up the last week of the old one", "2027-01-04T08:00:00Z", "2026-W53"},
		{"the Monday after the clocks went back is still at eight", "2026-10-26T07:00:00Z", "2026-W43"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, due := shop.DigestDue(moment(t, tt.now))
			if due != (tt.week != "") || got.Week != tt.week {
				t.Errorf("DigestDue(%s) = %+v, %v, want %q", tt.now, got, due, tt.week)
			}
		})
	}
	for name, s := range map[string]cx.Shop{"in rehearsal": {}, "not wanted": {Live: true, Alerts: cx.Alerts{NoDigest: true}}} {
		if _, due := s.DigestDue(moment(t, "2026-11-23T09:00:00Z")); due || !s.NextDigest(tapped).IsZero() {
			t.Errorf("a digest is due though it is %s", name)
		}
	}
}

func TestNextDigest(t *testing.T) {
	shop := cx.Shop{Live: true, Zone: "Europe/Oslo"}
	for after, want := range map[string]string{
		"2026-11-23T06:00:00Z": "2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z": "2026-11-30T07:00:00Z",
		"2026-10-20T00:00:00Z": "2026-10-26T07:00:00Z", // over the change of the clocks
	} {
		if got := shop.NextDigest(moment(t, after)); !got.Equal(moment(t, want)) {
			t.Errorf("NextDigest(%s) = %v, want %s", after, got, want)
		}
	}
	week, _ := shop.DigestDue(moment(t, "2026-11-23T08:00:00Z"))
	from, to, err := week.Span(shop)
	if err != nil || !from.Equal(moment(t, "2026-11-15T23:00:00Z")) || !to.Equal(moment(t, "2026-11-22T23:00:00Z")) || week.From != "2026-11-16" || week.To != "2026-11-22" {
		t.Errorf("the week is %+v, from %v to %v, %v", week, from, to, err)
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
