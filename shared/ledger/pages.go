package ledger

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
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

// monthsAtOnce is how many months one page reads at most, empty ones included: a list of three years is read at once, and
// who asks for all of time does not make one request read thousands of partitions.
const monthsAtOnce = 36

// firstYear and lastYear bound all lists: no platform's order is older, and no fact is of a later time than now.
const firstYear, lastYear = 2000, 2100

// bounded is the page within the years that can hold anything.
func (p Page) bounded() Page {
	first, last := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)
	if p.From.Before(first) {
		p.From = first
	}
	if p.To.After(last) {
		p.To = last
	}
	return p
}

// months walks an index whose partitions are months, from one end of a page's time to the other, until the page is full,
// enough months were read, or nothing is left. The cursor is "" at the end, and only there: a page may be short or empty
// and still have one after it.
func (l *Ledger) months(ctx context.Context, index table.Index, partition func(month string) string, p Page) ([]table.Item, string, error) {
	p = p.bounded()
	at, after, err := l.resume(partition, p)
	if err != nil {
		return nil, "", err
	}
	var found []table.Item
	for read := 0; p.within(at); {
		if read == monthsAtOnce {
			return found, l.cursor(partition, at, table.Position{}), nil
		}
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
			return found, l.nextCursor(partition, at, next, p), nil
		}
		if after = next; next == (table.Position{}) {
			at = p.step(at)
			read++
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

// nextCursor goes on after what was read of a month, or with the next one.
func (l *Ledger) nextCursor(partition func(string) string, at time.Time, next table.Position, p Page) string {
	if next == (table.Position{}) {
		if at = p.step(at); !p.within(at) {
			return ""
		}
	}
	return l.cursor(partition, at, next)
}

// cursor holds where to go on; it is of base64url, so of no ',' or ';'. It is sealed for its list, so whoever changes it
// or takes it to another shop reads nothing.
func (l *Ledger) cursor(partition func(string) string, at time.Time, next table.Position) string {
	parts := []string{month(at), next.Key.Partition, next.Key.Sort, next.Index.Sort}
	parts = append(parts, l.Seal(cursorPurpose, append(parts, partition(month(at)))...))
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\n")))
}

const cursorPurpose = "cursor"

// resume reads a cursor. A good one may still be of another time than the page asks for.
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
	if err != nil || len(parts) != 5 {
		return time.Time{}, table.Position{}, wrong
	}
	at, err := time.Parse("200601", parts[0])
	if err != nil || !l.Sealed(parts[4], cursorPurpose, append(slices.Clone(parts[:4]), partition(month(at)))...) {
		return time.Time{}, table.Position{}, wrong
	}
	if parts[1] == "" {
		return at, table.Position{}, nil
	}
	if parts[3] < moment(p.From) || parts[3] >= moment(p.To) {
		return time.Time{}, table.Position{}, wrong
	}
	return at, table.Position{
		Key:   table.Key{Partition: parts[1], Sort: parts[2]},
		Index: table.Key{Partition: partition(month(at)), Sort: parts[3]},
	}, nil
}

// farFuture is after everything that can be due.
func farFuture() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

func compare(a, b string) int { return cmp.Compare(a, b) }
