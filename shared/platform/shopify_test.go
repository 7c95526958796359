package platform_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// TestShopifySample: the sample is a test order, voided and cancelled, and its addresses differ from each other.
func TestShopifySample(t *testing.T) {
	e := decodeOrder(t, platform.Shopify{}, "orders/create", read(t, "shopify/orders.create.json"))
	then := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	state := cx.OrderState{Placed: then, Payment: cx.Voided, Cancelled: true, Test: true, Total: 38800, Currency: "USD",
		Items:   []cx.Item{{ID: "632910392", Title: "IPod Nano - 8GB"}, {ID: "632910392", Title: "IPod Nano - 8GB"}},
		Country: "US", Province: "KY", Locale: "en"}
	if e.Ref != "820982911946154500" || e.Number != "9999" || !e.Version.Equal(then) || !reflect.DeepEqual(*e.State, state) {
		t.Errorf("Decode = %+v, state %+v, want %+v", e, *e.State, state)
	}
	touched := map[cx.Touchpoint]time.Time{cx.Ordered: then, cx.Cancelled: then}
	if !reflect.DeepEqual(e.Touchpoints, touched) {
		t.Errorf("touched %v, want %v", e.Touchpoints, touched)
	}
	c := e.Customer
	if c.Email.Reveal() != "jon@example.com" || c.First.Reveal() != "John" || c.Last.Reveal() != "Smith" || c.Country != "US" || c.Locale != "en" {
		t.Errorf("customer %s %s %s of %s", c.Email.Reveal(), c.First.Reveal(), c.Last.Reveal(), c.Country)
	}
}

func TestShopifyStates(t *testing.T) {
	parcel := func(created, updated int, shipment, status string) map[string]any {
		return map[string]any{"created_at": text(at(created, 8)), "updated_at": text(at(updated, 8)), "shipment_status": shipment, "status": status}
	}
	type fields = map[string]any
	tests := []struct {
		name, topic string
		fields      fields
		payment     cx.Payment
		refund      cx.Refund
		touched     map[cx.Touchpoint]time.Time // besides ordered
	}{
		{"paid when created", "orders/create", nil, cx.PaidInFull, cx.NoRefund, map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12)}},
		{"not paid yet", "orders/create", fields{"financial_status": "pending"}, cx.Unpaid, cx.NoRefund, nil},
		{"no status at all", "orders/create", fields{"financial_status": nil}, cx.Unpaid, cx.NoRefund, nil},
		{"authorized only", "orders/create", fields{"financial_status": "authorized"}, cx.Unpaid, cx.NoRefund, nil},
		{"paid in part", "orders/updated", fields{"financial_status": "partially_paid"}, cx.Unpaid, cx.NoRefund, nil},
		{"voided", "orders/updated", fields{"financial_status": "voided"}, cx.Voided, cx.NoRefund, nil},
		{"given back in part", "orders/updated", fields{"financial_status": "partially_refunded"}, cx.PaidInFull, cx.PartRefund,
			map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12), cx.Refunded: at(1, 12)}},
		{"given back, with the time", "orders/updated", fields{"financial_status": "refunded", "refunds": []any{
			fields{"created_at": text(at(9, 9))}, fields{"processed_at": text(at(8, 8)), "created_at": text(at(9, 9))}}},
			cx.PaidInFull, cx.FullRefund, map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12), cx.Refunded: at(8, 8)}},
		{"sent, says the topic", "orders/fulfilled", nil, cx.PaidInFull, cx.NoRefund,
			map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12), cx.Fulfilled: at(1, 12)}},
		{"sent in part", "orders/partially_fulfilled", fields{"fulfillment_status": "partial", "fulfillments": []any{parcel(2, 3, "delivered", "success")}},
			cx.PaidInFull, cx.NoRefund, map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12)}},
		{"sent in two parcels, one arrived", "orders/updated", fields{"fulfillment_status": "fulfilled", "fulfillments": []any{
			parcel(2, 4, "delivered", "success"), parcel(3, 5, "in_transit", "success")}}, cx.PaidInFull, cx.NoRefund,
			map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12), cx.Fulfilled: at(3, 8)}},
		{"all parcels arrived, one was called back", "orders/updated", fields{"fulfillment_status": "fulfilled", "fulfillments": []any{
			parcel(2, 4, "delivered", "success"), parcel(3, 5, "delivered", "success"), parcel(6, 7, "", "cancelled")}}, cx.PaidInFull,
			cx.NoRefund, map[cx.Touchpoint]time.Time{cx.Paid: at(1, 12), cx.Fulfilled: at(3, 8), cx.Delivered: at(5, 8)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := decodeOrder(t, platform.Shopify{}, tt.topic, shopifyBody(t, tt.fields))
			want := map[cx.Touchpoint]time.Time{cx.Ordered: at(1, 10)}
			for k, v := range tt.touched {
				want[k] = v
			}
			if e.State.Payment != tt.payment || e.State.Refund != tt.refund || !reflect.DeepEqual(e.Touchpoints, want) {
				t.Errorf("payment %d, refund %d, touched %v, want %d, %d, %v", e.State.Payment, e.State.Refund, e.Touchpoints,
					tt.payment, tt.refund, want)
			}
		})
	}
}

