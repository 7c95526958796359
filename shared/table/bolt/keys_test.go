package bolt

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"earshot/shared/table"
)

// keysFor cuts fuzzed texts to what a table allows.
func keysFor(p1, s1, p2, s2 string) (a, b table.Key) {
	cut := func(s string, n int) string { return s[:min(len(s), n)] }
	return table.Key{Partition: cut(p1, table.MaxPartition), Sort: cut(s1, table.MaxSort)},
		table.Key{Partition: cut(p2, table.MaxPartition), Sort: cut(s2, table.MaxSort)}
}

func seeds(f *testing.F) {
	f.Add("p", "a", "p", "b")
	f.Add("a", "bc", "ab", "c")
	f.Add("p", "a", "p", "a\x00")
	f.Add("p", "a\x00", "p", "a\x01")
	f.Add("p", "a\x00\x01", "p", "a\x00\xff")
	f.Add("p", "ü", "p", "\U0001F600")
	f.Add("", "", "p", strings.Repeat("x", 2000))
}

func sign(n int) int { return min(1, max(-1, n)) }

// FuzzKey wants keys to come back, to stay apart, and to keep the order of sort keys within a partition.
func FuzzKey(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, p1, s1, p2, s2 string) {
		a, b := keysFor(p1, s1, p2, s2)
		ea, eb := appendKey(nil, a), appendKey(nil, b)
		if got, err := parseKey(string(ea)); err != nil || got != a {
			t.Fatalf("%q came back as %q, %v", a, got, err)
		}
		if bytes.Equal(ea, eb) != (a == b) {
			t.Fatalf("%q and %q are written as %q and %q", a, b, ea, eb)
		}
		if a.Partition == b.Partition && sign(bytes.Compare(ea, eb)) != strings.Compare(a.Sort, b.Sort) {
			t.Fatalf("%q and %q changed their order", a, b)
		}
	})
}

// FuzzIndexKey wants the same of index entries, whatever the primary key that follows, and the range of a query to
// hold exactly the sort keys that are in it.
func FuzzIndexKey(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, p1, s1, p2, s2 string) {
		a, b := keysFor(p1, s1, p2, s2)
		ea, eb := appendIndexKey(nil, a, b), appendIndexKey(nil, b, a)
		if index, primary, err := parseIndexKey(string(ea)); err != nil || index != a || primary != b {
			t.Fatalf("%q, %q came back as %q, %q, %v", a, b, index, primary, err)
		}
		if bytes.Equal(ea, eb) != (a == b) {
			t.Fatalf("%q and %q are written as %q and %q", a, b, ea, eb)
		}
		if a.Partition != b.Partition || a.Sort == b.Sort {
			return
		}
		if sign(bytes.Compare(ea, eb)) != strings.Compare(a.Sort, b.Sort) {
			t.Fatalf("%q and %q changed their order", a, b)
		}
		bound := appendEscaped(appendPartition(nil, b.Partition), b.Sort)
		if (bytes.Compare(ea, bound) < 0) != (a.Sort < b.Sort) || bytes.Compare(eb, bound) < 0 {
			t.Fatalf("the bound %q cuts wrongly at %q", b.Sort, a.Sort)
		}
	})
}

// FuzzDecode wants damaged records to be errors, never a panic or a huge allocation.
func FuzzDecode(f *testing.F) {
	k := table.Key{Partition: "p", Sort: "s"}
	item := table.Item{Key: k, Values: table.Values{"n": table.Number(-5), "s": table.String("ü"), "e": table.String("")}}
	f.Add(appendValues(nil, item.Values))
	f.Add(appendChange(nil, k, item, item, true))
	f.Add(appendIndexKey(nil, k, k))
	f.Add([]byte("\xff\xff\xff\xff\x0f"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if i, err := decodeItem(k, b); err == nil {
			again, err := decodeItem(k, appendValues(nil, i.Values))
			if err != nil || !again.Same(i) {
				t.Fatalf("%v came back as %v, %v", i, again, err)
			}
		}
		if c, err := decodeChange(b); err == nil && c.Old.Exists() && c.Old.Key != c.New.Key && c.New.Exists() {
			t.Fatalf("a change of two items: %v", c)
		}
		_, _ = parseKey(string(b))
		_, _, _ = parseIndexKey(string(b))
		_, _, _ = parseExpiry(string(b))
	})
}

func TestCodecIsTheSameForTheSameItem(t *testing.T) {
	values := table.Values{"b": table.Number(1), "a": table.String("x"), "c": table.Number(0)}
	first := appendValues(nil, values)
	for range 20 {
		if again := appendValues(nil, maps.Clone(values)); !bytes.Equal(first, again) {
			t.Fatalf("%q and %q", first, again)
		}
	}
}

func TestDamagedRecordsAreToldApart(t *testing.T) {
	k := table.Key{Partition: "p", Sort: "s"}
	whole := appendValues(nil, table.Values{"n": table.Number(300), "s": table.String("text")})
	for n := range whole {
		if i, err := decodeItem(k, whole[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are read as %v", n, len(whole), i)
		}
	}
	if _, err := decodeItem(k, append(whole, 0)); err == nil {
		t.Error("a byte too many is not noticed")
	}
}
