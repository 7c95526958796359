package seed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/seed"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

func engine(t *testing.T) *bolt.Table {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// A table that was written down, read and filled in elsewhere is the same table. 250 items are more than one Commit.
func TestThereAndBack(t *testing.T) {
	first, second := engine(t), engine(t)
	for n := range 250 {
		v := table.Values{"text": table.String(fmt.Sprintf("ø%d", n)), "empty": table.String(""), "number": table.Number(1<<62 + int64(n))}
		if err := first.Commit(t.Context(), table.Put(table.Key{Partition: "P", Sort: fmt.Sprint(n)}, v)); err != nil {
			t.Fatal(err)
		}
	}
	written := write(t, first)
	read, err := seed.Read(strings.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if !read.Now.Equal(now) {
		t.Errorf("the moment is %v, want %v", read.Now, now)
	}
	for range 2 { // again over what is there
		if err := read.Fill(t.Context(), second); err != nil {
			t.Fatal(err)
		}
	}
	if again := write(t, second); again != written {
		t.Errorf("filled in, the table is another one:\n%.300s\n%.300s", written, again)
	}
}

func write(t *testing.T, tbl table.Table) string {
	t.Helper()
	s, err := seed.Of(t.Context(), tbl, now)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, json string }{
		{"nothing", ""},
		{"a field that is not known", `{"now":"2026-11-24T10:00:00Z","table":[]}`},
		{"a list as value", `{"items":[{"pk":"a","sk":"b","values":{"x":[]}}]}`},
		{"a fraction", `{"items":[{"pk":"a","sk":"b","values":{"x":1.5}}]}`},
		{"a number beyond 64 bits", `{"items":[{"pk":"a","sk":"b","values":{"x":9223372036854775808}}]}`},
		{"a moment that is none", `{"now":"yesterday"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := seed.Read(strings.NewReader(tt.json)); err == nil {
				t.Errorf("Read = %+v, want an error", s)
			}
		})
	}
}

func TestFileSaysWhichOneIsMissing(t *testing.T) {
	if _, err := seed.File("no-such.json"); err == nil || !strings.Contains(err.Error(), "no-such.json") {
		t.Errorf("File = %v, want its name", err)
	}
}
