package platform

import (
	"cmp"
	"errors"
	"time"

	"earshot/shared/cx"
)

// shopifyOrder is what is used of an order, as texts until all is read.
type shopifyOrder struct {
	id, name, email, contact, currency, total, locale, financial, status string
	processed, created, updated, cancelled                               string
	test                                                                 bool
	billing, shipping, customer                                          shopifyPerson
	fulfilments                                                          []shopifyEvent
	refunds                                                              int
	refundTimes                                                          []string
	items                                                                []cx.Item

	placedAt, updatedAt, cancelledAt, refundedAt time.Time
}

func (o *shopifyOrder) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&o.id)
		case "name":
			return s.id(&o.name)
		case "email":
			return s.text(&o.email)
		case "contact_email":
			return s.text(&o.contact)
		case "currency":
			return s.text(&o.currency)
		case "total_price":
			return s.id(&o.total)
		case "customer_locale":
			return s.text(&o.locale)
		case "financial_status":
			return s.text(&o.financial)
		case "fulfillment_status":
			return s.text(&o.status)
		case "processed_at":
			return s.text(&o.processed)
		case "created_at":
			return s.text(&o.created)
		case "updated_at":
			return s.text(&o.updated)
		case "cancelled_at":
			return s.text(&o.cancelled)
		case "test":
			return s.flag(&o.test)
		}
		return o.readPart(s, name)
	})
}

func (o *shopifyOrder) readPart(s *scanner, name []byte) error {
	switch string(name) {
	case "billing_address":
		return o.billing.read(s)
	case "shipping_address":
		return o.shipping.read(s)
	case "customer":
		return o.customer.read(s)
	case "line_items":
		o.items = nil
		return s.array(func() error { return o.readItem(s) })
	case "fulfillments":
		o.fulfilments = nil
		return s.array(func() error {
			o.fulfilments = append(o.fulfilments, shopifyEvent{})
			return o.fulfilments[len(o.fulfilments)-1].read(s)
		})
	case "refunds":
		o.refunds, o.refundTimes = 0, nil
		return s.array(func() error {
			var f shopifyEvent
			err := f.read(s)
			o.refunds++
			o.refundTimes = append(o.refundTimes, cmp.Or(f.processed, f.created))
			return err
		})
	}
	return s.skip()
}

// readItem takes a product's id; a line that is no product of the catalogue has its own.
func (o *shopifyOrder) readItem(s *scanner) error {
	if len(o.items) == maxItems {
		return s.skip()
	}
	var id, product, title string
	err := s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&id)
		case "product_id":
			return s.id(&product)
		case "title":
			return s.text(&title)
		}
		return s.skip()
	})
	if product == "" {
		product = id
	}
	o.items = addItem(o.items, product, title)
	return err
}

// shopifyPerson is what is used of a customer or of an address.
type shopifyPerson struct {
	id, email, first, last, updated string
	place                           place
}

func (p *shopifyPerson) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&p.id)
		case "email":
			return s.text(&p.email)
		case "first_name":
			return s.text(&p.first)
		case "last_name":
			return s.text(&p.last)
		case "updated_at":
			return s.text(&p.updated)
		case "country_code":
			return s.text(&p.place.country)
		case "province_code":
			return s.text(&p.place.province)
		case "default_address":
			var home shopifyPerson
			err := home.read(s)
			p.place = home.place
			return err
		}
		return s.skip()
	})
}

// shopifyEvent is what is used of a refund, a fulfilment and a fulfilment's event.
type shopifyEvent struct {
	order, status, shipment               string
	created, updated, processed, happened string
	createdAt, updatedAt                  time.Time
}

func (e *shopifyEvent) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "order_id":
			return s.id(&e.order)
		case "status":
			return s.text(&e.status)
		case "shipment_status":
			return s.text(&e.shipment)
		case "created_at":
			return s.text(&e.created)
		case "updated_at":
			return s.text(&e.updated)
		case "processed_at":
			return s.text(&e.processed)
		case "happened_at":
			return s.text(&e.happened)
		}
		return s.skip()
	})
}

var errNoOrder = errors.New("names no order, or no usable time")

// at is the first of the times; an event without an order is none.
func (e *shopifyEvent) at(times ...string) (time.Time, error) {
	t, err := shopifyTime(cmp.Or(times...))
	if err != nil || t.IsZero() || e.order == "" {
		return time.Time{}, errNoOrder
	}
	return t, nil
}
