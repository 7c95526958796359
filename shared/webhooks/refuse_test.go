package webhooks_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

func TestWrongSecret(t *testing.T) {
	for _, p := range platform.All() {
		t.Run(string(p.Name()), func(t *testing.T) {
			r := open(t)
			h, body := http.Header{}, []byte(`{"id":1,"email":"jon@example.com"}`)
			p.Sign(h, body, "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg==", r.now)
			for range 2 {
				r.want("wrong signature", r.post("/hooks/nordlys/"+string(p.Name()), h, body), http.StatusUnauthorized, "")
			}
			s := r.connection(p.Name()).Status
			if s.Refused != 2 || !s.RefusedAt.Equal(r.now) || !strings.Contains(s.Hint, p.Describe().Secret) {
				t.Errorf("the merchant sees %+v", s)
			}
			if len(r.kept()) != 0 || strings.Contains(r.logs.String(), "jon@") {
				t.Error("the body of an unverified webhook was kept or logged")
			}
		})
	}
}

// TestComplianceUnsigned: Shopify's app review wants exactly 401.
func TestComplianceUnsigned(t *testing.T) {
	r := open(t)
	h := http.Header{"X-Shopify-Topic": {"customers/redact"}}
	a := r.post("/hooks/nordlys/shopify", h, r.payload("shopify/compliance.customers_redact.json"))
	r.want("unsigned compliance topic", a, http.StatusUnauthorized, "")
	if len(r.kept()) != 0 {
		t.Error("it was kept")
	}
}

func TestRotation(t *testing.T) {
	r := open(t)
	r.must(r.facts.SaveConnection(t.Context(), r.shop.ID, cx.Shopify, []string{"new", shopifySecret}, ""))
	r.want("old secret", r.shopify("orders/paid", r.order(nil)), http.StatusOK, "recorded")
	r.must(r.facts.SaveConnection(t.Context(), r.shop.ID, cx.Shopify, []string{"new"}, ""))
	r.want("old secret after it ended", r.shopify("orders/paid", r.order(nil)), http.StatusUnauthorized, "")
}

func TestOldSignature(t *testing.T) {
	r := open(t)
	h, body := http.Header{}, r.payload("standard/order.paid.json")
	platform.Standard{}.Sign(h, body, ourSecret, r.now.Add(-time.Hour))
	r.want("replayed request", r.post("/hooks/nordlys/standard", h, body), http.StatusUnauthorized, "")
	if hint := r.connection(cx.Standard).Status.Hint; !strings.Contains(hint, "clock") {
		t.Errorf("the hint is %q", hint)
	}
}

// TestOtherShop: an app's secret is the same for all its shops, so the domain tells them apart where one is named.
func TestOtherShop(t *testing.T) {
	r := open(t)
	r.must(r.facts.SaveConnection(t.Context(), r.shop.ID, cx.Shopify, []string{shopifySecret}, "nordlys.myshopify.com"))
	send := func(domain string) answer {
		body := r.order(nil)
		h := http.Header{"X-Shopify-Topic": {"orders/paid"}, "X-Shopify-Shop-Domain": {domain}}
		platform.Shopify{}.Sign(h, body, shopifySecret, r.now)
		return r.post("/hooks/nordlys/shopify", h, body)
	}
	r.want("another shop's webhook", send("other.myshopify.com"), http.StatusForbidden, "")
	if _, err := r.facts.Order(t.Context(), r.facts.OrderID(r.shop.ID, cx.Shopify, "5001")); kindOf(err) != cx.NotFound {
		t.Errorf("it was stored: %v", err)
	}
	r.want("its own", send("Nordlys.myshopify.com"), http.StatusOK, "recorded")
}

func TestAddresses(t *testing.T) {
	r := open(t)
	tests := []struct {
		name, method, path string
		want               int
	}{
		{"unknown shop", "POST", "/hooks/nobody/shopify", 404},
		{"no shop's name", "POST", "/hooks/NORD_LYS/shopify", 404},
		{"unknown platform", "POST", "/hooks/nordlys/etsy", 404},
		{"somewhere else", "POST", "/hooks", 404},
		{"in a browser", "GET", "/hooks/nordlys/shopify", 405},
		{"another method", "PUT", "/hooks/nordlys/shopify", 405},
		{"unknown platform in a browser", "GET", "/hooks/nordlys/etsy", 404},
		{"doubled slash", "POST", "//hooks//nordlys/shopify", 401},
		{"trailing slash", "POST", "/hooks/nordlys/shopify/", 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := r.send(tt.method, tt.path, http.Header{}, []byte("{}"))
			if a.status != tt.want || (tt.want != 405 && a.says("error") == "") {
				t.Errorf("%s %s is answered %d %s, want %d", tt.method, tt.path, a.status, a.body, tt.want)
			}
		})
	}
	a := r.send("GET", "/hooks/nordlys/woocommerce", http.Header{}, nil)
	if !strings.Contains(a.body, "Settings, Advanced, Webhooks") || a.header.Get("Allow") != "POST" {
		t.Errorf("a browser is told %q", a.body)
	}
}

