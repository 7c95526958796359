package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Seen is an answer as it stood on the screen of who read it.
type Seen struct {
	Order   cx.OrderID
	Changed time.Time
}

// MarkRead notes that the merchant has read answers, each as it was when it was seen: what changed since stays unread. It
// says how many of them are the shop's; the others, and orders without an answer, are passed over.
func (l *Ledger) MarkRead(ctx context.Context, shop cx.ShopID, seen ...Seen) (int, error) {
	as := map[cx.OrderID]time.Time{}
	for _, s := range seen {
		as[s.Order] = s.Changed
	}
	orders, err := l.Orders(ctx, slices.Sorted(maps.Keys(as))...)
	if err != nil {
		return 0, fmt.Errorf("find %d answers: %w", len(as), err)
	}
	n := 0
	for _, o := range orders {
		if o.Shop != shop || o.Person == "" {
			continue
		}
		if err := l.markRead(ctx, o, as[o.ID]); err != nil {
			return n, fmt.Errorf("mark the answer to %s as read: %w", o.ID, err)
		}
		n++
	}
	return n, nil
}

func (l *Ledger) markRead(ctx context.Context, o cx.Order, as time.Time) error {
	return l.change(ctx, responseKey(o.Person, o.ID), func(old table.Item) (table.Values, error) {
		r := responseOf(old)
		if as.After(r.Changed) {
			as = r.Changed // nobody read what is yet to be said
		}
		if !old.Exists() || !as.After(r.Read) {
			return nil, nil
		}
		want := copied(old.Values)
		want["read"] = table.Number(as.UnixMilli())
		return want, nil
	})
}
