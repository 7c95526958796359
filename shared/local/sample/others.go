package sample

import (
	"strconv"
	"time"
)

// wooID: WooCommerce's ids are small numbers, and mostly the order's number.
func wooID(number string) int64 {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil && n > 0 {
		return n
	}
	return id(number)
}

// wooOrder is the order of the REST API. WooCommerce says what happened by the status.
func wooOrder(o Order, e Event, at time.Time) (any, error) {
	body, err := load("woocommerce.order")
	if err != nil {
		return nil, err
	}
	const wooTime = "2006-01-02T15:04:05"
	placed, now := o.Placed.UTC().Format(wooTime), at.UTC().Format(wooTime)
	status := map[Event]string{Created: "processing", Paid: "processing", Fulfilled: "completed", Cancelled: "cancelled", Refunded: "refunded"}
	set(body, object{
		"id": wooID(o.Number), "number": o.Number, "status": status[e], "currency": o.Currency, "total": o.Total,
		"payment_method": "card", "payment_method_title": "Card", "created_via": "checkout",
		"date_created": placed, "date_created_gmt": placed, "date_modified": now, "date_modified_gmt": now,
		"date_paid": placed, "date_paid_gmt": placed, "date_completed": nil, "date_completed_gmt": nil,
		"line_items": wooLines(body["line_items"], o),
	})
	if e == Fulfilled {
		set(body, object{"date_completed": now, "date_completed_gmt": now})
	}
	for _, name := range []string{"billing", "shipping"} {
		if address, ok := body[name].(object); ok {
			set(address, object{"first_name": o.First, "last_name": o.Last, "country": o.Country, "state": ""})
		}
	}
	if billing, ok := body["billing"].(object); ok {
		billing["email"] = o.Email
	}
	return body, nil
}

func wooLines(lines any, o Order) []any {
	list, _ := lines.([]any)
	if len(list) == 0 {
		return list
	}
	if line, ok := list[0].(object); ok {
		set(line, object{"name": o.Item, "product_id": o.ItemID, "quantity": 1, "total": o.Total, "subtotal": o.Total})
	}
	return list[:1]
}

// ShortOrder is the body of a paid WooCommerce order with what Earshot reads of it and nothing else, so that it fits a
// command line.
func ShortOrder(o Order, at time.Time) ([]byte, error) {
	full, err := wooOrder(o, Paid, at)
	if err != nil {
		return nil, err
	}
	from, _ := full.(object)
	short := object{"line_items": []any{object{"product_id": o.ItemID, "name": o.Item}}, "billing": object{
		"email": o.Email, "first_name": o.First, "last_name": o.Last, "country": o.Country}}
	for _, name := range []string{"id", "number", "status", "currency", "total", "date_created_gmt", "date_modified_gmt", "date_paid_gmt"} {
		short[name] = from[name]
	}
	return plain(short)
}

// standardEvent is Earshot's own purchase JSON.
func standardEvent(o Order, e Event, at time.Time) (any, error) {
	now := at.UTC().Format(time.RFC3339)
	data := object{"id": o.Number}
	if e == Created || e == Paid || e == Cancelled {
		set(data, object{
			"number": o.Number, "placed_at": o.Placed.UTC().Format(time.RFC3339), "updated_at": now, "currency": o.Currency, "total": o.Total,
			"payment": "paid", "items": []any{object{"id": strconv.FormatInt(o.ItemID, 10), "title": o.Item}},
			"customer": object{"email": o.Email, "first_name": o.First, "last_name": o.Last, "locale": o.Locale, "country": o.Country},
		})
	}
	return object{"type": "order." + string(e), "timestamp": now, "data": data}, nil
}
