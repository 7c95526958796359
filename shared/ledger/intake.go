package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Record merges what an event says into the order and the customer, and schedules the survey. It reads first and writes
// only what changes: the customer, then the order, so that a redelivery repairs either half after a crash.
//
// now decides only whether an order is too old to be asked about; everything else follows from the platform's times.
func (l *Ledger) Record(ctx context.Context, shop cx.Shop, e cx.OrderEvent, now time.Time) (cx.Order, error) {
	id := l.OrderID(shop.ID, e.Platform, e.Ref)
	for range tries {
		r, err := l.readIntake(ctx, shop, id, e)
		if err != nil {
			return cx.Order{}, fmt.Errorf("record order %s: %w", id, err)
		}
		order, done, err := l.writeIntake(ctx, shop, r, e, now)
		if err != nil {
			return cx.Order{}, fmt.Errorf("record order %s: %w", id, err)
		}
		if done {
			return order, nil
		}
	}
	return cx.Order{}, &cx.Error{Kind: cx.Unavailable, Text: "Too many events of one order at once. Please send it again.", Cause: table.ErrCondition}
}

// intake is what was read for one event.
type intake struct {
	order, person table.Item
	id            cx.OrderID
	pid           cx.PersonID // whom the event names, else whom the order knows
}

func (l *Ledger) readIntake(ctx context.Context, shop cx.Shop, id cx.OrderID, e cx.OrderEvent) (intake, error) {
	r := intake{id: id}
	keys := []table.Key{orderKey(id)}
	if e.Customer != nil && !e.Customer.Email.IsZero() {
		r.pid = l.PersonID(shop.ID, e.Customer.Email)
		keys = append(keys, personKey(r.pid))
	}
	items, err := l.table.Get(ctx, keys...)
	if err != nil {
		return r, unavailable(err)
	}
	r.order = items[0]
	if r.pid != "" {
		r.person = items[1]
		return r, nil
	}
	if known := r.order.Values["person"].Text(); known != "" {
		r.pid = cx.PersonID(known)
		r.person, err = l.get(ctx, personKey(r.pid))
	}
	return r, err
}

// writeIntake writes the customer and the order; false means that another write was first.
func (l *Ledger) writeIntake(ctx context.Context, shop cx.Shop, r intake, e cx.OrderEvent, now time.Time) (cx.Order, bool, error) {
	order := orderOf(r.order)
	order.ID, order.Shop, order.Platform, order.Ref = r.id, shop.ID, e.Platform, e.Ref
	merged := order.Apply(e)
	person := personOf(r.person)
	if r.pid != "" {
		person.ID, person.Shop = r.pid, shop.ID
		person = meet(person, merged, e)
		merged.Person = newer(order, e, r.pid)
		if done, err := l.write(ctx, r.person, personKey(r.pid), personValues(person)); !done || err != nil {
			return merged, done, err
		}
	}
	merged.Message = planned(cx.Facts{Shop: shop, Order: merged, Person: person}, now)
	done, err := l.write(ctx, r.order, orderKey(r.id), l.orderValues(merged))
	return merged, done, err
}

// newer says whom the order belongs to: whom its newest state names, of equal versions the greater id.
func newer(was cx.Order, e cx.OrderEvent, pid cx.PersonID) cx.PersonID {
	named := e.Customer != nil && !e.Customer.Email.IsZero()
	switch {
	case was.Person == "" || !named:
		return pid
	case e.State == nil || e.Version.Before(was.Version):
		return was.Person
	case e.Version.Equal(was.Version):
		return max(was.Person, pid)
	}
	return pid
}

// meet merges the event into the customer. An old event must not bring an erased person back: only an order that was
// placed after the erasure does.
func meet(p cx.Person, o cx.Order, e cx.OrderEvent) cx.Person {
	if !p.Erased.IsZero() {
		if !o.State.Placed.After(p.Erased) {
			return p
		}
		p.Erased = time.Time{}
	}
	if e.Customer != nil {
		p = p.Apply(*e.Customer)
	}
	if !slices.Contains(p.Orders, o.ID) && e.Customer != nil {
		p.Orders = append(slices.Clone(p.Orders), o.ID)
		p.Count++
		p.Orders = p.Orders[max(0, len(p.Orders)-cx.KeptOrders):]
	}
	return p
}

// planned sets, moves or takes back the due date. Only the trigger moves it: a deferral by dispatch stays as long as
// the plan is the same.
func planned(f cx.Facts, now time.Time) cx.Message {
	m := f.Order.Message
	if m.State != cx.NotScheduled && m.State != cx.Due || m.Step != cx.FirstMail {
		return m
	}
	due, after, why := cx.Schedule(f, now)
	if why != "" {
		m.State, m.Reason = cx.NotScheduled, why
		m.Due, m.Planned, m.Trigger = time.Time{}, time.Time{}, ""
		return m
	}
	due = due.Truncate(time.Second)
	if m.State == cx.Due && m.Planned.Equal(due) && m.Trigger == after {
		return m
	}
	m.State, m.Due, m.Planned, m.Trigger, m.Reason = cx.Due, due, due, after, ""
	m.Survey = f.Shop.Survey.ID
	return m
}

// RecordCustomer merges what a platform says of a customer who is known already; of others nothing is kept, because
// nobody may be asked about anything before an order.
func (l *Ledger) RecordCustomer(ctx context.Context, shop cx.Shop, c cx.CustomerState, _ time.Time) error {
	if c.Email.IsZero() {
		return nil
	}
	return l.change(ctx, personKey(l.PersonID(shop.ID, c.Email)), func(old table.Item) (table.Values, error) {
		if !old.Exists() || readFlag(old.Values, "erased") {
			return nil, nil
		}
		return personValues(personOf(old).Apply(c)), nil
	})
}

// copied is a record's values without the mark of its last write.
func copied(v table.Values) table.Values {
	c := maps.Clone(v)
	delete(c, table.Nonce)
	return c
}
