package sample

import (
	"strconv"
	"time"
)

// shopifyOrder is the order as all of Shopify's topics about orders carry it. The captured sample is a test order, voided
// and cancelled; this one is real, paid and not cancelled, unless that is what happened.
func shopifyOrder(o Order, e Event, at time.Time) (any, error) {
	body, err := load("shopify.order")
	if err != nil {
		return nil, err
	}
	number, placed, now := id(o.Number), o.Placed.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339)
	set(body, object{
		"id": number, "admin_graphql_api_id": "gid://shopify/Order/" + strconv.FormatInt(number, 10), "test": false, "confirmed": true,
		"name": shopifyName(o.Number), "number": number % 1e6, "order_number": number % 1e6, "financial_status": "paid",
		"fulfillment_status": nil, "cancel_reason": nil, "cancelled_at": nil, "created_at": placed, "processed_at": placed,
		"updated_at": now, "email": o.Email, "contact_email": o.Email, "customer_locale": o.Locale, "currency": o.Currency,
		"presentment_currency": o.Currency, "total_price": o.Total, "current_total_price": o.Total, "total_outstanding": "0.00",
		"line_items": shopifyLines(body["line_items"], o),
	})
	setPeople(body, o)
	switch e {
	case Fulfilled:
		body["fulfillment_status"] = "fulfilled"
		body["fulfillments"] = []any{object{"id": number + 1, "order_id": number, "status": "success", "created_at": now,
			"updated_at": now, "shipment_status": nil, "tracking_company": "Posten"}}
	case Cancelled:
		set(body, object{"cancelled_at": now, "cancel_reason": "customer"})
	}
	return body, nil
}

func shopifyName(number string) string {
	if _, err := strconv.Atoi(number); err == nil {
		return "#" + number
	}
	return number
}

// setPeople puts the customer in every place where Shopify has one.
func setPeople(body object, o Order) {
	place := object{"first_name": o.First, "last_name": o.Last, "name": o.First + " " + o.Last, "country_code": o.Country,
		"province": nil, "province_code": nil, "country": o.Country}
	for _, name := range []string{"billing_address", "shipping_address"} {
		if address, ok := body[name].(object); ok {
			set(address, place)
		}
	}
	if c, ok := body["customer"].(object); ok {
		set(c, object{"id": id(o.Email), "email": o.Email, "first_name": o.First, "last_name": o.Last})
		if address, ok := c["default_address"].(object); ok {
			set(address, place)
		}
	}
}

// shopifyLines keeps the first line of the sample and makes it what was bought.
func shopifyLines(lines any, o Order) []any {
	list, _ := lines.([]any)
	if len(list) == 0 {
		return list
	}
	if line, ok := list[0].(object); ok {
		set(line, object{"title": o.Item, "name": o.Item, "price": o.Total, "product_id": o.ItemID, "sku": "NC-" + strconv.FormatInt(o.ItemID, 10)})
	}
	return list[:1]
}

// shopifyFulfilment tells that the parcel arrived: no topic about orders does.
func shopifyFulfilment(o Order, _ Event, at time.Time) (any, error) {
	body, err := load("shopify.fulfilment")
	if err != nil {
		return nil, err
	}
	now := at.UTC().Format(time.RFC3339)
	set(body, object{
		"id": id(o.Number) + 1, "order_id": id(o.Number), "status": "success", "shipment_status": "delivered", "created_at": now,
		"updated_at": now, "email": o.Email, "line_items": shopifyLines(body["line_items"], o),
	})
	if address, ok := body["destination"].(object); ok {
		set(address, object{"first_name": o.First, "last_name": o.Last, "name": o.First + " " + o.Last, "country_code": o.Country,
			"country": o.Country, "province": nil, "province_code": nil})
	}
	return body, nil
}

func shopifyRefund(o Order, _ Event, at time.Time) (any, error) {
	body, err := load("shopify.refund")
	if err != nil {
		return nil, err
	}
	now := at.UTC().Format(time.RFC3339)
	set(body, object{"id": id(o.Number) + 2, "order_id": id(o.Number), "created_at": now, "processed_at": now})
	return body, nil
}
