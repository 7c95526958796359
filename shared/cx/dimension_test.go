package cx_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestValuesOfAnAnswer(t *testing.T) {
	full := cx.Response{
		Reasons: []string{"quality", "price"},
		Segment: cx.Segment{Repeat: true, Country: "NO", Wording: "12/nb", Items: []cx.Item{{ID: "p1"}, {ID: "p2"}}},
	}
	long := cx.Response{Segment: cx.Segment{Country: "Norway", Language: strings.Repeat("x", 36), Items: []cx.Item{{ID: strings.Repeat("9", 129)}}}}
	tests := []struct {
		name string
		r    cx.Response
		by   cx.Dimension
		want []string
	}{
		{"country", full, cx.ByCountry, []string{"NO"}},
		{"the language of the mail", full, cx.ByLanguage, []string{"nb"}},
		{"the language, told apart", cx.Response{Segment: cx.Segment{Language: "de", Wording: "1/en"}}, cx.ByLanguage, []string{"de"}},
		{"the first product alone", full, cx.ByProduct, []string{"p1"}},
		{"each reason", full, cx.ByReason, []string{"quality", "price"}},
		{"no more reasons than are kept", cx.Response{Reasons: strings.Fields("a b c d e f g h i j")}, cx.ByReason, strings.Fields("a b c d e f g h")},
		{"a customer who came back", full, cx.ByVisit, []string{cx.RepeatPurchase}},
		{"a new customer", cx.Response{}, cx.ByVisit, []string{cx.FirstPurchase}},
		{"no country", cx.Response{}, cx.ByCountry, nil},
		{"no product", cx.Response{}, cx.ByProduct, nil},
		{"what is no country is no key", long, cx.ByCountry, nil},
		{"nor is what no language is", long, cx.ByLanguage, nil},
		{"nor an endless product id", long, cx.ByProduct, nil},
		{"an unknown dimension", full, "colour", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.r.Values(tt.by)
			if !slices.Equal(got, tt.want) {
				t.Errorf("Values(%s) = %q, want %q", tt.by, got, tt.want)
			}
			for _, v := range tt.want {
				if !tt.r.Within(tt.by, v) {
					t.Errorf("the answer is not within %s %q", tt.by, v)
				}
			}
		})
	}
	if full.Within(cx.ByCountry, "") || full.Within(cx.ByProduct, "p2") {
		t.Error("an answer is within what it does not count under")
	}
}

func TestAnAnswerThatChangesIsNewsAgain(t *testing.T) {
	first := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	r := cx.Response{Changed: first}
	if !r.Unread() {
		t.Error("a new answer is read")
	}
	r.Read = first
	if r.Unread() {
		t.Error("what was read is unread")
	}
	if r.Changed = first.Add(time.Millisecond); !r.Unread() {
		t.Error("what changed after it was read is not news")
	}
}
