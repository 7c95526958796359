package cx

import (
	"slices"
	"strings"
	"time"
)

// Line is one entry of a timeline: something that happened, in a sentence for the merchant without personal data.
type Line struct {
	At   time.Time
	Text string
	Kind string // one of the kinds below, for a mark beside it
}

// The kinds of lines.
const (
	LineOrder    = "order"    // the platform told of it
	LineDecision = "decision" // a rule decided
	LineMail     = "mail"     // the mail and what became of it
	LineCustomer = "customer" // what the customer, or the shop about the customer, decided
)

// Explain is the timeline of an order's survey, oldest first, as far as the facts tell: the first time of every
// touchpoint, the last decisions, what became of the mail. NextStep goes on from there.
//
// Answers are not in it: they are no facts of a decision.
func Explain(f Facts, now time.Time) []Line {
	s := story{shop: f.Shop, zone: f.Shop.Location(), now: now}
	s.order(f.Order)
	s.decisions(f.Order.Message)
	s.mail(f.Order.Message)
	s.customer(f)
	slices.SortStableFunc(s.lines, func(a, b Line) int { return a.At.Compare(b.At) })
	return s.lines
}

// NextStep says in one sentence what happens next with the order's message, by the rules that will decide it, as if
// nothing changed until then. Times are the shop's.
func NextStep(f Facts, now time.Time) string {
	s, m := story{shop: f.Shop, zone: f.Shop.Location(), now: now}, f.Order.Message
	switch m.State {
	case Due:
		return s.due(f)
	case Sent:
		return "Nothing: " + s.sent(m) + "."
	case Dropped, Stuck:
		return "Nothing: " + m.Reason.Sentence() + "."
	}
	switch {
	case m.Reason == "":
		return "Nothing yet: no survey is planned for this order."
	case m.Reason.Passing():
		return "Nothing yet: " + m.Reason.Sentence() + "."
	}
	return "Nothing: " + m.Reason.Sentence() + "."
}

// story collects lines and says times as the shop does.
type story struct {
	shop  Shop
	zone  *time.Location
	now   time.Time
	lines []Line
}

func (s *story) add(at time.Time, kind, text string) {
	if !at.IsZero() {
		s.lines = append(s.lines, Line{At: at, Text: text, Kind: kind})
	}
}

// when says a moment, with the year only where it is another one.
func (s *story) when(t time.Time) string {
	t = t.In(s.zone)
	if t.Year() != s.now.In(s.zone).Year() {
		return t.Format("Monday 2 January 2006 at 15:04")
	}
	return t.Format("Monday 2 January at 15:04")
}

// due asks the rules at the moment at which they will be asked. A gate that is open comes before all rules.
func (s *story) due(f Facts) string {
	m, at := f.Order.Message, latest(s.now, f.Order.Message.Due)
	if gate := f.Person.Gate; gate.For(f.Order.ID, m.Step) {
		if m.Reason == Ambiguous {
			return "It waits: " + Ambiguous.Sentence() + "."
		}
		return "It is on its way: the mail service's answer is awaited."
	}
	v := Decide(f, at)
	switch {
	case v.Action == Drop && v.Reason == Rehearsal:
		return "On " + s.when(at) + " " + s.letter(m.Step) + " would go out, but the shop is in rehearsal."
	case v.Action == Drop:
		return "It would be dropped on " + s.when(at) + ": " + v.Reason.Sentence() + "."
	case m.Held: // whatever else it waits for ends before
		return "It waits until you let it go on: " + OrderHeld.Sentence() + "."
	case v.Reason == ShopPaused:
		return "It waits until the shop sends again: " + ShopPaused.Sentence() + "."
	case v.Reason == PersonPaused:
		return "It waits until you let this customer be asked again: " + PersonPaused.Sentence() + "."
	case v.Action == Wait:
		return "It waits until " + s.when(v.Until) + ": " + v.Reason.Sentence() + "."
	case m.Due.After(s.now) && m.Reason != "" && m.Reason != AllClear:
		return "It waits until " + s.when(m.Due) + ": " + m.Reason.Sentence() + "."
	}
	return "On " + s.when(at) + " " + s.letter(m.Step) + " goes out, if nothing changes."
}

