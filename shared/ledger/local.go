package ledger

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// NextDue is the first moment after a moment at which anything of the installation is due, mail to owners included; the
// zero Time if nothing is. It makes one short query a lane, for the local program alone, which moves from one due
// moment to the next.
func (l *Ledger) NextDue(ctx context.Context, after time.Time) (time.Time, error) {
	shops, err := l.shopIDs(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for what is due next: %w", err)
	}
	var next time.Time
	for n := range Lanes {
		partitions := []string{ownerDuePartition(n)}
		for _, id := range shops {
			partitions = append(partitions, duePartition(id, n))
		}
		for _, p := range partitions {
			at, err := l.firstAfter(ctx, p, after)
			if err != nil {
				return time.Time{}, fmt.Errorf("look for what is due next: %w", err)
			}
			if !at.IsZero() && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next, nil
}

// firstAfter is the time of the first entry of a due partition that is later than a moment. Entries hold whole seconds.
func (l *Ledger) firstAfter(ctx context.Context, partition string, after time.Time) (time.Time, error) {
	items, _, err := l.table.Query(ctx, table.Query{
		Index: table.Index1, Partition: partition, From: moment(after.Truncate(time.Second).Add(time.Second)), Limit: 1,
	})
	if err != nil || len(items) == 0 {
		return time.Time{}, unavailable(err)
	}
	sort := items[0].Values[table.Index1Sort].Text()
	at, err := time.Parse(time.RFC3339, sort[:min(len(sort), len("2006-01-02T15:04:05Z"))])
	if err != nil {
		return time.Time{}, fmt.Errorf("read an entry of what is due: %w", err)
	}
	return at, nil
}

// Unresolved lists the gates of the messages that should have gone out by now and did not: their mail is on its way, or
// nobody knows whether it was taken. At most limit a lane.
func (l *Ledger) Unresolved(ctx context.Context, now time.Time, limit int) ([]cx.Gate, error) {
	shops, err := l.shopIDs(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for unclear mails: %w", err)
	}
	var gates []cx.Gate
	for _, shop := range shops {
		for n := range Lanes {
			entries, _, err := l.DueOrders(ctx, shop, n, now, limit, table.Position{})
			if err != nil {
				return nil, err
			}
			for _, e := range entries {
				f, err := l.Facts(ctx, cx.Shop{ID: shop}, e.Order())
				if err != nil {
					return nil, fmt.Errorf("look at unclear mail %s: %w", e.Order(), err)
				}
				if f.Person.Gate.Open() {
					gates = append(gates, f.Person.Gate)
				}
			}
		}
	}
	return gates, nil
}

// shopIDs lists the shops without reading their settings.
func (l *Ledger) shopIDs(ctx context.Context) ([]cx.ShopID, error) {
	var ids []cx.ShopID
	q := table.Query{Partition: shopsPartition()}
	for {
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return nil, unavailable(err)
		}
		for _, item := range items {
			ids = append(ids, cx.ShopID(item.Key.Sort))
		}
		if q.After = next; next == (table.Position{}) {
			return ids, nil
		}
	}
}

// Note reads a note that the local program left for its next start; "" if there is none.
func (l *Ledger) Note(ctx context.Context, name string) (string, error) {
	item, err := l.get(ctx, noteKey(name))
	if err != nil {
		return "", fmt.Errorf("read the note %s: %w", name, err)
	}
	return item.Values["text"].Text(), nil
}

// SaveNote leaves a note for the next start of the local program.
func (l *Ledger) SaveNote(ctx context.Context, name, text string) error {
	err := l.change(ctx, noteKey(name), func(table.Item) (table.Values, error) {
		return table.Values{"text": table.String(text)}, nil
	})
	if err != nil {
		return fmt.Errorf("write the note %s: %w", name, err)
	}
	return nil
}

func noteKey(name string) table.Key { return leaseKey("local#" + name) }
