package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// OwnerMail is a mail to an owner of a shop. It waits in the outbox like any other message, but its gate stands on
// itself. A sign-in link is sent at most once: somebody waits for it and asks again. A notice must not be lost in
// silence, and a second copy of it is harmless: it goes out at least once, and at most three times.
type OwnerMail struct {
	Kind    string // "signin"
	To      string
	Payload string // what the kind needs to render it, for example a link's secret
	At      time.Time
	key     table.Key
	tries   int64 // this one included
	last    bool  // it is out of the outbox already
}

// Again tells that the mail comes back by itself unless it is spent: an attempt without a clear answer is repeated.
func (m OwnerMail) Again() bool { return !m.last }

// SignInMail is the kind of mail that brings a sign-in link. Its payload is the whole link.
const SignInMail = "signin"

// ReplyMail is the kind of mail that asks the reader of a shop's Reply-To for a sign of life. Its payload is the link.
const ReplyMail = "reply"

// PreviewMail is the kind of mail that shows an owner a survey's mail. Its payload names shop, language and order, see
// Preview.
const PreviewMail = "preview"

// InviteMail is the kind of mail that tells somebody of their role in a shop. Its payload is an Invitation.
const InviteMail = "invite"

// Invitation is what an InviteMail tells.
type Invitation struct {
	Shop string  `json:"shop"` // its name
	By   string  `json:"by"`
	Role cx.Role `json:"role"`
	Link string  `json:"link"`
}

// MailInvitation puts an invitation into the outbox; once is as with MailOwner.
func (l *Ledger) MailInvitation(ctx context.Context, to, once string, i Invitation, now time.Time) error {
	payload, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("write an invitation: %w", err)
	}
	return l.MailOwner(ctx, InviteMail, to, once, string(payload), now)
}

// Invitation reads the payload of an InviteMail.
func (m OwnerMail) Invitation() (Invitation, error) {
	var i Invitation
	if err := json.Unmarshal([]byte(m.Payload), &i); err != nil {
		return i, fmt.Errorf("read an invitation: %w", err)
	}
	return i, nil
}

// NoticeMail is the kind of mail that tells an owner of trouble. Its payload is the text.
const NoticeMail = "notice"

const (
	// ownerMailLife is how long a mail to an owner is worth sending.
	ownerMailLife = 24 * time.Hour
	// noticeTries is how often a notice is sent at most while no answer is clear, and noticeAgain the time between.
	noticeTries = 3
	noticeAgain = 10 * time.Minute
)

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

// ClaimOwnerMail takes a mail to an owner, to be sent now; false: somebody else did, or its time is over. A sign-in link
// is out of the outbox then; a notice is due again in ten minutes unless it is spent, so it outlives who claimed it.
func (l *Ledger) ClaimOwnerMail(ctx context.Context, e DueEntry, now time.Time) (OwnerMail, bool, error) {
	item, err := l.get(ctx, e.Key)
	if err != nil || !item.Exists() {
		return OwnerMail{}, false, err
	}
	v := item.Values
	m := OwnerMail{
		Kind: v["kind"].Text(), To: v["to"].Text(), Payload: v["payload"].Text(), At: readSeconds(v, "at"),
		key: e.Key, tries: v["tries"].Int() + 1,
	}
	due, waits := v[table.Index1Sort]
	if !waits || due.Text() >= moment(now.Add(time.Second)) {
		return m, false, nil // the index was late
	}
	over := now.Sub(m.At) >= ownerMailLife
	m.last = over || m.Kind == SignInMail || m.tries >= noticeTries
	set, remove := table.Values{"tries": table.Number(m.tries)}, []string{table.Index1Partition, table.Index1Sort}
	if !m.last {
		set[table.Index1Sort], remove = m.sort(now.Add(noticeAgain)), nil
	}
	err = l.table.Commit(ctx, table.Update(e.Key, set, remove, table.Equal(table.Index1Sort, due)))
	if errors.Is(err, table.ErrCondition) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("claim a %s mail: %w", m.Kind, unavailable(err))
	}
	return m, !over, nil
}

// sort is the mail's place in the outbox.
func (m OwnerMail) sort(due time.Time) table.Value {
	return table.String(timed(due, idOf(m.key.Partition)))
}

// ReturnOwnerMail puts a claimed mail back after it was surely not sent.
func (l *Ledger) ReturnOwnerMail(ctx context.Context, m OwnerMail, due time.Time) error {
	err := l.table.Commit(ctx, table.Update(m.key, table.Values{
		table.Index1Partition: table.String(ownerDuePartition(lane(m.To))), table.Index1Sort: m.sort(due),
		"tries": table.Number(m.tries - 1),
	}, nil, table.Present()))
	if err != nil && !errors.Is(err, table.ErrCondition) {
		return fmt.Errorf("put back a %s mail: %w", m.Kind, unavailable(err))
	}
	return nil
}

// SpendOwnerMail ends a mail that was sent: its payload goes, and it is not due again.
func (l *Ledger) SpendOwnerMail(ctx context.Context, m OwnerMail) error {
	gone := []string{"payload", table.Index1Partition, table.Index1Sort}
	if err := l.table.Commit(ctx, table.Update(m.key, nil, gone, table.Present())); err != nil && !errors.Is(err, table.ErrCondition) {
		return fmt.Errorf("clear a %s mail: %w", m.Kind, unavailable(err))
	}
	return nil
}

// AddressOf checks an owner's address.
func (m OwnerMail) AddressOf() (cx.Email, error) { return cx.ParseEmail(m.To) }
