package ledger

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Receipt says what an erasure did. It holds no personal data.
type Receipt struct {
	Person    cx.PersonID
	At        time.Time
	Known     bool // there was something to erase
	Responses int  // that lost their words
	Kept      int  // webhooks that were removed
	Notes     int  // of the open door that were removed
	Again     time.Time
}

// eraseAgain is when an erasure is repeated for writers that were in flight.
const eraseAgain = 20 * time.Minute

// Erase forgets a person: first the record that holds name and address, so that from then on every gate fails, then the
// words of answers and the kept webhooks that hold the address. Scores stay, with their day and reasons; so do orders,
// which hold no personal data, and the person's hash with the wish not to be written to. It is safe to repeat, and
// should be repeated at Receipt.Again.
func (l *Ledger) Erase(ctx context.Context, shop cx.Shop, e cx.Email, now time.Time) (Receipt, error) {
	r := Receipt{Person: l.PersonID(shop.ID, e), At: now, Again: now.Add(eraseAgain)}
	var orders []cx.OrderID
	err := l.change(ctx, personKey(r.Person), func(old table.Item) (table.Values, error) {
		orders = personOf(old).Orders
		if r.Known = old.Exists(); !r.Known {
			return nil, nil
		}
		return personValues(emptied(personOf(old), shop, now)), nil
	})
	if err != nil {
		return r, fmt.Errorf("erase customer %s: %w", r.Person, err)
	}
	if r.Responses, err = l.eraseWords(ctx, r.Person); err != nil {
		return r, fmt.Errorf("erase the words of %s: %w", r.Person, err)
	}
	if r.Notes, err = l.eraseDoor(ctx, shop.ID, r.Person, orders); err != nil {
		return r, fmt.Errorf("erase what %s said at the open door: %w", r.Person, err)
	}
	if r.Kept, err = l.eraseKept(ctx, shop.ID, e, now); err != nil {
		return r, fmt.Errorf("erase kept webhooks of %s: %w", r.Person, err)
	}
	return r, nil
}

// emptied is a person without personal data who is not written to any more.
func emptied(p cx.Person, shop cx.Shop, now time.Time) cx.Person {
	empty := cx.Person{
		ID: p.ID, Shop: p.Shop, Orders: p.Orders, Count: p.Count, Gate: p.Gate, LastAsked: p.LastAsked, Before: p.Before,
		Unsubscribed: p.Unsubscribed, UnsubDay: p.UnsubDay, UnsubSurvey: p.UnsubSurvey, Held: p.Held, Erased: p.Erased,
	}
	if empty.Erased.IsZero() {
		empty.Erased = now
	}
	if empty.Unsubscribed.IsZero() {
		empty.Unsubscribed, empty.UnsubDay = now, "" // a wish, but not a number: nobody tapped "stop"
	}
	return empty
}

func (l *Ledger) eraseWords(ctx context.Context, id cx.PersonID) (int, error) {
	n := 0
	q := table.Query{Partition: personKey(id).Partition}.Prefix("R#")
	for {
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return n, unavailable(err)
		}
		for _, item := range items {
			n++
			err := l.change(ctx, item.Key, func(old table.Item) (table.Values, error) {
				if !old.Exists() {
					return nil, nil
				}
				want := copied(old.Values)
				delete(want, "comment")
				delete(want, "contact")
				return want, nil
			})
			if err != nil {
				return n, err
			}
		}
		if q.After = next; next == (table.Position{}) {
			return n, nil
		}
	}
}

// eraseKept removes the kept webhooks of the shop that name an address, and those that nobody can read any more.
func (l *Ledger) eraseKept(ctx context.Context, shop cx.ShopID, e cx.Email, now time.Time) (int, error) {
	n := 0
	err := l.eachKept(ctx, shop, e, now, func(key table.Key, _ Kept) error {
		n++
		return unavailable(l.table.Commit(ctx, table.Delete(key)))
	})
	return n, err
}

// eachKept looks through the kept webhooks of the shop, day by day, for those that name an address.
func (l *Ledger) eachKept(ctx context.Context, shop cx.ShopID, e cx.Email, now time.Time, f func(table.Key, Kept) error) error {
	for day := now.Add(-keptLife); !day.After(now.Add(24 * time.Hour)); day = day.Add(24 * time.Hour) {
		q := table.Query{Partition: keptPartition(shop, day.UTC().Format("20060102"))}
		for {
			items, next, err := l.table.Query(ctx, q)
			if err != nil {
				return unavailable(err)
			}
			for _, item := range items {
				k, err := keptOf(shop, item)
				if err == nil && !names(k.Body, e) {
					continue
				}
				if err := f(item.Key, k); err != nil {
					return err
				}
			}
			if q.After = next; next == (table.Position{}) {
				break
			}
		}
	}
	return nil
}

// names tells that a body holds an address, in any case and in the ways that platforms escape it: JSON may write any
// character as \u002b, and a form writes + and @ as %2B and %40.
func names(body []byte, e cx.Email) bool {
	texts := []string{string(body), unescaped(string(body))}
	if form, err := url.QueryUnescape(string(body)); err == nil {
		texts = append(texts, form)
	}
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), e.Folded()) })
}

// unescaped writes the \u escapes of JSON as the characters that they stand for. It reads no syntax: a body need not be
// JSON as a whole.
func unescaped(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, `\u`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n, err := strconv.ParseUint(after[:min(4, len(after))], 16, 16)
		if err != nil || len(after) < 4 {
			b.WriteString(`\u`)
			s = after
			continue
		}
		b.WriteRune(rune(n))
		s = after[4:]
	}
}
