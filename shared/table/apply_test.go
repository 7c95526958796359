package table_test

import (
	"errors"
	"maps"
	"testing"

	"earshot/shared/table"
)

func TestApplyLeavesTheOldItemAlone(t *testing.T) {
	old := table.Item{Key: key("a"), Values: table.Values{"n": number(1), "s": table.String("x")}}
	before := maps.Clone(old.Values)
	w := table.Update(key("a"), table.Values{"m": number(2)}, []string{"s"})
	w.Add = map[string]int64{"n": 5}
	tests := []struct {
		name string
		w    table.Write
		want table.Item
	}{
		{"update", w, table.Item{Key: key("a"), Values: table.Values{"n": number(6), "m": number(2)}}},
		{"put", table.Put(key("a"), table.Values{"m": number(2)}), table.Item{Key: key("a"), Values: table.Values{"m": number(2)}}},
		{"delete", table.Delete(key("a")), table.Item{}},
		{"check", table.Check(key("a")), old},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.w.Apply(old)
			if err != nil || !got.Same(tt.want) {
				t.Errorf("Apply = %v, %v, want %v", got, err, tt.want)
			}
			if !maps.Equal(old.Values, before) {
				t.Errorf("the old item became %v", old)
			}
		})
	}
	if _, err := table.Add(key("a"), map[string]int64{"s": 1}).Apply(old); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("a text incremented: %v, want ErrInvalid", err)
	}
}

func TestCompareSequence(t *testing.T) {
	rising := []string{"", "1", "2", "9", "10", "99", "100", "1405400000000002063282832", "1405400000000002063282833"}
	for i, a := range rising {
		for j, b := range rising {
			got := table.CompareSequence(a, b)
			if (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("CompareSequence(%q, %q) = %d", a, b, got)
			}
		}
	}
}

func TestPrefix(t *testing.T) {
	q := table.Query{}.Prefix("2026")
	for s, in := range map[string]bool{"2026": true, "2026-01": true, "2026\U0001F600": true, "2025": false, "2027": false, "202": false} {
		if got := s >= q.From && s < q.To; got != in {
			t.Errorf("%q begins with 2026: %v, want %v", s, got, in)
		}
	}
}
