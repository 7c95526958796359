package dispatch

import (
	"context"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

const (
	// resolveAfter is how long the service's report of an unclear attempt has to arrive.
	resolveAfter = 2 * time.Hour
	// giveUpAfter ends the waiting for a proof.
	giveUpAfter = 24 * time.Hour
	// sandboxWait is how long a recipient waits whom the sandbox does not know.
	sandboxWait = 24 * time.Hour
	// failuresToStop is how many requests in a row may not even reach the service.
	failuresToStop = 5
)

// refused does what a definite no asks for. The gate is opened first: after a crash here the message is due as before,
// and it was surely not sent.
func (d *desk) refused(ctx context.Context, f cx.Facts, g cx.Gate, no *mail.Refusal) error {
	if err := d.release(ctx, f, g); err != nil {
		return err
	}
	now, id := d.Clock.Now(), f.Order.ID
	d.Log.WarnContext(ctx, "the mail service refused", "order", id, "code", no.Code, "text", no.Text)
	switch no.Kind {
	case mail.RefusedMessage:
		if g.Attempt > 1 { // the first may have arrived
			return d.giveUp(ctx, id, cx.Refused, now)
		}
		d.report.drops(cx.Refused)
		return d.Facts.Drop(ctx, id, cx.Refused, now)
	case mail.RefusedRecipient:
		if g.Attempt > 1 { // an unclear message is not moved
			d.report.stays(cx.Ambiguous)
			return nil
		}
		d.report.defers(cx.SandboxOnly)
		return d.Facts.Defer(ctx, id, cx.Verdict{Action: cx.Wait, Reason: cx.SandboxOnly, Until: now.Add(sandboxWait)}, now)
	case mail.RefusedRate:
		d.report.stays(cx.ServiceWaits)
		return d.pace.slower(ctx, d.Clock)
	case mail.RefusedQuota:
		d.report.stays(cx.QuotaFull)
		d.halt("the mail service's daily quota is reached")
		return nil
	case mail.NotSent:
		d.report.stays(cx.ServiceWaits)
		if d.pace.unreached() >= failuresToStop {
			d.halt("the mail service cannot be reached")
		}
		return nil
	}
	d.report.stays(cx.ServiceWaits)
	d.halt(no.Code + ": " + no.Text)
	return d.tellOwners(ctx, no, now)
}

// tellOwners queues one mail a day and code to each owner. It goes out as soon as the account can send again, and the
// dashboard shows the same at once.
func (r *run) tellOwners(ctx context.Context, no *mail.Refusal, now time.Time) error {
	for _, owner := range r.Owners {
		text := fmt.Sprintf("The mail service refuses to send: %s (%s). Nothing is lost: all messages wait.", no.Text, no.Code)
		if err := r.Facts.MailOwner(ctx, ledger.NoticeMail, owner, no.Code+now.UTC().Format(time.DateOnly), text, now); err != nil {
			return err
		}
	}
	return nil
}

// unresolved looks at a message whose gate is closed for itself: an attempt is on its way, or its answer was lost. No
// rule is asked before the report has had its time, and the due date is not moved.
func (d *desk) unresolved(ctx context.Context, f cx.Facts, now time.Time) error {
	g, id := f.Person.Gate, f.Order.ID
	age := now.Sub(g.At)
	switch {
	case age < resolveAfter:
		d.report.stays(cx.Ambiguous)
		return nil
	case g.Attempt >= 2:
		return d.giveUp(ctx, id, cx.TwiceLost, now)
	case age >= giveUpAfter:
		return d.giveUp(ctx, id, cx.NoProof, now)
	}
	proven, err := d.Proven(ctx, f, g.At)
	if err != nil {
		return fmt.Errorf("ask for proof of the event channel: %w", err)
	}
	if !proven {
		d.report.stays(cx.Ambiguous)
		return nil
	}
	return d.again(ctx, f, now)
}

// again makes the one second attempt, if the rules still say yes, as if the first had never been.
func (d *desk) again(ctx context.Context, f cx.Facts, now time.Time) error {
	g := f.Person.Gate
	anew := f
	anew.Person.LastAsked = f.Person.Before
	v := cx.Decide(anew, now)
	switch {
	case v.Action == cx.Send:
		ok, err := d.ramp(ctx, f.Shop, now)
		if err != nil || !ok {
			return err
		}
		if err := d.Facts.KeepToken(ctx, f.Order.ID, g.Token); err != nil {
			return err
		}
		return d.attempt(ctx, f, 2)
	case v.Action == cx.Wait && v.Until.Before(g.At.Add(giveUpAfter)):
		d.report.stays(cx.Ambiguous)
		return nil
	}
	return d.giveUp(ctx, f.Order.ID, cx.NowUnclear, now)
}

func (d *desk) giveUp(ctx context.Context, id cx.OrderID, why cx.Reason, now time.Time) error {
	d.report.gaveUp(why)
	return d.Facts.GiveUp(ctx, id, why, now)
}
