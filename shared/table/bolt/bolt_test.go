package bolt_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

func open(t *testing.T) *bolt.Table {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "table.db"))
}

func openAt(t *testing.T, path string) *bolt.Table {
	t.Helper()
	tbl, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tbl.Close() })
	return tbl
}

func commit(t *testing.T, tbl table.Table, writes ...table.Write) {
	t.Helper()
	if err := tbl.Commit(t.Context(), writes...); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

func key(sort string) table.Key { return table.Key{Partition: "p", Sort: sort} }

func TestReopenKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	first := openAt(t, path)
	commit(t, first, table.Put(key("a"), table.Values{"n": table.Number(-7), "s": table.String("ü#\x00")}))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Commit(t.Context(), table.Delete(key("a"))); !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Commit after Close: %v, want ErrClosed", err)
	}
	if _, err := first.Get(t.Context(), key("a")); !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Get after Close: %v, want ErrClosed", err)
	}
	got, err := openAt(t, path).Get(t.Context(), key("a"))
	if err != nil || got[0].Values["n"].Int() != -7 || got[0].Values["s"].Text() != "ü#\x00" {
		t.Errorf("after reopening: %v, %v", got, err)
	}
}

func TestSecondProcessIsToldWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	openAt(t, path)
	_, err := bolt.Open(path)
	if !errors.Is(err, bolt.ErrHeld) || !strings.Contains(err.Error(), path) {
		t.Errorf("second Open: %v, want ErrHeld naming the file", err)
	}
}

func TestFilesThatAreNoTable(t *testing.T) {
	other := filepath.Join(t.TempDir(), "letter.txt")
	text := strings.Repeat("this is no table\n", 1000)
	if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{other, t.TempDir(), filepath.Join(t.TempDir(), "no", "such", "folder.db")} {
		if tbl, err := bolt.Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%s) = %v, %v, want an error that names it", path, tbl, err)
		}
	}
	if left, err := os.ReadFile(other); err != nil || string(left) != text {
		t.Errorf("the other file was changed: %d bytes, %v", len(left), err)
	}
}

func TestFileThatMayNotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	tbl := openAt(t, path)
	commit(t, tbl, table.Put(key("a"), nil))
	if err := tbl.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
		_ = f.Close()
		t.Skip("this user may write to every file (root): nothing to see")
	}
	if tbl, err := bolt.Open(path); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("Open = %v, %v, want that it is not permitted", tbl, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}

func TestFullDiskLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	tbl, err := bolt.Open(path, bolt.Options{NoSync: true, MaxSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer tbl.Close()
	kept := 0
	for i := range 100 {
		err = tbl.Commit(t.Context(), table.Create(key(strings.Repeat("k", i+1)), table.Values{
			"big": table.String(strings.Repeat("x", 50_000))}))
		if err != nil {
			break
		}
		kept++
	}
	if !errors.Is(err, table.ErrUnavailable) {
		t.Fatalf("Commit into a full file: %v, want ErrUnavailable", err)
	}
	items, _, err := tbl.Query(t.Context(), table.Query{Partition: "p"})
	if err != nil || len(items) != kept || kept == 0 {
		t.Errorf("after the disk was full: %d items, %v, want %d", len(items), err, kept)
	}
}

func TestExpire(t *testing.T) {
	tbl := open(t)
	at := func(second int64) table.Values { return table.Values{table.Expires: table.Number(second)} }
	commit(t, tbl, table.Put(key("early"), at(100)), table.Put(key("late"), at(200)), table.Put(key("never"), nil))
	commit(t, tbl, table.Put(key("moved"), at(50)))
	commit(t, tbl, table.Update(key("moved"), at(300), nil))
	if next, err := tbl.NextExpiry(t.Context()); err != nil || next.Unix() != 100 {
		t.Errorf("NextExpiry = %v, %v, want second 100", next, err)
	}
	if n, err := tbl.Expire(t.Context(), time.Unix(100, 0)); err != nil || n != 0 {
		t.Errorf("Expire in the very second: %d, %v, want 0: the item is over after it", n, err)
	}
	commit(t, tbl, table.Put(key("now"), at(201)))
	if n, err := tbl.Expire(t.Context(), time.Unix(201, 0)); err != nil || n != 2 {
		t.Errorf("Expire = %d, %v, want 2", n, err)
	}
	items, _, err := tbl.Query(t.Context(), table.Query{Partition: "p"})
	if err != nil || len(items) != 3 || items[0].Key.Sort != "moved" || items[1].Key.Sort != "never" {
		t.Errorf("left: %v, %v, want moved, never and now", items, err)
	}
	changes, err := tbl.Changes(t.Context(), "local", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	expired := changes[len(changes)-1]
	if !expired.Expired || expired.Old.Key.Sort != "late" || expired.New.Exists() || changes[0].Expired {
		t.Errorf("last change: %+v, want the expiry of late", expired)
	}
}

func TestExpireOfManyEndsInOneCall(t *testing.T) {
	tbl := open(t)
	for i := range 5 {
		writes := make([]table.Write, 100)
		for j := range writes {
			writes[j] = table.Put(table.Key{Partition: "p", Sort: string(rune('a'+i)) + strings.Repeat("x", j)},
				table.Values{table.Expires: table.Number(int64(1 + j))})
		}
		commit(t, tbl, writes...)
	}
	if n, err := tbl.Expire(t.Context(), time.Unix(1000, 0)); err != nil || n != 500 {
		t.Errorf("Expire = %d, %v, want 500", n, err)
	}
	if next, err := tbl.NextExpiry(t.Context()); err != nil || !next.IsZero() {
		t.Errorf("NextExpiry of nothing = %v, %v, want zero", next, err)
	}
}

func TestFeedSurvivesTrimAndReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	tbl := openAt(t, path)
	commit(t, tbl, table.Put(key("a"), nil))
	commit(t, tbl, table.Put(key("b"), nil))
	if after, err := tbl.Changes(t.Context(), "local", "1", 10); err != nil || len(after) != 1 || after[0].Sequence != "2" {
		t.Errorf("changes after number 1 = %v, %v, want only number 2", after, err)
	}
	if err := tbl.Trim(t.Context(), "local", "2"); err != nil {
		t.Fatal(err)
	}
	if err := tbl.Close(); err != nil {
		t.Fatal(err)
	}
	tbl = openAt(t, path)
	commit(t, tbl, table.Put(key("c"), nil))
	changes, err := tbl.Changes(t.Context(), "local", "", 10)
	if err != nil || len(changes) != 1 || changes[0].Sequence != "3" {
		t.Errorf("changes = %v, %v, want only number 3: numbers are never given again", changes, err)
	}
}
