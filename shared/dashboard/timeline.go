package dashboard

import (
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
)

// moment is one line of a timeline.
type moment struct {
	When string
	Time string // RFC 3339; "" where only the order of things is known
	Text string
	at   time.Time
}

// story collects what happened.
type story struct {
	clock
	all []moment
}

func (s *story) add(at time.Time, format string, args ...any) {
	if at.IsZero() {
		return
	}
	s.all = append(s.all, moment{When: s.at(at), Time: at.UTC().Format(time.RFC3339), Text: fmt.Sprintf(format, args...), at: at})
}

// timeline tells the life of one order, oldest first.
func timeline(f cx.Facts, e cx.Evidence, r cx.Response, c clock) []moment {
	s := &story{clock: c}
	for _, t := range cx.Touchpoints() {
		s.add(f.Order.Touched[t], "%s", touchWords(t))
	}
	s.message(f)
	s.evidence(e)
	s.response(r)
	s.add(f.Person.Unsubscribed, "The customer stopped these mails.")
	s.add(f.Person.Erased, "The customer was erased.")
	s.add(f.Address.Bounced, "The address was put on the do-not-write list: a mail came back.")
	s.add(f.Address.Complained, "The address was put on the do-not-write list: a mail was marked as spam.")
	slices.SortStableFunc(s.all, func(a, b moment) int { return a.at.Compare(b.at) })
	return s.all
}

func touchWords(t cx.Touchpoint) string {
	switch t {
	case cx.Ordered:
		return "Ordered."
	case cx.Paid:
		return "Paid."
	case cx.Fulfilled:
		return "Sent on its way."
	case cx.Delivered:
		return "Delivered."
	case cx.Cancelled:
		return "Cancelled."
	case cx.Refunded:
		return "Refunded."
	}
	return sentence(string(t)) + "."
}

func (s *story) message(f cx.Facts) {
	m := f.Order.Message
	for _, d := range m.Decisions {
		switch d.Action {
		case cx.Wait:
			s.add(d.At, "The survey was put off until %s: %s.", s.at(d.Until), d.Reason.Sentence())
		case cx.Drop:
			s.add(d.At, "The survey was not sent: %s.", d.Reason.Sentence())
		}
	}
	attempt := ""
	if m.Attempt > 1 {
		attempt = ", at the second attempt"
	}
	s.add(m.SentAt, "The mail service took the survey's mail%s.", attempt)
	s.add(m.Delayed, "The mail service reported a delay.")
	s.add(m.Delivered, "The mail arrived.")
	s.add(m.Bounced, "The mail came back: the address does not exist.")
	s.add(m.Complaint, "The customer marked the mail as spam.")
	if g := f.Person.Gate; g.For(f.Order.ID, m.Step) {
		s.add(g.At, "The mail is on its way to the mail service (attempt %d).", g.Attempt)
	}
}

func (s *story) evidence(e cx.Evidence) {
	for _, v := range e.Visits {
		s.add(v.At, "The link for a %d was opened.", v.Score)
	}
	for _, c := range e.Confirmations {
		s.add(c.At, "A %d was confirmed: %s.", c.Score, actWords(c))
	}
}

func actWords(c cx.Confirmation) string {
	if len(c.Signs) > 0 {
		return "something speaks of a machine (" + string(c.Signs[0]) + ")"
	}
	switch c.Act {
	case cx.PressedSave:
		return "somebody pressed Save"
	case cx.Gesture:
		return "somebody moved, touched or typed on the page"
	}
	return "the page was read for 5 seconds"
}

func (s *story) response(r cx.Response) {
	switch {
	case r.At.IsZero():
	case !r.HasScore:
		s.add(r.At, "The customer left words without a score.")
	case r.Status == cx.Held:
		s.add(r.At, "The answer is held back and counts nowhere: %s.", r.Why)
	default:
		s.add(r.At, "The answer is a %d and is %s: %s.", r.Score, r.Status, r.Why)
	}
}

// nextStep says in one sentence what happens next, by the rules that will decide it.
func nextStep(f cx.Facts, c clock) string {
	m := f.Order.Message
	switch m.State {
	case cx.Sent:
		return "Nothing more: the survey was sent " + c.at(m.SentAt) + "."
	case cx.Dropped:
		return "Nothing: the survey was not sent, because " + m.Reason.Sentence() + "."
	case cx.Stuck:
		return "Nothing: whether the survey was sent is unknown, because " + m.Reason.Sentence() + "."
	case cx.Due:
		return dueStep(f, c)
	}
	if m.Reason == cx.NotPaid {
		return "Nothing yet: the survey is scheduled when the order is paid."
	}
	if m.Reason == "" {
		return "Nothing yet: the survey is scheduled when the order moves on."
	}
	return "Nothing: the customer is not asked, because " + m.Reason.Sentence() + "."
}

// dueStep asks the rules as they would decide at the due time.
func dueStep(f cx.Facts, c clock) string {
	due := later(c.now, f.Order.Message.Due)
	if f.Person.Gate.For(f.Order.ID, f.Order.Message.Step) {
		return "The mail is on its way: the mail service's answer is awaited."
	}
	switch v := cx.Decide(f, due); v.Action {
	case cx.Wait:
		return "The survey is decided " + c.at(due) + "; as things stand it then waits until " + c.at(v.Until) + ", because " + v.Reason.Sentence() + "."
	case cx.Drop:
		return "The survey is decided " + c.at(due) + "; as things stand it is not sent, because " + v.Reason.Sentence() + "."
	}
	return "The survey goes out " + c.at(due) + ", as things stand."
}
