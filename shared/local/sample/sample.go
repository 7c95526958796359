// Package sample writes webhooks as platforms send them: real bodies with the ids, times, people and things of an order
// that is made up, and signed. It is for whoever plays the platform: the local program and the tests.
//
// It promises that a delivery passes the platform's own Verify and Decode, and that events of one order fit together. It
// sends nothing, and knows no time but those that it is given.
package sample

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// Order is what all events of an order have in common.
type Order struct {
	Number      string // what the customer calls it, "1001"
	Email       string
	First, Last string
	Country     string // ISO 3166-1 alpha-2
	Locale      string // BCP 47
	Item        string // title of what was bought
	ItemID      int64
	Total       string // decimal, "64.00"
	Currency    string // ISO 4217
	Placed      time.Time
}

// Event is something that happens to an order.
type Event string

// The events, by the names that the command line knows.
const (
	Created   Event = "created"
	Paid      Event = "paid"
	Fulfilled Event = "fulfilled"
	Delivered Event = "delivered"
	Cancelled Event = "cancelled"
	Refunded  Event = "refunded"
)

// Events are all of them, in the order of an order's life.
func Events() []Event { return []Event{Created, Paid, Fulfilled, Delivered, Cancelled, Refunded} }

// Delivery is one webhook, ready to be posted.
type Delivery struct {
	Header http.Header
	Body   []byte
}

//go:embed orders/*.json
var bodies embed.FS

// kind is what one platform calls an event, and how its body comes to be.
type kind struct {
	topic string
	body  func(o Order, e Event, at time.Time) (any, error)
}

// ParseEvent takes an event's name, or what the platform calls it ("orders/create").
func ParseEvent(p cx.Platform, name string) (Event, error) {
	name = strings.ToLower(name)
	var known []string
	for _, e := range Events() {
		k, ok := kindOf(p, e)
		if !ok {
			continue
		}
		if name == string(e) || name == k.topic {
			return e, nil
		}
		known = append(known, string(e))
	}
	if len(known) == 0 {
		return "", fmt.Errorf("there is no platform %q: take shopify, woocommerce or standard", p)
	}
	if slices.Contains(Events(), Event(name)) {
		return "", fmt.Errorf("%s never tells that an order was %s: take %s", p, name, strings.Join(known, ", "))
	}
	return "", fmt.Errorf("there is no event %q: take %s", name, strings.Join(known, ", "))
}

func kindOf(p cx.Platform, e Event) (kind, bool) {
	k, ok := map[cx.Platform]map[Event]kind{
		cx.Shopify: {
			Created: {"orders/create", shopifyOrder}, Paid: {"orders/paid", shopifyOrder}, Fulfilled: {"orders/fulfilled", shopifyOrder},
			Delivered: {"fulfillments/update", shopifyFulfilment}, Cancelled: {"orders/cancelled", shopifyOrder},
			Refunded: {"refunds/create", shopifyRefund},
		},
		cx.WooCommerce: {
			Created: {"order.created", wooOrder}, Paid: {"order.updated", wooOrder}, Fulfilled: {"order.updated", wooOrder},
			Cancelled: {"order.updated", wooOrder}, Refunded: {"order.updated", wooOrder},
		},
		cx.Standard: {
			Created: {"order.created", standardEvent}, Paid: {"order.paid", standardEvent}, Fulfilled: {"order.fulfilled", standardEvent},
			Delivered: {"order.delivered", standardEvent}, Cancelled: {"order.cancelled", standardEvent},
			Refunded: {"order.refunded", standardEvent},
		},
	}[p][e]
	return k, ok
}

// Sign makes the webhook of an event that happened at a time. signed is when it is sent, for schemes that have a time.
func Sign(p cx.Platform, o Order, e Event, at time.Time, secret string, signed time.Time) (Delivery, error) {
	k, ok := kindOf(p, e)
	how, found := platform.Find(p)
	if !ok || !found {
		return Delivery{}, fmt.Errorf("%s has no event %q", p, e)
	}
	content, err := k.body(o, e, at)
	if err != nil {
		return Delivery{}, fmt.Errorf("write a %s of %s: %w", e, p, err)
	}
	body, err := plain(content)
	if err != nil {
		return Delivery{}, fmt.Errorf("write a %s of %s: %w", e, p, err)
	}
	h := http.Header{"Content-Type": {"application/json"}}
	switch p {
	case cx.Shopify:
		h.Set("X-Shopify-Topic", k.topic)
		h.Set("X-Shopify-Api-Version", "2024-10")
		h.Set("X-Shopify-Webhook-Id", fmt.Sprintf("%016x-%s", id(o.Number+string(e)), strconv.FormatInt(at.Unix(), 36)))
	case cx.WooCommerce:
		h.Set("X-WC-Webhook-Topic", k.topic)
	}
	how.Sign(h, body, secret, signed)
	return Delivery{Header: h, Body: body}, nil
}

// plain is JSON without the escapes that are only good inside of HTML, so that it reads well on a command line.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// object is a JSON object whose numbers keep all their digits.
type object = map[string]any

func load(name string) (object, error) {
	raw, err := bodies.ReadFile("orders/" + name + ".json")
	if err != nil {
		return nil, err
	}
	var o object
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return o, d.Decode(&o)
}

// set overwrites fields.
func set(o object, fields object) {
	for name, v := range fields {
		o[name] = v
	}
}

// id is the platform's id of an order, which follows from its number: the same number is the same order.
func id(number string) int64 {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil && n > 0 && n < 1e9 {
		return 5_400_000_000_000 + n
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(number))
	return int64(h.Sum64()>>12) | 1
}

// Ref is the id that the platform's webhooks name the order by.
func Ref(p cx.Platform, number string) string {
	number = platform.OrderNumber(number)
	switch p {
	case cx.WooCommerce:
		return strconv.FormatInt(wooID(number), 10)
	case cx.Standard:
		return number
	}
	return strconv.FormatInt(id(number), 10)
}
