package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// DueEntry is an entry of the index of what is due. The index may lag behind: nothing is decided on an entry alone.
type DueEntry struct {
	Key table.Key // of the item that is due
	Due string    // its sort key in the index
}

// Order is the id of the order that is due.
func (d DueEntry) Order() cx.OrderID { return cx.OrderID(idOf(d.Key.Partition)) }

// DueOrders lists the messages of a shop's lane that are due at now, soonest first, from a position on.
func (l *Ledger) DueOrders(ctx context.Context, shop cx.ShopID, lane int, now time.Time, limit int, after table.Position) ([]DueEntry, table.Position, error) {
	return l.due(ctx, duePartition(shop, lane), now, limit, after)
}

func (l *Ledger) due(ctx context.Context, partition string, now time.Time, limit int, after table.Position) ([]DueEntry, table.Position, error) {
	items, next, err := l.table.Query(ctx, table.Query{
		Index: table.Index1, Partition: partition, To: moment(now.Add(time.Second)), Limit: limit, After: after,
	})
	if err != nil {
		return nil, next, fmt.Errorf("list what is due: %w", unavailable(err))
	}
	entries := make([]DueEntry, len(items))
	for i, item := range items {
		entries[i] = DueEntry{Key: item.Key, Due: item.Values[table.Index1Sort].Text()}
	}
	return entries, next, nil
}

// Facts reads all that a decision about an order's message depends on, strongly consistent. The shop is given: the job
// reads it once for many messages.
func (l *Ledger) Facts(ctx context.Context, shop cx.Shop, id cx.OrderID) (cx.Facts, error) {
	o, err := l.Order(ctx, id)
	if err != nil {
		return cx.Facts{}, err
	}
	f := cx.Facts{Shop: shop, Order: o}
	if o.Person == "" {
		return f, nil
	}
	if f.Person, err = l.Person(ctx, o.Person); err != nil {
		if kind, _ := cx.Public(err); kind == cx.NotFound {
			return f, nil // a rule refuses who has no address
		}
		return f, err
	}
	if !f.Person.Email.IsZero() {
		f.Address, err = l.Address(ctx, f.Person.Email)
	}
	return f, err
}

// Claim closes the gate on the person, if the person is still the one that was read. False: somebody else was first.
func (l *Ledger) Claim(ctx context.Context, p cx.Person, g cx.Gate) (bool, error) {
	if !p.Gate.For(g.Order, g.Step) { // a second attempt keeps what was before the first
		p.Before = p.LastAsked
	}
	p.Gate, p.LastAsked = g, g.At
	return l.swapPerson(ctx, p)
}

// Release opens the gate again after a mail was surely not sent, if nonce still holds it.
func (l *Ledger) Release(ctx context.Context, id cx.PersonID, nonce string) error {
	return l.changePerson(ctx, id, func(p cx.Person) (cx.Person, bool) {
		if p.Gate.Nonce != nonce {
			return p, false
		}
		p.Gate, p.LastAsked, p.Before = cx.Gate{}, p.Before, time.Time{}
		return p, true
	})
}

// Reopen is Release for a second attempt: the first is then as unclear as it was before, with its own time. To open the
// gate would make it forgotten, and the next attempt a first one again.
func (l *Ledger) Reopen(ctx context.Context, id cx.PersonID, nonce string, first cx.Gate) error {
	return l.changePerson(ctx, id, func(p cx.Person) (cx.Person, bool) {
		if p.Gate.Nonce != nonce {
			return p, false
		}
		p.Gate, p.LastAsked = first, first.At
		return p, true
	})
}

// swapPerson writes p on the condition that the stored revision is p.Rev.
func (l *Ledger) swapPerson(ctx context.Context, p cx.Person) (bool, error) {
	old, err := l.get(ctx, personKey(p.ID))
	if err != nil {
		return false, err
	}
	if old.Values[rev].Int() != p.Rev {
		return false, nil
	}
	return l.write(ctx, old, personKey(p.ID), personValues(p))
}

// Defer moves the due date of a message that must wait.
func (l *Ledger) Defer(ctx context.Context, id cx.OrderID, v cx.Verdict, now time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if m.State != cx.Due {
			return m, false
		}
		m.Due, m.Reason = v.Until.Truncate(time.Second), v.Reason
		return m.Decided(cx.Decision{At: now, Action: cx.Wait, Reason: v.Reason, Until: v.Until}), true
	})
}

// Drop ends a message that must not go out.
func (l *Ledger) Drop(ctx context.Context, id cx.OrderID, why cx.Reason, now time.Time) error {
	return l.end(ctx, id, cx.Dropped, why, now)
}

// GiveUp ends a message of which nobody can tell whether it was sent.
func (l *Ledger) GiveUp(ctx context.Context, id cx.OrderID, why cx.Reason, now time.Time) error {
	return l.end(ctx, id, cx.Stuck, why, now)
}

func (l *Ledger) end(ctx context.Context, id cx.OrderID, state cx.MessageState, why cx.Reason, now time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if m.Ended() {
			return m, false
		}
		m.State, m.Reason, m.Due = state, why, time.Time{}
		return m.Decided(cx.Decision{At: now, Action: cx.Drop, Reason: why}), true
	})
}

// Accepted is what is noted when the mail service took a mail.
type Accepted struct {
	Gate    cx.Gate
	MailID  string
	Wording string // "": the gate's
	Repeat  bool
	Shop    cx.Shop
}

