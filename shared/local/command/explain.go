package command

import (
	"context"
	"fmt"
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
	if t, err := cx.ParseToken(tokenOf(what)); err == nil {
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

// tokenOf takes the token out of a whole link too: that is what people copy.
func tokenOf(what string) string {
	for _, path := range []string{"/r/", "/u/"} {
		if _, after, ok := strings.Cut(what, path); ok {
			token, _, _ := strings.Cut(after, "/")
			return token
		}
	}
	return what
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
	for _, f := range []struct {
		at   time.Time
		text string
	}{
		{p.LastAsked, "was asked last"}, {p.Unsubscribed, "wants no mail, since"}, {p.Erased, "was erased"},
		{a.Bounced, "cannot be reached: a mail bounced"}, {a.Complained, "called a mail spam"}, {a.Suppressed, "is not written to, since"},
	} {
		if !f.at.IsZero() {
			d.say("  %s %s", f.text, when(s, f.at))
		}
	}
	if p.Held {
		d.say("  is never asked, by the shop's decision")
	}
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
	for _, l := range cx.Explain(f, now) {
		d.say("  %s  %s", when(s, l.At), l.Text)
	}
	if o.Person != "" {
		if err := d.explainAnswer(ctx, s, o); err != nil {
			return err
		}
	}
	d.say("  Next: %s", cx.NextStep(f, now))
	return nil
}

func (d Desk) explainAnswer(ctx context.Context, s cx.Shop, o cx.Order) error {
	r, err := d.Facts.Response(ctx, o.Person, o.ID)
	if err != nil || r.Order == "" {
		return err
	}
	text := "words without a score"
	if r.HasScore {
		text = fmt.Sprintf("%d of %d, %s: %s", r.Score, s.Survey.Scale.Scores()[len(s.Survey.Scale.Scores())-1], r.Status, r.Why)
	}
	d.say("  %s  Answered: %s", when(s, r.At), text)
	return nil
}

// when is a time as the shop's clock shows it.
func when(s cx.Shop, t time.Time) string { return t.In(s.Location()).Format("2006-01-02 15:04 MST") }
