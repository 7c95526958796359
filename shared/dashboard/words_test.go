package dashboard

import (
	"net/url"
	"testing"
	"time"

	"earshot/shared/cx"
)

func oslo(t *testing.T, now string) clock {
	t.Helper()
	return clock{now: instant(t, now), zone: location(t, "Europe/Oslo")}
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTimesAreSaidInTheShopsZone(t *testing.T) {
	tests := []struct{ name, now, at, want, short string }{
		{"this minute", "2026-11-24T13:30:00Z", "2026-11-24T13:30:00Z", "today, 14:30", "14:30"},
		{"yesterday in Oslo, today in UTC", "2026-11-24T23:30:00Z", "2026-11-24T12:00:00Z", "yesterday, 13:00", "yesterday"},
		{"tomorrow in Oslo, today in UTC", "2026-11-24T13:30:00Z", "2026-11-24T23:10:00Z", "tomorrow, 00:10", "tomorrow"},
		{"last week", "2026-11-24T13:30:00Z", "2026-11-17T08:05:00Z", "Tuesday 17 November, 09:05", "17 Nov"},
		{"another year", "2026-11-24T13:30:00Z", "2025-12-31T12:00:00Z", "31 December 2025, 13:00", "31 Dec 2025"},
		{"across the hour that is skipped in spring", "2026-03-29T20:00:00Z", "2026-03-28T12:00:00Z", "yesterday, 13:00", "yesterday"},
		{"across the hour that comes twice in autumn", "2026-10-25T22:30:00Z", "2026-10-24T22:30:00Z", "today, 00:30", "00:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := oslo(t, tt.now)
			if got := c.at(instant(t, tt.at)); got != tt.want {
				t.Errorf("at = %q, want %q", got, tt.want)
			}
			if got := c.short(instant(t, tt.at)); got != tt.short {
				t.Errorf("short = %q, want %q", got, tt.short)
			}
		})
	}
}

func TestCustomerName(t *testing.T) {
	tests := []struct {
		name, first, last string
		erased            bool
		want              string
	}{
		{"first name and initial", "Jonas", "Wahl", false, "Jonas W."},
		{"an initial of two bytes", "Åse", "Ødegård", false, "Åse Ø."},
		{"first name alone", "Jonas", "", false, "Jonas"},
		{"last name alone", "", "Wahl", false, "Wahl"},
		{"no name", "", "", false, "a customer"},
		{"erased", "Jonas", "Wahl", true, "an erased customer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := cx.Person{First: cx.NewName(tt.first), Last: cx.NewName(tt.last)}
			if tt.erased {
				p.Erased = time.Unix(1, 0)
			}
			if got := customerName(p); got != tt.want {
				t.Errorf("customerName = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 9999: "9999", 12345: "12\u202f345", 1234567: "1\u202f234\u202f567", -40: "−40"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
	if one, many := count(1, "answer", "answers"), count(0, "answer", "answers"); one != "1 answer" || many != "0 answers" {
		t.Errorf("count says %q and %q", one, many)
	}
}

func TestReasonLabel(t *testing.T) {
	shop := cx.NewShop("s", "S")
	shop.Language = "de"
	shop.Survey.Texts = map[string]cx.Wording{
		"de": {Reasons: map[string]string{"quality": "Qualität"}}, "en": {Reasons: map[string]string{"quality": "Quality", "price": "What it costs"}},
	}
	for id, want := range map[string]string{"quality": "Qualität", "price": "What it costs", "as_pictured": "As pictured", cx.OtherReason: "Something else"} {
		if got := reasonLabel(shop, id); got != want {
			t.Errorf("reasonLabel(%s) = %q, want %q", id, got, want)
		}
	}
}

func TestWindow(t *testing.T) {
	shop := cx.NewShop("s", "S")
	shop.Zone = "Pacific/Auckland" // 13 hours ahead: it is Wednesday there
	w := windowOf(url.Values{"days": {"7"}}, shop, instant(t, "2026-11-24T13:30:00Z"))
	from, to := w.span()
	before, until := w.before()
	if from != "2026-11-19" || to != "2026-11-25" || before != "2026-11-12" || until != "2026-11-18" {
		t.Errorf("the windows are %s to %s and %s to %s", from, to, before, until)
	}
	if monday, today := w.weeks(); monday != "2026-08-31" || today != "2026-11-25" {
		t.Errorf("the weeks are %s to %s, want 13 from a Monday on", monday, today)
	}
	if got := w.begins(); !got.Equal(instant(t, "2026-11-18T11:00:00Z")) {
		t.Errorf("the window begins at %s, want midnight in Auckland", got)
	}
	if got := windowOf(url.Values{"days": {"365"}}, shop, w.now); got.days != 365 {
		t.Errorf("days = %d", got.days)
	}
}

func TestBeliefsNeverGoBelowNothing(t *testing.T) { // visits and answers of one invitation may fall on two days
	tally := cx.Tally{Opened: 1, Answers: map[cx.Status]map[int]int64{cx.Counted: {5: 3}}}
	if got := newBeliefs(cx.Survey{}, tally).Opened; got != 0 {
		t.Errorf("%d opened and not confirmed, want 0", got)
	}
}