func TestSizeLimit(t *testing.T) {
	r := open(t)
	r.want("2 MB and a byte", r.shopify("orders/paid", bytes.Repeat([]byte(" "), 2<<20+1)), http.StatusRequestEntityTooLarge, "")
	fits := append(bytes.Repeat([]byte(" "), 2<<20-20_000), r.order(nil)...)
	r.want("just 2 MB", r.shopify("orders/paid", fits), http.StatusOK, "recorded")
}

// TestWooPing: WooCommerce shows an error for anything but 200, and sends it before there is any secret.
func TestWooPing(t *testing.T) {
	r := open(t)
	h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	r.want("ping", r.post("/hooks/nordlys/woocommerce", h, []byte("webhook_id=7")), http.StatusOK, "")
	if s := r.connection(cx.WooCommerce).Status; !s.Tested.Equal(r.now) || !s.OnlyTested || !s.Received.IsZero() {
		t.Errorf("the merchant sees %+v", s)
	}
	r.want("ping of another platform", r.post("/hooks/nordlys/shopify", h, []byte("webhook_id=7")), http.StatusUnauthorized, "")
	r.want("form that is no ping", r.post("/hooks/nordlys/woocommerce", h, []byte("webhook_id=7&a=b")), http.StatusUnauthorized, "")
}

func TestWooRights(t *testing.T) {
	r := open(t)
	a := r.woo("order.updated", []byte(`{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}`))
	r.want("a REST error, signed", a, http.StatusAccepted, "kept")
	if k := r.kept(); len(k) != 1 || !strings.Contains(k[0].Why, "administrator") {
		t.Errorf("kept is %+v", k)
	}
}

func TestIgnored(t *testing.T) {
	r := open(t)
	for topic, body := range map[string]string{"products/update": "not even JSON", "orders/delete": `{"id":5001}`, "app/uninstalled": "{}"} {
		a := r.shopify(topic, []byte(body))
		if r.want(topic, a, http.StatusOK, "ignored"); a.says("why") == "" {
			t.Errorf("%s is ignored in silence", topic)
		}
	}
	draft := r.change(r.payload("woocommerce/order.processing.1.json"), map[string]any{"status": "checkout-draft"})
	r.want("draft", r.woo("order.updated", draft), http.StatusOK, "ignored")
}

// TestStorageDown: platforms which retry do so on 503, and nothing is half done afterwards.
func TestStorageDown(t *testing.T) {
	r := open(t)
	*r.fail = true
	a := r.shopify("orders/paid", r.order(nil))
	r.want("order while the storage is down", a, http.StatusServiceUnavailable, "")
	if a.header.Get("Retry-After") != "30" || strings.Contains(a.body, errDown.Error()) {
		t.Errorf("the answer is %v %s", a.header, a.body)
	}
	*r.fail = false
	r.want("again", r.shopify("orders/paid", r.order(nil)), http.StatusOK, "recorded")
}

// TestLogs: nothing of the sender's people or of our secrets gets into the logs, whatever is sent.
func TestLogs(t *testing.T) {
	r := open(t)
	for _, send := range r.life() {
		send()
	}
	r.shopify("orders/paid", []byte(`{"email":["jon@example.com"]}`))
	r.shopify("customers/redact", r.payload("shopify/compliance.customers_redact.json"))
	r.woo("order.created", r.payload("woocommerce/order.processing.1.json"))
	r.ours(r.payload("standard/order.paid.json"))
	r.post("/hooks/nordlys/shopify", http.Header{"X-Shopify-Hmac-Sha256": {"jon@example.com"}}, r.order(nil))
	r.shopify("jon@example.com", r.order(nil))
	*r.fail = true
	r.shopify("orders/paid", r.order(nil))
	text := strings.ToLower(r.logs.String())
	if strings.Count(text, "\n") < 10 || !strings.Contains(text, `"topic":"orders/paid"`) {
		t.Fatalf("the logs are too thin to prove anything:\n%s", text)
	}
	for _, word := range []string{"@", "example.com", "jon", "smith", "steve", "shipper", "doe", "snow", "ipod", shopifySecret, "woo & s3cret", ourSecret} {
		if !strings.Contains(text, strings.ToLower(word)) {
			continue
		}
		t.Errorf("the logs hold %q", word)
	}
}
