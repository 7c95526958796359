package platform_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// seedBodies adds all payloads of a platform, each with its topic.
func seedBodies(f *testing.F, folder string, topics ...string) {
	f.Helper()
	names, err := filepath.Glob("testdata/" + folder + "/*.json")
	if err != nil || len(names) == 0 {
		f.Fatalf("no payloads in %s: %v", folder, err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, topic := range topics {
			f.Add(topic, body)
		}
	}
}

// sound is what webhooks and ledger rely on, whatever was sent.
func sound(t *testing.T, p platform.Platform, topic string, body []byte) {
	r, err := decode(t, p, topic, body)
	again, _ := decode(t, p, topic, body)
	if !reflect.DeepEqual(r, again) {
		t.Error("the same body is decoded to something else the second time")
	}
	if err != nil {
		if !errors.Is(err, platform.ErrNotUnderstood) || len(r.Orders) != 0 || r.Customer != nil {
			t.Errorf("Decode = %+v, %v", r, err)
		}
		return
	}
	if (r.Kind == platform.Orders) != (len(r.Orders) > 0) || (r.Kind == platform.Customer) != (r.Customer != nil) || (r.Kind == platform.Ignored) != (r.Why != "") {
		t.Errorf("the result is not of its kind: %+v", r)
	}
	for _, e := range r.Orders {
		soundOrder(t, e)
	}
	if r.Customer != nil && (r.Customer.Email.IsZero() || r.Customer.Version.IsZero()) {
		t.Error("a customer without address or version")
	}
}

func soundOrder(t *testing.T, e cx.OrderEvent) {
	if e.Ref == "" || e.Version.IsZero() || len(e.Number) > 40 || strings.HasPrefix(e.Number, " ") {
		t.Errorf("an order without id or version, or with the number %q", e.Number)
	}
	for p, at := range e.Touchpoints {
		if at.IsZero() || at.Location() != time.UTC {
			t.Errorf("%s at %v", p, at)
		}
	}
	if s := e.State; s != nil && (s.Placed.IsZero() || len(s.Currency) != 3 || len(s.Items) > 3 || len(s.Country) > 2) {
		t.Errorf("state %+v", s)
	}
}

func FuzzShopifyDecode(f *testing.F) {
	seedBodies(f, "shopify", "orders/create", "orders/fulfilled", "refunds/create", "fulfillments/update", "fulfillment_events/create",
		"customers/update", "customers/redact")
	f.Fuzz(func(t *testing.T, topic string, body []byte) { sound(t, platform.Shopify{}, topic, body) })
}

func FuzzWooDecode(f *testing.F) {
	seedBodies(f, "woocommerce", "order.updated", "customer.updated", "order.deleted")
	f.Fuzz(func(t *testing.T, topic string, body []byte) { sound(t, platform.WooCommerce{}, topic, body) })
}

func FuzzStandardDecode(f *testing.F) {
	seedBodies(f, "standard", "")
	f.Fuzz(func(t *testing.T, topic string, body []byte) { sound(t, platform.Standard{}, topic, body) })
}

// FuzzVerify: no header lets a body in that was not signed, and a signature that is found with noise around it still
// counts only for its own body and time.
func FuzzVerify(f *testing.F) {
	for _, v := range vectors(f) {
		h := v.header()
		f.Add(h.Get("Webhook-Id"), h.Get("Webhook-Timestamp"), h.Get("Webhook-Signature"), []byte(v.Body))
		f.Add("", "", h.Get("X-Shopify-Hmac-Sha256"), []byte(v.Body))
		f.Add("", "", h.Get("X-Wc-Webhook-Signature"), []byte(v.Body))
	}
	f.Fuzz(func(t *testing.T, id, at, signature string, body []byte) {
		const secret = "whsec_bmV2ZXIgdXNlZCB0byBzaWduIGFueXRoaW5n"
		h := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {at}, "Webhook-Signature": {signature},
			"X-Shopify-Hmac-Sha256": {signature}, "X-Wc-Webhook-Signature": {signature}}
		for _, p := range platform.All() {
			if err := p.Verify(h, body, []string{secret, ""}, time.Unix(1614265330, 0)); err == nil {
				t.Errorf("%s took a body that nobody signed", p.Name())
			}
			p.Sign(h, body, secret, time.Unix(1614265330, 0))
			if err := p.Verify(h, body, []string{secret}, time.Unix(1614265330, 0)); err != nil {
				t.Errorf("%s refused what it signed: %v", p.Name(), err)
			}
			if err := p.Verify(h, append(body, 'x'), []string{secret}, time.Unix(1614265330, 0)); !errors.Is(err, platform.ErrMismatch) {
				t.Errorf("%s took a longer body: %v", p.Name(), err)
			}
		}
	})
}
