package platform

import (
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
)

// OrderNumber brings what a customer calls an order into the form that is stored and looked up: "#1001", " 1001" and
// "1001" are the same. At most 40 bytes are kept.
func OrderNumber(text string) string {
	return cx.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "#")), 40)
}

// notUnderstood wraps the cause in the sentinel. The cause names fields and places, never their content.
func notUnderstood(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrNotUnderstood, fmt.Errorf(format, args...))
}

// moment reads a time in one of the layouts, in UTC and to the millisecond, which is what is stored. "" is no time. Times
// before 1990 are no times either: platforms write 0000-00-00 and 1970 for "never".
func moment(s string, layouts ...string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1990 || t.Year() > 9999 {
				return time.Time{}, nil
			}
			return t.UTC().Truncate(time.Millisecond), nil
		}
	}
	return time.Time{}, fmt.Errorf("a time is not written as %s", layouts[0])
}

// firstEmail is the first usable address, else the zero one.
func firstEmail(addresses ...string) cx.Email {
	for _, a := range addresses {
		if e, err := cx.ParseEmail(a); err == nil {
			return e
		}
	}
	return cx.Email{}
}

// place is where somebody lives, as far as hours of the day follow from it.
type place struct{ country, province string }

// firstPlace is the first place with a country, in ISO 3166-1 alpha-2; the province goes with it.
func firstPlace(places ...place) place {
	for _, p := range places {
		if c := strings.ToUpper(strings.TrimSpace(p.country)); len(c) == 2 && strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			return place{c, label(strings.ToUpper(strings.TrimSpace(p.province)))}
		}
	}
	return place{}
}

// locale takes what looks like BCP 47, "_" written as "-"; else "".
func locale(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if len(s) < 2 || len(s) > 20 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return ""
	}
	return s
}

// maxItems is how many products of an order are kept, titleBytes how much of their titles.
const (
	maxItems   = 3
	titleBytes = 80
)

// addItem keeps the first products of an order that have a title.
func addItem(items []cx.Item, id, title string) []cx.Item {
	title = strings.Join(strings.Fields(title), " ")
	if title == "" || len(items) == maxItems {
		return items
	}
	return append(items, cx.Item{ID: cx.Cut(id, 40), Title: cx.Cut(title, titleBytes)})
}

// touch notes that something happened, if it did.
func touch(e *cx.OrderEvent, t cx.Touchpoint, at time.Time) {
	if at.IsZero() {
		return
	}
	if old, ok := e.Touchpoints[t]; !ok || at.Before(old) {
		if e.Touchpoints == nil {
			e.Touchpoints = map[cx.Touchpoint]time.Time{}
		}
		e.Touchpoints[t] = at
	}
}
