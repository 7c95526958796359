package dashboard

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"earshot/shared/cx"
	"earshot/shared/insight"
)

// clock says times as people do, in the shop's zone.
type clock struct {
	now  time.Time
	zone *time.Location
}

func clockOf(shop cx.Shop, now time.Time) clock { return clock{now: now, zone: shop.Location()} }

// days is how many midnights lie between now and t; negative in the past.
func (c clock) days(t time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(c.zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(t).Sub(midnight(c.now)).Hours() / 24)
}

// day is "today", "yesterday", "tomorrow", or the date, with the year where it is not this one.
func (c clock) day(t time.Time) string {
	switch c.days(t) {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	case -1:
		return "yesterday"
	}
	if at := t.In(c.zone); at.Year() != c.now.In(c.zone).Year() {
		return at.Format("2 January 2006")
	}
	return t.In(c.zone).Format("Monday 2 January")
}

func (c clock) hour(t time.Time) string { return t.In(c.zone).Format("15:04") }

// at is day and time.
func (c clock) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return c.day(t) + ", " + c.hour(t)
}

// short is the time of today, else the day alone: what a list of answers needs.
func (c clock) short(t time.Time) string {
	switch c.days(t) {
	case 0:
		return c.hour(t)
	case -1, 1:
		return c.day(t)
	}
	if at := t.In(c.zone); at.Year() != c.now.In(c.zone).Year() {
		return at.Format("2 Jan 2006")
	}
	return t.In(c.zone).Format("2 Jan")
}

// customerName is a name as a shop may read it over a shoulder: "Jonas W.".
func customerName(p cx.Person) string {
	first, last := p.First.Reveal(), p.Last.Reveal()
	switch {
	case !p.Erased.IsZero():
		return "an erased customer"
	case first == "" && last == "":
		return "a customer"
	case first == "":
		return last
	case last == "":
		return first
	}
	initial, _ := utf8.DecodeRuneInString(last)
	return first + " " + string(initial) + "."
}

// customerAddress is for a file that an owner asks for with addresses; "" where there is none any more.
func customerAddress(p cx.Person) string { return p.Email.Reveal() }

// fullName is the name as the customer gave it. Only the customer's own page shows it.
func fullName(p cx.Person) string {
	first, last := p.First.Reveal(), p.Last.Reveal()
	if first == "" || last == "" {
		return customerName(p)
	}
	return first + " " + last
}

// orderName is what the customer calls the order.
func orderName(number string) string {
	if number == "" {
		return "an order without a number"
	}
	return "order " + strings.TrimPrefix(number, "#")
}

func itemTitle(items []cx.Item) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0].Title
	}
	return fmt.Sprintf("%s and %d more", items[0].Title, len(items)-1)
}

// reasonLabel is the shop's own label of a reason in its language, else its id in words.
func reasonLabel(shop cx.Shop, id string) string {
	for _, language := range []string{shop.Language, "en"} {
		if label := shop.Survey.Texts[language].Reasons[id]; label != "" {
			return label
		}
	}
	if id == cx.OtherReason {
		return "Something else"
	}
	words := strings.ReplaceAll(id, "_", " ")
	return sentence(words)
}

// sentence begins with a capital letter.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return strings.ToUpper(string(r)) + s[n:]
}

// count is a number and its word: "1 answer", "312 answers".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands separates groups by a thin space that does not break, which every language can read.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	if n < 0 {
		return "−" + thousands(-n)
	}
	if len(digits) <= 4 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// whole is a score for display, with a real minus sign.
func whole(v float64) string { return thousands(insight.Round(v)) }

// stateOf says what a shop does right now, with the class of its dot.
func stateOf(s cx.Shop) (text, class string) {
	_, stopped := s.Stopped()
	switch {
	case stopped:
		return s.Name + " is paused", "so"
	case !s.Live:
		return s.Name + " is in rehearsal", ""
	}
	return s.Name + " is live", "good"
}
