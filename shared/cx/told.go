package cx

import (
	"fmt"
	"slices"
	"time"
)

// ExplainAnswer is what the customer did with the links of an order's mail, and how far it is believed, oldest first. It
// decides nothing about the mail, so it stands apart from Explain. It holds no words of the customer.
func ExplainAnswer(e Evidence, r Response) []Line {
	var s story
	for _, v := range e.Visits {
		s.add(v.At, LineCustomer, fmt.Sprintf("The link for a %d was opened.", v.Score))
	}
	for _, c := range e.Confirmations {
		s.add(c.At, LineCustomer, fmt.Sprintf("A %d was confirmed: %s.", c.Score, c.how()))
	}
	switch {
	case r.At.IsZero():
	case !r.HasScore:
		s.add(r.At, LineCustomer, "The customer left words without a score.")
	case r.Status == Held:
		s.add(r.Changed, LineCustomer, fmt.Sprintf("The answer is held back and counts nowhere: %s.", r.Why))
	default:
		s.add(r.Changed, LineCustomer, fmt.Sprintf("The answer is a %d and is %s: %s.", r.Score, r.Status, r.Why))
	}
	slices.SortStableFunc(s.lines, byTime)
	return s.lines
}

func (c Confirmation) how() string {
	if len(c.Signs) > 0 {
		return "something spoke of a machine"
	}
	switch c.Act {
	case PressedSave:
		return "Save was pressed"
	case Gesture:
		return "the page was touched, or the mouse moved on it"
	}
	return "the page was read for 5 seconds"
}

// ExplainAll is Explain and ExplainAnswer in one: all that is told of an order, oldest first.
func ExplainAll(f Facts, e Evidence, r Response, now time.Time) []Line {
	all := append(Explain(f, now), ExplainAnswer(e, r)...)
	slices.SortStableFunc(all, byTime)
	return all
}

// Story is an order and what its customer did with the links of its mail.
type Story struct {
	Order    Order
	Evidence Evidence
	Response Response
}

// CustomerLine is a line of a customer's timeline, and the order that it tells of; the zero order for the rest.
type CustomerLine struct {
	Line
	Order Order
}

// ExplainCustomer is the timeline of a customer over all orders, oldest first. What holds for the person, whatever the
// order, is told once.
func ExplainCustomer(shop Shop, p Person, a Address, all []Story, now time.Time) []CustomerLine {
	var lines []CustomerLine
	for _, t := range all {
		f := Facts{Shop: shop, Order: t.Order, Person: p, Address: a}
		for _, l := range Explain(f, now) {
			if l.Kind != LineCustomer {
				lines = append(lines, CustomerLine{l, t.Order})
			}
		}
		for _, l := range ExplainAnswer(t.Evidence, t.Response) {
			lines = append(lines, CustomerLine{l, t.Order})
		}
	}
	for _, l := range ExplainPerson(p, a) {
		if l.Kind == LineCustomer { // when the customer was asked last, an order tells
			lines = append(lines, CustomerLine{Line: l})
		}
	}
	slices.SortStableFunc(lines, func(a, b CustomerLine) int { return byTime(a.Line, b.Line) })
	return lines
}

// ExplainPerson is what holds for a customer and the address, whatever the order, oldest first; Standing goes on from it.
func ExplainPerson(p Person, a Address) []Line {
	var s story
	s.add(p.LastAsked, LineMail, "The customer was asked last.")
	s.stopped(p)
	s.add(a.Bounced, LineCustomer, "A mail to this address came back: it does not exist.")
	s.add(a.Complained, LineCustomer, "The customer marked a mail as spam.")
	s.add(a.Suppressed, LineCustomer, "The address was put on the do-not-write list.")
	s.add(p.Erased, LineCustomer, "The customer was erased.")
	slices.SortStableFunc(s.lines, byTime)
	return s.lines
}

// Standing says in one sentence whether a customer is asked at all, by what weighs most.
func Standing(p Person, a Address) string {
	switch {
	case !p.Erased.IsZero():
		return "Erased: nothing is known of this customer any more, and no mail goes out."
	case !a.Complained.IsZero():
		return "No mail goes out: " + Complained.Sentence() + "."
	case !a.Bounced.IsZero():
		return "No mail goes out: " + HardBounce.Sentence() + "."
	case !a.Suppressed.IsZero():
		return "No mail goes out: " + Suppressed.Sentence() + "."
	case !p.Unsubscribed.IsZero():
		return "No mail goes out: " + OptedOut.Sentence() + "."
	case p.Held:
		return "No mail goes out: the shop decided never to ask this customer."
	case p.Paused:
		return "Mail waits: the shop put this customer off for now."
	}
	return "This customer may be asked, as far as the rules allow."
}

func byTime(a, b Line) int { return a.At.Compare(b.At) }
