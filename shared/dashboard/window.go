package dashboard

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"earshot/shared/cx"
)

// window is what a page looks at: so many days in the shop's zone, up to today or up to a day of the merchant's choice.
type window struct {
	days int
	last time.Time // the last of them, at midnight UTC
	shop cx.Shop
	now  time.Time
	own  bool   // the days were chosen by hand
	why  string // what is wrong with days that were chosen; the preset is shown then
}

// windows are the choices of a page; the third is preset.
func windows() []int { return []int{7, 30, 90, 365} }

const presetDays = 90

// mostDays is how many days of one's own begin with a day: what a page reads grows with them. It is a year, and where
// whole months are shown, the months that a year may touch.
func mostDays(first time.Time) int {
	if first.Day() == 1 {
		return 13 * 31
	}
	return 366
}

// windowOf reads ?from= and ?to=, else ?days=; anything that is not a choice is the preset.
func windowOf(q url.Values, shop cx.Shop, now time.Time) window {
	y, m, d := now.In(shop.Location()).Date()
	w := window{days: presetDays, last: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), shop: shop, now: now}
	if q.Get("from") != "" || q.Get("to") != "" {
		return w.ofOnesOwn(q.Get("from"), q.Get("to"))
	}
	days, err := strconv.Atoi(q.Get("days"))
	for _, choice := range windows() {
		if err == nil && days == choice {
			w.days = days
		}
	}
	return w
}

// ofOnesOwn is the window of days that somebody typed; without a last day it goes on to today, and no further.
func (w window) ofOnesOwn(from, to string) window {
	first, err := time.Parse(time.DateOnly, from)
	last := w.last
	if to != "" && err == nil {
		last, err = time.Parse(time.DateOnly, to)
	}
	if last.After(w.last) {
		last = w.last
	}
	days := int(last.Sub(first).Hours()/24) + 1
	switch {
	case err != nil:
		w.why = "Write both days like 2026-11-24."
	case first.After(w.last):
		w.why = "These days are yet to come."
	case days < 1:
		w.why = "The first day is after the last one."
	case days > mostDays(first):
		w.why = "Choose at most a year at a time."
	default:
		w.days, w.last, w.own = days, last, true
	}
	return w
}

// back is the day so many days before the last one.
func (w window) back(days int) string { return w.last.AddDate(0, 0, -days).Format(time.DateOnly) }

// span is the first and last day of the window.
func (w window) span() (from, to string) { return w.back(w.days - 1), w.back(0) }

// before is the window of the same length just before.
func (w window) before() (from, to string) { return w.back(2*w.days - 1), w.back(w.days) }

// begins is the first moment of the window.
func (w window) begins() time.Time { return w.midnight(1 - w.days) }

// ends is the first moment after the window.
func (w window) ends() time.Time {
	if w.own {
		return w.midnight(1)
	}
	return w.now.Add(time.Second)
}

// midnight begins the day so many days after the last one.
func (w window) midnight(days int) time.Time {
	y, m, d := w.last.Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, w.shop.Location())
}

// leastWeeks is what a chart shows even for a short window: a line of one point tells nothing.
const leastWeeks = 13

// weeks is the span of whole ISO weeks that the chart shows, from a Monday to the last day.
func (w window) weeks() (from, to string) {
	n := max(leastWeeks, (w.days+6)/7)
	monday := w.last.AddDate(0, 0, -(int(w.last.Weekday())+6)%7)
	return monday.AddDate(0, 0, -7*(n-1)).Format(time.DateOnly), w.back(0)
}

// words are "last 90 days" or "3 March to 5 April 2026".
func (w window) words() string {
	if !w.own {
		return fmt.Sprintf("last %d days", w.days)
	}
	return daysWords(w.last.AddDate(0, 0, 1-w.days), w.last)
}

// within is the window in a sentence.
func (w window) within() string {
	if !w.own {
		return "in the " + w.words()
	}
	return "from " + w.words()
}

// daysWords says a run of days, no year twice.
func daysWords(first, last time.Time) string {
	switch {
	case first.Equal(last):
		return last.Format("2 January 2006")
	case first.Year() == last.Year():
		return first.Format("2 January") + " to " + last.Format("2 January 2006")
	}
	return first.Format("2 January 2006") + " to " + last.Format("2 January 2006")
}

// choice is one of several links.
type choice struct {
	Text    string
	URL     string
	Current bool
}

// choices keep what else the page shows.
func (w window) choices(path string, q url.Values) []choice {
	var all []choice
	for _, days := range windows() {
		all = append(all, choice{Text: fmt.Sprintf("%d days", days), Current: !w.own && days == w.days,
			URL: link(path, q, "days", strconv.Itoa(days))})
	}
	return all
}

// spanFields and listFields are what a page keeps from one link to the next: its window, and what its list shows.
func spanFields() []string { return []string{"days", "from", "to", "by"} }

func listFields() []string {
	return []string{"show", "score", "reason", "product", "item", "country", "language", "visit", "words", "unread"}
}

// link is path with one field of the query set, and the place in a list forgotten.
func link(path string, q url.Values, name, value string) string {
	next := url.Values{}
	for _, keep := range append(spanFields(), listFields()...) {
		if v := q.Get(keep); v != "" && keep != name {
			next.Set(keep, v)
		}
	}
	if name == "days" {
		next.Del("from")
		next.Del("to")
	}
	if next.Del(name); value != "" {
		next.Set(name, value)
	}
	return address(path, next)
}

// fresh is a link that keeps the window alone, and sets pairs of a field and its value.
func fresh(path string, q url.Values, pairs ...string) string {
	next := url.Values{}
	for _, keep := range spanFields() {
		if v := q.Get(keep); v != "" {
			next.Set(keep, v)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if next.Del(pairs[i]); pairs[i+1] != "" {
			next.Set(pairs[i], pairs[i+1])
		}
	}
	return address(path, next)
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
