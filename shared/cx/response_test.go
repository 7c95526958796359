package cx_test

import (
	"slices"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestRank(t *testing.T) {
	ranked := []cx.Status{cx.Opened, cx.Held, cx.Probable, cx.Counted}
	if !slices.IsSortedFunc(ranked, func(a, b cx.Status) int { return cx.Rank(a) - cx.Rank(b) }) || cx.Rank(cx.Opened) == cx.Rank(cx.Held) {
		t.Error("the statuses are not ranked as they can be believed")
	}
	if cx.Rank("") != cx.Rank(cx.Opened) {
		t.Error("no status and opened rank apart, though neither is an answer")
	}
}

func TestSaidReplacesTheWords(t *testing.T) {
	r := cx.Response{Score: 4, HasScore: true}.Said(cx.Words{Reasons: []string{"price"}, Comment: "dear", MayContact: true})
	if r.Comment != "dear" || !r.MayContact || !slices.Equal(r.Reasons, []string{"price"}) || r.Score != 4 {
		t.Errorf("Said = %+v", r)
	}
	if r = r.Said(cx.Words{}); r.Comment != "" || r.MayContact || len(r.Reasons) != 0 || !r.HasScore {
		t.Errorf("taken back = %+v, want the score alone", r)
	}
}

func TestNewSegment(t *testing.T) {
	placed := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	o := cx.Order{
		State:   cx.OrderState{Placed: placed, Country: "NO", Locale: "nb", Total: 7500, Currency: "EUR"},
		Touched: map[cx.Touchpoint]time.Time{cx.Delivered: placed.Add(4*24*time.Hour + time.Hour)},
		Message: cx.Message{Repeat: true, Wording: "3/de"},
	}
	s := cx.NewSegment(o)
	if s.Days != 4 || s.Band != "EUR 50-100" || !s.Repeat || s.Country != "NO" || s.Wording != "3/de" {
		t.Errorf("NewSegment = %+v", s)
	}
	o.Touched = nil
	if s := cx.NewSegment(o); s.Days != 0 {
		t.Errorf("Days without a delivery = %d, want 0", s.Days)
	}
}
