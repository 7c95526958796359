package cx_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"earshot/shared/cx"
)

func TestTally(t *testing.T) {
	a := cx.Tally{Sent: 10, Bounced: 1, Opened: 4, Answers: map[cx.Status]map[int]int64{
		cx.Counted: {5: 2, 1: 1}, cx.Held: {3: 7},
	}}
	b := cx.Tally{Sent: 5, Complained: 2, Unsubscribed: 3, Answers: map[cx.Status]map[int]int64{
		cx.Counted: {5: 1}, cx.Probable: {4: 1},
	}}
	want := cx.Tally{Sent: 15, Bounced: 1, Complained: 2, Unsubscribed: 3, Opened: 4, Answers: map[cx.Status]map[int]int64{
		cx.Counted: {5: 3, 1: 1}, cx.Held: {3: 7}, cx.Probable: {4: 1},
	}}
	sum := a.Plus(b)
	if !reflect.DeepEqual(sum, want) || !reflect.DeepEqual(b.Plus(a), want) {
		t.Errorf("sum %+v, want %+v", sum, want)
	}
	if n := sum.Count(cx.Counted, cx.Probable); n != 5 {
		t.Errorf("counted and probable are %d, want 5", n)
	}
	if n := sum.Count(cx.Counted, cx.Counted); n != 4 {
		t.Errorf("counted, named twice, are %d, want 4", n)
	}
	if n := sum.Count(); n != 0 {
		t.Errorf("of no status there are %d", n)
	}
	scores := sum.Scores(cx.Counted, cx.Probable)
	if want := map[int]int64{1: 1, 4: 1, 5: 3}; !reflect.DeepEqual(scores, want) {
		t.Errorf("scores %v, want %v", scores, want)
	}
	scores[5], sum.Answers[cx.Counted][1] = 100, 100
	if a.Answers[cx.Counted][1] != 1 || a.Answers[cx.Counted][5] != 2 {
		t.Error("the sum shares memory with what it was added up from")
	}
	if zero := (cx.Tally{}).Plus(cx.Tally{}); zero.Count(cx.Counted) != 0 || zero.Sent != 0 {
		t.Errorf("nothing and nothing are %+v", zero)
	}
}

func TestWordsClean(t *testing.T) {
	survey := cx.NewShop("nordlys", "Nordlys").Survey
	survey.Good, survey.Bad = []string{"quality", "price"}, []string{"quality", "late"}
	many := cx.Survey{Good: []string{"1", "2", "3", "4", "5", "6", "7"}, Bad: []string{"a", "b", "c"}}
	tests := []struct {
		name   string
		survey cx.Survey
		in     cx.Words
		want   cx.Words
	}{
		{"all known", survey, cx.Words{Reasons: []string{"late", "quality"}, MayContact: true}, cx.Words{Reasons: []string{"late", "quality"}, MayContact: true}},
		{"unknown and doubled reasons", survey, cx.Words{Reasons: []string{"<b>", "price", "price", ""}}, cx.Words{Reasons: []string{"price"}}},
		{"something else", survey, cx.Words{Reasons: []string{"other"}}, cx.Words{Reasons: []string{"other"}}},
		{"at most eight", many, cx.Words{Reasons: strings.Fields("1 2 3 4 5 6 7 a b c")}, cx.Words{Reasons: strings.Fields("1 2 3 4 5 6 7 a")}},
		{"trimmed comment", survey, cx.Words{Comment: " \n Fine. \t"}, cx.Words{Comment: "Fine."}},
		{"lines of a form", survey, cx.Words{Comment: "One\r\n\r\ntwo\tthree"}, cx.Words{Comment: "One\n\ntwo\tthree"}},
		{"control characters", survey, cx.Words{Comment: "a\x00b\x1b[31mc\u0085d\re"}, cx.Words{Comment: "ab[31mcde"}},
		{"bytes that are no text", survey, cx.Words{Comment: "a\xff\xfeb"}, cx.Words{Comment: "ab"}},
		{"only blanks", survey, cx.Words{Comment: " \r\n "}, cx.Words{}},
		{"exactly the limit", survey, cx.Words{Comment: strings.Repeat("a", 4000)}, cx.Words{Comment: strings.Repeat("a", 4000)}},
		{"cut before a character that does not fit", survey, cx.Words{Comment: strings.Repeat("a", 3999) + "å"}, cx.Words{Comment: strings.Repeat("a", 3999)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.in.Clean(tt.survey)
			if !slices.Equal(got.Reasons, tt.want.Reasons) || got.Comment != tt.want.Comment || got.MayContact != tt.want.MayContact {
				t.Errorf("Clean = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func FuzzWordsClean(f *testing.F) {
	f.Add("Fine.\r\nThanks \xff")
	f.Add(strings.Repeat("日", 1400))
	f.Fuzz(func(t *testing.T, s string) {
		once := cx.Words{Comment: s}.Clean(cx.Survey{})
		if !utf8.ValidString(once.Comment) || len(once.Comment) > cx.CommentLimit || once.Comment != strings.TrimSpace(once.Comment) {
			t.Errorf("Clean(%q) = %q", s, once.Comment)
		}
		if twice := once.Clean(cx.Survey{}); twice.Comment != once.Comment {
			t.Errorf("cleaned twice it is %q, before %q", twice.Comment, once.Comment)
		}
	})
}
