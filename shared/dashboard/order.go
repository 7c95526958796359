package dashboard

import (
	"fmt"
	"net/http"
	"strings"

	"earshot/shared/cx"
)

// orderBody is the content of the page of one order.
type orderBody struct {
	Heading  string
	NextStep string
	Facts    []fact
	Timeline []moment
	Answer   *answerRow
	Path     string
	Done     string // what the last press did
	Waits    bool   // something can be done about the survey
	Held     bool   // it waits until somebody lets it go on
	Sendable bool   // if it were due now, no rule would drop it
	Customer string // path of the customer's page; "" while nobody is known
}

// fact is one line of what is known.
type fact struct{ Name, Value string }

// order explains one order: what happened, what was decided, and what comes next.
func (s *server) order(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	f, err := s.orderFacts(r, shop)
	if err != nil {
		return err
	}
	ctx, id := r.Context(), f.Order.ID
	e, err := s.Facts.Evidence(ctx, id, s.Now())
	if err != nil {
		return fmt.Errorf("read order %s: %w", id, err)
	}
	var response cx.Response
	if f.Order.Person != "" {
		if response, err = s.Facts.Response(ctx, f.Order.Person, id); err != nil {
			return fmt.Errorf("read order %s: %w", id, err)
		}
	}
	body := newOrderBody(f, e, response, clockOf(shop, s.Now()), seen(ctx, f.Person))
	body.Done = orderDone(r.URL.Query().Get("done"), f.Order.Message, clockOf(shop, s.Now()))
	return s.show(w, r, "order.html", room(shop, body.Heading, r.URL.Path), body)
}

// isOrderID keeps what cannot be an id away from the table's keys.
func isOrderID(s string) bool {
	return len(s) == cx.IDLength && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

func noOrder(cause error) error {
	return &cx.Error{Kind: cx.NotFound, Text: "There is no such order in this shop.", Cause: cause}
}

// newOrderBody explains by all facts, and shows the customer as the reader may see them.
func newOrderBody(f cx.Facts, e cx.Evidence, r cx.Response, c clock, shown cx.Person) orderBody {
	b := orderBody{
		Heading: sentence(orderName(f.Order.Number)), NextStep: cx.NextStep(f, c.now), Facts: orderFacts(f, shown),
		Timeline: moments(cx.ExplainAll(f, e, r, c.now), c),
	}
	b.Path, b.Waits = orderPath(f.Shop.ID, f.Order.ID), f.Order.Message.State == cx.Due
	b.Held, b.Sendable = f.Order.Message.Held, cx.Decide(f, c.now).Action != cx.Drop
	if f.Order.Person != "" {
		b.Customer = customerPath(f.Shop.ID, f.Order.Person)
	}
	if !r.At.IsZero() {
		row := newAnswerRow(f.Shop, c, r)
		row.Customer = customerName(shown)
		b.Answer = &row
	}
	return b
}

func orderFacts(f cx.Facts, shown cx.Person) []fact {
	o := f.Order
	all := []fact{{"Customer", customerName(shown)}, {"Platform", platformName(o.Platform)}}
	add := func(name, value string) {
		if value != "" {
			all = append(all, fact{name, value})
		}
	}
	add("Item", itemTitle(o.State.Items))
	if o.Known() {
		add("Value", cx.Band(o.State.Total, o.State.Currency))
	}
	add("Country", o.State.Country)
	if n := f.Person.Count; n > 0 {
		add("Orders of this customer", thousands(int(n)))
	}
	return all
}

func platformName(p cx.Platform) string {
	switch p {
	case cx.Shopify:
		return "Shopify"
	case cx.WooCommerce:
		return "WooCommerce"
	case cx.Standard:
		return "Webhook"
	}
	return string(p)
}
