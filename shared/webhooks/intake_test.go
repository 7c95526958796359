package webhooks_test

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// life is what Shopify sends of one order: paid, fulfilled, delivered, and a part of it given back.
func (r *rig) life() []func() answer {
	fulfilled := map[string]any{"fulfillment_status": "fulfilled", "updated_at": "2026-11-21T09:00:00Z"}
	parcel := r.change(r.payload("shopify/fulfillments.update.json"), map[string]any{"order_id": 5001, "status": "success",
		"shipment_status": "delivered", "updated_at": "2026-11-23T15:00:00Z"})
	refund := r.change(r.payload("shopify/refunds.create.json"), map[string]any{"order_id": 5001,
		"processed_at": "2026-11-24T08:00:00Z"})
	created := r.order(map[string]any{"financial_status": "pending", "updated_at": "2026-11-20T10:00:01Z"})
	return []func() answer{
		func() answer { return r.shopify("orders/create", created) },
		func() answer { return r.shopify("orders/paid", r.order(nil)) },
		func() answer { return r.shopify("orders/fulfilled", r.order(fulfilled)) },
		func() answer { return r.shopify("fulfillments/update", parcel) },
		func() answer { return r.shopify("refunds/create", refund) },
	}
}

func TestLifeOfAnOrder(t *testing.T) {
	r := open(t)
	for i, send := range r.life()[:4] {
		r.want("event", send(), http.StatusOK, "recorded")
		if o := r.stored(cx.Shopify, "5001"); i == 0 && o.State.Payment != cx.Unpaid {
			t.Errorf("after its creation the order is paid already: %+v", o.State)
		}
	}
	o := r.stored(cx.Shopify, "5001")
	if o.Number != "9999" || o.State.Total != 38800 || o.State.Currency != "USD" || o.State.Country != "US" || o.State.Locale != "en" {
		t.Errorf("stored is %+v", o)
	}
	delivered := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	if o.Message.State != cx.Due || o.Message.Trigger != cx.Delivered || o.Message.Due.Before(delivered.AddDate(0, 0, 3)) {
		t.Errorf("the survey is %+v, want it due 3 days after delivery", o.Message)
	}
	p, err := r.facts.Person(t.Context(), o.Person)
	r.must(err)
	if p.Email.Reveal() != "jon@example.com" || p.First.Reveal() != "John" || p.Country != "US" {
		t.Errorf("stored is another person: %s %s %s", p.Email.Reveal(), p.First.Reveal(), p.Country)
	}
}

// TestAnyOrder sends the events in all orders, each twice, and wants the same state each time: the refund first as well.
func TestAnyOrder(t *testing.T) {
	var want cx.Order
	for n, order := range permutations(5) {
		if n%5 != 0 {
			continue // 24 of 120 through HTTP and the table; package platform has all of them
		}
		r := open(t)
		life := r.life()
		for _, i := range order {
			r.want("event", life[i](), http.StatusOK, "recorded")
			r.want("the same again", life[i](), http.StatusOK, "recorded")
		}
		got := r.stored(cx.Shopify, "5001")
		got.ID, got.Person, got.Rev, got.Message.Due, got.Message.Planned = "", "", 0, time.Time{}, time.Time{}
		if n == 0 {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("in the order %v the state is\n%+v, want\n%+v", order, got, want)
		}
	}
	if want.Refunds() != cx.PartRefund || len(want.Touched) != 5 {
		t.Errorf("at the end the order is %+v", want)
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
			q := append(append(append([]int(nil), p[:i]...), n-1), p[i:]...)
			all = append(all, q)
		}
	}
	return all
}

func TestRefundBeforeTheOrder(t *testing.T) {
	r := open(t)
	life := r.life()
	r.want("refund", life[4](), http.StatusOK, "recorded")
	if o := r.stored(cx.Shopify, "5001"); o.Known() || o.Refunds() != cx.PartRefund || o.Message.State != cx.NotScheduled {
		t.Errorf("a refund alone makes %+v", o)
	}
	r.want("order", life[1](), http.StatusOK, "recorded")
	if o := r.stored(cx.Shopify, "5001"); !o.Known() || o.Refunds() != cx.PartRefund {
		t.Errorf("the order lost its refund: %+v", o)
	}
}

