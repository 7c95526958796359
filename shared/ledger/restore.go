package ledger

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// DropDue ends all messages of the installation that are due at now with a reason, and says how many. It is for a table
// that was restored from a backup: what was due then may have been sent since. It is safe to repeat.
func (l *Ledger) DropDue(ctx context.Context, why cx.Reason, now time.Time, progress func(dropped int64)) (int64, error) {
	shops, err := l.shopIDs(ctx)
	if err != nil {
		return 0, fmt.Errorf("drop what is due: %w", err)
	}
	var dropped int64
	for _, id := range shops {
		for n := range Lanes {
			for {
				entries, _, err := l.DueOrders(ctx, id, n, now, 100, table.Position{})
				if err != nil {
					return dropped, err
				}
				for _, e := range entries {
					if err := l.Drop(ctx, e.Order(), why, now); err != nil {
						return dropped, err
					}
					dropped++
					progress(dropped)
				}
				if len(entries) == 0 {
					break
				}
			}
		}
	}
	return dropped, nil
}
