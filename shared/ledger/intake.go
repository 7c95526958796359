package ledger

import (
	"context"
	"errors"
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
	e = toTheMillisecond(e)
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

// toTheMillisecond gives versions the precision that they are stored with: a finer one would seem newer than itself.
func toTheMillisecond(e cx.OrderEvent) cx.OrderEvent {
	e.Version = e.Version.Truncate(time.Millisecond)
	if e.Customer != nil {
		c := *e.Customer
		c.Version = c.Version.Truncate(time.Millisecond)
		e.Customer = &c
	}
	return e
}

// intake is what was read for one event.
type intake struct {
	id     cx.OrderID
	order  table.Item
	pid    cx.PersonID // whom the event names, else whom the order knows
	person table.Item
	owner  table.Item // whom the order knows
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
	}
	known := cx.PersonID(r.order.Values["person"].Text())
	switch known {
	case "":
		return r, nil
	case r.pid:
		r.owner = r.person
		return r, nil
	}
	if r.owner, err = l.get(ctx, personKey(known)); err == nil && r.pid == "" {
		r.pid, r.person = known, r.owner
	}
	return r, err
}

// writeIntake writes the customer and the order; false means that another write was first.
func (l *Ledger) writeIntake(ctx context.Context, shop cx.Shop, r intake, e cx.OrderEvent, now time.Time) (cx.Order, bool, error) {
	order, owner := orderOf(r.order), personOf(r.owner)
	order.ID, order.Shop, order.Platform, order.Ref = r.id, shop.ID, e.Platform, e.Ref
	merged := order.Apply(e)
	if r.pid != "" {
		if !written(order, owner) {
			merged.Person = newer(order, e, r.pid)
		}
		person := personOf(r.person)
		person.ID, person.Shop = r.pid, shop.ID
		person = withoutNews(meet(person, order.Person, merged, e), person)
		if done, err := l.write(ctx, r.person, personKey(r.pid), personValues(person)); !done || err != nil {
			return merged, done, err
		}
		if merged.Person == r.pid {
			owner = person
		}
	}
	merged.Message = cx.Plan(cx.Facts{Shop: shop, Order: merged, Person: owner}, now)
	if merged.Version.Sub(order.Version) <= sameBurst && l.onlyNewer(merged, order) {
		merged.Version = order.Version
	}
	done, err := l.writeOrder(ctx, r, order.Person, merged)
	return merged, done, err
}

// sameBurst is how much newer an event may be that repeats what is stored without its version being written down. A
// platform sends several events within seconds for one thing that happened. What it costs: if within these minutes an order
// changed and changed back, and the event in the middle comes last, that one wins until the next event.
const sameBurst = 5 * time.Minute

// onlyNewer tells that an order differs from what is stored in its version alone.
func (l *Ledger) onlyNewer(o, stored cx.Order) bool {
	o.Version = stored.Version
	return maps.Equal(l.orderValues(o), l.orderValues(stored))
}

// withoutNews is the customer as stored if an event tells nothing new of her but its version: of a name that changed and
// changed back nobody is hurt, and most events of an order repeat the name.
func withoutNews(p, stored cx.Person) cx.Person {
	q := p
	q.Version, q.Told = stored.Version, stored.Told
	if maps.Equal(personValues(q), personValues(stored)) {
		return stored
	}
	return p
}

// written tells that a mail about the order went to its owner, or is on its way. Then the order stays hers: the links of
// that mail are hers, and another customer's gate knows nothing of it.
func written(o cx.Order, owner cx.Person) bool {
	return o.Person != "" && (o.Message.Ended() || owner.Gate.For(o.ID, o.Message.Step))
}

// writeOrder writes the order. One that moves to another customer leaves the list of the one before in the same
// transaction: this moves her revision on, so that whoever decided about the order as hers cannot claim it any more.
func (l *Ledger) writeOrder(ctx context.Context, r intake, was cx.PersonID, o cx.Order) (bool, error) {
	if was == "" || was == o.Person || !r.owner.Exists() {
		return l.write(ctx, r.order, orderKey(r.id), l.orderValues(o))
	}
	move, _ := difference(r.order, orderKey(r.id), l.orderValues(o))
	err := l.table.Commit(ctx, move, leave(r.owner, r.id))
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("move the order: %w", unavailable(err))
	}
	return true, nil
}

// leave takes an order off the list of a customer, and changes her revision also if it is on it no more.
func leave(owner table.Item, id cx.OrderID) table.Write {
	p := personOf(owner)
	if i := slices.Index(p.Orders, id); i >= 0 {
		p.Orders = slices.Delete(p.Orders, i, i+1)
	}
	p.Count = max(0, p.Count-1)
	if w, changes := difference(owner, owner.Key, personValues(p)); changes {
		return w
	}
	return table.Update(owner.Key, table.Values{rev: table.Number(owner.Values[rev].Int() + 1)}, nil, unchanged(owner))
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

// meet merges the event into the customer, and lists the order if it is hers now and was not: one that fell off the list
// of the newest is not counted again. An old event must not bring an erased person back: only an order that was placed
// after the erasure does.
func meet(p cx.Person, was cx.PersonID, o cx.Order, e cx.OrderEvent) cx.Person {
	if !p.Erased.IsZero() {
		if !o.State.Placed.After(p.Erased) {
			return p
		}
		p.Erased = time.Time{}
	}
	if e.Customer == nil {
		return p
	}
	p = p.Apply(*e.Customer)
	if o.Person == p.ID && was != p.ID && !slices.Contains(p.Orders, o.ID) {
		p.Orders = append(slices.Clone(p.Orders), o.ID)
		p.Count++
		p.Orders = p.Orders[max(0, len(p.Orders)-cx.KeptOrders):]
	}
	return p
}

// RecordCustomer merges what a platform says of a customer who is known already; of others nothing is kept, because
// nobody may be asked about anything before an order.
func (l *Ledger) RecordCustomer(ctx context.Context, shop cx.Shop, c cx.CustomerState, _ time.Time) error {
	if c.Email.IsZero() {
		return nil
	}
	c.Version = c.Version.Truncate(time.Millisecond)
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
