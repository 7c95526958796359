// Package wording turns a shop's own words into the fields of a form and back, and says what keeps them from being
// published: a field in braces that nobody knows, braces that are not paired, no line for customers of whom less is
// known, a text that is too long, a line break in a header.
//
// A text is one line or several: the first line whose fields are all known for a customer is said. It is pure; words
// speaks the texts, and the unsubscribe link and the postal address are no part of them: nobody can take these away.
package wording

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/shared/cx"
	"earshot/shared/words"
)

// Text is one text that a shop may write itself.
type Text struct {
	Name, Label, Hint string
	Keys              []string // of words, for a scale of 5 and of 11 points
	Known             []string // the fields that may stand in it
	Max               int      // characters of a line
	Lines             int      // 1: a single line
	of                func(*cx.Wording) *string
}

// sure are the fields that are known for every customer.
func sure() []string { return []string{"shop", "sender", "name"} }

// Texts are all of them, in the order in which a customer meets them.
func Texts() []Text {
	mail := []string{"first", "item", "shop", "sender", "name", "number"}
	return []Text{
		{"sender", "Mails come from", "The name in the mailbox.", []string{"mail.from", "mail.from"}, sure(), 60, 1, func(w *cx.Wording) *string { return &w.Sender }},
		{"subject", "Subject", "", []string{"mail.subject", "mail.subject11"}, mail, 90, 4, func(w *cx.Wording) *string { return &w.Subject }},
		{"question", "Question", "In the mail, large.", []string{"mail.question", "mail.question11"}, mail, 120, 4, func(w *cx.Wording) *string { return &w.Question }},
		{"intro", "Below the question", "", []string{"mail.intro.delivered", "mail.intro.delivered"}, append(slices.Clone(mail), "day"), 240, 4, func(w *cx.Wording) *string { return &w.Intro }},
		{"low", "The lowest score means", "", []string{"scale.low5", "scale.low11"}, nil, 30, 1, func(w *cx.Wording) *string { return &w.Low }},
		{"high", "The highest score means", "", []string{"scale.high5", "scale.high11"}, nil, 30, 1, func(w *cx.Wording) *string { return &w.High }},
		{"thanks", "Thanks, after Save", "", []string{"thanks.text", "thanks.text"}, []string{"shop", "sender", "item"}, 240, 2, func(w *cx.Wording) *string { return &w.Thanks }},
	}
}

// Reasons are the ids that need a label in a survey, each once.
func Reasons(s cx.Survey) []string {
	var ids []string
	for _, id := range slices.Concat(s.Good, s.Bad, []string{cx.OtherReason}) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// ReasonField is the name of the field of a reason's label.
func ReasonField(id string) string { return "reason." + id }

// Values are the fields of a form that shows words.
func Values(w cx.Wording, reasons []string) url.Values {
	v := url.Values{}
	for _, t := range Texts() {
		v.Set(t.Name, *t.of(&w))
	}
	for _, id := range reasons {
		v.Set(ReasonField(id), w.Reasons[id])
	}
	return v
}

// Read reads the fields of a form, tidied: lines trimmed, empty ones left out.
func Read(v url.Values, reasons []string) cx.Wording {
	var w cx.Wording
	for _, t := range Texts() {
		*t.of(&w) = Tidy(v.Get(t.Name))
	}
	for _, id := range reasons {
		if label := Tidy(v.Get(ReasonField(id))); label != "" {
			if w.Reasons == nil {
				w.Reasons = map[string]string{}
			}
			w.Reasons[id] = label
		}
	}
	return w
}

// Tidy trims lines and drops empty ones and control characters.
func Tidy(s string) string {
	var lines []string
	for line := range strings.Lines(strings.ToValidUTF8(s, "")) {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, line)
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Problems says what keeps words from being published, by field; empty if nothing does.
func Problems(w cx.Wording) map[string]string {
	wrong := map[string]string{}
	for _, t := range Texts() {
		if why := t.wrong(*t.of(&w)); why != "" {
			wrong[t.Name] = why
		}
	}
	label := Text{Max: 40, Lines: 1}
	for id, l := range w.Reasons {
		if why := label.wrong(l); why != "" {
			wrong[ReasonField(id)] = why
		}
	}
	return wrong
}

func (t Text) wrong(s string) string {
	if s == "" {
		return "" // Earshot's words
	}
	lines := strings.Split(s, "\n")
	if len(lines) > t.Lines {
		if t.Lines == 1 {
			return "One line."
		}
		return "Fewer lines: each is for customers of whom less is known than in the one before."
	}
	for _, line := range lines {
		if why := t.wrongLine(line); why != "" {
			return why
		}
	}
	fields, _ := words.Fields(lines[len(lines)-1])
	for _, f := range fields {
		if !slices.Contains(sure(), f) {
			return "Not of every customer {" + f + "} is known. Add a line below that does without it."
		}
	}
	return ""
}

func (t Text) wrongLine(line string) string {
	fields, err := words.Fields(line)
	if err != nil {
		return "Braces hold the name of a field, like {shop}, and are closed."
	}
	for _, f := range fields {
		if !slices.Contains(t.Known, f) {
			return "There is no {" + f + "} here. " + t.offer()
		}
	}
	if n := utf8.RuneCountInString(line); n > t.Max {
		return "This is too long to be read at a glance. Make each line shorter."
	}
	return ""
}

func (t Text) offer() string {
	if len(t.Known) == 0 {
		return "This text has no fields."
	}
	return "There are {" + strings.Join(t.Known, "}, {") + "}."
}

// Offer says which fields may stand in the text.
func (t Text) Offer() string { return t.offer() }

// Same tells that two wordings say the same, whatever their versions.
func Same(a, b cx.Wording, reasons []string) bool {
	return Values(a, reasons).Encode() == Values(b, reasons).Encode()
}