func TestShopifyChoices(t *testing.T) {
	address := func(first, country, province string) map[string]any {
		return map[string]any{"first_name": first, "country_code": country, "province_code": province}
	}
	type fields = map[string]any
	tests := []struct {
		name                  string
		fields                fields
		email, first, country string
	}{
		{"contact instead of email", fields{"email": nil, "contact_email": "c@example.com"}, "c@example.com", "John", "US"},
		{"email not usable", fields{"email": "nobody", "contact_email": ""}, "john@example.com", "John", "US"},
		{"no access to customers", fields{"email": nil, "contact_email": nil, "customer": nil, "billing_address": nil}, "", "", "US"},
		{"guest", fields{"customer": nil}, "jon@example.com", "Steve", "US"},
		{"a gift goes by where it goes", fields{"shipping_address": address("Gift", "NO", "")}, "jon@example.com", "John", "NO"},
		{"nothing to ship", fields{"shipping_address": nil, "billing_address": address("B", "de", "")}, "jon@example.com", "John", "DE"},
		{"only where the customer lives", fields{"shipping_address": nil, "billing_address": nil}, "jon@example.com", "John", "CA"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := decodeOrder(t, platform.Shopify{}, "orders/create", shopifyBody(t, tt.fields))
			c := e.Customer
			if c.Email.Reveal() != tt.email || c.First.Reveal() != tt.first || c.Country != tt.country || e.State.Country != tt.country {
				t.Errorf("customer %q %q of %q (order %q), want %q %q of %q", c.Email.Reveal(), c.First.Reveal(), c.Country,
					e.State.Country, tt.email, tt.first, tt.country)
			}
		})
	}
}

// TestShopifyTestMark: the body, the header or both say that it is a test.
func TestShopifyTestMark(t *testing.T) {
	for _, name := range []string{"X-Shopify-Test", "Shopify-Test"} {
		h := http.Header{"X-Shopify-Topic": {"orders/create"}, name: {"true"}}
		r, err := platform.Shopify{}.Decode(h, shopifyBody(t, nil))
		if err != nil || !r.Test || !r.Orders[0].State.Test {
			t.Errorf("with %s: test %v, %v", name, r.Test, err)
		}
	}
	if e := decodeOrder(t, platform.Shopify{}, "orders/create", shopifyBody(t, nil)); e.State.Test {
		t.Error("without any mark it is a test")
	}
}

func TestShopifyEventsOfParts(t *testing.T) {
	type fields = map[string]any
	refund, parcel := read(t, "shopify/refunds.create.json"), read(t, "shopify/fulfillments.update.json")
	tests := []struct {
		name, topic string
		body        []byte
		touch       cx.Touchpoint // "": ignored
		when        time.Time
	}{
		{"refund", "refunds/create", change(t, refund, fields{"processed_at": text(at(9, 9))}), cx.Refunded, at(9, 9)},
		{"refund without processing", "refunds/create", change(t, refund, fields{"processed_at": nil, "created_at": text(at(9, 8))}), cx.Refunded, at(9, 8)},
		{"parcel on its way", "fulfillments/update", change(t, parcel, fields{"shipment_status": "in_transit"}), "", time.Time{}},
		{"parcel as in the sample", "fulfillments/update", parcel, "", time.Time{}},
		{"parcel arrived", "fulfillments/update", change(t, parcel, fields{"shipment_status": "delivered", "updated_at": text(at(7, 7))}), cx.Delivered, at(7, 7)},
		{"event of the carrier", "fulfillment_events/create", []byte(`{"id":1,"order_id":820982911946154500,"status":"delivered",` +
			`"happened_at":"2026-11-07T07:00:00Z","created_at":"2026-11-07T09:00:00Z"}`), cx.Delivered, at(7, 7)},
		{"event on the way", "fulfillment_events/create", []byte(`{"order_id":1,"status":"in_transit","happened_at":"2026-11-07T07:00:00Z"}`), "", time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.touch == "" {
				if r, err := decode(t, platform.Shopify{}, tt.topic, tt.body); r.Kind != platform.Ignored || r.Why == "" || err != nil {
					t.Errorf("Decode = %s %q, %v, want it ignored with a reason", r.Kind, r.Why, err)
				}
				return
			}
			e := decodeOrder(t, platform.Shopify{}, tt.topic, tt.body)
			if e.Ref != "820982911946154500" || e.State != nil || !reflect.DeepEqual(e.Touchpoints, map[cx.Touchpoint]time.Time{tt.touch: tt.when}) {
				t.Errorf("Decode = %+v, want %s at %s", e, tt.touch, tt.when)
			}
			if (e.Refund == cx.PartRefund) != (tt.touch == cx.Refunded) {
				t.Errorf("refund is %d", e.Refund)
			}
		})
	}
}

