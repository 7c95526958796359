package platform_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// lives are all events of one order, of each platform.
func lives(t *testing.T) map[string][]cx.OrderEvent {
	t.Helper()
	type fields = map[string]any
	shop := func(topic string, f fields) cx.OrderEvent {
		return decodeOrder(t, platform.Shopify{}, topic, shopifyBody(t, f))
	}
	part := func(topic, file string, f fields) cx.OrderEvent {
		return decodeOrder(t, platform.Shopify{}, topic, change(t, read(t, file), f))
	}
	woo := func(file string, f fields) cx.OrderEvent {
		return decodeOrder(t, platform.WooCommerce{}, "order.updated", change(t, read(t, file), f))
	}
	ours := func(kind string) cx.OrderEvent {
		return decodeOrder(t, platform.Standard{}, "", read(t, "standard/order."+kind+".json"))
	}
	return map[string][]cx.OrderEvent{
		"shopify": {
			shop("orders/create", fields{"financial_status": "pending", "updated_at": text(at(1, 11))}), shop("orders/paid", nil),
			shop("orders/updated", fields{"customer_locale": "de"}), // of the same version as the one before
			shop("orders/fulfilled", fields{"fulfillment_status": "fulfilled", "updated_at": text(at(3, 1))}),
			part("fulfillments/update", "shopify/fulfillments.update.json", fields{"shipment_status": "delivered", "updated_at": text(at(6, 1))}),
			part("refunds/create", "shopify/refunds.create.json", fields{"processed_at": text(at(7, 1))}),
			shop("orders/cancelled", fields{"cancelled_at": text(at(8, 1)), "financial_status": "refunded", "updated_at": text(at(8, 2))}),
		},
		"woocommerce": {
			woo("woocommerce/order.processing.1.json", fields{"status": "pending", "date_paid_gmt": nil, "date_modified_gmt": "2017-03-22T19:28:02"}),
			woo("woocommerce/order.processing.1.json", nil), woo("woocommerce/order.completed.3.json", nil),
			woo("woocommerce/order.completed.3.json", fields{"status": "refunded"}), // of the same version as the one before
			woo("woocommerce/order.completed.3.json", fields{"status": "cancelled", "date_modified_gmt": "2017-03-23T01:00:00"}),
		},
		"standard": {ours("created"), ours("paid"), ours("fulfilled"), ours("delivered"), ours("cancelled"), ours("refunded")},
	}
}

// TestAnyOrderOfEvents: doubled, late and in all orders, an order's events end in the same state.
func TestAnyOrderOfEvents(t *testing.T) {
	for name, events := range lives(t) {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			var want cx.Order
			for n, order := range permutations(len(events)) {
				var o cx.Order
				for i, k := range order {
					o = o.Apply(events[k])
					o = o.Apply(events[order[random.IntN(i+1)]]) // one of those before, again
				}
				if n == 0 {
					want = o
				}
				if !reflect.DeepEqual(o, want) {
					t.Fatalf("in the order %v the events make\n%+v, want\n%+v", order, o, want)
				}
			}
			if !want.Known() || !want.State.Cancelled || want.State.Total == 0 || want.Touched[cx.Refunded].IsZero() {
				t.Errorf("they end in %+v", want)
			}
		})
	}
}

// permutations are all orders of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, append(append(append([]int(nil), p[:i]...), n-1), p[i:]...))
		}
	}
	return all
}
