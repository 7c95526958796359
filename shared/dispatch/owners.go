package dispatch

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// ownerRetry is how long a mail to an owner waits after a definite no of the service.
const ownerRetry = 5 * time.Minute

// ownerMails sends what is due to owners, before anything to customers: a sign-in link is waited for. How often one is
// sent whose answer was lost is the ledger's to say: a link once, a notice a few times.
func (r *run) ownerMails(ctx context.Context) error {
	for lane := range ledger.Lanes {
		entries, err := r.Facts.DueOwnerMails(ctx, lane, r.Clock.Now(), pageSize)
		if err != nil {
			return fmt.Errorf("dispatch to owners: %w", err)
		}
		for _, e := range entries {
			if r.over(ctx) {
				return nil
			}
			send := r.ownerMail
			switch {
			case e.IsOutgoing():
				send = r.outgoing
			case e.IsErasure():
				send = r.eraseAgain
			}
			if err := send(ctx, e); err != nil {
				r.report.failed()
				r.Log.ErrorContext(ctx, "mail to an owner not dispatched", "err", err)
			}
		}
	}
	return nil
}

func (r *run) render(ctx context.Context, m ledger.OwnerMail, now time.Time) (mail.Envelope, error) {
	if m.Kind == ledger.DigestMail {
		return r.digestLetter(ctx, m, now)
	}
	return r.Owner(ctx, m, now)
}

func (r *run) ownerMail(ctx context.Context, e ledger.DueEntry) error {
	now := r.Clock.Now()
	m, mine, err := r.Facts.ClaimOwnerMail(ctx, e, now)
	if err != nil || !mine {
		return err
	}
	envelope, err := r.render(ctx, m, now)
	if err != nil {
		return fmt.Errorf("render a %s mail: %w", m.Kind, err)
	}
	envelope.At = now.Truncate(time.Second)
	request, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	_, err = r.Sender.Send(request, envelope)
	if no, definite := mail.AsRefusal(err); definite && no.Kind != mail.RefusedMessage {
		return r.Facts.ReturnOwnerMail(context.WithoutCancel(ctx), m, now.Add(ownerRetry))
	}
	if err != nil {
		r.Log.WarnContext(ctx, "no clear answer to a mail to an owner", "kind", m.Kind, "again", m.Again(), "err", err)
		if m.Again() {
			return nil
		}
	}
	r.report.ownerMail()
	return r.Facts.SpendOwnerMail(context.WithoutCancel(ctx), m)
}
