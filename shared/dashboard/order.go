package dashboard

import (
	"errors"
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
}

// fact is one line of what is known.
type fact struct{ Name, Value string }

// order explains one order: what happened, what was decided, and what comes next.
func (s *server) order(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	ctx, id := r.Context(), cx.OrderID(r.PathValue("order"))
	if !isOrderID(string(id)) {
		return noOrder(nil)
	}
	f, err := s.Facts.Facts(ctx, shop, id)
	if err != nil {
		return fmt.Errorf("read order %s: %w", id, err)
	}
	if f.Order.Shop != shop.ID {
		return noOrder(errors.New("the order is of another shop"))
	}
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
	body := newOrderBody(f, e, response, clockOf(shop, s.Now()))
	return s.show(w, r, "order.html", room(shop, body.Heading, r.URL.Path), body)
}

// isOrderID keeps what cannot be an id away from the table's keys.
func isOrderID(s string) bool {
	return len(s) == cx.IDLength && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

func noOrder(cause error) error {
	return &cx.Error{Kind: cx.NotFound, Text: "There is no such order in this shop.", Cause: cause}
}

func newOrderBody(f cx.Facts, e cx.Evidence, r cx.Response, c clock) orderBody {
	b := orderBody{
		Heading: sentence(orderName(f.Order.Number)), NextStep: cx.NextStep(f, c.now), Facts: orderFacts(f),
		Timeline: moments(cx.ExplainAll(f, e, r, c.now), c),
	}
	if !r.At.IsZero() {
		row := newAnswerRow(f.Shop, c, r)
		row.Customer = customerName(f.Person)
		b.Answer = &row
	}
	return b
}

func orderFacts(f cx.Facts) []fact {
	o := f.Order
	all := []fact{{"Customer", customerName(f.Person)}, {"Platform", platformName(o.Platform)}}
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
