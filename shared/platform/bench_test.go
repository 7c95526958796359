package platform_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"earshot/shared/platform"
)

// bigOrder is the sample order with its line items repeated until it weighs 20 KB, as it is sent: without the spaces that
// the collector put in.
func bigOrder(t testing.TB) []byte {
	t.Helper()
	var order map[string]json.RawMessage
	var items []json.RawMessage
	if err := json.Unmarshal(read(t, "shopify/orders.create.json"), &order); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(order["line_items"], &items); err != nil {
		t.Fatal(err)
	}
	for one := items; ; items = append(items, one...) {
		order["line_items"], _ = json.Marshal(items)
		whole, err := json.Marshal(order)
		if err != nil {
			t.Fatal(err)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, whole); err != nil {
			t.Fatal(err)
		}
		if compact.Len() >= 20_000 {
			return compact.Bytes()
		}
	}
}

func verifyDecode(b *testing.B, h http.Header, body []byte) {
	s := platform.Shopify{}
	if err := s.Verify(h, body, []string{"hush"}, time.Time{}); err != nil {
		b.Fatal(err)
	}
	if r, err := s.Decode(h, body); err != nil || len(r.Orders) != 1 {
		b.Fatal(err)
	}
}

func decodeWhole(b *testing.B, body []byte) {
	var o wholeOrder
	if err := json.Unmarshal(body, &o); err != nil || len(o.LineItems) < 2 {
		b.Fatal(err)
	}
}

// BenchmarkShopifyVerifyDecode is what a webhook costs before anything is stored.
func BenchmarkShopifyVerifyDecode(b *testing.B) {
	body, h := bigOrder(b), http.Header{"X-Shopify-Topic": {"orders/create"}}
	platform.Shopify{}.Sign(h, body, "hush", time.Time{})
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		verifyDecode(b, h, body)
	}
}

// BenchmarkShopifyWhole is what it is measured by: encoding/json and a struct of everything.
func BenchmarkShopifyWhole(b *testing.B) {
	body := bigOrder(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		decodeWhole(b, body)
	}
}

// BenchmarkShopifyRatio does both in turn and reports the first as a part of the second: at most 0.5 is the promise.
func BenchmarkShopifyRatio(b *testing.B) {
	body, h := bigOrder(b), http.Header{"X-Shopify-Topic": {"orders/create"}}
	platform.Shopify{}.Sign(h, body, "hush", time.Time{})
	var ours, whole time.Duration
	for b.Loop() {
		start := time.Now()
		verifyDecode(b, h, body)
		middle := time.Now()
		decodeWhole(b, body)
		ours, whole = ours+middle.Sub(start), whole+time.Since(middle)
	}
	b.ReportMetric(float64(ours)/float64(whole), "ratio")
}
