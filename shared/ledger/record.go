package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// rev is the attribute that every change of a record moves on by one.
const rev = "rev"

// attributes build and read the values of a record: zero values are left out, so that an item stays small.
type attributes table.Values

func (a attributes) text(name, s string) {
	if s != "" {
		a[name] = table.String(s)
	}
}

func (a attributes) number(name string, n int64) {
	if n != 0 {
		a[name] = table.Number(n)
	}
}

func (a attributes) flag(name string, b bool) {
	if b {
		a[name] = table.Number(1)
	}
}

// seconds keeps a time to the second, millis to the millisecond.
func (a attributes) seconds(name string, t time.Time) {
	if !t.IsZero() {
		a[name] = table.Number(t.Unix())
	}
}

func (a attributes) millis(name string, t time.Time) {
	if !t.IsZero() {
		a[name] = table.Number(t.UnixMilli())
	}
}

func readSeconds(v table.Values, name string) time.Time {
	if n, ok := v[name]; ok {
		return time.Unix(n.Int(), 0).UTC()
	}
	return time.Time{}
}

func readMillis(v table.Values, name string) time.Time {
	if n, ok := v[name]; ok {
		return time.UnixMilli(n.Int()).UTC()
	}
	return time.Time{}
}

func readFlag(v table.Values, name string) bool { return v[name].Int() != 0 }

// unix and fromUnix are times inside of texts; "" is the zero time.
func unix(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.Unix(), 10)
}

func fromUnix(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// lists of ids and codes are texts with spaces between.
func words(s string) []string { return strings.Fields(s) }

// columns are a row of texts in a text, with spaces between and '-' for an empty one.
func columns(texts ...string) string {
	row := make([]string, len(texts))
	for i, t := range texts {
		if row[i] = t; t == "" {
			row[i] = "-"
		}
	}
	return strings.Join(row, " ")
}

// rows reads rows of n columns; what is left over is dropped.
func rows(s string, n int) [][]string {
	all := words(s)
	for i := range all {
		if all[i] == "-" {
			all[i] = ""
		}
	}
	var whole [][]string
	for row := range slices.Chunk(all, n) {
		if len(row) == n {
			whole = append(whole, row)
		}
	}
	return whole
}

// tries is how often a change is begun again when another write was first.
const tries = 8

// change reads a record, lets f say what it should be, and writes the difference on the condition that nobody else did
// in the meantime; it begins again if somebody did. f gets a missing item as it is and returns nil to leave things alone.
func (l *Ledger) change(ctx context.Context, k table.Key, f func(old table.Item) (table.Values, error)) error {
	for range tries {
		old, err := l.get(ctx, k)
		if err != nil {
			return err
		}
		want, err := f(old)
		if err != nil || want == nil {
			return err
		}
		done, err := l.write(ctx, old, k, want)
		if done || err != nil {
			return err
		}
	}
	return &cx.Error{Kind: cx.Unavailable, Text: "Too many changes at once. Please try again.", Cause: table.ErrCondition}
}

// write commits the difference between what was read and what should be; false means that another write was first.
func (l *Ledger) write(ctx context.Context, old table.Item, k table.Key, want table.Values) (bool, error) {
	w, changes := difference(old, k, want)
	if !changes {
		return true, nil
	}
	err := l.table.Commit(ctx, w)
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write %s: %w", k.Sort, unavailable(err))
	}
	return true, nil
}

// difference is the write that makes old into want, and whether there is anything to write.
func difference(old table.Item, k table.Key, want table.Values) (table.Write, bool) {
	if !old.Exists() {
		want[rev] = table.Number(1)
		return table.Create(k, want), true
	}
	set, remove := table.Values{}, []string(nil)
	for name, v := range want {
		if have, ok := old.Values[name]; (!ok || have != v) && name != rev {
			set[name] = v
		}
	}
	for name := range old.Values {
		if _, ok := want[name]; !ok && name != rev && name != table.Nonce {
			remove = append(remove, name)
		}
	}
	if len(set) == 0 && len(remove) == 0 {
		return table.Write{}, false
	}
	set[rev] = table.Number(old.Values[rev].Int() + 1)
	return table.Update(k, set, remove, unchanged(old)), true
}

// unchanged is the condition that nobody changed a record since it was read. One that was made by an increment alone has
// no revision yet.
func unchanged(old table.Item) table.Condition {
	if was, ok := old.Values[rev]; ok {
		return table.Equal(rev, was)
	}
	return table.Lacks(rev)
}
