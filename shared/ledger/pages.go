package ledger

import (
	"cmp"
	"context"
	"encoding/base64"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Page says which part of a list over time is wanted: From <= time < To, newest first unless Oldest.
type Page struct {
	From, To time.Time
	Oldest   bool
	Limit    int    // 1 to 500; 0 is 50
	After    string // the opaque cursor that the page before returned
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 500)
}

// months walks an index whose partitions are months, from one end of a page's time to the other, until the page is full
// or nothing is left. The cursor is "" at the end.
func (l *Ledger) months(ctx context.Context, index table.Index, partition func(month string) string, p Page) ([]table.Item, string, error) {
	at, after, err := l.resume(partition, p)
	if err != nil {
		return nil, "", err
	}
	var found []table.Item
	for p.within(at) {
		q := table.Query{
			Index: index, Partition: partition(month(at)), From: moment(p.From), To: moment(p.To),
			Backward: !p.Oldest, Limit: p.limit() - len(found), After: after,
		}
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return nil, "", unavailable(err)
		}
		found = append(found, items...)
		if len(found) >= p.limit() {
			return found, cursorText(at, next, p), nil
		}
		if after = next; next == (table.Position{}) {
			at = p.step(at)
		}
	}
	return found, "", nil
}

// within tells whether the month of at overlaps the page.
func (p Page) within(at time.Time) bool {
	first := monthStart(at)
	return first.Before(p.To) && first.AddDate(0, 1, 0).After(p.From)
}

func (p Page) step(at time.Time) time.Time {
	if p.Oldest {
		return monthStart(at).AddDate(0, 1, 0)
	}
	return monthStart(at).AddDate(0, -1, 0)
}

func monthStart(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// cursorText holds where to go on; it is of base64url, so of no ',' or ';'.
func cursorText(at time.Time, next table.Position, p Page) string {
	if next == (table.Position{}) {
		if at = p.step(at); !p.within(at) {
			return ""
		}
	}
	parts := []string{month(at), next.Key.Partition, next.Key.Sort, next.Index.Sort}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\n")))
}

// resume reads a cursor. The partition of the index is computed, never taken from it: a cursor is bound to its list.
func (l *Ledger) resume(partition func(string) string, p Page) (time.Time, table.Position, error) {
	if p.After == "" {
		if p.Oldest {
			return p.From, table.Position{}, nil
		}
		return p.To.Add(-time.Nanosecond), table.Position{}, nil
	}
	wrong := &cx.Error{Kind: cx.Invalid, Text: "The link to the next page is broken. Begin again at the first page."}
	raw, err := base64.RawURLEncoding.DecodeString(p.After)
	parts := strings.Split(string(raw), "\n")
	if err != nil || len(parts) != 4 {
		return time.Time{}, table.Position{}, wrong
	}
	at, err := time.Parse("200601", parts[0])
	if err != nil {
		return time.Time{}, table.Position{}, wrong
	}
	if parts[1] == "" {
		return at, table.Position{}, nil
	}
	return at, table.Position{
		Key:   table.Key{Partition: parts[1], Sort: parts[2]},
		Index: table.Key{Partition: partition(month(at)), Sort: parts[3]},
	}, nil
}

// farFuture is after everything that can be due.
func farFuture() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

func compare(a, b string) int { return cmp.Compare(a, b) }
