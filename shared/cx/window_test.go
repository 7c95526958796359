package cx_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestWindowNext(t *testing.T) {
	day, night := cx.Window{From: 9, To: 19}, cx.Window{From: 2, To: 3}
	tests := []struct {
		name, zones string
		window      cx.Window
		at, want    string
	}{
		{"inside", "Europe/Oslo", day, "2026-11-23T10:12+01:00", "2026-11-23T10:12+01:00"},
		{"night", "Europe/Oslo", day, "2026-11-23T23:59+01:00", "2026-11-24T09:00+01:00"},
		{"the night of the change to summer", "Europe/Oslo", day, "2027-03-27T20:00+01:00", "2027-03-28T09:00+02:00"},
		{"the night of the change to winter", "Europe/Oslo", day, "2026-10-24T20:00+02:00", "2026-10-25T09:00+01:00"},
		{"an hour that the change skips: the day after", "Europe/Oslo", night, "2027-03-27T03:00+01:00", "2027-03-29T02:00+02:00"},
		{"an hour that the change repeats: the first of the two", "Europe/Oslo", night, "2026-10-25T00:00+02:00", "2026-10-25T02:00+02:00"},
		{"Nepal is 5:45 ahead", "Asia/Kathmandu", day, "2026-11-23T00:00Z", "2026-11-23T03:15Z"},
		{"Chatham is 13:45 ahead in summer", "Pacific/Chatham", day, "2026-11-23T06:00Z", "2026-11-23T19:15Z"},
		{"Samoa is 13 ahead", "Pacific/Apia", day, "2026-11-23T07:00Z", "2026-11-23T20:00Z"},
		{"Line Islands are 14 ahead", "Pacific/Kiritimati", day, "2026-11-23T06:00Z", "2026-11-23T19:00Z"},
		{"New York and Hawaii: when both are awake", "Pacific/Honolulu America/New_York", day, "2026-11-23T15:00Z", "2026-11-23T19:00Z"},
		{"never good in both: the last alone", "Asia/Kamchatka Europe/Kaliningrad", day, "2026-11-23T01:00Z", "2026-11-23T07:00Z"},
		{"never good in both, and good in the last", "Asia/Kamchatka Europe/Kaliningrad", day, "2026-11-23T10:12Z", "2026-11-23T10:12Z"},
		{"a window of the whole day", "Europe/Oslo", cx.Window{From: 0, To: 24}, "2026-11-23T03:33Z", "2026-11-23T03:33Z"},
		{"no zone at all", "", day, "2026-11-23T03:33Z", "2026-11-23T03:33Z"},
		{"a window that is never open: at once", "Europe/Oslo", cx.Window{From: 9, To: 9}, "2026-11-23T03:33Z", "2026-11-23T03:33Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.window.Next(zonesNamed(t, tt.zones), instant(t, tt.at))
			if !got.Equal(instant(t, tt.want)) {
				t.Errorf("Next(%s) = %s, want %s", tt.at, got, tt.want)
			}
		})
	}
}

func zonesNamed(t testing.TB, names string) (zones []*time.Location) {
	for _, name := range strings.Fields(names) {
		zones = append(zones, location(t, name))
	}
	return zones
}

// Whatever the country and the moment: the next moment is not before, not more than a day later (two where a change of
// clocks skips an hour), in the window of all zones or of the last one, and no quarter of an hour before it would do.
func TestWindowNextIsInTheWindow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	window := cx.Window{From: 9, To: 19}
	start := instant(t, "2026-01-01T00:00Z")
	for _, country := range strings.Fields(iso) {
		zones := zonesNamed(t, strings.Join(cx.ZoneNames(country, ""), " "))
		for range 40 {
			at := start.Add(time.Duration(random.Int64N(3*365*24*3600)) * time.Second)
			got := window.Next(zones, at)
			last := zones[len(zones)-1:]
			if got.Before(at) || got.Sub(at) > 26*time.Hour || !open(window, last, got) {
				t.Fatalf("%s: Next(%s) = %s", country, at, got)
			}
			if early := got.Add(-15 * time.Minute); early.After(at) && open(window, zones, early) {
				t.Fatalf("%s: Next(%s) = %s, but %s is good already", country, at, got, early)
			}
		}
	}
}

func open(w cx.Window, zones []*time.Location, at time.Time) bool {
	for _, z := range zones {
		if h := at.In(z).Hour(); h < w.From || h >= w.To {
			return false
		}
	}
	return true
}

func BenchmarkDecide(b *testing.B) {
	at := instant(b, "2026-11-23T20:12+01:00")
	for _, place := range []string{"NO", "US-TX", "US", "RU"} {
		f := askable(b)
		f.Order.State.Country, f.Order.State.Province, _ = strings.Cut(place, "-")
		b.Run(place, func(b *testing.B) {
			for b.Loop() {
				cx.Decide(f, at)
			}
		})
	}
}
