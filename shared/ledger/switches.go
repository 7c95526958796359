package ledger

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// SwitchedShop reads a shop together with the switch that pauses everything: what dispatch and the merchant's pages go
// by. The switch never becomes a part of the shop's settings.
func (l *Ledger) SwitchedShop(ctx context.Context, id cx.ShopID) (cx.Shop, error) {
	items, err := l.table.Get(ctx, shopKey(id), haltKey())
	if err != nil {
		return cx.Shop{}, fmt.Errorf("read shop %s and its switches: %w", id, unavailable(err))
	}
	s, err := shopOf(items[0])
	s.Halted = readFlag(items[1].Values, "halted")
	return s, err
}

// HaltAll pauses all shops of the installation, or lets them send again.
func (l *Ledger) HaltAll(ctx context.Context, halted bool, now time.Time) error {
	err := l.change(ctx, haltKey(), func(old table.Item) (table.Values, error) {
		if readFlag(old.Values, "halted") == halted {
			return nil, nil
		}
		a := attributes{"at": table.Number(now.Unix())}
		a.flag("halted", halted)
		return table.Values(a), nil
	})
	if err != nil {
		return fmt.Errorf("pause everything (%v): %w", halted, err)
	}
	return nil
}

// ChangeShop changes a shop's settings as they are at this moment, so that nothing another writer saved is undone; f says
// false where there is nothing to change, and may be asked again when another change was first. It returns the shop as it
// is then.
func (l *Ledger) ChangeShop(ctx context.Context, id cx.ShopID, f func(cx.Shop) (cx.Shop, bool)) (cx.Shop, error) {
	var now cx.Shop
	changed := false
	err := l.change(ctx, shopKey(id), func(old table.Item) (table.Values, error) {
		was, err := shopOf(old)
		if err != nil {
			return nil, err
		}
		if now, changed = f(was); !changed {
			return nil, nil
		}
		return shopValues(now)
	})
	if err != nil {
		return now, fmt.Errorf("change shop %s: %w", id, err)
	}
	if changed {
		err = l.ListShop(ctx, now)
	}
	return now, err
}

// PauseShop stops a shop's mail for a reason, the end of a sentence; one that is paused keeps its reason.
func (l *Ledger) PauseShop(ctx context.Context, id cx.ShopID, why string) error {
	_, err := l.ChangeShop(ctx, id, func(s cx.Shop) (cx.Shop, bool) {
		if s.Paused {
			return s, false
		}
		s.Paused, s.PausedWhy = true, why
		return s, true
	})
	return err
}

// ResumeShop lets a paused shop send again. Its numbers are judged from now on, so the day's counts are kept with it.
func (l *Ledger) ResumeShop(ctx context.Context, id cx.ShopID, now time.Time) error {
	s, err := l.Shop(ctx, id)
	if err != nil || !s.Paused {
		return err
	}
	t, err := l.Tally(ctx, id, s.Survey.ID, s.Day(now), s.Day(now))
	if err != nil {
		return fmt.Errorf("resume shop %s: %w", id, err)
	}
	_, err = l.ChangeShop(ctx, id, func(s cx.Shop) (cx.Shop, bool) {
		paused := s.Paused
		s.Paused, s.PausedWhy = false, ""
		s.Resumed = cx.Resumption{At: now.UTC().Truncate(time.Second), Sent: t.Sent, Bounced: t.Bounced, Complained: t.Complained}
		return s, paused
	})
	return err
}

// Health sums what a shop's health is judged by: the mails of the last 30 days, or since sending was resumed.
func (l *Ledger) Health(ctx context.Context, s cx.Shop, now time.Time) (cx.Tally, error) {
	from, to := s.HealthDays(now)
	t, err := l.Tally(ctx, s.ID, s.Survey.ID, from, to)
	if err != nil {
		return t, fmt.Errorf("count the mails of %s: %w", s.ID, err)
	}
	return s.SinceResumed(t, now), nil
}

// PausePerson keeps a customer from being asked for now, or ends that. Messages wait meanwhile; when the pause ends,
// those among the customer's newest orders that waited for it are due at once, and decided by all the rules.
func (l *Ledger) PausePerson(ctx context.Context, id cx.PersonID, paused bool, now time.Time) error {
	var orders []cx.OrderID
	err := l.changePerson(ctx, id, func(p cx.Person) (cx.Person, bool) {
		changed := p.Paused != paused
		p.Paused, orders = paused, p.Orders
		return p, changed
	})
	if err != nil || paused {
		return err
	}
	for _, o := range orders {
		if err := l.wake(ctx, o, now); err != nil {
			return err
		}
	}
	return nil
}

// wake makes a message due that waits for the end of a customer's pause.
func (l *Ledger) wake(ctx context.Context, id cx.OrderID, now time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if m.State != cx.Due || m.Reason != cx.PersonPaused {
			return m, false
		}
		m.Due = now.Truncate(time.Second)
		return m, true
	})
}

// HoldOrder keeps the message of one order back, or ends that. What is let go on is due at once if its plan has passed,
// and decided by all the rules; else it is due when it was planned. What has ended, or was never planned, is left alone.
func (l *Ledger) HoldOrder(ctx context.Context, id cx.OrderID, held bool, now time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if m.State != cx.Due || m.Held == held {
			return m, false
		}
		if m.Held = held; !held {
			m.Reason, m.Due = "", m.Planned
			if !m.Planned.After(now) {
				m.Due = now.Truncate(time.Second)
			}
		}
		return m, true
	})
}
