package tabletest

import (
	"math"
	"strings"
	"testing"

	"earshot/shared/table"
)

func runGet(t *testing.T, open Open) {
	t.Run("answers in the order of the keys, with gaps for what is missing", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), table.Values{"n": number(1)}), table.Put(key("b"), table.Values{"n": number(2)}))
		items, err := tbl.Get(t.Context(), key("b"), key("nothing"), key("a"))
		if err != nil || len(items) != 3 {
			t.Fatalf("Get = %v, %v, want 3 items", items, err)
		}
		wantItem(t, "first", items[0], key("b"), table.Values{"n": number(2)})
		wantGone(t, "second", items[1])
		wantItem(t, "third", items[2], key("a"), table.Values{"n": number(1)})
	})
	t.Run("of one missing item and of none", func(t *testing.T) {
		tbl := open(t)
		wantGone(t, "Get", get(t, tbl, key("a")))
		if items, err := tbl.Get(t.Context()); err != nil || len(items) != 0 {
			t.Errorf("Get of no key = %v, %v, want nothing", items, err)
		}
	})
	t.Run("of 100 keys", func(t *testing.T) { getHundred(t, open(t)) })
	t.Run("of many large items at once", func(t *testing.T) { getLarge(t, open(t)) })
}

func getHundred(t *testing.T, tbl table.Table) {
	fill(t, tbl, 100, func(i int) table.Write {
		return table.Put(table.Key{Partition: numbered(i), Sort: "s"}, table.Values{"n": number(int64(i))})
	})
	keys := make([]table.Key, 100)
	for i := range keys {
		keys[i] = table.Key{Partition: numbered(99 - i), Sort: "s"}
	}
	items, err := tbl.Get(t.Context(), keys...)
	if err != nil || len(items) != 100 {
		t.Fatalf("Get of 100 keys = %d items, %v", len(items), err)
	}
	for i, item := range items {
		if item.Key != keys[i] || item.Values["n"].Int() != int64(99-i) {
			t.Fatalf("item %d: %v", i, item)
		}
	}
}

// getLarge reads more than the 1 MB of a page. That DynamoDB answers at most 16 MB at once is tested by a fake in package
// dynamo: so much breaks DynamoDB Local when its heap is small, and it keeps all images for 24 hours.
func getLarge(t *testing.T, tbl table.Table) {
	big := strings.Repeat("x", 100_000)
	keys := make([]table.Key, 14)
	for i := range keys {
		keys[i] = table.Key{Partition: "large", Sort: numbered(i)}
		commit(t, tbl, table.Put(keys[i], table.Values{"big": text(big)}))
	}
	items, err := tbl.Get(t.Context(), keys...)
	if err != nil || len(items) != len(keys) {
		t.Fatalf("Get = %d items, %v", len(items), err)
	}
	for i, item := range items {
		if item.Key != keys[i] || len(item.Values["big"].Text()) != len(big) {
			t.Fatalf("item %d is %v with %d bytes", i, item.Key, len(item.Values["big"].Text()))
		}
	}
	if items, _ := all(t, tbl, table.Query{Partition: "large"}); len(items) != len(keys) {
		t.Errorf("Query = %d items, want %d", len(items), len(keys))
	}
}

func runValues(t *testing.T, open Open) {
	t.Run("come back as they were", func(t *testing.T) {
		tbl := open(t)
		values := table.Values{
			"empty": text(""), "zero": number(0), "negative": number(-1),
			"greatest": number(math.MaxInt64), "least": number(math.MinInt64),
			"unicode": text("Grüße, 漢字, 👩‍👩‍👧, \U0010FFFF"), "controls": text("\x00\x01\n\r\t\x7f"), "digits": text("12"),
			"an attribute:with #signs.and[dots]": text("x"), "size": text("a word that DynamoDB reserves"),
		}
		commit(t, tbl, table.Put(key("a"), values))
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), values)
		items, _ := all(t, tbl, table.Query{Partition: "p"})
		if len(items) != 1 {
			t.Fatalf("Query = %v", items)
		}
		wantItem(t, "Query", items[0], key("a"), values)
	})
	t.Run("may be none at all", func(t *testing.T) {
		tbl := open(t)
		commit(t, tbl, table.Put(key("a"), nil))
		if got := get(t, tbl, key("a")); !got.Exists() || len(got.Values) != 0 {
			t.Errorf("Get = %v, want the bare item", got)
		}
	})
	t.Run("may be large", func(t *testing.T) {
		tbl := open(t)
		values := table.Values{"big": text(strings.Repeat("ü", 195_000))}
		commit(t, tbl, table.Put(key("a"), values))
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), values)
	})
	t.Run("that are over their time are still read", func(t *testing.T) {
		tbl := open(t)
		values := table.Values{table.Expires: number(1)} // 1970: DynamoDB leaves alone what is over for five years
		commit(t, tbl, table.Put(key("a"), values))
		wantItem(t, "Get", get(t, tbl, key("a")), key("a"), values)
	})
	t.Run("of any key", func(t *testing.T) { anyKey(t, open(t)) })
}

// anyKey wants keys that look alike to stay apart.
func anyKey(t *testing.T, tbl table.Table) {
	keys := []table.Key{
		{Partition: "a", Sort: "bc"}, {Partition: "ab", Sort: "c"}, {Partition: "a#b", Sort: "c"}, {Partition: "a", Sort: "b#c"},
		{Partition: "a\x00", Sort: "b"}, {Partition: "a", Sort: "\x00b"}, {Partition: "a\x00b", Sort: "\x00"},
		{Partition: "ü", Sort: "漢"}, {Partition: " ", Sort: "%"}, {Partition: "a", Sort: "a\xc3\xbf"},
		{Partition: strings.Repeat("p", table.MaxPartition), Sort: strings.Repeat("s", table.MaxSort)},
		{Partition: strings.Repeat("p", 256), Sort: "s"}, {Partition: strings.Repeat("p", 255), Sort: "ps"},
	}
	for i, k := range keys {
		commit(t, tbl, table.Put(k, table.Values{"n": number(int64(i))}))
	}
	for i, k := range keys {
		wantItem(t, "Get", get(t, tbl, k), k, table.Values{"n": number(int64(i))})
	}
	items, _ := all(t, tbl, table.Query{Partition: "a"})
	if got := strings.Join(sorts(items), "|"); got != "\x00b|a\xc3\xbf|b#c|bc" {
		t.Errorf("partition a holds %q", got)
	}
}
