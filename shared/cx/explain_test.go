package cx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestNextStep(t *testing.T) {
	state := func(s cx.MessageState, r cx.Reason) func(*cx.Facts) {
		return func(f *cx.Facts) { f.Order.Message.State, f.Order.Message.Reason = s, r }
	}
	sent := func(with func(*cx.Message)) func(*cx.Facts) {
		return func(f *cx.Facts) {
			f.Order.Message.State, f.Order.Message.SentAt = cx.Sent, instant(t, "2026-11-23T10:12+01:00")
			with(&f.Order.Message)
		}
	}
	gate := func(id cx.OrderID) func(*cx.Facts) {
		return func(f *cx.Facts) { f.Person.Gate = cx.Gate{Order: id, Nonce: "n", Attempt: 1} }
	}
	tests := []struct {
		name string
		with func(*cx.Facts)
		want string
	}{
		{"due", func(*cx.Facts) {}, "On Monday 23 November at 10:12 Mia's mail goes out, if nothing changes."},
		{"due next year", func(f *cx.Facts) { f.Order.Message.Due = instant(t, "2027-01-04T10:12+01:00") },
			"On Monday 4 January 2027 at 10:12 Mia's mail goes out, if nothing changes."},
		{"overdue: now", func(f *cx.Facts) { f.Order.Message.Due = instant(t, "2026-11-19T10:12+01:00") },
			"On Friday 20 November at 11:00 Mia's mail goes out, if nothing changes."},
		{"a reminder of a team", func(f *cx.Facts) { f.Order.Message.Step, f.Shop.Sender = cx.Reminder, "The Nordlys team" },
			"On Monday 23 November at 10:12 the reminder of The Nordlys team goes out, if nothing changes."},
		{"a shop without a sender", func(f *cx.Facts) { f.Shop.Sender = "" }, "On Monday 23 November at 10:12 the mail goes out, if nothing changes."},
		{"rehearsal", func(f *cx.Facts) { f.Shop.Live = false }, "On Monday 23 November at 10:12 Mia's mail would go out, but the shop is in rehearsal."},
		{"refunded meanwhile", func(f *cx.Facts) { f.Order.Refund = cx.PartRefund }, "It would be dropped on Monday 23 November at 10:12: the order was refunded."},
		{"unsubscribed meanwhile", func(f *cx.Facts) { f.Person.Unsubscribed = instant(t, "2026-11-20T10:30+01:00") },
			"It would be dropped on Monday 23 November at 10:12: the customer stopped these mails."},
		{"throttled", func(f *cx.Facts) { f.Person.LastAsked = instant(t, "2026-11-01T10:00+01:00") },
			"It waits until Saturday 30 January 2027 at 10:00: the customer was asked not long ago."},
		{"paused", func(f *cx.Facts) { f.Shop.Paused = true }, "It waits until the shop sends again: sending is paused."},
		{"held", func(f *cx.Facts) { f.Order.Message.Held = true }, "It waits until you let it go on: you asked to wait with this order."},
		{"held while the customer was asked not long ago", func(f *cx.Facts) {
			f.Order.Message.Held, f.Person.LastAsked = true, instant(t, "2026-11-01T10:00+01:00")
		}, "It waits until you let it go on: you asked to wait with this order."},
		{"held and refunded", func(f *cx.Facts) { f.Order.Message.Held, f.Order.Refund = true, cx.PartRefund },
			"It would be dropped on Monday 23 November at 10:12: the order was refunded."},
		{"put off for a reason that no rule knows", state(cx.Due, cx.QuotaFull), "It waits until Monday 23 November at 10:12: the mail service's daily quota is reached."},
		{"on its way", gate("aaaaaaaaaaaaaaaaaaaaaaaaaa"), "It is on its way: the mail service's answer is awaited."},
		{"on its way, and the answer was lost", func(f *cx.Facts) {
			gate(f.Order.ID)(f)
			state(cx.Due, cx.Ambiguous)(f)
		}, "It waits: the mail service's answer was lost; waiting for its report before anything is repeated."},
		{"on its way, whatever the rules say", func(f *cx.Facts) {
			gate(f.Order.ID)(f)
			f.Person.Held = true
		}, "It is on its way: the mail service's answer is awaited."},
		{"another order's mail on its way", gate("c"), "On Monday 23 November at 10:12 Mia's mail goes out, if nothing changes."},
		{"sent", sent(func(*cx.Message) {}), "Nothing: the mail went out on Monday 23 November at 10:12."},
		{"sent and delayed", sent(func(m *cx.Message) { m.Delayed = m.SentAt }),
			"Nothing: the mail went out on Monday 23 November at 10:12; the customer's mail server is slow to take it."},
		{"sent, delayed and delivered", sent(func(m *cx.Message) { m.Delayed, m.Delivered = m.SentAt, m.SentAt }), "Nothing: the mail went out on Monday 23 November at 10:12."},
		{"sent and bounced", sent(func(m *cx.Message) { m.Bounced = m.SentAt }), "Nothing: the mail came back."},
		{"sent and complained", sent(func(m *cx.Message) { m.Bounced, m.Complaint = m.SentAt, m.SentAt }), "Nothing: the customer marked the mail as spam."},
		{"dropped", state(cx.Dropped, cx.OptedOut), "Nothing: the customer stopped these mails."},
		{"unknown", state(cx.Stuck, cx.TwiceLost), "Nothing: the mail service's answer was lost twice, so it is not tried again."},
		{"a test order", state(cx.NotScheduled, cx.TestOrder), "Nothing: it is a test order."},
		{"not paid yet", state(cx.NotScheduled, cx.NotPaid), "Nothing yet: the order is not paid."},
		{"not delivered yet", state(cx.NotScheduled, cx.NotHappened), "Nothing yet: what the survey follows has not happened yet."},
		{"no order yet", state(cx.NotScheduled, cx.Unknown), "Nothing yet: the platform has not told of the order itself yet."},
		{"nothing known", state(cx.NotScheduled, ""), "Nothing yet: no survey is planned for this order."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			if got := cx.NextStep(f, instant(t, "2026-11-20T11:00+01:00")); got != tt.want {
				t.Errorf("NextStep = %q,\nwant %q", got, tt.want)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	f := askable(t)
	m := &f.Order.Message
	m.Decisions = []cx.Decision{
		{At: instant(t, "2026-11-23T10:12+01:00"), Action: cx.Wait, Reason: cx.RampFull, Until: instant(t, "2026-11-24T09:00+01:00")},
		{At: instant(t, "2026-11-24T09:00+01:00"), Action: cx.Send, Reason: cx.AllClear},
	}
	m.State, m.SentAt, m.Attempt = cx.Sent, instant(t, "2026-11-24T11:05+01:00"), 2
	m.Delayed, m.Bounced = m.SentAt.Add(time.Minute), m.SentAt.Add(time.Hour)
	f.Person.LastAsked, f.Address.Bounced = m.SentAt, m.Bounced
	f.Person.Unsubscribed, f.Order.Touched[cx.Refunded] = m.SentAt.Add(2*time.Hour), m.SentAt.Add(-time.Hour)
	want := []string{
		"order: The customer ordered.",
		"order: The order was paid.",
		"order: The order was sent on its way.",
		"order: The order was delivered. The survey follows this, planned for Monday 23 November at 10:12.",
		"decision: Decided to wait until Tuesday 24 November at 09:00: the number of mails for today is reached.",
		"decision: Decided to send: all rules say yes.",
		"order: Money was given back.",
		"mail: The mail service took the mail, at the second attempt.",
		"mail: The customer's mail server did not take the mail at once; the mail service tries on.",
		"mail: The mail came back.",
		"customer: The customer stopped these mails.",
	}
	lines := cx.Explain(f, instant(t, "2026-11-25T11:00+01:00"))
	if got := texts(lines); !slices.Equal(got, want) {
		t.Errorf("Explain:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.IsSortedFunc(lines, func(a, b cx.Line) int { return a.At.Compare(b.At) }) {
		t.Error("the lines are not in the order of time")
	}
}

// The gate stays on the person after the mail was sent: it is no news then, and nothing is awaited any more.
func TestExplainAnOpenGate(t *testing.T) {
	at := instant(t, "2026-11-23T10:12+01:00")
	const awaited = "mail: The mail was handed to the mail service; its answer is awaited."
	tests := []struct {
		name  string
		state cx.MessageState
		want  string
	}{
		{"due: the answer is awaited", cx.Due, awaited},
		{"sent", cx.Sent, "mail: The mail service took the mail."},
		{"dropped", cx.Dropped, "order: The order was delivered. The survey follows this, planned for Monday 23 November at 10:12."},
		{"unknown", cx.Stuck, "mail: The mail was handed to the mail service; its answer never came."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			f.Person.Gate, f.Person.LastAsked = cx.Gate{Order: f.Order.ID, Nonce: "n", At: at}, at
			if f.Order.Message.State = tt.state; tt.state == cx.Sent {
				f.Order.Message.SentAt = at
			}
			got := texts(cx.Explain(f, at.Add(time.Hour)))
			if got[len(got)-1] != tt.want {
				t.Errorf("the last of %d lines is %q, want %q", len(got), got[len(got)-1], tt.want)
			}
			if slices.Contains(got, awaited) != (tt.state == cx.Due) {
				t.Errorf("a %s message awaits an answer: %v", tt.state, got)
			}
		})
	}
}

func texts(lines []cx.Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.Kind+": "+l.Text)
	}
	return all
}

func TestExplainWhatHoldsForTheCustomer(t *testing.T) {
	at := instant(t, "2026-11-21T12:00+01:00")
	tests := []struct {
		name string
		with func(*cx.Facts)
		want string
	}{
		{"dropped", func(f *cx.Facts) {
			f.Order.Message = cx.Message{}.Decided(cx.Decision{At: at, Action: cx.Drop, Reason: cx.WasCancelled})
		}, "decision: Decided not to send: the order was cancelled."},
		{"asked about another order", func(f *cx.Facts) { f.Person.LastAsked = at }, "customer: The customer was asked about another order."},
		{"on its way", func(f *cx.Facts) { f.Person.Gate = cx.Gate{Order: f.Order.ID, Nonce: "n", At: at} },
			"mail: The mail was handed to the mail service; its answer is awaited."},
		{"delivered", func(f *cx.Facts) { f.Order.Message.Delivered = at }, "mail: The mail arrived."},
		{"complaint", func(f *cx.Facts) { f.Order.Message.Complaint, f.Address.Complained = at, at }, "mail: The customer marked the mail as spam."},
		{"complaint of another mail", func(f *cx.Facts) { f.Address.Complained = at }, "customer: The customer marked another mail as spam."},
		{"bounce of another mail", func(f *cx.Facts) { f.Address.Bounced = at }, "customer: A mail to this address came back: it does not exist."},
		{"do-not-write list", func(f *cx.Facts) { f.Address.Suppressed = at }, "customer: The address was put on the do-not-write list."},
		{"erased", func(f *cx.Facts) { f.Person.Erased = at }, "customer: The customer was erased."},
		{"cancelled", func(f *cx.Facts) { f.Order.Touched[cx.Cancelled] = at }, "order: The order was cancelled."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := askable(t)
			tt.with(&f)
			got := texts(cx.Explain(f, at.Add(time.Hour)))
			if got[len(got)-1] != tt.want {
				t.Errorf("the last of %d lines is %q, want %q", len(got), got[len(got)-1], tt.want)
			}
		})
	}
}

