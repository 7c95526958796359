package platform_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// signature is HMAC-SHA256 in base64, without the code under test.
func signature(key, body string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// change sets fields of a JSON object; nil is null.
func change(t testing.TB, body []byte, fields map[string]any) []byte {
	t.Helper()
	var o map[string]json.RawMessage
	if err := json.Unmarshal(body, &o); err != nil {
		t.Fatal(err)
	}
	for name, v := range fields {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		o[name] = raw
	}
	changed, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// at is a time of November 2026.
func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

func text(t time.Time) string { return t.Format(time.RFC3339) }

// shopifyBody is the sample order as a shop of today would send it, with changes.
func shopifyBody(t testing.TB, fields map[string]any) []byte {
	t.Helper()
	plain := change(t, read(t, "shopify/orders.create.json"), map[string]any{"test": false, "financial_status": "paid", "cancelled_at": nil,
		"fulfillment_status": nil, "processed_at": text(at(1, 10)), "created_at": text(at(1, 11)), "updated_at": text(at(1, 12))})
	return change(t, plain, fields)
}

func decode(t testing.TB, p platform.Platform, topic string, body []byte) (platform.Result, error) {
	t.Helper()
	return p.Decode(http.Header{"X-Shopify-Topic": {topic}, "X-Wc-Webhook-Topic": {topic}, "Webhook-Id": {"msg_1"}}, body)
}

// decodeOrder wants exactly one order.
func decodeOrder(t testing.TB, p platform.Platform, topic string, body []byte) cx.OrderEvent {
	t.Helper()
	r, err := decode(t, p, topic, body)
	if err != nil || r.Kind != platform.Orders || len(r.Orders) != 1 {
		t.Fatalf("Decode(%s) = %s %q, %d orders, %v", topic, r.Kind, r.Why, len(r.Orders), err)
	}
	return r.Orders[0]
}
