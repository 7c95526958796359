// Package deliveries takes what the mail service reports of mails that it accepted: proof that an attempt whose answer
// was lost was accepted after all, hard bounces and complaints, which stop all mail to an address at once and for all
// shops of the installation, and delays, which the believing of answers needs.
//
// Reports come late, doubled and in any order; each may be handled again. A report that cannot be understood is logged
// and taken: only an error of the storage sends it back to the queue.
//
// It sends nothing and decides nothing about messages that are still due.
package deliveries

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// Job takes reports.
type Job struct {
	Facts *ledger.Ledger
	Clock clock.Clock
	Log   *slog.Logger
}

// Outcome says what a report led to.
type Outcome string

// The outcomes of a report.
const (
	Ignored    Outcome = "ignored"    // nothing that concerns a customer's mail
	Expected   Outcome = "expected"   // what was known: accepted, delivered
	Proved     Outcome = "proved"     // the mail was accepted after all
	Suppressed Outcome = "suppressed" // no more mail to the address
	Noted      Outcome = "noted"      // a bounce or delay that stops nothing
)

// Take handles one report: the text of the event as the mail service wrote it.
func (j Job) Take(ctx context.Context, body []byte) (Outcome, error) {
	e, err := parse(body)
	if err != nil {
		// The first message of a new topic is plain text. It proves that the channel is connected.
		j.Log.InfoContext(ctx, "report is no event", "bytes", len(body), "greeting", strings.Contains(string(body), "Successfully validated"))
		return Ignored, nil
	}
	if e.order() == "" {
		return j.untagged(ctx, e)
	}
	o, err := j.Facts.Order(ctx, e.order())
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		j.Log.InfoContext(ctx, "report about an order that is not here", "type", e.Type)
		return j.untagged(ctx, e)
	}
	if err != nil {
		return Ignored, fmt.Errorf("take a %s report: %w", e.Type, err)
	}
	outcome, err := j.take(ctx, e, o)
	if err != nil {
		return outcome, fmt.Errorf("take a %s report of %s: %w", e.Type, o.ID, err)
	}
	j.noteRun(ctx)
	return outcome, nil
}

// noteRun leaves a note for the merchant that reports arrive. That it could not be left is no reason to take one again.
func (j Job) noteRun(ctx context.Context) {
	if err := j.Facts.NoteRun(ctx, ledger.DeliveriesJob, true, "", j.Clock.Now()); err != nil {
		j.Log.WarnContext(ctx, "run not noted", "err", err)
	}
}

// untagged is a report of an identity, which has no tags, or about an order that is gone: the address alone is known.
func (j Job) untagged(ctx context.Context, e event) (Outcome, error) {
	why := suppresses(e)
	if why == "" || e.address().IsZero() {
		return Ignored, nil
	}
	return Suppressed, j.Facts.SuppressAddress(ctx, e.address(), why, j.Clock.Now())
}

func (j Job) take(ctx context.Context, e event, o cx.Order) (Outcome, error) {
	if err := j.Facts.SawEvent(ctx, e.Mail.Timestamp); err != nil {
		return Ignored, err
	}
	outcome := Expected
	if o.Message.State != cx.Sent && e.Type != "Rendering Failure" { // a Reject follows an acceptance
		if err := j.rejudge(ctx, o, j.prove(ctx, e, o)); err != nil {
			return Proved, err
		}
		outcome = Proved
	}
	if why := suppresses(e); why != "" {
		return Suppressed, j.suppress(ctx, e, o, why)
	}
	switch e.Type {
	case "Bounce", "Reject":
		if e.Type == "Bounce" && e.Bounce.Type != "Permanent" {
			j.Log.InfoContext(ctx, "soft bounce", "order", o.ID, "type", e.Bounce.Type, "subtype", e.Bounce.SubType)
			return Noted, nil
		}
		return Noted, j.Facts.NoteBounce(ctx, o.ID, e.when())
	case "DeliveryDelay":
		return Noted, j.rejudge(ctx, o, j.Facts.NoteDelay(ctx, o.ID, e.when()))
	case "Delivery":
		if o.Message.Delayed.IsZero() && !e.late() {
			return outcome, nil
		}
		return Noted, j.rejudge(ctx, o, j.Facts.NoteDelivered(ctx, o.ID, e.when()))
	}
	return outcome, nil
}

// suppresses is the reason why a report stops all mail to its address, "" if it does not.
func suppresses(e event) cx.Reason {
	switch {
	case e.Type == "Bounce" && e.Bounce.Type == "Permanent":
		return cx.HardBounce
	case e.Type == "Complaint" && e.Complaint.Feedback != "not-spam":
		return cx.Complained
	}
	return ""
}

// suppress stops all mail to the address, then notes on the message why.
func (j Job) suppress(ctx context.Context, e event, o cx.Order, why cx.Reason) error {
	address := e.address()
	if p, err := j.Facts.Person(ctx, o.Person); err == nil && !p.Email.IsZero() {
		address = p.Email // as the customer is known, whatever the report writes
	}
	if !address.IsZero() {
		if err := j.Facts.SuppressAddress(ctx, address, why, j.Clock.Now()); err != nil {
			return err
		}
	}
	if why == cx.Complained {
		return j.Facts.NoteComplaint(ctx, o.ID, e.when())
	}
	return j.Facts.NoteBounce(ctx, o.ID, e.when())
}

// prove marks a message as sent whose answer was lost. The gate tells the attempt's token and time, if it still stands.
func (j Job) prove(ctx context.Context, e event, o cx.Order) error {
	shop, err := j.Facts.Shop(ctx, o.Shop)
	if err != nil {
		return err
	}
	gate := cx.Gate{Order: o.ID, Step: e.step(), Attempt: e.attempt(), At: e.Mail.Timestamp}
	repeat := false
	if p, err := j.Facts.Person(ctx, o.Person); err == nil {
		repeat = p.Count > 1
		gate = proved(gate, p.Gate)
	}
	j.Log.InfoContext(ctx, "a lost answer was a yes", "order", o.ID, "attempt", e.attempt())
	return j.Facts.MarkSent(ctx, o.ID, ledger.Accepted{Gate: gate, MailID: e.Mail.MessageID, Repeat: repeat, Shop: shop})
}

// proved completes what the report tells of an attempt by what the gate tells. If another attempt of the same message
// holds the gate by now, only the wording is the same; the token of the first is on the order already.
func proved(told, gate cx.Gate) cx.Gate {
	switch {
	case !gate.For(told.Order, told.Step):
		return told
	case gate.Attempt == told.Attempt:
		return gate
	}
	told.Wording = gate.Wording
	return told
}

// rejudge believes the answer anew after it became known when the mail was sent or arrived.
func (j Job) rejudge(ctx context.Context, o cx.Order, err error) error {
	if err != nil {
		return err
	}
	shop, err := j.Facts.Shop(ctx, o.Shop)
	if err != nil {
		return err
	}
	return j.Facts.Rejudge(ctx, shop, o.ID, j.Clock.Now())
}
