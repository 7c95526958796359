package command

import (
	"context"
	"strings"
	"time"

	"earshot/shared/cx"
)

// nothing says that what was asked for is not here, without repeating it: it may be an address or a token.
func nothing() error {
	return &cx.Error{Kind: cx.NotFound, Text: "Nothing is known of that. Give an order's number or id, a whole mail address, or the token of a link."}
}

// Explain says of an order, a customer or a link what is known, what was decided and why, and what happens next.
func (d Desk) Explain(ctx context.Context, what string) error {
	shops, err := d.Facts.Shops(ctx)
	if err != nil {
		return err
	}
	if strings.Contains(what, "@") {
		return d.explainAddress(ctx, shops, what)
	}
	orders, err := d.find(ctx, shops, what)
	if err != nil {
		return err
	}
	return d.explainOrders(ctx, shops, orders)
}

// find looks for orders by token, by our own id, then by number in every shop.
func (d Desk) find(ctx context.Context, shops []cx.Shop, what string) ([]cx.Order, error) {
	id := cx.OrderID(what)
	if t, err := cx.TokenIn(what); err == nil {
		id = t.Order
	}
	if orders, err := d.Facts.Orders(ctx, id); err != nil || len(orders) > 0 {
		return orders, err
	}
	var all []cx.Order
	for _, s := range shops {
		orders, err := d.Facts.FindOrders(ctx, s.ID, what)
		if err != nil {
			return nil, err
		}
		all = append(all, orders...)
	}
	if len(all) == 0 {
		return nil, nothing()
	}
	return all, nil
}

func (d Desk) explainAddress(ctx context.Context, shops []cx.Shop, address string) error {
	e, err := cx.ParseEmail(address)
	if err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: "That is no mail address.", Cause: err}
	}
	known := false
	for _, s := range shops {
		p, err := d.Facts.FindPerson(ctx, s.ID, e)
		if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if known {
			d.say("")
		}
		known = true
		if err := d.explainPerson(ctx, s, p, e); err != nil {
			return err
		}
	}
	if !known {
		return nothing()
	}
	return nil
}

func (d Desk) explainPerson(ctx context.Context, s cx.Shop, p cx.Person, e cx.Email) error {
	d.say("Customer %s of %s, %s.", p.ID, s.Name, plural(int(p.Count), "order", "orders"))
	a, err := d.Facts.Address(ctx, e)
	if err != nil {
		return err
	}
	for _, l := range cx.ExplainPerson(p, a) {
		d.say("  %s  %s", when(s, l.At), l.Text)
	}
	d.say("  %s", cx.Standing(p, a))
	orders, err := d.Facts.Orders(ctx, p.Orders...)
	if err != nil {
		return err
	}
	d.say("")
	return d.explainOrders(ctx, []cx.Shop{s}, orders)
}

func (d Desk) explainOrders(ctx context.Context, shops []cx.Shop, orders []cx.Order) error {
	for i, o := range orders {
		if i > 0 {
			d.say("")
		}
		for _, s := range shops {
			if s.ID == o.Shop {
				if err := d.explainOrder(ctx, s, o); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (d Desk) explainOrder(ctx context.Context, s cx.Shop, o cx.Order) error {
	f, err := d.Facts.Facts(ctx, s, o.ID)
	if err != nil {
		return err
	}
	now := d.Now()
	d.say("Order %s of %s (%s)", o.Number, s.Name, o.Platform)
	d.say("  id %s", o.ID)
	lines, err := d.lines(ctx, f, now)
	if err != nil {
		return err
	}
	for _, l := range lines {
		d.say("  %s  %s", when(s, l.At), l.Text)
	}
	d.say("  Next: %s", cx.NextStep(f, now))
	return nil
}

// lines are the same that the dashboard tells of the order.
func (d Desk) lines(ctx context.Context, f cx.Facts, now time.Time) ([]cx.Line, error) {
	e, err := d.Facts.Evidence(ctx, f.Order.ID, now)
	if err != nil {
		return nil, err
	}
	var r cx.Response
	if f.Order.Person != "" {
		r, err = d.Facts.Response(ctx, f.Order.Person, f.Order.ID)
	}
	return cx.ExplainAll(f, e, r, now), err
}

// when is a time as the shop's clock shows it.
func when(s cx.Shop, t time.Time) string { return t.In(s.Location()).Format("2006-01-02 15:04 MST") }
