package cx

import (
	"hash/fnv"
	"time"
)

// AgeLimit is how old an order may be, by the platform's own order time, when it is first told of.
const AgeLimit = 60 * 24 * time.Hour

// Schedule says when the survey of an order is due, or why there is none. It is a pure function of what is known, so
// that events in any order end in the same state: the trigger's time plus its days, or as long as the trigger has not
// happened a fallback's, never before the order was paid; then moved into the window of hours, with a jitter that is a
// hash of the order, so that the first minute of the window does not get all mails of the night.
func Schedule(f Facts, now time.Time) (due time.Time, after Touchpoint, why Reason) {
	if v := unaskable(f, now); v != "" {
		return time.Time{}, "", v
	}
	s := f.Shop.Survey
	for _, t := range append([]Trigger{s.Trigger}, s.Fallbacks...) {
		at, ok := f.Order.Touched[t.After]
		if !ok {
			continue
		}
		due = at.Add(time.Duration(t.Days) * 24 * time.Hour)
		if p, ok := f.Order.Touched[Paid]; ok && due.Before(p) {
			due = p
		}
		zones := f.zones()
		return s.Window.spread(zones, due, jitter(f.Order.ID)), t.After, ""
	}
	return time.Time{}, "", NotHappened
}

// unaskable are the refusals that keep a message from being scheduled at all. What may still change the mind of a later
// decision (cancelled, refunded, unsubscribed) is left to the moment of sending.
func unaskable(f Facts, now time.Time) Reason {
	for _, r := range []rule{orderKnown, ineligible, beforeLive, paidOnce} {
		if v := r(f, now); v.Action == Drop {
			return v.Reason
		}
	}
	if f.Order.Message.Planned.IsZero() && now.Sub(f.Order.State.Placed) > AgeLimit {
		return TooOld
	}
	return ""
}

// paidOnce asks for a payment at any time: whether the order is still paid is judged when the mail is sent.
func paidOnce(f Facts, _ time.Time) Verdict {
	_, ok := f.Order.Touched[Paid]
	return refuse(!ok && f.Order.State.Payment != PaidInFull, NotPaid)
}

// jitterRange is how far due times are spread.
const jitterRange = 45 * time.Minute

func jitter(id OrderID) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return time.Duration(h.Sum32()%uint32(jitterRange/time.Second)) * time.Second
}

// Plan is the message of an order after news of it: the due date is set, moved or taken back. Only the trigger moves it:
// a deferral by dispatch stays as long as the plan is the same. A message whose mail is on its way stays where it is: the due index is also the list of what
// crashed. (Who claims it between our read and our write wins all the same: dispatch ends such a gate after a day.)
func Plan(f Facts, now time.Time) Message {
	m := f.Order.Message
	if m.State != NotScheduled && m.State != Due || m.Step != FirstMail || f.Person.Gate.For(f.Order.ID, m.Step) {
		return m
	}
	due, after, why := Schedule(f, now)
	if why != "" {
		m.State, m.Reason = NotScheduled, why
		m.Due, m.Planned, m.Trigger = time.Time{}, time.Time{}, ""
		return m
	}
	due = due.Truncate(time.Second)
	if m.State == Due && m.Planned.Equal(due) && m.Trigger == after {
		return m
	}
	m.State, m.Due, m.Planned, m.Trigger, m.Reason = Due, due, due, after, ""
	m.Survey = f.Shop.Survey.ID
	return m
}
