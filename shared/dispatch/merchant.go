package dispatch

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// Merchant writes the mails that tell the merchant of something: *mail.Writer does.
type Merchant interface {
	Alert(o mail.OwnerMail, a mail.Alert) mail.Envelope
	Door(o mail.OwnerMail, shop cx.Shop, n cx.DoorNote) mail.Envelope
	Digest(o mail.OwnerMail, d mail.Digest) mail.Envelope
}

// refusedWait is how long a mail to the merchant waits after a definite no of the service about the account: less than
// the time between two runs, so that the next one tries it.
const refusedWait = 50 * time.Second

// outgoing sends a mail about something that just happened to everybody who hears of such, if it is still so: it is
// rendered from the facts of this moment. A run that dies in between is made up by the next one, which knows who has it.
func (r *run) outgoing(ctx context.Context, e ledger.DueEntry) error {
	if r.Merchant == nil {
		return nil
	}
	now := r.Clock.Now()
	o, due, err := r.Facts.DueOutgoing(ctx, e, now)
	if err != nil || !due {
		return err
	}
	l, err := r.letter(ctx, o)
	if err != nil {
		return err
	}
	if l.quiet != "" {
		return r.Facts.EndOutgoing(ctx, o, l.quiet, now)
	}
	o, mine, err := r.Facts.ClaimOutgoing(ctx, o, l.score, now)
	if err != nil || !mine {
		return err
	}
	return r.tell(ctx, o, l)
}

// letter is a mail to the merchant before it is known to whom.
type letter struct {
	quiet      cx.Quiet // why nobody has to hear of it; "" if it goes out
	score      int
	recipients []string
	write      func(mail.OwnerMail) mail.Envelope
}

// letter reads what a mail is about, and decides whether it still is.
func (r *run) letter(ctx context.Context, o ledger.Outgoing) (letter, error) {
	shop, err := r.Facts.Shop(ctx, o.Shop)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return letter{quiet: cx.QuietNobody}, nil
	}
	if err != nil {
		return letter{}, fmt.Errorf("read shop %s: %w", o.Shop, err)
	}
	l := letter{recipients: r.recipients(shop)}
	switch {
	case len(l.recipients) == 0:
		l.quiet = cx.QuietNobody
	case o.Kind == ledger.DoorMail:
		err = r.doorLetter(ctx, o, shop, &l)
	default:
		err = r.alertLetter(ctx, o, shop, &l)
	}
	return l, err
}

// recipients are the addresses that a shop set, or else the owners of the installation.
func (r *run) recipients(s cx.Shop) []string {
	if len(s.Alerts.To) > 0 {
		return s.Alerts.To
	}
	return r.Owners
}

func (r *run) alertLetter(ctx context.Context, o ledger.Outgoing, shop cx.Shop, l *letter) error {
	f, err := r.Facts.Facts(ctx, shop, o.Order)
	if err != nil {
		return fmt.Errorf("read order %s: %w", o.Order, err)
	}
	said, err := r.Facts.Response(ctx, o.Person, o.Order)
	if err != nil {
		return err
	}
	before, err := r.Facts.ToldBefore(ctx, o)
	if err != nil {
		return err
	}
	l.quiet, l.score = shop.Alerts.Still(shop, f.Person, said, before), said.Score
	l.write = func(head mail.OwnerMail) mail.Envelope {
		return r.Merchant.Alert(head, mail.Alert{Shop: shop, Order: f.Order, Person: f.Person, Response: said, Before: before})
	}
	return nil
}

func (r *run) doorLetter(ctx context.Context, o ledger.Outgoing, shop cx.Shop, l *letter) error {
	n, err := r.Facts.DoorNote(ctx, o.Door)
	switch {
	case err != nil:
		return err
	case !shop.Live:
		l.quiet = cx.QuietRehearsal
	case n.Contact.IsZero():
		l.quiet = cx.QuietErased
	}
	l.write = func(head mail.OwnerMail) mail.Envelope { return r.Merchant.Door(head, shop, n) }
	return nil
}

// tell sends a claimed mail to whoever does not have it yet, and takes it out of the outbox when all have.
func (r *run) tell(ctx context.Context, o ledger.Outgoing, l letter) error {
	whole := true
	for _, to := range l.recipients {
		if r.Facts.Reached(o, to) {
			continue
		}
		wait, clear := r.hand(ctx, o, l, to)
		if wait {
			_, err := r.Facts.PutOffOutgoing(context.WithoutCancel(ctx), o, r.Clock.Now().Add(refusedWait))
			return err
		}
		var err error
		if o, err = r.Facts.NoteReached(context.WithoutCancel(ctx), o, to, clear); err != nil {
			return err
		}
		whole = whole && r.Facts.Reached(o, to)
	}
	if !whole {
		return nil // it is due again soon
	}
	r.report.ownerMail()
	return r.Facts.EndOutgoing(context.WithoutCancel(ctx), o, "", r.Clock.Now())
}

// hand makes the request to one recipient: clear if the service said yes, or no to this recipient for good; wait if it
// takes nothing from us right now.
func (r *run) hand(ctx context.Context, o ledger.Outgoing, l letter, to string) (wait, clear bool) {
	now := r.Clock.Now()
	envelope := l.write(mail.OwnerMail{From: r.From, To: to, ID: o.ID(), At: now})
	envelope.At = now.Truncate(time.Second)
	request, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	_, err := r.Sender.Send(request, envelope)
	if err == nil {
		return false, true
	}
	no, definite := mail.AsRefusal(err)
	r.Log.WarnContext(ctx, "mail to the merchant not taken", "kind", o.Kind, "shop", o.Shop, "definite", definite, "err", err)
	if !definite {
		return false, false
	}
	itself := no.Kind == mail.RefusedMessage || no.Kind == mail.RefusedRecipient
	return !itself, itself
}
