package cx

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Problem is what has to be changed in one field of a shop's settings. Field is its name in the JSON form.
type Problem struct{ Field, Text string }

// String is the problem for who writes a shop as a file.
func (p Problem) String() string { return `"` + p.Field + `": ` + p.Text }

// Check says what of the shop's settings has to be changed, one sentence a field; empty when all is well.
func (s Shop) Check() []string {
	var wrong []string
	for _, p := range s.Problems() {
		wrong = append(wrong, p.String())
	}
	return wrong
}

// The longest texts of a shop, in bytes: they stand in the headers of mails and in a record that is read often.
const (
	longestLine   = 120
	longestPostal = 300
)

// Problems says what of the shop's settings has to be changed, at most one problem for each field.
func (s Shop) Problems() []Problem {
	var wrong problems
	_, err := ParseShopID(string(s.ID))
	wrong.note(err == nil, "id", `1 to 40 of a-z, 0-9 and -, for example "nordlys"`)
	wrong.note(!s.ID.Reserved(), "id", "this name is taken by a page of Earshot's own")
	wrong.note(isLine(s.Name, longestLine), "name", "what customers call the shop")
	wrong.note(isLine(s.Sender, longestLine), "sender", "the name of the person who writes")
	wrong.note(isEmail(s.From), "from", "the address that mails come from")
	wrong.note(isEmail(s.ReplyTo), "reply_to", "an address whose mail a person reads")
	wrong.note(isLine(s.Postal, longestPostal), "postal", "the postal address that the law wants in every mail, in one line")
	_, err = time.LoadLocation(s.Zone)
	wrong.note(err == nil && s.Zone != "" && s.Zone != "Local", "zone", `an IANA time zone, for example "Europe/Oslo"`)
	wrong.note(isCountry(s.Country), "country", `two letters of ISO 3166, for example "NO", or none`)
	wrong.note(len(s.Languages) == 0 || slices.Contains(s.Languages, s.Language), "languages", `one of them must be "language"`)
	wrong.note(isColour(s.Colour), "colour", `six hexadecimal digits after #, for example "#0f5c55"`)
	wrong.note(s.Ramp >= 0, "ramp", "mails a day, 0 for no limit")
	wrong.note(s.Alerts.usable(), "alerts.to", "at most 10 mail addresses")
	wrong.note(s.Alerts.AtMost >= 0 && s.Alerts.AtMost < 10, "alerts.at_most", "the highest score that is told, or 0 for the usual one")
	s.Survey.check(&wrong)
	return wrong
}

func (s Survey) check(wrong *problems) {
	wrong.note(s.ID != "" && len(s.ID) <= 40, "survey.id", "a short name that never changes")
	wrong.note(s.Scale == FivePoints || s.Scale == ElevenPoints, "survey.scale", "5 (1 to 5) or 11 (0 to 10)")
	for _, t := range append([]Trigger{s.Trigger}, s.Fallbacks...) {
		wrong.note(t.triggers(), `survey.trigger" and "fallbacks`, `{"after": "ordered", "paid", "fulfilled" or "delivered", "days": 0 to 60}`)
	}
	wrong.note(s.Throttle >= 0 && s.Throttle <= 730, "survey.throttle_days", "0 to 730")
	wrong.note(s.Window.From >= 0 && s.Window.From < s.Window.To && s.Window.To <= 24, "survey.window", `{"from": 9, "to": 19}`)
	wrong.note(len(s.Good) <= 7 && len(s.Bad) <= 7, `survey.good_reasons" and "bad_reasons`, "at most 7 each")
}

// problems collects one problem for each field.
type problems []Problem

func (p *problems) note(ok bool, field, text string) {
	about := func(o Problem) bool { return o.Field == field }
	if !ok && !slices.ContainsFunc(*p, about) {
		*p = append(*p, Problem{field, text})
	}
}

// isLine tells a text that may stand in the header of a mail: something, one line, not too long.
func isLine(s string, most int) bool {
	return strings.TrimSpace(s) != "" && len(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

func isCountry(s string) bool {
	return s == "" || len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Offers tells that the shop writes to customers in a language.
func (s Shop) Offers(language string) bool {
	return len(s.Languages) == 0 || slices.Contains(s.Languages, language)
}

// ReplyConfirmed tells that somebody opened the link in a mail to the shop's Reply-To, as it is now.
func (s Shop) ReplyConfirmed() bool {
	return s.ReplyTo != "" && strings.EqualFold(s.Confirmed, s.ReplyTo)
}
