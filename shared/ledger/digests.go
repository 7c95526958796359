package ledger

import (
	"context"
	"fmt"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// DigestMail is the kind of mail that sums a week up. Its payload names shop and week.
const DigestMail = "digest"

func digestKey(shop cx.ShopID) table.Key { return leaseKey("digest#" + string(shop)) }

// LastDigest is the week whose digest was queued last for a shop; "" if none was.
func (l *Ledger) LastDigest(ctx context.Context, shop cx.ShopID) (string, error) {
	item, err := l.get(ctx, digestKey(shop))
	if err != nil {
		return "", fmt.Errorf("read the last digest of %s: %w", shop, err)
	}
	return item.Values["week"].Text(), nil
}

// NoteDigest notes that the digest of a week was queued, or that there was nothing to tell.
func (l *Ledger) NoteDigest(ctx context.Context, shop cx.ShopID, week string) error {
	err := l.change(ctx, digestKey(shop), func(table.Item) (table.Values, error) {
		return table.Values{"week": table.String(week)}, nil
	})
	if err != nil {
		return fmt.Errorf("note the digest of %s: %w", shop, err)
	}
	return nil
}
