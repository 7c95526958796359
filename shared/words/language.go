package words

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"earshot/shared/cx"
)

// Language speaks one language, perhaps with a shop's own words.
type Language struct {
	Tag string // for lang attributes
	Dir string // ltr or rtl, for dir attributes

	tag      language.Tag
	date     pieces
	dates    map[string]pieces // by the day of the month
	weekdays []string
	months   []string
	texts    map[string]text
	own      map[string]text
}

// Args are the values of the fields in braces. An empty value is no value.
type Args map[string]string

// Text says a text. A key that does not exist comes back as it is: the tests know all keys that the program uses.
func (l Language) Text(key string, a Args) string {
	for _, texts := range []map[string]text{l.own, l.texts} {
		for _, v := range texts[key] {
			if p := v.pick(l.tag, a); p.complete(a) {
				return l.fill(p, a)
			}
		}
	}
	if t := l.texts[key]; len(t) > 0 {
		return l.fill(t[len(t)-1].pick(l.tag, a), a)
	}
	return key
}

// fill puts the values in, each with marks around it where it runs against the language.
func (l Language) fill(p pieces, a Args) string {
	if len(p) == 1 {
		return p[0]
	}
	var b strings.Builder
	for i, s := range p {
		if i%2 == 1 {
			s = l.Isolated(a[s])
		}
		b.WriteString(s)
	}
	return b.String()
}

// Has tells that there is such a text.
func (l Language) Has(key string) bool { return len(l.texts[key]) > 0 }

// Keys lists the texts there are, sorted.
func (l Language) Keys() []string {
	keys := make([]string, 0, len(l.texts))
	for k := range l.texts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Written is a text as it is written down, its fields in braces, one variant a line: for who wants to say it otherwise.
func (l Language) Written(key string) string {
	var lines []string
	for _, v := range l.texts[key] {
		p := v.plain
		if v.forms != nil {
			p = v.forms[plural.Other]
		}
		lines = append(lines, p.written())
	}
	return strings.Join(lines, "\n")
}

// Reason says a reason's label by its id: the shop's own, else ours, else the id.
func (l Language) Reason(id string) string {
	key := "reason." + id
	if text := l.Text(key, nil); text != key {
		return text
	}
	return id
}

// With is the language with a shop's own words in front. Own words may be several lines: the first whose fields are all
// known is said. Own words whose fields are not all known for a customer, or
// that cannot be parsed, give way to ours: a mail never says "Dear ,".
func (l Language) With(w cx.Wording) Language {
	l.own = map[string]text{}
	l.say("mail.from", w.Sender)
	for _, key := range []string{"mail.question", "mail.question11", "answer.ask", "answer.ask11"} {
		l.say(key, w.Question)
	}
	for _, key := range []string{"mail.intro.delivered", "mail.intro.fulfilled", "mail.intro.ordered"} {
		l.say(key, w.Intro)
	}
	for _, key := range []string{"mail.subject", "mail.subject11"} {
		l.say(key, w.Subject)
	}
	for _, n := range []string{"5", "11"} {
		l.say("scale.low"+n, w.Low)
		l.say("scale.high"+n, w.High)
	}
	l.say("thanks.text", w.Thanks)
	for id, label := range w.Reasons {
		l.say("reason."+id, label)
	}
	return l
}

// say takes one variant a line, the most special first. A line that cannot be parsed is none.
func (l Language) say(key, words string) {
	var t text
	for line := range strings.SplitSeq(words, "\n") {
		if p, err := parse(line); err == nil && line != "" {
			t = append(t, variant{plain: p})
		}
	}
	if len(t) > 0 {
		l.own[key] = t
	}
}

// Day says a day without its year as the texts say {day}: "17 November", "le 17 novembre". The caller has moved t into the right zone.
func (l Language) Day(t time.Time) string {
	day := strconv.Itoa(t.Day())
	written, special := l.dates[day]
	if !special {
		written = l.date
	}
	return l.fill(written, Args{"day": day, "month": l.months[t.Month()-1]})
}

// Weekday names t's day of the week: "Tuesday".
func (l Language) Weekday(t time.Time) string { return l.weekdays[t.Weekday()] }

// Lately says a past day as a person would: by its weekday within six days, else by its date.
func (l Language) Lately(t, now time.Time) string {
	if now.Sub(t) < 6*24*time.Hour && !t.After(now) {
		return l.Weekday(t)
	}
	return l.Day(t)
}
