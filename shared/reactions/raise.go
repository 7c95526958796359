package reactions

import (
	"context"
	"fmt"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// raise puts word to the merchant into the outbox where a change is worth it. The shop is read for low scores alone.
func (j Job) raise(ctx context.Context, c table.Change, report *Report) error {
	if n, ok := ledger.NewDoorNote(c); ok && !n.Contact.IsZero() {
		raised, err := j.Facts.RaiseDoor(ctx, n)
		return report.noteRaised(raised, err)
	}
	old, r, ok := ledger.ResponseChange(c)
	if !ok || !r.HasScore || r.Status == cx.Held {
		return nil
	}
	shop, err := j.Facts.Shop(ctx, r.Shop)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return nil // nobody is there to hear of it
	}
	if err != nil {
		return fmt.Errorf("read who hears of answers to %s: %w", r.Shop, err)
	}
	due, news := shop.Alerts.News(old, r)
	if !news || !shop.Live {
		return nil
	}
	raised, err := j.Facts.RaiseAlert(ctx, r, due)
	return report.noteRaised(raised, err)
}

func (r *Report) noteRaised(raised bool, err error) error {
	if raised {
		r.Raised++
	}
	return err
}