// MarkSent ends a message that the mail service took. It takes the message out of the due index if it is still due at
// this step; a message whose end was noted as unknown is corrected, and one that is sent already keeps its first note.
// The links of every attempt stay valid.
func (l *Ledger) MarkSent(ctx context.Context, id cx.OrderID, a Accepted) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		known := a.Gate.Token == "" || slices.Contains(m.Tokens, a.Gate.Token)
		if m.State == cx.Sent && known {
			return m, false
		}
		if !known {
			m.Tokens = withToken(m.Tokens, a.Gate.Token)
		}
		if m.State == cx.Sent || a.Gate.Step != m.Step {
			return m, !known
		}
		m.State, m.Reason, m.Due = cx.Sent, "", time.Time{}
		m.SentAt, m.SentDay, m.Attempt = a.Gate.At, a.Shop.Day(a.Gate.At), a.Gate.Attempt
		m.MailID, m.Repeat = a.MailID, a.Repeat
		m.Wording = cmp.Or(a.Wording, a.Gate.Wording, m.Wording)
		return m.Decided(cx.Decision{At: a.Gate.At, Action: cx.Send, Reason: cx.AllClear}), true
	})
}

// withToken adds a token's hash; the oldest is forgotten over the bound.
func withToken(all []cx.TokenHash, t cx.TokenHash) []cx.TokenHash {
	all = append(slices.Clone(all), t)
	return all[max(0, len(all)-cx.KeptTokens):]
}

func (l *Ledger) changeMessage(ctx context.Context, id cx.OrderID, f func(cx.Message) (cx.Message, bool)) error {
	return l.changeOrder(ctx, id, func(o cx.Order) (cx.Order, bool) {
		m, changed := f(o.Message)
		o.Message = m
		return o, changed
	})
}

// NoteBounce, NoteComplaint, NoteDelay and NoteDelivered put what the mail service reports on the message. Reports come
// late, doubled and in any order: the first time of each stays.
func (l *Ledger) NoteBounce(ctx context.Context, id cx.OrderID, at time.Time) error {
	return l.noteOnce(ctx, id, at, func(m *cx.Message) *time.Time { return &m.Bounced })
}

// NoteComplaint notes that the customer marked the mail as spam.
func (l *Ledger) NoteComplaint(ctx context.Context, id cx.OrderID, at time.Time) error {
	return l.noteOnce(ctx, id, at, func(m *cx.Message) *time.Time { return &m.Complaint })
}

// NoteDelay notes that the mail did not arrive at once: reading the page is no evidence before it did.
func (l *Ledger) NoteDelay(ctx context.Context, id cx.OrderID, at time.Time) error {
	return l.noteOnce(ctx, id, at, func(m *cx.Message) *time.Time { return &m.Delayed })
}

// NoteDelivered notes when a mail arrived that was late. Of others it is no news.
func (l *Ledger) NoteDelivered(ctx context.Context, id cx.OrderID, at time.Time) error {
	return l.noteOnce(ctx, id, at, func(m *cx.Message) *time.Time { return &m.Delivered })
}

func (l *Ledger) noteOnce(ctx context.Context, id cx.OrderID, at time.Time, field func(*cx.Message) *time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		p := field(&m)
		if !p.IsZero() {
			return m, false
		}
		*p = at
		return m, true
	})
}

// SendNow makes a waiting message due at once; the rules still decide. NeverAsk ends it by the shop's decision.
func (l *Ledger) SendNow(ctx context.Context, id cx.OrderID, now time.Time) error {
	return l.changeMessage(ctx, id, func(m cx.Message) (cx.Message, bool) {
		if m.State != cx.Due || !m.Due.After(now) {
			return m, false
		}
		m.Due = now
		return m, true
	})
}

// NeverAsk ends the message of an order by the shop's decision.
func (l *Ledger) NeverAsk(ctx context.Context, id cx.OrderID, now time.Time) error {
	return l.end(ctx, id, cx.Dropped, cx.ByHand, now)
}

// Outbox lists the messages of a shop that are due, now or later, soonest first, at most limit.
func (l *Ledger) Outbox(ctx context.Context, shop cx.ShopID, limit int) ([]cx.Order, error) {
	var all []DueEntry
	for n := range Lanes {
		entries, _, err := l.due(ctx, duePartition(shop, n), farFuture(), limit, table.Position{})
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortFunc(all, func(a, b DueEntry) int { return compare(a.Due, b.Due) })
	var ids []cx.OrderID
	for _, e := range all[:min(limit, len(all))] {
		ids = append(ids, e.Order())
	}
	orders, err := l.Orders(ctx, ids...)
	return slices.DeleteFunc(orders, func(o cx.Order) bool { return o.Message.State != cx.Due }), err
}

// Ended lists the messages that will not be sent and those of which nobody can tell, newest first.
func (l *Ledger) Ended(ctx context.Context, shop cx.ShopID, p Page) ([]cx.Order, string, error) {
	found, next, err := l.months(ctx, table.Index1, func(m string) string { return endedPartition(shop, m) }, p)
	if err != nil {
		return nil, "", fmt.Errorf("list what ended: %w", err)
	}
	var ids []cx.OrderID
	for _, item := range found {
		ids = append(ids, cx.OrderID(idOf(item.Key.Partition)))
	}
	orders, err := l.Orders(ctx, ids...)
	goesOn := func(o cx.Order) bool { return o.Message.State == cx.Sent || o.Message.State == cx.Due } // the index was late
	return slices.DeleteFunc(orders, goesOn), next, err
}
