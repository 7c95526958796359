package platform

import (
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
)

// Shopify signs the body with the app's client secret, or for webhooks made in the admin with the one shown there. There
// is no time in the signature. Its headers come as X-Shopify-… and, since 2026, without the X-; one request may have both.
type Shopify struct{}

// Name is the platform's name in addresses and the table.
func (Shopify) Name() cx.Platform { return cx.Shopify }

// Greets: Shopify signs all that it sends.
func (Shopify) Greets(http.Header, []byte) bool { return false }

// Verify wants a match of either header family.
func (Shopify) Verify(h http.Header, body []byte, secrets []string, _ time.Time) error {
	return matches(values(h, "X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256"), verbatim(secrets), body)
}

// Sign sets the signature alone: the topic is the sender's to say.
func (Shopify) Sign(h http.Header, body []byte, secret string, _ time.Time) {
	h.Set("X-Shopify-Hmac-Sha256", macBase64([]byte(secret), body))
}

// Describe says where Shopify shows what.
func (Shopify) Describe() Description {
	return Description{
		Title: "Shopify",
		Guide: shopifyGuide(),
		Headers: []string{"X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Shop-Domain", "X-Shopify-Test",
			"Shopify-Topic", "Shopify-Webhook-Id", "Shopify-Shop-Domain", "Shopify-Test"},
		Setup: "In Shopify open Settings, Notifications, Webhooks, and create one webhook in JSON for each of: Order creation, " +
			"Order payment, Order update, Order fulfillment, Order cancellation, Fulfillment update, Refund create. " +
			"Paste this address each time, and give Earshot the signing secret that the page shows.",
		Secret: "Webhooks made in the admin (Settings, Notifications, Webhooks) are signed with the secret shown on that page, " +
			"those of an app with the app's client secret: check which of the two is stored.",
	}
}

// Decode goes by the topic. Topics of one order all carry the same order, so their content decides and the topic only adds
// what it alone tells.
func (Shopify) Decode(h http.Header, body []byte) (Result, error) {
	r := Result{
		Topic:    label(single(h, "X-Shopify-Topic", "Shopify-Topic")),
		Delivery: label(single(h, "X-Shopify-Webhook-Id", "Shopify-Webhook-Id")),
		Domain:   label(strings.ToLower(single(h, "X-Shopify-Shop-Domain", "Shopify-Shop-Domain"))),
		Test:     strings.EqualFold(single(h, "X-Shopify-Test", "Shopify-Test"), "true"),
	}
	switch r.Topic {
	case "orders/create", "orders/updated", "orders/edited", "orders/paid", "orders/fulfilled", "orders/partially_fulfilled",
		"orders/cancelled":
		return shopifyOrders(r, body)
	case "refunds/create":
		return shopifyRefund(r, body)
	case "fulfillments/create", "fulfillments/update", "fulfillment_events/create":
		return shopifyDelivery(r, body)
	case "customers/create", "customers/update":
		return shopifyCustomers(r, body)
	case "customers/data_request", "customers/redact", "shop/redact":
		r.Kind = Privacy
		return r, nil
	case "":
		return r, notUnderstood("the request names no topic, or several")
	}
	return r.ignored(shopifyIgnored(r.Topic))
}

// shopifyIgnored says why a topic is of no use. A deleted order has no version, so whether it came before or after other
// events of the order cannot be told; Shopify deletes none that was not cancelled, archived or a test before.
func shopifyIgnored(topic string) string {
	switch topic {
	case "orders/delete":
		return "A deleted order stays as it was last told of."
	case "app/uninstalled":
		return "The app was uninstalled: Shopify will send nothing more for this shop."
	}
	return "Earshot has no use for the topic " + topic + "."
}

func shopifyTime(s string) (time.Time, error) { return moment(s, time.RFC3339) }

// shopifyCustomers takes what is known of a customer. The address may be null for apps without access to it.
func shopifyCustomers(r Result, body []byte) (Result, error) {
	var c shopifyPerson
	if err := scan(body, c.read); err != nil {
		return r, notUnderstood("read the customer: %w", err)
	}
	version, err := shopifyTime(c.updated)
	if err != nil || version.IsZero() || c.id == "" {
		return r, notUnderstood("the customer has no id or no usable updated_at")
	}
	email := firstEmail(c.email)
	if email.IsZero() {
		return r.ignored("The customer has no usable mail address.")
	}
	p := firstPlace(c.place)
	r.Kind = Customer
	r.Customer = &cx.CustomerState{Version: version, Email: email, First: cx.NewName(c.first), Last: cx.NewName(c.last),
		Country: p.country, Province: p.province}
	return r, nil
}

// shopifyRefund knows the order by its id only, and not how much of it is left: any refund is at least a part.
func shopifyRefund(r Result, body []byte) (Result, error) {
	var f shopifyEvent
	if err := scan(body, f.read); err != nil {
		return r, notUnderstood("read the refund: %w", err)
	}
	at, err := f.at(f.processed, f.created)
	if err != nil {
		return r, notUnderstood("the refund %w", err)
	}
	e := cx.OrderEvent{Platform: cx.Shopify, Ref: f.order, Version: at, Refund: cx.PartRefund}
	touch(&e, cx.Refunded, at)
	r.Kind, r.Orders = Orders, []cx.OrderEvent{e}
	return r, nil
}

// shopifyDelivery takes the one thing that fulfilments tell and orders do not: that a parcel arrived. With several parcels
// the first one counts, since touchpoints keep their earliest time.
func shopifyDelivery(r Result, body []byte) (Result, error) {
	var f shopifyEvent
	if err := scan(body, f.read); err != nil {
		return r, notUnderstood("read the fulfilment: %w", err)
	}
	at, err := f.at(f.happened, f.updated, f.created)
	if err != nil {
		return r, notUnderstood("the fulfilment %w", err)
	}
	if f.shipment != "delivered" && (f.status != "delivered" || r.Topic != "fulfillment_events/create") {
		return r.ignored("The parcel has not arrived yet.")
	}
	e := cx.OrderEvent{Platform: cx.Shopify, Ref: f.order, Version: at}
	touch(&e, cx.Delivered, at)
	r.Kind, r.Orders = Orders, []cx.OrderEvent{e}
	return r, nil
}
