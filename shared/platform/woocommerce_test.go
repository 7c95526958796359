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

func TestWooSample(t *testing.T) {
	e := decodeOrder(t, platform.WooCommerce{}, "order.updated", read(t, "woocommerce/order.completed.3.json"))
	march := func(hour, minute, second int) time.Time {
		return time.Date(2017, 3, 22, hour, minute, second, 0, time.UTC)
	}
	state := cx.OrderState{Placed: march(19, 28, 2), Payment: cx.PaidInFull, Total: 2935, Currency: "USD", Country: "US", Province: "CA",
		Items: []cx.Item{{ID: "93", Title: "Woo Single #1"}, {ID: "22", Title: "Ship Your Idea – Color: Black, Size: M Test"}}}
	touched := map[cx.Touchpoint]time.Time{cx.Ordered: march(19, 28, 2), cx.Paid: march(19, 28, 8), cx.Fulfilled: march(19, 30, 35)}
	if e.Ref != "727" || e.Number != "727" || !e.Version.Equal(march(19, 30, 35)) || !reflect.DeepEqual(*e.State, state) || !reflect.DeepEqual(e.Touchpoints, touched) {
		t.Errorf("Decode = %+v, state %+v, want state %+v and touched %v", e, *e.State, state, touched)
	}
	if c := e.Customer; c.Email.Reveal() != "john.doe@example.com" || c.First.Reveal() != "John" || c.Country != "US" {
		t.Errorf("customer %q %q of %q", c.Email.Reveal(), c.First.Reveal(), c.Country)
	}
}

func TestWooStates(t *testing.T) {
	type fields = map[string]any
	unpaid := fields{"date_paid_gmt": nil, "date_completed_gmt": nil}
	tests := []struct {
		name, status string
		fields       fields
		payment      cx.Payment
		refund       cx.Refund
		cancelled    bool
		touched      []cx.Touchpoint // besides ordered
	}{
		{"waits for money", "pending", unpaid, cx.Unpaid, cx.NoRefund, false, nil},
		{"on hold", "on-hold", unpaid, cx.Unpaid, cx.NoRefund, false, nil},
		{"cash on delivery", "processing", unpaid, cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid}},
		{"completed without a date", "completed", unpaid, cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid, cx.Fulfilled}},
		{"failed", "failed", unpaid, cx.Voided, cx.NoRefund, false, nil},
		{"cancelled before it was paid", "cancelled", unpaid, cx.Unpaid, cx.NoRefund, true, []cx.Touchpoint{cx.Cancelled}},
		{"thrown away", "trash", unpaid, cx.Unpaid, cx.NoRefund, true, []cx.Touchpoint{cx.Cancelled}},
		{"given back", "refunded", nil, cx.PaidInFull, cx.FullRefund, false, []cx.Touchpoint{cx.Paid, cx.Fulfilled, cx.Refunded}},
		{"given back in part", "completed", fields{"refunds": []any{fields{"id": 1, "total": "-1.00"}}}, cx.PaidInFull, cx.PartRefund, false,
			[]cx.Touchpoint{cx.Paid, cx.Fulfilled, cx.Refunded}},
		{"status of a plugin", "in-transit", nil, cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid, cx.Fulfilled}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := change(t, change(t, read(t, "woocommerce/order.completed.3.json"), tt.fields), fields{"status": tt.status})
			e := decodeOrder(t, platform.WooCommerce{}, "order.updated", body)
			if e.State.Payment != tt.payment || e.State.Refund != tt.refund || e.State.Cancelled != tt.cancelled {
				t.Errorf("state %+v", e.State)
			}
			if len(e.Touchpoints) != len(tt.touched)+1 {
				t.Errorf("touched %v, want ordered and %v", e.Touchpoints, tt.touched)
			}
			for _, p := range tt.touched {
				if _, ok := e.Touchpoints[p]; !ok {
					t.Errorf("not touched: %s", p)
				}
			}
		})
	}
}

