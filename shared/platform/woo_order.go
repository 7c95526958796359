package platform

import (
	"cmp"
	"fmt"
	"html"
	"time"

	"earshot/shared/cx"
)

// errWooRights: WooCommerce asks its own REST API for the body and signs whatever that says, an error too.
var errWooRights = fmt.Errorf("%w: WooCommerce could not read the object itself, because the user who owns the webhook may "+
	"not: open the webhook in WooCommerce as an administrator and save it again", ErrNotUnderstood)

// wooOrder is what is used of an order of the REST API, as texts until all is read.
type wooOrder struct {
	id, parent, number, status, currency, total, code string
	created, modified, paid, completed                string
	billing, shipping                                 wooAddress
	billed                                            bool
	locale                                            string
	refunds                                           int
	items                                             []cx.Item
	createdAt, modifiedAt, paidAt, completedAt        time.Time
}

func wooOrders(r Result, body []byte) (Result, error) {
	var o wooOrder
	if err := scan(body, o.read); err != nil {
		return r, notUnderstood("read the order: %w", err)
	}
	if why := o.useless(); why != "" {
		return r.ignored(why)
	}
	if o.code != "" {
		return r, errWooRights
	}
	if err := o.parseTimes(); err != nil {
		return r, notUnderstood("the order: %w", err)
	}
	if o.id == "" || !o.billed || o.createdAt.IsZero() {
		return r, notUnderstood("the order has no id, no billing or no date_created_gmt")
	}
	total, err := cx.ParseMoney(o.total, o.currency)
	if err != nil || len(o.currency) != 3 {
		return r, notUnderstood("the order has no usable total or currency")
	}
	r.Kind, r.Orders = Orders, []cx.OrderEvent{o.event(total)}
	return r, nil
}

// useless says why an order is none: carts that were never sent leak out as drafts, and what has a parent is a refund or
// a part of an order that is told of itself.
func (o *wooOrder) useless() string {
	switch {
	case o.status == "checkout-draft" || o.status == "auto-draft":
		return "It is a draft: nothing was ordered yet."
	case o.parent != "" && o.parent != "0":
		return "It is a part of another order."
	}
	return ""
}

// event makes the facts of the status and of the dates: there are no topics for what happens to an order. Where a date is
// missing, the order's last change is the earliest that can be said.
func (o *wooOrder) event(total int64) cx.OrderEvent {
	p := firstPlace(o.shipping.place, o.billing.place)
	e := cx.OrderEvent{Platform: cx.WooCommerce, Ref: o.id, Number: OrderNumber(cmp.Or(o.number, o.id)), Version: o.modifiedAt}
	e.State = &cx.OrderState{
		Placed: o.createdAt, Payment: o.payment(), Cancelled: o.status == "cancelled" || o.status == "trash",
		Refund: o.refund(), Total: total, Currency: o.currency, Items: o.items, Country: p.country, Province: p.province,
		Locale: locale(o.locale),
	}
	e.Customer = &cx.CustomerState{
		Version: o.modifiedAt, Email: firstEmail(o.billing.email), First: cx.NewName(o.billing.first),
		Last: cx.NewName(o.billing.last), Locale: locale(o.locale), Country: p.country, Province: p.province,
	}
	touch(&e, cx.Ordered, o.createdAt)
	if e.State.Payment == cx.PaidInFull {
		touch(&e, cx.Paid, cmp.Or(o.paidAt, o.modifiedAt))
	}
	if o.status == "completed" || !o.completedAt.IsZero() {
		touch(&e, cx.Fulfilled, cmp.Or(o.completedAt, o.modifiedAt))
	}
	if e.State.Cancelled {
		touch(&e, cx.Cancelled, o.modifiedAt)
	}
	if e.State.Refund != cx.NoRefund {
		touch(&e, cx.Refunded, o.modifiedAt)
	}
	return e
}

// payment: cash on delivery goes to processing without a date of payment, and counts as paid; what is cancelled or given
// back was paid if it has the date.
func (o *wooOrder) payment() cx.Payment {
	switch o.status {
	case "failed":
		return cx.Voided
	case "processing", "completed":
		return cx.PaidInFull
	}
	if !o.paidAt.IsZero() {
		return cx.PaidInFull
	}
	return cx.Unpaid
}

func (o *wooOrder) refund() cx.Refund {
	switch {
	case o.status == "refunded":
		return cx.FullRefund
	case o.refunds > 0:
		return cx.PartRefund
	}
	return cx.NoRefund
}

func (o *wooOrder) parseTimes() error {
	var wrong error
	read := func(s string) time.Time {
		t, err := wooTime(s)
		if err != nil {
			wrong = err
		}
		return t
	}
	o.createdAt, o.paidAt, o.completedAt = read(o.created), read(o.paid), read(o.completed)
	o.modifiedAt = cmp.Or(read(o.modified), o.createdAt)
	return wrong
}

func (o *wooOrder) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&o.id)
		case "parent_id":
			return s.id(&o.parent)
		case "number":
			return s.id(&o.number)
		case "status":
			return s.text(&o.status)
		case "currency":
			return s.text(&o.currency)
		case "total":
			return s.id(&o.total)
		case "code":
			return s.id(&o.code)
		case "date_created_gmt":
			return s.text(&o.created)
		case "date_modified_gmt":
			return s.text(&o.modified)
		case "date_paid_gmt":
			return s.text(&o.paid)
		case "date_completed_gmt":
			return s.text(&o.completed)
		}
		return o.readPart(s, name)
	})
}

func (o *wooOrder) readPart(s *scanner, name []byte) error {
	switch string(name) {
	case "billing":
		o.billed = s.peek() == '{'
		return o.billing.read(s)
	case "shipping":
		return o.shipping.read(s)
	case "refunds":
		o.refunds = 0
		return s.array(func() error { o.refunds++; return s.skip() })
	case "line_items":
		o.items = nil
		return s.array(func() error { return o.readItem(s) })
	case "meta_data":
		return s.array(func() error { return o.readMeta(s) })
	}
	return s.skip()
}

// readItem: names of products come with HTML's entities.
func (o *wooOrder) readItem(s *scanner) error {
	if len(o.items) == maxItems {
		return s.skip()
	}
	var id, name string
	err := s.object(func(field []byte) error {
		switch string(field) {
		case "product_id":
			return s.id(&id)
		case "name":
			return s.text(&name)
		}
		return s.skip()
	})
	o.items = addItem(o.items, id, html.UnescapeString(name))
	return err
}

// readMeta looks for the language, which WooCommerce itself does not know: the WPML plugin leaves it with the order.
func (o *wooOrder) readMeta(s *scanner) error {
	var key, value string
	err := s.object(func(field []byte) error {
		switch {
		case string(field) == "key":
			return s.id(&key)
		case string(field) == "value" && s.peek() == '"':
			return s.text(&value)
		}
		return s.skip()
	})
	if key == "wpml_language" || key == "_wpml_language" {
		o.locale = value
	}
	return err
}