// A timeline is read aloud, copied into tickets and printed by a command: it says nothing about who the customer is.
func TestExplainHoldsNoPersonalData(t *testing.T) {
	f := askable(t)
	f.Person.First, f.Person.Last = cx.NewName("Ann"), cx.NewName("Lie")
	f.Person.Unsubscribed = instant(t, "2026-11-21T12:00+01:00")
	now := instant(t, "2026-11-22T12:00+01:00")
	all := fmt.Sprint(cx.Explain(f, now), cx.NextStep(f, now))
	for _, private := range []string{"ann@", "Ann", "Lie", string(f.Person.ID)} {
		if strings.Contains(all, private) {
			t.Errorf("the timeline shows %q: %s", private, all)
		}
	}
}

func TestExplainNothing(t *testing.T) {
	if lines := cx.Explain(cx.Facts{}, instant(t, "2026-11-22T12:00+01:00")); len(lines) != 0 {
		t.Errorf("of nothing there is %v", lines)
	}
}

// An erasure notes the wish for no mail for somebody who never had it, so the timeline does not say that they did.
func TestExplainAnErasure(t *testing.T) {
	f, at := askable(t), instant(t, "2026-11-21T12:00+01:00")
	f.Person.Erased, f.Person.Unsubscribed = at, at
	if all := texts(cx.Explain(f, at)); slices.Contains(all, "customer: The customer stopped these mails.") {
		t.Errorf("the timeline blames the customer: %v", all)
	}
	f.Person.Unsubscribed = at.Add(-time.Hour)
	if all := texts(cx.Explain(f, at)); !slices.Contains(all, "customer: The customer stopped these mails.") {
		t.Errorf("the timeline forgets the customer's own wish: %v", all)
	}
}