func TestWooLanguage(t *testing.T) {
	meta := []any{map[string]any{"key": "x", "value": map[string]any{"a": 1}}, map[string]any{"value": "de", "key": "wpml_language"}}
	body := change(t, read(t, "woocommerce/order.processing.1.json"), map[string]any{"meta_data": meta})
	if e := decodeOrder(t, platform.WooCommerce{}, "order.created", body); e.State.Locale != "de" || e.Customer.Locale != "de" {
		t.Errorf("locale %q, customer %q, want de", e.State.Locale, e.Customer.Locale)
	}
}

func TestWooUseless(t *testing.T) {
	order := read(t, "woocommerce/order.processing.1.json")
	tests := map[string]struct {
		topic  string
		fields map[string]any
	}{
		"cart":           {"order.updated", map[string]any{"status": "checkout-draft"}},
		"draft":          {"order.created", map[string]any{"status": "auto-draft"}},
		"part of one":    {"order.updated", map[string]any{"parent_id": 700}},
		"deleted":        {"order.deleted", nil},
		"something else": {"coupon.created", nil},
	}
	for name, tt := range tests {
		r, err := decode(t, platform.WooCommerce{}, tt.topic, change(t, order, tt.fields))
		if err != nil || r.Kind != platform.Ignored || r.Why == "" {
			t.Errorf("%s: Decode = %s %q, %v, want it ignored with a reason", name, r.Kind, r.Why, err)
		}
	}
}

func TestWooNotUnderstood(t *testing.T) {
	order := read(t, "woocommerce/order.processing.1.json")
	type fields = map[string]any
	tests := map[string][]byte{
		"no rights":       []byte(`{"code":"woocommerce_rest_cannot_view","message":"no","data":{"status":401}}`),
		"no billing":      change(t, order, fields{"billing": nil}),
		"PHP's empty map": change(t, order, fields{"billing": []any{}}),
		"no id":           change(t, order, fields{"id": nil}),
		"no date":         change(t, order, fields{"date_created_gmt": nil}),
		"no currency":     change(t, order, fields{"currency": ""}),
		"cut off":         order[:2000],
	}
	for name, body := range tests {
		if r, err := decode(t, platform.WooCommerce{}, "order.updated", body); !errors.Is(err, platform.ErrNotUnderstood) {
			t.Errorf("%s: Decode = %s, %v, want ErrNotUnderstood", name, r.Kind, err)
		}
	}
	_, err := decode(t, platform.WooCommerce{}, "customer.updated", tests["no rights"])
	if err == nil || !strings.Contains(err.Error(), "administrator") {
		t.Errorf("a customer that WooCommerce may not read gives %v, want a hint", err)
	}
}

func TestWooCustomer(t *testing.T) {
	body := []byte(`{"id":25,"date_created_gmt":"2026-11-01T10:00:00","date_modified_gmt":null,"email":"ann@example.com","first_name":"Ann",` +
		`"last_name":"Lee","billing":{"email":"other@example.com","country":"US","state":"CA"},"shipping":{"country":""}}`)
	r, err := decode(t, platform.WooCommerce{}, "customer.created", body)
	c := r.Customer
	if err != nil || r.Kind != platform.Customer || c.Email.Reveal() != "ann@example.com" || c.Province != "CA" || !c.Version.Equal(at(1, 10)) {
		t.Errorf("Decode = %s %+v, %v", r.Kind, c, err)
	}
}

func TestWooSource(t *testing.T) {
	h := http.Header{"X-Wc-Webhook-Topic": {"order.deleted"}, "X-Wc-Webhook-Source": {"https://Shop.Example/site/"}}
	if r, _ := (platform.WooCommerce{}).Decode(h, nil); r.Domain != "shop.example" {
		t.Errorf("the shop is %q, want shop.example", r.Domain)
	}
}