func TestShopifyOtherTopics(t *testing.T) {
	for topic, want := range map[string]platform.Kind{"customers/redact": platform.Privacy, "customers/data_request": platform.Privacy,
		"shop/redact": platform.Privacy, "app/uninstalled": platform.Ignored, "orders/delete": platform.Ignored, "products/create": platform.Ignored} {
		r, err := decode(t, platform.Shopify{}, topic, []byte(`{"shop_id":954889}`))
		if err != nil || r.Kind != want || (want == platform.Ignored) != (r.Why != "") {
			t.Errorf("%s is %s %q, %v, want %s", topic, r.Kind, r.Why, err, want)
		}
	}
}

func TestShopifyCustomer(t *testing.T) {
	body := change(t, read(t, "shopify/customers.create.json"), map[string]any{"default_address": map[string]any{"country_code": "CA", "province_code": "ON"}})
	r, err := decode(t, platform.Shopify{}, "customers/update", body)
	if c := r.Customer; err != nil || r.Kind != platform.Customer || c.Email.Reveal() != "bob@biller.com" || c.First.Reveal() != "Bob" || c.Country != "CA" || c.Province != "ON" {
		t.Errorf("Decode = %s %+v, %v", r.Kind, c, err)
	}
	r, err = decode(t, platform.Shopify{}, "customers/update", change(t, body, map[string]any{"email": nil}))
	if err != nil || r.Kind != platform.Ignored || !strings.Contains(r.Why, "address") {
		t.Errorf("without an address it is %s %q, %v", r.Kind, r.Why, err)
	}
}

func TestShopifyNotUnderstood(t *testing.T) {
	type fields = map[string]any
	tests := map[string]struct {
		topic string
		body  []byte
	}{
		"cut off":               {"orders/create", shopifyBody(t, nil)[:5000]},
		"no JSON":               {"orders/create", []byte("<html>")},
		"a list":                {"orders/create", []byte("[]")},
		"nothing":               {"orders/create", nil},
		"null":                  {"orders/create", []byte("null")},
		"no topic":              {"", shopifyBody(t, nil)},
		"two topics":            {"orders/create, orders/paid", shopifyBody(t, nil)},
		"no id":                 {"orders/create", shopifyBody(t, fields{"id": nil})},
		"no updated_at":         {"orders/create", shopifyBody(t, fields{"updated_at": nil})},
		"time in another form":  {"orders/create", shopifyBody(t, fields{"updated_at": "20 November"})},
		"no total":              {"orders/create", shopifyBody(t, fields{"total_price": nil})},
		"total of another form": {"orders/create", shopifyBody(t, fields{"total_price": "1,00"})},
		"email of another type": {"orders/create", shopifyBody(t, fields{"email": []string{"a@example.com"}})},
		"refund of no order":    {"refunds/create", change(t, read(t, "shopify/refunds.create.json"), fields{"order_id": nil})},
		"parcel without times":  {"fulfillments/update", []byte(`{"order_id":1,"shipment_status":"delivered"}`)},
		"customer without id":   {"customers/update", []byte(`{"email":"a@example.com"}`)},
	}
	for name, tt := range tests {
		r, err := decode(t, platform.Shopify{}, tt.topic, tt.body)
		if !errors.Is(err, platform.ErrNotUnderstood) || len(r.Orders) != 0 || strings.Contains(err.Error(), "example.com") {
			t.Errorf("%s: Decode = %s, %v, want ErrNotUnderstood", name, r.Kind, err)
		}
	}
}
