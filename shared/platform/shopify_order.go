package platform

import (
	"cmp"
	"slices"
	"time"

	"earshot/shared/cx"
)

// shopifyOrders makes an order's event of the order itself.
//
// Placed is processed_at, the time that the merchant sees: an imported order has its import in created_at. No field says
// when an order was paid: it is the earliest updated_at at which it was seen to be, so never too early. An order counts as
// fulfilled when all of it was sent. Its total stays what was bought: after a refund current_total_price is nothing.
func shopifyOrders(r Result, body []byte) (Result, error) {
	var o shopifyOrder
	if err := scan(body, o.read); err != nil {
		return r, notUnderstood("read the order: %w", err)
	}
	if err := o.parseTimes(); err != nil {
		return r, notUnderstood("the order: %w", err)
	}
	if o.id == "" || o.placedAt.IsZero() || o.updatedAt.IsZero() {
		return r, notUnderstood("the order has no id, no processed_at or no updated_at")
	}
	total, err := cx.ParseMoney(o.total, o.currency)
	if err != nil || len(o.currency) != 3 {
		return r, notUnderstood("the order has no usable total_price or currency")
	}
	r.Test = r.Test || o.test
	r.Kind, r.Orders = Orders, []cx.OrderEvent{o.event(r, total)}
	return r, nil
}

func (o *shopifyOrder) event(r Result, total int64) cx.OrderEvent {
	p := firstPlace(o.shipping.place, o.billing.place, o.customer.place)
	e := cx.OrderEvent{Platform: cx.Shopify, Ref: o.id, Number: OrderNumber(o.name), Version: o.updatedAt}
	e.State = &cx.OrderState{
		Placed: o.placedAt, Payment: o.payment(), Cancelled: !o.cancelledAt.IsZero(), Refund: o.refund(), Test: r.Test,
		Total: total, Currency: o.currency, Items: o.items, Country: p.country, Province: p.province, Locale: locale(o.locale),
	}
	e.Customer = o.person(p)
	touch(&e, cx.Ordered, o.placedAt)
	touch(&e, cx.Cancelled, o.cancelledAt)
	if e.State.Payment == cx.PaidInFull || r.Topic == "orders/paid" {
		touch(&e, cx.Paid, o.updatedAt)
	}
	if o.status == "fulfilled" || r.Topic == "orders/fulfilled" {
		sent, arrived := o.parcels()
		touch(&e, cx.Fulfilled, cmp.Or(sent, o.updatedAt))
		touch(&e, cx.Delivered, arrived)
	}
	if e.State.Refund != cx.NoRefund {
		touch(&e, cx.Refunded, cmp.Or(o.refundedAt, o.updatedAt))
	}
	return e
}

// payment: what was given back had been paid before; partly paid is not paid.
func (o *shopifyOrder) payment() cx.Payment {
	switch o.financial {
	case "paid", "partially_refunded", "refunded":
		return cx.PaidInFull
	case "voided", "expired":
		return cx.Voided
	}
	return cx.Unpaid
}

func (o *shopifyOrder) refund() cx.Refund {
	switch {
	case o.financial == "refunded":
		return cx.FullRefund
	case o.financial == "partially_refunded" || o.refunds > 0:
		return cx.PartRefund
	}
	return cx.NoRefund
}

// person takes the address that the order's mails go to, and the name of whoever pays: parcels may go to others.
func (o *shopifyOrder) person(p place) *cx.CustomerState {
	first, last := o.customer.first, o.customer.last
	if first == "" {
		first, last = o.billing.first, o.billing.last
	}
	return &cx.CustomerState{
		Version: o.updatedAt, Email: firstEmail(o.email, o.contact, o.customer.email), First: cx.NewName(first),
		Last: cx.NewName(last), Locale: locale(o.locale), Country: p.country, Province: p.province,
	}
}

// parcels says when the last of the parcels was sent, and when it arrived if all did.
func (o *shopifyOrder) parcels() (sent, arrived time.Time) {
	all := true
	for _, f := range o.fulfilments {
		if f.status == "cancelled" || f.status == "error" || f.status == "failure" {
			continue
		}
		if f.createdAt.After(sent) {
			sent = f.createdAt
		}
		all = all && f.shipment == "delivered"
		if f.updatedAt.After(arrived) {
			arrived = f.updatedAt
		}
	}
	if !all || sent.IsZero() {
		arrived = time.Time{}
	}
	return sent, arrived
}

// parseTimes reads the times of the order, its parcels and its refunds.
func (o *shopifyOrder) parseTimes() error {
	var wrong error
	read := func(s string) time.Time {
		t, err := shopifyTime(s)
		if err != nil {
			wrong = err
		}
		return t
	}
	o.placedAt = cmp.Or(read(o.processed), read(o.created))
	o.updatedAt, o.cancelledAt = read(o.updated), read(o.cancelled)
	for i := range o.fulfilments {
		f := &o.fulfilments[i]
		f.createdAt, f.updatedAt = read(f.created), read(f.updated)
	}
	var refunded []time.Time
	for _, s := range o.refundTimes {
		if t := read(s); !t.IsZero() {
			refunded = append(refunded, t)
		}
	}
	if len(refunded) > 0 {
		o.refundedAt = slices.MinFunc(refunded, time.Time.Compare)
	}
	return wrong
}
