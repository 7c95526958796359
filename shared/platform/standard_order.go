package platform

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"earshot/shared/cx"
)

// standardEvent is the envelope: what happened, when, and to what.
type standardEvent struct {
	kind, at string
	order    standardOrder
	happened time.Time
}

// standardOrder is an order, or for customer.updated a customer, as texts until all is read.
type standardOrder struct {
	id, number, placed, updated, currency, total, payment, refund string
	test, cancelled                                               bool
	items                                                         []cx.Item
	customer                                                      *standardCustomer
	self                                                          standardCustomer

	placedAt, updatedAt time.Time
}

type standardCustomer struct{ email, first, last, locale, country, province string }

// Decode reads the envelope. What a type leaves open in its data is filled by the meaning of the type, see the schema.
func (Standard) Decode(h http.Header, body []byte) (Result, error) {
	var e standardEvent
	r := Result{Delivery: label(envelopeOf(h).id)}
	if err := scan(body, e.read); err != nil {
		return r, notUnderstood("read the event: %w", err)
	}
	r.Topic, r.Test = label(e.kind), e.order.test
	if err := e.parseTimes(); err != nil {
		return r, notUnderstood("the event: %w", err)
	}
	switch r.Topic {
	case "order.created", "order.paid", "order.cancelled", "order.fulfilled", "order.delivered", "order.refunded":
		return e.orders(r)
	case "customer.updated":
		return e.customers(r)
	case "test":
		r.Kind, r.Test = Test, true
		return r, nil
	case "":
		return r, notUnderstood("the event has no type")
	}
	return r.ignored("Earshot has no use for the type " + r.Topic + ".")
}

// whole tells that the order itself is told, not its id alone.
func (o *standardOrder) whole() bool { return o.placed != "" || o.currency != "" || o.total != "" }

func (e *standardEvent) orders(r Result) (Result, error) {
	o := &e.order
	if o.id == "" || e.happened.IsZero() {
		return r, notUnderstood("the event has no timestamp or no data.id")
	}
	if !known(o.payment, "pending", "paid", "voided") || !known(o.refund, "none", "partial", "full") {
		return r, notUnderstood("the order has another payment or refund than the schema has")
	}
	event := cx.OrderEvent{Platform: cx.Standard, Ref: o.id, Number: OrderNumber(o.number), Version: cmp.Or(o.updatedAt, e.happened)}
	e.touch(&event)
	needed := r.Topic == "order.created" || r.Topic == "order.paid" || r.Topic == "order.cancelled"
	if needed || o.whole() {
		total, err := cx.ParseMoney(o.total, o.currency)
		if err != nil || len(o.currency) != 3 || o.placedAt.IsZero() {
			return r, notUnderstood("the order has no placed_at, currency or total")
		}
		e.state(&event, total)
	}
	r.Kind, r.Orders = Orders, []cx.OrderEvent{event}
	return r, nil
}

// known tells that a field is missing or has one of its values.
func known(have string, values ...string) bool { return have == "" || slices.Contains(values, have) }

// touch notes what the type says. Refunds are told apart from the state, since they never un-happen.
func (e *standardEvent) touch(event *cx.OrderEvent) {
	points := map[string]cx.Touchpoint{"order.paid": cx.Paid, "order.fulfilled": cx.Fulfilled, "order.delivered": cx.Delivered,
		"order.cancelled": cx.Cancelled, "order.refunded": cx.Refunded}
	if t, ok := points[e.kind]; ok {
		touch(event, t, e.happened)
	}
	event.Refund = e.refund()
	if event.Refund != cx.NoRefund {
		touch(event, cx.Refunded, e.happened)
	}
}

func (e *standardEvent) refund() cx.Refund {
	switch {
	case e.order.refund == "partial":
		return cx.PartRefund
	case e.order.refund == "full" || e.kind == "order.refunded":
		return cx.FullRefund
	}
	return cx.NoRefund
}

// payment: who does not say it has been paid as soon as more happens than the order.
func (e *standardEvent) payment() cx.Payment {
	switch {
	case e.order.payment == "paid":
		return cx.PaidInFull
	case e.order.payment == "voided":
		return cx.Voided
	case e.order.payment == "pending" || e.kind == "order.created" || e.kind == "order.cancelled":
		return cx.Unpaid
	}
	return cx.PaidInFull
}

// state adds the order itself and who ordered.
func (e *standardEvent) state(event *cx.OrderEvent, total int64) {
	o := &e.order
	var c standardCustomer
	if o.customer != nil {
		c = *o.customer
		event.Customer = c.state(event.Version)
	}
	p := firstPlace(place{c.country, c.province})
	event.State = &cx.OrderState{
		Placed: o.placedAt, Payment: e.payment(), Cancelled: o.cancelled || e.kind == "order.cancelled", Refund: event.Refund,
		Test: o.test, Total: total, Currency: o.currency, Items: o.items, Country: p.country, Province: p.province,
		Locale: locale(c.locale),
	}
	touch(event, cx.Ordered, o.placedAt)
	if event.State.Payment == cx.PaidInFull && e.kind == "order.created" {
		touch(event, cx.Paid, o.placedAt)
	} else if event.State.Payment == cx.PaidInFull {
		touch(event, cx.Paid, e.happened)
	}
}

func (c standardCustomer) state(version time.Time) *cx.CustomerState {
	p := firstPlace(place{c.country, c.province})
	return &cx.CustomerState{Version: version, Email: firstEmail(c.email), First: cx.NewName(c.first), Last: cx.NewName(c.last),
		Locale: locale(c.locale), Country: p.country, Province: p.province}
}

func (e *standardEvent) customers(r Result) (Result, error) {
	version := cmp.Or(e.order.updatedAt, e.happened)
	if version.IsZero() {
		return r, notUnderstood("the event has no timestamp")
	}
	c := e.order.self.state(version)
	if c.Email.IsZero() {
		return r, notUnderstood("the customer has no usable email")
	}
	r.Kind, r.Customer = Customer, c
	return r, nil
}

func (e *standardEvent) parseTimes() error {
	var wrong error
	read := func(s string) time.Time {
		t, err := moment(s, time.RFC3339)
		if err != nil {
			wrong = err
		}
		return t
	}
	e.happened = read(e.at)
	e.order.placedAt, e.order.updatedAt = read(e.order.placed), read(e.order.updated)
	return wrong
}
