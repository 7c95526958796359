// Package settings turns a shop's settings into the fields of a form and back. Read keeps what was typed and says in
// words, for each field, what is wrong; Differences shows two people who edit at once what each of them wants.
//
// It is pure: no request, no storage, no HTML. What a shop may be is decided by cx; this package only says it at the
// field. What the form does not show (live, paused, ramp, texts) it never touches.
package settings

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earshot/shared/cx"
)

// Fallbacks is how many fallbacks of the trigger the form has.
const Fallbacks = 2

// Wrong says what to change, by the name of the field.
type Wrong map[string]string

func (w Wrong) note(field, text string) {
	if w[field] == "" {
		w[field] = text
	}
}

// days tells that a number of days is wrong: cx says that of the whole trigger.
func (w Wrong) days() bool {
	for field := range w {
		if strings.HasSuffix(field, "days") {
			return true
		}
	}
	return false
}

// Values are the fields of a form that shows a shop.
func Values(s cx.Shop) url.Values {
	v := url.Values{
		"name": {s.Name}, "sender": {s.Sender}, "from": {s.From}, "reply_to": {s.ReplyTo}, "postal": {s.Postal},
		"zone": {s.Zone}, "country": {s.Country}, "language": {s.Language}, "languages": slices.Clone(s.Languages), "colour": {s.Colour},
	}
	survey(v, s.Survey)
	return v
}

func survey(v url.Values, s cx.Survey) {
	number := func(name string, n int) { v.Set(name, strconv.Itoa(n)) }
	number("scale", int(s.Scale))
	number("throttle", s.Throttle)
	number("window_from", s.Window.From)
	number("window_to", s.Window.To)
	v.Set("after", string(s.Trigger.After))
	number("days", s.Trigger.Days)
	for i := range Fallbacks {
		after, days := fallbackNames(i)
		v.Set(after, "")
		v.Set(days, "")
		if i < len(s.Fallbacks) {
			v.Set(after, string(s.Fallbacks[i].After))
			number(days, s.Fallbacks[i].Days)
		}
	}
	if s.Strict {
		v.Set("strict", "1")
	}
	v.Set("good", strings.Join(s.Good, "\n"))
	v.Set("bad", strings.Join(s.Bad, "\n"))
}

// fallbackNames are the fields of a fallback, counted from 0: "fallback1" and "fallback1_days".
func fallbackNames(i int) (after, days string) {
	after = "fallback" + strconv.Itoa(i+1)
	return after, after + "_days"
}

