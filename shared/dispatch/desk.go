package dispatch

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// desk works on the messages of one shop.
type desk struct {
	*run
	switches sync.Mutex // guards shop and read
	shop     cx.Shop
	read     time.Time // when the shop was last read
}

// current is the shop with switches at most 10 seconds old.
func (d *desk) current(ctx context.Context) (cx.Shop, error) {
	d.switches.Lock()
	defer d.switches.Unlock()
	now := d.Clock.Now()
	if now.Sub(d.read) < switchEvery {
		return d.shop, nil
	}
	s, err := d.Facts.SwitchedShop(ctx, d.shop.ID)
	if err != nil {
		return d.shop, err
	}
	d.shop, d.read = s, now
	return s, nil
}

// message takes one message through the protocol: read all, decide, close the gate, send, note.
func (d *desk) message(ctx context.Context, id cx.OrderID) error {
	s, err := d.current(ctx)
	if err != nil {
		return err
	}
	f, err := d.Facts.Facts(ctx, s, id)
	if err != nil {
		return err
	}
	now, m := d.Clock.Now(), f.Order.Message
	if m.State != cx.Due || m.Due.After(now) {
		return nil // the index was late
	}
	d.report.oldest(now.Sub(m.Due))
	gate := f.Person.Gate
	if gate.For(id, m.Step) {
		return d.unresolved(ctx, f, now)
	}
	if gate.Open() {
		stale, err := d.stale(ctx, gate)
		if err != nil {
			return err
		}
		if !stale {
			d.report.stays(cx.OtherMail)
			return nil
		}
	}
	return d.act(ctx, f, cx.Decide(f, now), now)
}

// stale tells that the message that a gate was closed for has ended, so that nobody will open the gate any more. One
// whose plan was taken back just when it was claimed is not due and has no end: a day later it is over as well.
func (d *desk) stale(ctx context.Context, g cx.Gate) (bool, error) {
	o, err := d.Facts.Order(ctx, g.Order)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return true, nil
	}
	forgotten := o.Message.State == cx.NotScheduled && d.Clock.Now().Sub(g.At) >= giveUpAfter
	if over := o.Message.Ended() || o.Message.Step > g.Step || forgotten; err != nil || !over {
		return false, err
	}
	return true, d.keepLinks(ctx, o, g)
}

// keepLinks makes the links of a mail that may have arrived outlive its gate, before another message takes it. Those of a
// mail that was noted as sent stand on the order already.
func (d *desk) keepLinks(ctx context.Context, o cx.Order, g cx.Gate) error {
	if slices.Contains(o.Message.Tokens, g.Token) {
		return nil
	}
	return d.Facts.KeepToken(ctx, o.ID, g.Token)
}

// act does what a verdict wants.
func (d *desk) act(ctx context.Context, f cx.Facts, v cx.Verdict, now time.Time) error {
	id := f.Order.ID
	if v.Action == cx.Send {
		ok, err := d.ramp(ctx, f.Shop, now)
		if err != nil {
			return err
		}
		if !ok {
			v = cx.Verdict{Action: cx.Wait, Reason: cx.RampFull, Until: f.Shop.Tomorrow(now)}
		}
	}
	switch v.Action {
	case cx.Wait:
		d.report.defers(v.Reason)
		return d.Facts.Defer(ctx, id, v, now)
	case cx.Drop:
		d.report.drops(v.Reason)
		return d.Facts.Drop(ctx, id, v.Reason, now)
	}
	return d.attempt(ctx, f, 1)
}

// attempt closes the gate and makes the one request of attempt n.
func (d *desk) attempt(ctx context.Context, f cx.Facts, n int) error {
	if ok, err := d.pace.wait(ctx, d.Clock); err != nil || !ok {
		d.unreserve(f.Shop)
		if !ok {
			d.halt("the mail service's daily quota is reached")
		}
		return err
	}
	now := d.Clock.Now()
	token, err := newToken(f.Order.ID, d.Random)
	if err != nil {
		return err
	}
	envelope, wording, err := d.Survey(f, token, now)
	if err != nil {
		d.unreserve(f.Shop)
		return fmt.Errorf("render: %w", err)
	}
	name, err := nonce(d.Random)
	if err != nil {
		return err
	}
	gate := cx.Gate{Order: f.Order.ID, Step: f.Order.Message.Step, Attempt: n, Nonce: name, At: now.Truncate(time.Second), Token: token.Hash(), Wording: wording}
	won, err := d.Facts.Claim(ctx, f.Person, gate)
	if err != nil || !won {
		d.unreserve(f.Shop)
		d.report.raced()
		return err
	}
	return d.send(ctx, f, gate, envelope)
}

// send makes the request if the claim is still fresh and nobody has paused the shop, and notes what came of it.
func (d *desk) send(ctx context.Context, f cx.Facts, g cx.Gate, e mail.Envelope) error {
	s, err := d.current(ctx)
	_, stopped := s.Stopped()
	if err != nil || stopped || !s.Live || d.Clock.Now().Sub(g.At) > claimLife {
		d.unreserve(f.Shop)
		d.report.stays(cx.ServiceWaits)
		return d.release(ctx, f, g)
	}
	e.At, e.Tags = g.At, tags(g)
	request, cancel := context.WithTimeout(ctx, requestTime)
	id, err := d.Sender.Send(request, e)
	cancel()
	if no, definite := mail.AsRefusal(err); definite {
		d.unreserve(f.Shop)
		return d.refused(ctx, f, g, no)
	}
	if err != nil { // ambiguous: nothing is written, the gate stays closed and tells since when
		d.report.stays(cx.Ambiguous)
		d.Log.WarnContext(ctx, "no clear answer of the mail service", "order", f.Order.ID, "attempt", g.Attempt, "err", err)
		return nil
	}
	d.report.sent()
	return d.Facts.MarkSent(context.WithoutCancel(ctx), f.Order.ID, ledger.Accepted{
		Gate: g, MailID: id, Repeat: f.Person.Count > 1, Shop: f.Shop,
	})
}

// release undoes a claim whose mail was surely not sent, also when the run is over. What was known of a first attempt
// before a second stays known.
func (d *desk) release(ctx context.Context, f cx.Facts, g cx.Gate) error {
	ctx = context.WithoutCancel(ctx)
	if g.Attempt > 1 {
		return d.Facts.Reopen(ctx, f.Person.ID, g.Nonce, f.Person.Gate)
	}
	return d.Facts.Release(ctx, f.Person.ID, g.Nonce)
}

// tags come back with the service's reports: they prove which attempt a mail was.
func tags(g cx.Gate) map[string]string {
	return map[string]string{
		mail.TagOrder: string(g.Order), mail.TagStep: strconv.Itoa(int(g.Step)), mail.TagAttempt: strconv.Itoa(g.Attempt),
	}
}

func newToken(id cx.OrderID, random io.Reader) (cx.Token, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return cx.Token{}, fmt.Errorf("make a token: %w", err)
	}
	return cx.NewToken(id, b), nil
}
