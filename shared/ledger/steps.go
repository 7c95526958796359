package ledger

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Steps are what an owner did on the way to going live and no other record tells.
type Steps struct {
	Read   time.Time // when somebody had a mail of the shop sent to them
	Domain DomainLook
}

// DomainLook is what the last look at the sending domain found.
type DomainLook struct {
	At   time.Time
	From string // the address that was looked at
	Bad  string // the names of what is red, with ", " between; "" if nothing is
}

// Steps reads the steps of a shop; none are the zero Steps.
func (l *Ledger) Steps(ctx context.Context, id cx.ShopID) (Steps, error) {
	item, err := l.get(ctx, stepsKey(id))
	if err != nil {
		return Steps{}, fmt.Errorf("read the steps of %s: %w", id, err)
	}
	v := item.Values
	return Steps{Read: readSeconds(v, "read"), Domain: DomainLook{At: readSeconds(v, "domain_at"), From: v["domain_from"].Text(), Bad: v["domain_bad"].Text()}}, nil
}

// NoteRead notes that somebody had a mail of the shop sent to them.
func (l *Ledger) NoteRead(ctx context.Context, id cx.ShopID, now time.Time) error {
	return l.noteSteps(ctx, id, func(s *Steps) { s.Read = now })
}

// NoteDomain keeps what a look at the sending domain found.
func (l *Ledger) NoteDomain(ctx context.Context, id cx.ShopID, d DomainLook) error {
	return l.noteSteps(ctx, id, func(s *Steps) { s.Domain = d })
}

func (l *Ledger) noteSteps(ctx context.Context, id cx.ShopID, change func(*Steps)) error {
	s, err := l.Steps(ctx, id)
	if err != nil {
		return err
	}
	change(&s)
	err = l.change(ctx, stepsKey(id), func(table.Item) (table.Values, error) {
		a := attributes{}
		a.seconds("read", s.Read)
		a.seconds("domain_at", s.Domain.At)
		a.text("domain_from", s.Domain.From)
		a.text("domain_bad", s.Domain.Bad)
		return table.Values(a), nil
	})
	if err != nil {
		return fmt.Errorf("note a step of %s: %w", id, err)
	}
	return nil
}