// Seen names the settings that a form shows: who saves them says by it what they saw.
func Seen(s cx.Shop) string {
	sum := sha256.Sum256([]byte(Values(s).Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Read puts the fields of a form into a shop. What is wrong comes back by field; the shop is then not to be saved.
func Read(v url.Values, s cx.Shop) (cx.Shop, Wrong) {
	wrong := Wrong{}
	text := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	s.Name, s.Sender, s.From, s.ReplyTo = text("name"), text("sender"), text("from"), text("reply_to")
	s.Postal = strings.Join(strings.Fields(v.Get("postal")), " ")
	s.Zone, s.Country = text("zone"), strings.ToUpper(text("country"))
	s.Language, s.Languages, s.Colour = text("language"), v["languages"], strings.ToLower(text("colour"))
	if use := v.Get("use_colour"); use != "" {
		s.Colour = use
	}
	s.Survey = readSurvey(v, s.Survey, wrong)
	for _, p := range s.Problems() {
		if field, says := said(p); field != "after" || !wrong.days() {
			wrong.note(field, says)
		}
	}
	if wrong["colour"] == "" {
		if nearest, ok := Passing(s.Colour); !ok {
			wrong.note("colour", "This colour is hard to read on paper. The nearest that can be read is "+nearest+".")
		}
	}
	return s, wrong
}

func readSurvey(v url.Values, s cx.Survey, wrong Wrong) cx.Survey {
	number := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSpace(v.Get(name)))
		if err != nil {
			wrong.note(name, "A whole number.")
			return -1
		}
		return n
	}
	s.Scale, s.Throttle = cx.Scale(number("scale")), number("throttle")
	s.Window = cx.Window{From: number("window_from"), To: number("window_to")}
	s.Trigger = cx.Trigger{After: cx.Touchpoint(v.Get("after")), Days: number("days")}
	s.Fallbacks = nil
	for i := range Fallbacks {
		after, days := fallbackNames(i)
		if v.Get(after) != "" {
			f := cx.Trigger{After: cx.Touchpoint(v.Get(after)), Days: number(days)}
			s.Fallbacks = append(s.Fallbacks, f)
			checkDays(wrong, days, f)
		}
	}
	checkDays(wrong, "days", s.Trigger)
	s.Strict = v.Get("strict") != ""
	s.Good, s.Bad = reasons(v.Get("good")), reasons(v.Get("bad"))
	if len(s.Good) > 7 {
		wrong.note("good", "At most 7.")
	}
	if len(s.Bad) > 7 {
		wrong.note("bad", "At most 7.")
	}
	return s
}

func checkDays(wrong Wrong, field string, t cx.Trigger) {
	if t.Days < 0 || t.Days > 60 {
		wrong.note(field, "0 to 60 days.")
	}
}

// reasons reads ids, one a line, as they may stand in forms and records: "Matches the photo" is matches_the_photo.
func reasons(text string) []string {
	var ids []string
	for line := range strings.Lines(text) {
		id := strings.Map(func(r rune) rune {
			switch {
			case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '_':
				return r
			case r == ' ', r == '-':
				return '_'
			}
			return -1
		}, strings.ToLower(strings.TrimSpace(line)))
		if id = cx.Cut(id, 30); id != "" && id != cx.OtherReason && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// said names the form's field of a problem, and says it to who fills in the form.
func said(p cx.Problem) (field, text string) {
	words := map[string][2]string{
		"id":                                    {"id", "1 to 40 of a-z, 0-9 and -, for example nordlys."},
		"name":                                  {"name", "What customers call the shop, at most 120 characters."},
		"sender":                                {"sender", "The name of the person who writes."},
		"from":                                  {"from", "One mail address, like mia@nordlys.example."},
		"reply_to":                              {"reply_to", "One mail address that a person reads."},
		"postal":                                {"postal", "The law wants a postal address in every mail."},
		"zone":                                  {"zone", "A time zone by its name, like Europe/Oslo."},
		"country":                               {"country", "Two letters, like NO, or nothing."},
		"languages":                             {"language", "The language for all others must be one of those offered."},
		"colour":                                {"colour", "# and six digits, like #0f5c55."},
		"survey.scale":                          {"scale", "5 or 11 points."},
		"survey.throttle_days":                  {"throttle", "0 to 730 days."},
		"survey.window":                         {"window_from", "The first hour comes before the last, from 0 to 24."},
		`survey.trigger" and "fallbacks`:        {"after", "Choose what the mail follows, 0 to 60 days later."},
		`survey.good_reasons" and "bad_reasons`: {"good", "At most 7 each."},
	}
	if w, ok := words[p.Field]; ok {
		return w[0], w[1]
	}
	return p.Field, p.Text
}

// textContrast is WCAG's least contrast of text.
const textContrast = 4.5

// Passing is the colour itself if text in it can be read on paper, else the nearest that can. False: it could not.
func Passing(colour string) (string, bool) {
	c, err := cx.ParseColour(colour)
	if err != nil {
		return colour, true // said elsewhere
	}
	nearest := c.Readable(textContrast, cx.Colour{R: 0xff, G: 0xfe, B: 0xfb}, cx.Colour{R: 0xf6, G: 0xf4, B: 0xef})
	return nearest.String(), nearest == c
}

// Difference is one field of which two people want different things.
type Difference struct{ Field, Theirs, Yours string }

// Differences lists the fields in which a form differs from what is stored now.
func Differences(stored cx.Shop, typed url.Values) []Difference {
	var all []Difference
	have := Values(stored)
	for _, name := range Names() {
		theirs, yours := strings.Join(have[name], ", "), strings.Join(typed[name], ", ")
		if strings.Join(strings.Fields(theirs), " ") != strings.Join(strings.Fields(yours), " ") {
			all = append(all, Difference{name, theirs, yours})
		}
	}
	return all
}

// Names are the fields of the form, as they stand on the page.
func Names() []string {
	return []string{"name", "sender", "from", "reply_to", "postal", "zone", "country", "language", "languages", "colour",
		"scale", "after", "days", "fallback1", "fallback1_days", "fallback2", "fallback2_days", "throttle", "window_from",
		"window_to", "strict", "good", "bad"}
}
