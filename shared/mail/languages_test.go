package mail_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"earshot/shared/cx"
)

// What a phone shows of a subject is about 60 characters.
func TestSubjectsAreShort(t *testing.T) {
	w := writer(t, book(t))
	for _, tag := range book(t).Tags() {
		for name, change := range map[string]func(*cx.Facts){
			"about an item":  func(*cx.Facts) {},
			"about an order": func(f *cx.Facts) { f.Order.State.Items = nil },
			"eleven points":  func(f *cx.Facts) { f.Shop.Survey.Scale = cx.ElevenPoints },
		} {
			f := ada(t)
			f.Order.State.Locale = tag
			change(&f)
			subject := decoded(t, parse(t, survey(t, w, f).Raw).header.Get("Subject"))
			if n := utf8.RuneCountInString(subject); n > 60 {
				t.Errorf("%s, %s: a subject of %d characters: %s", tag, name, n, subject)
			}
		}
	}
}

func TestTheLanguageOfAMail(t *testing.T) {
	w := writer(t, book(t))
	tests := []struct {
		name   string
		change func(*cx.Facts)
		want   string
	}{
		{"the order's", func(f *cx.Facts) { f.Order.State.Locale, f.Person.Locale, f.Order.State.Country = "it", "fr", "DE" }, "it"},
		{"not spoken: the customer's", func(f *cx.Facts) { f.Order.State.Locale, f.Person.Locale, f.Order.State.Country = "fi", "fr", "DE" }, "fr"},
		{"none told: the country's", func(f *cx.Facts) { f.Order.State.Locale, f.Order.State.Country = "", "BR" }, "pt-BR"},
		{"of the customer's country", func(f *cx.Facts) { f.Order.State.Locale, f.Person.Country = "", "PL" }, "pl"},
		{"a country of several languages: the shop's", func(f *cx.Facts) { f.Order.State.Locale, f.Order.State.Country, f.Shop.Language = "", "CH", "it" }, "it"},
		{"not offered: the shop's", func(f *cx.Facts) {
			f.Order.State.Locale, f.Shop.Language, f.Shop.Languages = "he", "nl", []string{"nl", "de"}
		}, "nl"},
	}
	for _, tt := range tests {
		f := ada(t)
		tt.change(&f)
		f.Shop.Survey.Texts = map[string]cx.Wording{"en": {Version: "7", Question: "Leaked?", Intro: "Leaked.", Low: "Leaked", Subject: "Leaked"}}
		e, wording, err := w.Survey(f, token(), now())
		if err != nil || wording != "0/"+tt.want {
			t.Errorf("%s: wording %s, %v, want %s", tt.name, wording, err, tt.want)
		}
		r := parse(t, e.Raw)
		if !strings.Contains(r.html, `lang="`+tt.want+`"`) || strings.Contains(r.html+r.text+decoded(t, r.header.Get("Subject")), "Leaked") {
			t.Errorf("%s: the mail is not all in %s", tt.name, tt.want)
		}
	}
}

// In Arabic and Hebrew the mail runs from the right, says which score is which, and keeps Latin names together.
func TestMailsFromTheRight(t *testing.T) {
	w := writer(t, book(t))
	for tag, wants := range map[string][]string{
		"ar": {"من 1 (غير جيد) إلى 5 (رائع)", "«\u2068Serving bowl Fjord\u2069»", "يوم الثلاثاء", "يوم 17 نوفمبر", "\u2068Mia Lindqvist\u2069"},
		"he": {"מ-1 (לא טוב) עד 5 (נפלא)", "”\u2068Serving bowl Fjord\u2069”", "הגיעה ביום שלישי", "ב-17 בנובמבר"},
	} {
		r := parse(t, survey(t, w, variants(t)["five-"+tag]).Raw)
		if strings.Count(r.html, `dir="rtl"`) != 2 || strings.Contains(r.html, "text-align:left") {
			t.Errorf("%s: not from right to left", tag)
		}
		for _, want := range wants {
			if !strings.Contains(html.UnescapeString(r.html), want) || !strings.Contains(r.text, want) {
				t.Errorf("%s: %q is not in both parts", tag, want)
			}
		}
		if !strings.HasPrefix(decoded(t, r.header.Get("Subject")), "\u200f") {
			t.Errorf("%s: a list of mails would set the subject from left to right", tag)
		}
		from, err := r.header.AddressList("From")
		if err != nil || strings.ContainsAny(from[0].Name, "\u2068\u2069") {
			t.Errorf("%s: From = %v, %v: no marks of direction in a name", tag, from, err)
		}
		if strings.Count(r.text, "\u2068") != strings.Count(r.text, "\u2069") || slices.Contains(strings.Fields(r.text), "\u2068\u2069") {
			t.Errorf("%s: marks of direction are not in pairs", tag)
		}
	}
}
