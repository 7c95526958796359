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

// find looks for a customer's address, the link or token of a mail, an id, or an order's number. What is found alone is
// opened at once.
func (s *server) find(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	q := strings.TrimSpace(form.Get("q"))
	path, err := s.lookUp(r.Context(), shop, q)
	if err != nil {
		return err
	}
	if path != "" {
		return done(w, r, path)
	}
	body, orders := foundBody{}, []cx.Order(nil)
	if !strings.Contains(q, "@") {
		if orders, err = s.numbered(r.Context(), shop, q); err != nil {
			return err
		}
	}
	if len(orders) == 1 {
		return done(w, r, orderPath(shop.ID, orders[0].ID))
	}
	for _, o := range orders {
		body.Rows = append(body.Rows, foundRow{Order: sentence(orderName(o.Number)), URL: orderPath(shop.ID, o.ID),
			Item: itemTitle(o.State.Items), Text: step(shop, o, s.Now())})
	}
	body.Heading, body.Note = foundWords(len(orders), strings.Contains(q, "@"))
	return s.show(w, r, "found.html", room(shop, body.Heading, r.URL.Path), body)
}

func foundWords(orders int, address bool) (heading, note string) {
	switch {
	case orders > 0:
		return count(orders, "order", "orders") + " of this number", ""
	case address:
		return "Not found", "Nobody with this address has ordered, as far as the platforms told. The address must be complete."
	}
	return "Not found", "No order of this number was told by a platform, and it is no link of a mail of this shop. Check the number, or look for the customer's address."
}

// lookUp finds the page of the one customer or order that an address, a link, a token or an id means; "" if none.
func (s *server) lookUp(ctx context.Context, shop cx.Shop, q string) (string, error) {
	if email, err := cx.ParseEmail(q); err == nil {
		return s.personFound(ctx, shop, s.Facts.PersonID(shop.ID, email))
	}
	id := q
	if token, err := cx.TokenIn(q); err == nil {
		id = string(token.Order)
	}
	if !isOrderID(id) {
		return "", nil
	}
	orders, err := s.Facts.Orders(ctx, cx.OrderID(id))
	if err != nil {
		return "", fmt.Errorf("find an order of %s: %w", shop.ID, err)
	}
	if orders = ofShop(orders, shop.ID); len(orders) == 1 {
		return orderPath(shop.ID, orders[0].ID), nil
	}
	return s.personFound(ctx, shop, cx.PersonID(id))
}

func (s *server) personFound(ctx context.Context, shop cx.Shop, id cx.PersonID) (string, error) {
	p, err := s.Facts.Person(ctx, id)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find a customer of %s: %w", shop.ID, err)
	}
	if p.Shop != shop.ID {
		return "", nil
	}
	return customerPath(shop.ID, p.ID), nil
}

func (s *server) numbered(ctx context.Context, shop cx.Shop, number string) ([]cx.Order, error) {
	orders, err := s.Facts.FindOrders(ctx, shop.ID, number)
	if err != nil {
		return nil, fmt.Errorf("find an order of %s by its number: %w", shop.ID, err)
	}
	return ofShop(orders, shop.ID), nil
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
