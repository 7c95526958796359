package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// TakeLease takes or renews the lease of a job for an owner's nonce, if it is free, over or the owner's already. It is
// for rate and thrift: two holders at once are a waste, never an error.
func (l *Ledger) TakeLease(ctx context.Context, name, owner string, now, until time.Time) (bool, error) {
	taken := false
	err := l.change(ctx, leaseKey(name), func(old table.Item) (table.Values, error) {
		holder := old.Values["owner"].Text()
		if taken = holder == "" || holder == owner || !readMillis(old.Values, "until").After(now); !taken {
			return nil, nil
		}
		return table.Values{"owner": table.String(owner), "until": table.Number(until.UnixMilli())}, nil
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", name, err)
	}
	return taken, nil
}

// EndLease gives a lease back.
func (l *Ledger) EndLease(ctx context.Context, name, owner string) error {
	return l.change(ctx, leaseKey(name), func(old table.Item) (table.Values, error) {
		if old.Values["owner"].Text() != owner {
			return nil, nil
		}
		return table.Values{"until": table.Number(0)}, nil
	})
}

// Reserve takes up to n of a shop's mails of a day out of its ramp of limit, and says how many it got. They are taken in
// blocks, so that a mail does not cost a write; what a crashed run had taken is lost for the day.
func (l *Ledger) Reserve(ctx context.Context, shop cx.ShopID, day string, n, limit int) (int, error) {
	got := 0
	err := l.change(ctx, leaseKey("ramp#"+string(shop)), func(old table.Item) (table.Values, error) {
		used := 0
		if old.Values["day"].Text() == day {
			used = int(old.Values["used"].Int())
		}
		if got = min(n, limit-used); got == 0 || (got < 0 && n > 0) {
			got = 0
			return nil, nil
		}
		return table.Values{"day": table.String(day), "used": table.Number(int64(max(0, used+got)))}, nil
	})
	if err != nil {
		return 0, fmt.Errorf("reserve mails of %s: %w", shop, err)
	}
	return got, nil
}

// Return gives n reserved mails back.
func (l *Ledger) Return(ctx context.Context, shop cx.ShopID, day string, n int) error {
	if n == 0 {
		return nil
	}
	return l.change(ctx, leaseKey("ramp#"+string(shop)), func(old table.Item) (table.Values, error) {
		if old.Values["day"].Text() != day {
			return nil, nil
		}
		want := copied(old.Values)
		want["used"] = table.Number(max(0, old.Values["used"].Int()-int64(n)))
		return want, nil
	})
}

// watermarkEvery is how often the proof that the event channel works is written.
const watermarkEvery = 5 * time.Minute

// SawEvent notes that the mail service's report of a mail that was sent at a time arrived: the event channel works.
func (l *Ledger) SawEvent(ctx context.Context, mailed time.Time) error {
	return l.change(ctx, leaseKey("events"), func(old table.Item) (table.Values, error) {
		if mailed.Sub(readSeconds(old.Values, "mailed")) < watermarkEvery {
			return nil, nil
		}
		return table.Values{"mailed": table.Number(mailed.Unix())}, nil
	})
}

// SeenEvent says of the newest mail whose report arrived when it was sent.
func (l *Ledger) SeenEvent(ctx context.Context) (time.Time, error) {
	item, err := l.get(ctx, leaseKey("events"))
	return readSeconds(item.Values, "mailed"), err
}

// KeepToken makes the links of an attempt valid for good, before another attempt takes its place at the gate.
func (l *Ledger) KeepToken(ctx context.Context, id cx.OrderID, hash cx.TokenHash) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if slices.Contains(m.Tokens, hash) {
			return m, false
		}
		m.Tokens = withToken(m.Tokens, hash)
		return m, true
	})
}

// BindHome ties the ledger's HOME to the table that it stands in, once; false: HOME names another table, so this one was
// restored or copied, and its due dates are those of mails that may be sent already.
func (l *Ledger) BindHome(ctx context.Context, tableID string) (bool, error) {
	item, err := l.get(ctx, homeKey())
	if err != nil {
		return false, err
	}
	if bound := item.Values["table"].Text(); bound != "" {
		return bound == tableID, nil
	}
	err = l.table.Commit(ctx, table.Update(homeKey(), table.Values{"table": table.String(tableID)}, nil, table.Lacks("table")))
	if errors.Is(err, table.ErrCondition) {
		return l.BindHome(ctx, tableID)
	}
	return err == nil, err
}

// RebindHome says that this table is the right one from now on, by the owner's word.
func (l *Ledger) RebindHome(ctx context.Context, tableID string) error {
	return l.table.Commit(ctx, table.Update(homeKey(), table.Values{"table": table.String(tableID)}, nil, table.Present()))
}
