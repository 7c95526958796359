package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// spoken is the record of an answer.
func spoken(status cx.Status, score int64, reasons, segment string) table.Item {
	return table.Item{Key: table.Key{Partition: "P#x", Sort: "R#y"}, Values: table.Values{
		"shop": table.String("s"), "survey": table.String("q"), "day": table.String("2026-11-24"), "scale": table.Number(5),
		"status": table.String(string(status)), "score": table.Number(score), "reasons": table.String(reasons), "segment": table.String(segment),
	}}
}

const everything = `{"country":"NO","wording":"3/nb","repeat":true,"items":[{"id":"a#b"},{"id":"c"}]}`

func TestAnAnswerIsBrokenDown(t *testing.T) {
	tests := []struct {
		name     string
		old, now table.Item
		want     map[string]int64 // by dimension, value and counter
	}{
		{"a new answer", table.Item{}, spoken(cx.Counted, 4, "price other", everything), map[string]int64{
			"country NO answer_counted_4": 1, "language nb answer_counted_4": 1, "product a#b answer_counted_4": 1, "visit repeat answer_counted_4": 1,
			"reason price answer_counted_4": 1, "reason other answer_counted_4": 1,
			"values  country_NO": 1, "values  language_nb": 1, "values  visit_repeat": 1, "values  reason_price": 1, "values  reason_other": 1,
		}},
		{"another score", spoken(cx.Counted, 4, "", `{}`), spoken(cx.Counted, 5, "", `{}`), map[string]int64{
			"visit first answer_counted_4": -1, "visit first answer_counted_5": 1}},
		{"another reason", spoken(cx.Counted, 4, "price", `{}`), spoken(cx.Counted, 4, "quality", `{}`), map[string]int64{
			"reason price answer_counted_4": -1, "reason quality answer_counted_4": 1, "values  reason_price": -1, "values  reason_quality": 1}},
		{"surer", spoken(cx.Probable, 4, "", `{}`), spoken(cx.Counted, 4, "", `{}`), map[string]int64{
			"visit first answer_probable_4": -1, "visit first answer_counted_4": 1}},
		{"held back afterwards", spoken(cx.Probable, 4, "", `{"country":"NO"}`), spoken(cx.Held, 4, "", `{"country":"NO"}`), map[string]int64{
			"visit first answer_probable_4": -1, "country NO answer_probable_4": -1, "values  visit_first": -1, "values  country_NO": -1}},
		{"held from the beginning", table.Item{}, spoken(cx.Held, 4, "price", everything), map[string]int64{}},
		{"read by the merchant", spoken(cx.Counted, 4, "price", everything), spoken(cx.Counted, 4, "price", everything), map[string]int64{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]int64{}
			for k, n := range ledger.Difference(table.Change{Old: tt.old, New: tt.now}) {
				if k.Part != (ledger.Part{}) {
					got[fmt.Sprintf("%s %s %s", k.Part.By, k.Part.Value, k.Name)] = n
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("the change counts\n%v, want\n%v", got, tt.want)
			}
		})
	}
}

// TestPartsAreKeptByMonth is about what a breakdown costs: one item a value, and no day or week.
func TestPartsAreKeptByMonth(t *testing.T) {
	keys := map[string]bool{}
	for _, w := range ledger.Increments(ledger.ContributionOf(spoken(cx.Counted, 4, "price", everything)), 2) {
		keys[w.Key.Partition+" "+w.Key.Sort] = true
	}
	for _, want := range []string{
		"C#s#q#2026 d#2026-11-24#2", "C#s#q#2026 w#2026-W48#2", "C#s#q#2026 m#2026-11#2", "C#s#q#country#NO#2026 m#2026-11#2",
		"C#s#q#product#a%23b#2026 m#2026-11#2", "C#s#q#reason#price#2026 m#2026-11#2", "C#s#q#values##2026 m#2026-11#2",
	} {
		if !keys[want] {
			t.Errorf("there is no counter %s", want)
		}
	}
	if len(keys) != 9 {
		t.Errorf("one answer with one reason increments %d items, want 9: %v", len(keys), keys)
	}
}

// TestOneChangeFitsATransaction: a change is never split, so the worst one must fit into a transaction of 90 increments.
func TestOneChangeFitsATransaction(t *testing.T) {
	words := func(prefix string) string { return strings.Repeat(prefix+" ", 3) }
	old := spoken(cx.Counted, 1, "a b c d e f g h i j "+words("k"), everything)
	now := spoken(cx.Counted, 5, "m n o p q r s t u v "+words("w"), `{"country":"DE","wording":"3/de","items":[{"id":"z"}]}`)
	now.Values["day"] = table.String("2027-01-01")
	if n := len(ledger.Increments(ledger.Difference(table.Change{Old: old, New: now}), 0)); n > 45 {
		t.Errorf("one change increments %d items, want at most half a transaction", n)
	}
}

func TestTallyPart(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	for i, day := range []string{"2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"} {
		item := spoken(cx.Counted, int64(2+i), "price", everything)
		item.Values["day"] = table.String(day)
		if err := e.Commit(t.Context(), ledger.Increments(ledger.ContributionOf(item), i)...); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		from, to string
		want     map[int]int64
	}{
		{"2026-01-15", "2026-02-01", map[int]int64{3: 1, 4: 1}},
		{"2025-12-31", "2026-01-01", map[int]int64{2: 1, 3: 1}},
		{"2026-03-31", "2026-03-31", map[int]int64{5: 1}},
		{"2024-01-01", "2025-11-30", map[int]int64{}},
	}
	for _, tt := range tests {
		t.Run(tt.from+" to "+tt.to, func(t *testing.T) {
			m, err := ledger.MonthsOf(tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []ledger.Part{{By: cx.ByCountry, Value: "NO"}, {By: cx.ByProduct, Value: "a#b"}, {By: cx.ByReason, Value: "price"}} {
				got, err := l.TallyPart(t.Context(), "s", "q", p, m)
				if err != nil || fmt.Sprint(got.Scores(cx.Counted)) != fmt.Sprint(tt.want) {
					t.Errorf("TallyPart(%v) = %v, %v; want %v", p, got.Scores(cx.Counted), err, tt.want)
				}
			}
			values, err := l.Values(t.Context(), "s", "q", m)
			if err != nil || int(values[cx.ByCountry]["NO"]) != len(tt.want) || int(values[cx.ByReason]["price"]) != len(tt.want) || values[cx.ByProduct] != nil {
				t.Errorf("Values = %v, %v; want %d answers from NO", values, err, len(tt.want))
			}
		})
	}
	if _, err := ledger.MonthsOf("yesterday", "2026-01-01"); kindOf(err) != cx.Invalid {
		t.Errorf("MonthsOf(yesterday) = %v, want it refused", err)
	}
}
