package dashboard

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"earshot/shared/cx"
)

// window is what a page looks at: the last so many days in the shop's zone, today included.
type window struct {
	days int
	shop cx.Shop
	now  time.Time
}

// windows are the choices of a page; the third is preset.
func windows() []int { return []int{7, 30, 90, 365} }

const presetDays = 90

// windowOf reads ?days=; anything that is not a choice is the preset.
func windowOf(q url.Values, shop cx.Shop, now time.Time) window {
	days, err := strconv.Atoi(q.Get("days"))
	for _, choice := range windows() {
		if err == nil && days == choice {
			return window{days: days, shop: shop, now: now}
		}
	}
	return window{days: presetDays, shop: shop, now: now}
}

// back is the day so many days before today.
func (w window) back(days int) string {
	y, m, d := w.now.In(w.shop.Location()).Date()
	return time.Date(y, m, d-days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// span is the first and last day of the window.
func (w window) span() (from, to string) { return w.back(w.days - 1), w.back(0) }

// before is the window of the same length just before.
func (w window) before() (from, to string) { return w.back(2*w.days - 1), w.back(w.days) }

// begins is the first moment of the window.
func (w window) begins() time.Time {
	y, m, d := w.now.In(w.shop.Location()).Date()
	return time.Date(y, m, d-w.days+1, 0, 0, 0, 0, w.shop.Location())
}

// leastWeeks is what a chart shows even for a short window: a line of one point tells nothing.
const leastWeeks = 13

// weeks is the span of whole ISO weeks that the chart shows, from a Monday to today.
func (w window) weeks() (from, to string) {
	n := max(leastWeeks, (w.days+6)/7)
	y, m, d := w.now.In(w.shop.Location()).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	return monday.AddDate(0, 0, -7*(n-1)).Format(time.DateOnly), w.back(0)
}

// words are "the last 90 days".
func (w window) words() string { return fmt.Sprintf("last %d days", w.days) }

// choice is one of the windows as a link.
type choice struct {
	Text    string
	URL     string
	Current bool
}

// choices keep what else the page shows.
func (w window) choices(path string, q url.Values) []choice {
	var all []choice
	for _, days := range windows() {
		all = append(all, choice{Text: fmt.Sprintf("%d days", days), Current: days == w.days,
			URL: link(path, q, "days", strconv.Itoa(days))})
	}
	return all
}

// link is path with one field of the query set, and the place in a list forgotten.
func link(path string, q url.Values, name, value string) string {
	next := url.Values{}
	for _, keep := range []string{"days", "show"} {
		if v := q.Get(keep); v != "" && keep != name {
			next.Set(keep, v)
		}
	}
	if value != "" {
		next.Set(name, value)
	}
	if len(next) == 0 {
		return path
	}
	return path + "?" + next.Encode()
}