// TestPayloads sends every payload of every platform as it stands.
func TestPayloads(t *testing.T) {
	tests := []struct {
		file, topic, result string
		order               string        // that is stored afterwards
		reason              cx.Reason     // why it is not scheduled
		check               cx.Touchpoint // that it has
	}{
		{"shopify/orders.create.json", "orders/create", "recorded", "820982911946154500", cx.TestOrder, cx.Ordered},
		{"shopify/orders.paid.json", "orders/paid", "recorded", "820982911946154500", cx.TestOrder, cx.Paid},
		{"shopify/orders.fulfilled.json", "orders/fulfilled", "recorded", "820982911946154500", cx.TestOrder, cx.Fulfilled},
		{"shopify/refunds.create.json", "refunds/create", "recorded", "820982911946154500", cx.Unknown, cx.Refunded},
		{"shopify/fulfillments.update.json", "fulfillments/update", "ignored", "", "", ""},
		{"shopify/customers.create.json", "customers/create", "customer", "", "", ""},
		{"shopify/compliance.customers_redact.json", "customers/redact", "kept", "", "", ""},
		{"shopify/compliance.customers_data_request.json", "customers/data_request", "kept", "", "", ""},
		{"woocommerce/order.processing.1.json", "order.created", "recorded", "727", cx.BeforeLive, cx.Paid},
		{"woocommerce/order.completed.3.json", "order.updated", "recorded", "727", cx.BeforeLive, cx.Fulfilled},
		{"standard/order.created.json", "", "recorded", "o-1001", cx.NotPaid, cx.Ordered},
		{"standard/order.paid.json", "", "recorded", "o-1001", "", cx.Paid},
		{"standard/order.fulfilled.json", "", "recorded", "o-1001", "", cx.Fulfilled},
		{"standard/order.delivered.json", "", "recorded", "o-1001", cx.Unknown, cx.Delivered},
		{"standard/order.cancelled.json", "", "recorded", "o-1001", cx.NotPaid, cx.Cancelled},
		{"standard/order.refunded.json", "", "recorded", "o-1001", cx.Unknown, cx.Refunded},
		{"standard/customer.updated.json", "", "customer", "", "", ""},
		{"standard/test.json", "", "test", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			r := open(t)
			p, a := r.sendAs(tt.file, tt.topic)
			r.want("payload", a, http.StatusOK, tt.result)
			if r.connection(p).Status.Received.IsZero() {
				t.Error("the merchant does not see that it came")
			}
			if tt.result == "kept" && (len(r.kept()) != 1 || r.kept()[0].Why != "privacy request") {
				t.Errorf("kept is %+v", r.kept())
			}
			if tt.order == "" {
				return
			}
			o := r.stored(p, tt.order)
			if _, ok := o.Touched[tt.check]; !ok || o.Message.Reason != tt.reason || (o.Message.State == cx.Due) != (tt.reason == "") {
				t.Errorf("touched %v, message %s %q, want %s and reason %q", o.Touched, o.Message.State, o.Message.Reason, tt.check, tt.reason)
			}
		})
	}
}

// sendAs sends a payload as the platform of its folder.
func (r *rig) sendAs(file, topic string) (cx.Platform, answer) {
	body := r.payload(file)
	switch file[0] {
	case 'w':
		return cx.WooCommerce, r.woo(topic, body)
	case 's':
		if file[1] == 't' {
			return cx.Standard, r.ours(body)
		}
	}
	return cx.Shopify, r.shopify(topic, body)
}

func TestCustomerUpdates(t *testing.T) {
	r := open(t)
	r.want("order", r.ours(r.payload("standard/order.paid.json")), http.StatusOK, "recorded")
	r.want("customer", r.ours(r.payload("standard/customer.updated.json")), http.StatusOK, "customer")
	p, err := r.facts.Person(t.Context(), r.stored(cx.Standard, "o-1001").Person)
	r.must(err)
	if p.Locale != "en" {
		t.Errorf("the person's locale is %q, want the newer en", p.Locale)
	}
}

// TestReplay: what was not understood is stored as it came, and can be played again once it is.
func TestReplay(t *testing.T) {
	r := open(t)
	r.want("broken order", r.shopify("orders/paid", []byte(`{"id":5001,"total_price":{"amount":"1.00"}}`)), http.StatusAccepted, "kept")
	kept := r.kept()
	if len(kept) != 1 || kept[0].Topic != "orders/paid" || kept[0].Header["X-Shopify-Topic"] != "orders/paid" {
		t.Fatalf("kept is %+v", kept)
	}
	if _, ok := kept[0].Header["X-Shopify-Hmac-Sha256"]; ok {
		t.Error("the signature was kept")
	}
	if err := r.app.Replay(t.Context(), kept[0]); kindOf(err) != cx.Conflict || len(r.kept()) != 1 {
		t.Errorf("Replay of what is still not understood = %v, %d kept", err, len(r.kept()))
	}
	understood := ledger.Kept{ID: kept[0].ID, At: kept[0].At, Shop: r.shop.ID, Platform: cx.Shopify, Header: kept[0].Header, Body: r.order(nil)}
	r.must(r.app.Replay(t.Context(), understood))
	if o := r.stored(cx.Shopify, "5001"); o.Message.State != cx.Due || len(r.kept()) != 0 {
		t.Errorf("after the replay: message %+v, %d kept", o.Message, len(r.kept()))
	}
}

func kindOf(err error) cx.Kind {
	kind, _ := cx.Public(err)
	return kind
}
