package dispatch

import (
	"context"
	"fmt"

	"earshot/shared/ledger"
)

// eraseAgain makes the second pass of an erasure: a webhook or an answer that was on its way during the first may have
// brought something back. What fails stays due, and is tried in the next run.
func (r *run) eraseAgain(ctx context.Context, e ledger.DueEntry) error {
	now := r.Clock.Now()
	x, due, err := r.Facts.DueErasure(ctx, e, now)
	if err != nil || !due {
		return err
	}
	mails := 0
	if r.AlsoErase != nil && !x.Address.IsZero() {
		if mails, err = r.AlsoErase(ctx, x.Address); err != nil {
			return fmt.Errorf("erase mails of customer %s: %w", x.Person, err)
		}
	}
	if err := r.Facts.EraseAgain(ctx, x, mails, now); err != nil {
		return fmt.Errorf("erase customer %s again: %w", x.Person, err)
	}
	r.report.erased()
	return nil
}
