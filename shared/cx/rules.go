package cx

import "time"

// Action is what a verdict wants done.
type Action string

// The actions.
const (
	Send Action = "send"
	Wait Action = "wait"
	Drop Action = "drop"
)

// Verdict is a decision about a message at one moment.
type Verdict struct {
	Action Action
	Reason Reason
	Until  time.Time // with Wait: when to decide again
}

// Facts are all that a decision about a survey's message may depend on, besides the time.
type Facts struct {
	Shop    Shop
	Order   Order
	Person  Person
	Address Address
	// Zones finds the time zones of a recipient; nil reads them anew each time. It is for who decides about thousands.
	Zones func(shop Shop, country, province string) []*time.Location `json:"-"`
}

func (f Facts) zones() []*time.Location {
	find := f.Zones
	if find == nil {
		find = ZonesOf
	}
	return find(f.Shop, f.Order.State.Country, f.Order.State.Province)
}

// rule is one rule of contact: a pure function of (facts, now) that says yes (the zero Verdict), wait or no.
type rule func(f Facts, now time.Time) Verdict

// Decide says whether the message of f may be sent at now, must wait, or must not be sent. Rules that say no come
// first, in the order of what a merchant wants to hear; of those that say wait the longest counts. The last word before
// sending has the state of the shop: in rehearsal everything is decided and nothing is sent.
func Decide(f Facts, now time.Time) Verdict {
	for _, r := range refusals() {
		if v := r(f, now); v.Action == Drop {
			return v
		}
	}
	if v := longest(f, now); v.Action == Wait {
		return v
	}
	if !f.Shop.Live {
		return no(Rehearsal)
	}
	return Verdict{Action: Send, Reason: AllClear}
}

// refusals are the rules that can only say yes or no.
func refusals() []rule {
	return []rule{erased, addressSuppressed, unsubscribed, personHeld, orderKnown, ineligible, cancelled, refunded, paid, beforeLive}
}

// delays are the rules that can only say yes or wait until a moment that they know; paused stands beside them.
func delays() []rule { return []rule{throttled, quiet} }

// longest asks the delays again at each moment that one of them names, until none objects: after a throttle ends it may
// be night. The reason is that of the longest of these waits. A pause has no end that could be asked about, so it is
// asked once: else a shop that sends again would find its mails put off for hours.
func longest(f Facts, now time.Time) Verdict {
	v := lasting(f, now)
	if p := paused(f, now); p.Action == Wait && p.Until.After(v.Until) {
		return p
	}
	return v
}

// lasting is longest for the delays whose end is known. The bound is far above what rules that say the truth can need.
func lasting(f Facts, now time.Time) (all Verdict) {
	var most time.Duration
	at := now
	for range 10 {
		step := furthest(f, at)
		if step.Action != Wait {
			break
		}
		if d := step.Until.Sub(at); d > most {
			most, all.Reason = d, step.Reason
		}
		all.Action, all.Until, at = Wait, step.Until, step.Until
	}
	return all
}

// furthest is the delay that names the latest moment, if any objects at all.
func furthest(f Facts, at time.Time) (v Verdict) {
	for _, r := range delays() {
		if w := r(f, at); w.Action == Wait && w.Until.After(at) && w.Until.After(v.Until) {
			v = w
		}
	}
	return v
}

func no(r Reason) Verdict                     { return Verdict{Action: Drop, Reason: r} }
func later(r Reason, until time.Time) Verdict { return Verdict{Action: Wait, Reason: r, Until: until} }
func refuse(when bool, r Reason) (yes Verdict) {
	if when {
		return no(r)
	}
	return yes
}

func erased(f Facts, _ time.Time) Verdict { return refuse(!f.Person.Erased.IsZero(), WasErased) }

func addressSuppressed(f Facts, _ time.Time) Verdict {
	switch {
	case !f.Address.Complained.IsZero():
		return no(Complained)
	case !f.Address.Bounced.IsZero():
		return no(HardBounce)
	}
	return refuse(!f.Address.Suppressed.IsZero(), Suppressed)
}

func unsubscribed(f Facts, _ time.Time) Verdict {
	return refuse(!f.Person.Unsubscribed.IsZero(), OptedOut)
}

func personHeld(f Facts, _ time.Time) Verdict { return refuse(f.Person.Held, HeldPerson) }

func orderKnown(f Facts, _ time.Time) Verdict { return refuse(!f.Order.Known(), Unknown) }

// ineligible are the properties of an order that keep its customer from ever being asked about it.
func ineligible(f Facts, _ time.Time) Verdict {
	switch {
	case f.Order.State.Test:
		return no(TestOrder)
	case f.Order.State.Total <= 0:
		return no(ZeroTotal)
	case f.Order.Person == "" || f.Person.Email.IsZero():
		return no(NoAddress)
	}
	return Verdict{}
}

func cancelled(f Facts, _ time.Time) Verdict { return refuse(f.Order.State.Cancelled, WasCancelled) }

// refunded holds for a refund of any size: who got money back has something to say to a person, not to a survey.
func refunded(f Facts, _ time.Time) Verdict { return refuse(f.Order.Refunds() > NoRefund, WasRefunded) }

func paid(f Facts, _ time.Time) Verdict { return refuse(f.Order.State.Payment != PaidInFull, NotPaid) }

// beforeLive judges the platform's own order time, never the receipt: a bulk edit fires years of orders again.
func beforeLive(f Facts, _ time.Time) Verdict {
	return refuse(f.Shop.Live && f.Order.State.Placed.Before(f.Shop.LiveSince), BeforeLive)
}

// pauseLook is how long a message of a paused shop waits before it is looked at again.
const pauseLook = 15 * time.Minute

// personPauseLook is the same for a paused customer and for a held order, whose messages are looked at again as soon as
// the pause ends.
const personPauseLook = 24 * time.Hour

func paused(f Facts, now time.Time) Verdict {
	if _, stopped := f.Shop.Stopped(); stopped {
		return later(ShopPaused, now.Add(pauseLook))
	}
	if f.Order.Message.Held {
		return later(OrderHeld, now.Add(personPauseLook))
	}
	if f.Person.Paused {
		return later(PersonPaused, now.Add(personPauseLook))
	}
	return Verdict{}
}

// throttled defers instead of skipping: the order may still be asked about when the time is over.
func throttled(f Facts, now time.Time) Verdict {
	free := f.Person.LastAsked.Add(time.Duration(f.Shop.Survey.Throttle) * 24 * time.Hour)
	if f.Person.LastAsked.IsZero() || !now.Before(free) {
		return Verdict{}
	}
	return later(Throttled, free)
}

func quiet(f Facts, now time.Time) Verdict {
	open := f.Shop.Survey.Window.Next(f.zones(), now)
	if !open.After(now) {
		return Verdict{}
	}
	return later(QuietHours, open)
}