// letter names the mail by who writes it: "Mia's mail". Two words are taken for a first and a last name; anything else
// ("The Nordlys team") is said whole.
func (s *story) letter(step Step) string {
	what := "mail"
	if step == Reminder {
		what = "reminder"
	}
	names := strings.Fields(s.shop.Sender)
	switch len(names) {
	case 0:
		return "the " + what
	case 2:
		return names[0] + "'s " + what
	}
	return "the " + what + " of " + strings.Join(names, " ")
}

// sent says where a mail that went out ended: the worst news first.
func (s *story) sent(m Message) string {
	switch {
	case !m.Complaint.IsZero():
		return "the customer marked the mail as spam"
	case !m.Bounced.IsZero():
		return "the mail came back"
	case !m.Delayed.IsZero() && m.Delivered.IsZero():
		return "the mail went out on " + s.when(m.SentAt) + "; the customer's mail server is slow to take it"
	}
	return "the mail went out on " + s.when(m.SentAt)
}

func (s *story) order(o Order) {
	for _, t := range Touchpoints() {
		text := t.sentence()
		if t == o.Message.Trigger && !o.Message.Planned.IsZero() {
			text += " The survey follows this, planned for " + s.when(o.Message.Planned) + "."
		}
		s.add(o.Touched[t], LineOrder, text)
	}
}

func (s *story) decisions(m Message) {
	for _, d := range m.Decisions {
		switch d.Action {
		case Send:
			s.add(d.At, LineDecision, "Decided to send: "+d.Reason.Sentence()+".")
		case Wait:
			s.add(d.At, LineDecision, "Decided to wait until "+s.when(d.Until)+": "+d.Reason.Sentence()+".")
		case Drop:
			s.add(d.At, LineDecision, "Decided not to send: "+d.Reason.Sentence()+".")
		}
	}
}

func (s *story) mail(m Message) {
	went := "The mail service took the mail"
	if m.Attempt > 1 {
		went += ", at the second attempt"
	}
	s.add(m.SentAt, LineMail, went+".")
	s.add(m.Delayed, LineMail, "The customer's mail server did not take the mail at once; the mail service tries on.")
	s.add(m.Delivered, LineMail, "The mail arrived.")
	s.add(m.Bounced, LineMail, "The mail came back.")
	s.add(m.Complaint, LineMail, "The customer marked the mail as spam.")
}

// customer tells what holds for the person and the address, whichever order it came from. What this order's own mail
// caused is not told twice.
func (s *story) customer(f Facts) {
	p, m := f.Person, f.Order.Message
	switch {
	case p.Gate.For(f.Order.ID, m.Step):
		s.gate(p.Gate, m)
	case !p.LastAsked.Equal(m.SentAt):
		s.add(p.LastAsked, LineCustomer, "The customer was asked about another order.")
	}
	s.stopped(p)
	s.add(p.Erased, LineCustomer, "The customer was erased.")
	if m.Bounced.IsZero() {
		s.add(f.Address.Bounced, LineCustomer, "A mail to this address came back: it does not exist.")
	}
	if m.Complaint.IsZero() {
		s.add(f.Address.Complained, LineCustomer, "The customer marked another mail as spam.")
	}
	s.add(f.Address.Suppressed, LineCustomer, "The address was put on the do-not-write list.")
}

// stopped tells that the customer wants no mail. An erasure notes the same wish for somebody who never had it: that is no
// deed of the customer.
func (s *story) stopped(p Person) {
	if !p.Unsubscribed.Equal(p.Erased) {
		s.add(p.Unsubscribed, LineCustomer, "The customer stopped these mails.")
	}
}

// gate tells of a mail whose gate stands on the person. It stays there when the message has ended, until the next mail
// needs it: then only what the end itself does not tell is said.
func (s *story) gate(g Gate, m Message) {
	switch {
	case !m.Ended():
		s.add(g.At, LineMail, "The mail was handed to the mail service; its answer is awaited.")
	case m.State == Stuck:
		s.add(g.At, LineMail, "The mail was handed to the mail service; its answer never came.")
	}
}

func (t Touchpoint) sentence() string {
	switch t {
	case Ordered:
		return "The customer ordered."
	case Paid:
		return "The order was paid."
	case Fulfilled:
		return "The order was sent on its way."
	case Delivered:
		return "The order was delivered."
	case Cancelled:
		return "The order was cancelled."
	case Refunded:
		return "Money was given back."
	}
	return "The platform told: " + string(t) + "."
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
