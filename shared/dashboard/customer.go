package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"earshot/shared/cx"
)

// customerBody is the content of the page of one customer.
type customerBody struct {
	Path     string
	Heading  string
	Standing string // whether the customer is asked at all
	Done     string // what the last press did
	Undo     string // the press that takes it back; "": none does
	Facts    []fact
	Orders   []foundRow
	Older    string
	Timeline []moment
	Erased   bool
	Receipt  string // path of the receipt of an erasure
	Held     bool
	Paused   bool
}

func customerPath(shop cx.ShopID, id cx.PersonID) string {
	return shopPath(shop) + "/customers/" + string(id)
}

// customerRoutes are the pages about one customer and one order, and what can be done there.
func (s *server) customerRoutes(room func(string, shopFunc)) {
	room("POST /dashboard/{shop}/orders/{order}", s.orderDeed)
	room("GET /dashboard/{shop}/customers/{person}", s.customer)
	room("POST /dashboard/{shop}/customers/{person}", s.customerDeed)
	room("POST /dashboard/{shop}/customers/{person}/file", s.customerFile)
	room("POST /dashboard/{shop}/customers/{person}/erase", s.erase)
	room("GET /dashboard/{shop}/customers/{person}/receipt", s.receipt)
}

// person reads the customer of the path, of this shop alone.
func (s *server) person(r *http.Request, shop cx.Shop) (cx.Person, error) {
	none := &cx.Error{Kind: cx.NotFound, Text: "There is no such customer in this shop."}
	id := r.PathValue("person")
	if !isOrderID(id) {
		return cx.Person{}, none
	}
	p, err := s.Facts.Person(r.Context(), cx.PersonID(id))
	if kind, _ := cx.Public(err); err != nil && kind != cx.NotFound {
		return p, fmt.Errorf("read customer %s: %w", id, err)
	}
	if err != nil || p.Shop != shop.ID {
		return cx.Person{}, none
	}
	return p, nil
}

// customer explains one customer: whether they are asked, what happened over all orders, and what can be done.
func (s *server) customer(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	p, err := s.person(r, shop)
	if err != nil {
		return err
	}
	body, err := s.customerBody(r.Context(), shop, p)
	if err != nil {
		return fmt.Errorf("explain customer %s: %w", p.ID, err)
	}
	body.Done, body.Undo = customerDone(r.URL.Query().Get("done"), p)
	return s.show(w, r, "customer.html", room(shop, body.Heading, body.Path), body)
}

func (s *server) customerBody(ctx context.Context, shop cx.Shop, p cx.Person) (customerBody, error) {
	a, err := s.address(ctx, p)
	if err != nil {
		return customerBody{}, err
	}
	all, err := s.Facts.Stories(ctx, p, s.Now())
	if err != nil {
		return customerBody{}, err
	}
	all = slices.DeleteFunc(all, func(t cx.Story) bool { return t.Order.Shop != shop.ID })
	c := clockOf(shop, s.Now())
	b := customerBody{
		Path: customerPath(shop.ID, p.ID), Heading: sentence(fullName(p)), Standing: cx.Standing(p, a), Facts: customerFacts(p, c),
		Erased: !p.Erased.IsZero(), Held: p.Held, Paused: p.Paused,
	}
	if b.Erased {
		b.Receipt = b.Path + "/receipt"
	}
	for _, l := range cx.ExplainCustomer(shop, p, a, all, c.now) {
		m := moments([]cx.Line{l.Line}, c)[0]
		if l.Order.ID != "" {
			m.URL, m.Of = orderPath(shop.ID, l.Order.ID), sentence(orderName(l.Order.Number))
		}
		b.Timeline = append(b.Timeline, m)
	}
	for _, t := range slices.Backward(all) {
		o := t.Order
		next := cx.NextStep(cx.Facts{Shop: shop, Order: o, Person: p, Address: a}, c.now)
		b.Orders = append(b.Orders, foundRow{Order: sentence(orderName(o.Number)), URL: orderPath(shop.ID, o.ID), Item: itemTitle(o.State.Items), Text: next})
	}
	if p.Count > int64(len(all)) {
		b.Older = fmt.Sprintf("These are the newest %d of %d orders. Older ones are found by their number.", len(all), p.Count)
	}
	return b, nil
}

// address is what the installation knows of a customer's address; nothing of one that was erased.
func (s *server) address(ctx context.Context, p cx.Person) (cx.Address, error) {
	if p.Email.IsZero() {
		return cx.Address{}, nil
	}
	return s.Facts.Address(ctx, p.Email)
}

func customerFacts(p cx.Person, c clock) []fact {
	var all []fact
	add := func(name, value string) {
		if value != "" {
			all = append(all, fact{name, value})
		}
	}
	add("Mail address", customerAddress(p))
	add("Country", p.Country)
	add("Language", p.Locale)
	add("Orders", thousands(int(p.Count)))
	add("Asked last", sentence(c.at(p.LastAsked)))
	return all
}
