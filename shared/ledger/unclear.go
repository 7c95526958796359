package ledger

import (
	"context"
	"fmt"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Unclear counts of some due orders those whose mail was handed over and whose answer is missing: on its way right now,
// or lost. It reads their customers, at most 100 at once.
func (l *Ledger) Unclear(ctx context.Context, orders []cx.Order) (int, error) {
	people := map[table.Key]bool{}
	var keys []table.Key
	for _, o := range orders {
		if k := personKey(o.Person); o.Person != "" && !people[k] {
			people[k], keys = true, append(keys, k)
		}
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return 0, fmt.Errorf("look for unclear mails: %w", err)
	}
	open := map[cx.OrderID]cx.Gate{}
	for _, item := range items {
		if g := personOf(item).Gate; g.Open() {
			open[g.Order] = g
		}
	}
	n := 0
	for _, o := range orders {
		if g, ok := open[o.ID]; ok && g.For(o.ID, o.Message.Step) {
			n++
		}
	}
	return n, nil
}
