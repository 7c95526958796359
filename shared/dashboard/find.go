package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// foundBody is the content of the page of a search. It is an answer to a POST: neither an address nor a number that
// somebody typed stands in a URL.
type foundBody struct {
	Heading string
	Rows    []foundRow
	Note    string
}

type foundRow struct{ Order, URL, Item, Text string }

// find looks for an order's number or a customer's address. One order that fits is opened at once.
func (s *server) find(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	q := strings.TrimSpace(form.Get("q"))
	orders, body, err := s.lookUp(r.Context(), shop, q)
	if err != nil {
		return err
	}
	if len(orders) == 1 {
		http.Redirect(w, r, orderPath(shop.ID, orders[0].ID), http.StatusSeeOther)
		return nil
	}
	for _, o := range orders {
		body.Rows = append(body.Rows, foundRow{Order: sentence(orderName(o.Number)), URL: orderPath(shop.ID, o.ID),
			Item: itemTitle(o.State.Items), Text: step(shop, o, s.Now())})
	}
	return s.show(w, r, "found.html", room(shop, body.Heading, r.URL.Path), body)
}

func (s *server) lookUp(ctx context.Context, shop cx.Shop, q string) ([]cx.Order, foundBody, error) {
	if strings.Contains(q, "@") {
		return s.ordersOf(ctx, shop, q)
	}
	orders, err := s.Facts.FindOrders(ctx, shop.ID, q)
	if err != nil {
		return nil, foundBody{}, fmt.Errorf("find an order of %s by its number: %w", shop.ID, err)
	}
	orders = ofShop(orders, shop.ID)
	if len(orders) == 0 {
		return nil, foundBody{Heading: "Not found", Note: "No order of this number was told by a platform. Check the number, or look for the customer's address."}, nil
	}
	return orders, foundBody{Heading: count(len(orders), "order", "orders") + " of this number"}, nil
}

// ordersOf finds the orders of a customer by address.
func (s *server) ordersOf(ctx context.Context, shop cx.Shop, address string) ([]cx.Order, foundBody, error) {
	none := foundBody{Heading: "Not found", Note: "Nobody with this address has ordered, as far as the platforms told. The address must be complete."}
	email, err := cx.ParseEmail(address)
	if err != nil {
		return nil, none, nil
	}
	p, err := s.Facts.FindPerson(ctx, shop.ID, email)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return nil, none, nil
	}
	if err != nil {
		return nil, none, fmt.Errorf("find a customer of %s: %w", shop.ID, err)
	}
	orders, err := s.Facts.Orders(ctx, p.Orders...)
	if err != nil {
		return nil, none, fmt.Errorf("read the orders of customer %s: %w", p.ID, err)
	}
	body := foundBody{Heading: "Orders of " + customerName(p)}
	if p.Count > int64(len(orders)) {
		body.Note = fmt.Sprintf("These are the newest %d of %d orders. Older ones are found by their number.", len(orders), p.Count)
	}
	return ofShop(orders, shop.ID), body, nil
}

func ofShop(orders []cx.Order, shop cx.ShopID) []cx.Order {
	var own []cx.Order
	for _, o := range orders {
		if o.Shop == shop {
			own = append(own, o)
		}
	}
	return own
}

// step is the next step without the customer's own rules, which a list does not read for every order.
func step(shop cx.Shop, o cx.Order, now time.Time) string {
	switch {
	case o.Message.State == cx.Due && !o.Message.Due.After(now):
		return "The survey is due now."
	case o.Message.State == cx.Due:
		return "The survey is due " + clockOf(shop, now).at(o.Message.Due) + "."
	}
	return cx.NextStep(cx.Facts{Shop: shop, Order: o}, now)
}
