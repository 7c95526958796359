package wording_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/wording"
	"earshot/shared/words"
)

func TestProblems(t *testing.T) {
	tests := []struct {
		name  string
		words cx.Wording
		field string
		says  string // "" if nothing is wrong
	}{
		{"Earshot's own words", cx.Wording{}, "subject", ""},
		{"plain words", cx.Wording{Subject: "How was it?"}, "subject", ""},
		{"a field and its fallback", cx.Wording{Subject: "{first}, how is the {item}?\nHow was your order from {shop}?"}, "subject", ""},
		{"no fallback", cx.Wording{Subject: "{first}, how was it?"}, "subject", "Not of every customer {first}"},
		{"a fallback that needs as much", cx.Wording{Question: "{first}?\nHow is the {item}?"}, "question", "Not of every customer {item}"},
		{"an unknown field", cx.Wording{Subject: "Hello {firstname}\nHello"}, "subject", "There is no {firstname}"},
		{"a field of another text", cx.Wording{Subject: "Since {day}\nHello"}, "subject", "There is no {day}"},
		{"a day where there is one", cx.Wording{Intro: "It came on {day}.\nIt came."}, "intro", ""},
		{"a field that no page knows", cx.Wording{Thanks: "Thanks, {first}\nThanks"}, "thanks", "There is no {first}"},
		{"an open brace", cx.Wording{Intro: "Hello {first"}, "intro", "Braces"},
		{"fields where there are none", cx.Wording{Low: "{shop}"}, "low", "no fields"},
		{"two lines where one goes", cx.Wording{Sender: "Mia\nBcc: x@y.example"}, "sender", "One line"},
		{"too many lines", cx.Wording{Subject: "a\nb\nc\nd\ne"}, "subject", "Fewer lines"},
		{"too long", cx.Wording{Subject: strings.Repeat("ä", 91)}, "subject", "too long"},
		{"as long as it may be", cx.Wording{Subject: strings.Repeat("ä", 90)}, "subject", ""},
		{"a long reason", cx.Wording{Reasons: map[string]string{"price": strings.Repeat("x", 41)}}, "reason.price", "too long"},
		{"a reason with a field", cx.Wording{Reasons: map[string]string{"price": "{item}"}}, "reason.price", "no fields"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := wording.Problems(tt.words)
			if tt.says == "" && len(got) > 0 || !strings.Contains(got[tt.field], tt.says) || tt.says != "" && len(got) != 1 {
				t.Errorf("Problems = %v, want %q at %s", got, tt.says, tt.field)
			}
		})
	}
}

func TestValuesAndBack(t *testing.T) {
	w := cx.Wording{Sender: "Mia", Subject: "{first}?\nAnd?", Question: "q", Intro: "i", Low: "l", High: "h", Thanks: "t",
		Reasons: map[string]string{"price": "Preis"}}
	reasons := []string{"price", "other"}
	if got := wording.Read(wording.Values(w, reasons), reasons); !reflect.DeepEqual(got, w) {
		t.Errorf("Read(Values) = %+v, want %+v", got, w)
	}
	v := wording.Values(w, reasons)
	v.Set("subject", "  Hello \r\n\r\n\tthere\x00you\n")
	if got := wording.Read(v, reasons).Subject; got != "Hello\nthere you" {
		t.Errorf("a tidied subject is %q", got)
	}
	other := w
	other.Version = "7"
	if !wording.Same(w, other, reasons) {
		t.Error("a version alone makes words differ")
	}
	other.Low = "x"
	if wording.Same(w, other, reasons) {
		t.Error("different words are the same")
	}
}

// What the form offers is what the mail knows: every known field has a place in Earshot's own words or a mail.
func TestTheKeysExist(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	lang := book.For("en", "")
	for _, text := range wording.Texts() {
		for _, key := range text.Keys {
			if !lang.Has(key) {
				t.Errorf("the text %s has no key %s", text.Name, key)
			}
			for _, line := range strings.Split(lang.Written(key), "\n") {
				fields, err := words.Fields(line)
				for _, f := range fields {
					if !slices.Contains(text.Known, f) {
						t.Errorf("Earshot's own %s holds {%s}, which the form refuses", key, f)
					}
				}
				if err != nil {
					t.Errorf("%s: %v", key, err)
				}
			}
		}
	}
}

func TestReasons(t *testing.T) {
	got := wording.Reasons(cx.Survey{Good: []string{"price", "quality"}, Bad: []string{"price", "late"}})
	if want := []string{"price", "quality", "late", "other"}; !slices.Equal(got, want) {
		t.Errorf("Reasons = %v, want %v", got, want)
	}
}
