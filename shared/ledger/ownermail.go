package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// OwnerMail is a mail to an owner of a shop. It waits in the outbox like any other message, but its gate stands on
// itself, and after an attempt it is gone: a lost sign-in link is asked for again.
type OwnerMail struct {
	Kind    string // "signin"
	To      string
	Payload string // what the kind needs to render it, for example a link's secret
	At      time.Time
	key     table.Key
	due     bool
}

// SignInMail is the kind of mail that brings a sign-in link. Its payload is the whole link.
const SignInMail = "signin"

// NoticeMail is the kind of mail that tells an owner of trouble. Its payload is the text.
const NoticeMail = "notice"

// ownerMailLife is how long a mail to an owner is worth sending.
const ownerMailLife = 24 * time.Hour

// MailOwner puts a mail to an owner into the outbox, due now. Once tells mails of the same kind and owner apart: the same
// once is the same mail.
func (l *Ledger) MailOwner(ctx context.Context, kind, owner, once, payload string, now time.Time) error {
	key := l.ownerMailKey(kind, owner, once)
	err := l.table.Commit(ctx, table.Create(key, table.Values{
		"kind": table.String(kind), "to": table.String(owner), "payload": table.String(payload),
		"at": table.Number(now.Unix()), table.Expires: table.Number(now.Add(ownerMailLife).Unix()),
		table.Index1Partition: table.String(ownerDuePartition(lane(owner))),
		table.Index1Sort:      table.String(timed(now, idOf(key.Partition))),
	}))
	if errors.Is(err, table.ErrCondition) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("queue a %s mail: %w", kind, unavailable(err))
	}
	return nil
}

// DueOwnerMails lists the mails to owners that are due in a lane.
func (l *Ledger) DueOwnerMails(ctx context.Context, lane int, now time.Time, limit int) ([]DueEntry, error) {
	entries, _, err := l.due(ctx, ownerDuePartition(lane), now, limit, table.Position{})
	return entries, err
}

// ClaimOwnerMail takes a mail to an owner out of the outbox, to be sent at most once; false: somebody else did, or its
// time is over.
func (l *Ledger) ClaimOwnerMail(ctx context.Context, e DueEntry, now time.Time) (OwnerMail, bool, error) {
	item, err := l.get(ctx, e.Key)
	if err != nil || !item.Exists() {
		return OwnerMail{}, false, err
	}
	v := item.Values
	m := OwnerMail{Kind: v["kind"].Text(), To: v["to"].Text(), Payload: v["payload"].Text(), At: readSeconds(v, "at"), key: e.Key}
	_, m.due = v[table.Index1Sort]
	if !m.due {
		return m, false, nil
	}
	err = l.table.Commit(ctx, table.Update(e.Key, table.Values{"taken": table.Number(now.Unix())},
		[]string{table.Index1Partition, table.Index1Sort}, table.Has(table.Index1Sort)))
	if errors.Is(err, table.ErrCondition) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("claim a %s mail: %w", m.Kind, unavailable(err))
	}
	return m, now.Sub(m.At) < ownerMailLife, nil
}

// ReturnOwnerMail puts a claimed mail back after it was surely not sent.
func (l *Ledger) ReturnOwnerMail(ctx context.Context, m OwnerMail, due time.Time) error {
	err := l.table.Commit(ctx, table.Update(m.key, table.Values{
		table.Index1Partition: table.String(ownerDuePartition(lane(m.To))),
		table.Index1Sort:      table.String(timed(due, idOf(m.key.Partition))),
	}, nil, table.Present()))
	if err != nil && !errors.Is(err, table.ErrCondition) {
		return fmt.Errorf("put back a %s mail: %w", m.Kind, unavailable(err))
	}
	return nil
}

// SpendOwnerMail removes a mail that was sent, with its payload.
func (l *Ledger) SpendOwnerMail(ctx context.Context, m OwnerMail) error {
	if err := l.table.Commit(ctx, table.Update(m.key, nil, []string{"payload"}, table.Present())); err != nil && !errors.Is(err, table.ErrCondition) {
		return fmt.Errorf("clear a %s mail: %w", m.Kind, unavailable(err))
	}
	return nil
}

// AddressOf checks an owner's address.
func (m OwnerMail) AddressOf() (cx.Email, error) { return cx.ParseEmail(m.To) }
