package platform_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

// vector is a signature case of a platform's own tests.
type vector struct {
	Name, Platform, Secret, Body, Want string
	Headers                            map[string]string
	Now                                int64 `json:"now_unix"`
	Valid                              bool
}

func vectors(t testing.TB) []vector {
	t.Helper()
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(read(t, "vectors.json"), &file); err != nil {
		t.Fatal(err)
	}
	return file.Vectors
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (v vector) header() http.Header {
	h := http.Header{}
	for name, value := range v.Headers {
		h.Set(name, value)
	}
	return h
}

func find(t testing.TB, name string) platform.Platform {
	t.Helper()
	if name == "standard-webhooks" {
		name = "standard"
	}
	p, ok := platform.Find(cx.Platform(name))
	if !ok {
		t.Fatalf("Find(%s) found nothing", name)
	}
	return p
}

func sentinel(t *testing.T, name string) error {
	all := map[string]error{"": nil, "ErrMismatch": platform.ErrMismatch, "ErrUnsigned": platform.ErrUnsigned,
		"ErrTooOld": platform.ErrTooOld, "ErrTooNew": platform.ErrTooNew, "ErrNoSecret": platform.ErrNoSecret}
	err, ok := all[name]
	if !ok {
		t.Fatalf("testdata wants the unknown sentinel %q", name)
	}
	return err
}

func TestVectors(t *testing.T) {
	seen := 0
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			err := find(t, v.Platform).Verify(v.header(), []byte(v.Body), []string{v.Secret}, time.Unix(v.Now, 0))
			if want := sentinel(t, v.Want); !errors.Is(err, want) || (err == nil) != v.Valid {
				t.Errorf("Verify = %v, want %v", err, want)
			}
		})
		seen++
	}
	if seen != 15 {
		t.Errorf("%d vectors, want 15: a vector is lost", seen)
	}
}

// TestRotation: while a secret is rotated the new and the old one are valid, and one that is empty opens nothing.
func TestRotation(t *testing.T) {
	for _, v := range vectors(t) {
		if !v.Valid {
			continue
		}
		p, other := find(t, v.Platform), "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg=="
		tests := []struct {
			name    string
			secrets []string
			want    error
		}{
			{"old secret beside a new one", []string{other, v.Secret}, nil},
			{"empty secret beside it", []string{"", v.Secret}, nil},
			{"after the rotation", []string{other}, platform.ErrMismatch},
			{"only an empty one", []string{""}, platform.ErrNoSecret},
			{"none", nil, platform.ErrNoSecret},
		}
		for _, tt := range tests {
			t.Run(v.Name+", "+tt.name, func(t *testing.T) {
				if err := p.Verify(v.header(), []byte(v.Body), tt.secrets, time.Unix(v.Now, 0)); !errors.Is(err, tt.want) {
					t.Errorf("Verify = %v, want %v", err, tt.want)
				}
			})
		}
	}
}

// TestEmptyKey: what is signed with an empty key is signed by anybody.
func TestEmptyKey(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, p := range platform.All() {
		h := http.Header{}
		p.Sign(h, []byte("{}"), "", now)
		for _, empty := range []string{"", "whsec_"} {
			err := p.Verify(h, []byte("{}"), []string{empty}, now)
			if err == nil {
				t.Errorf("%s: Verify with the secret %q let an unsigned body in", p.Name(), empty)
			}
		}
	}
}

func TestHeaderForms(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	body, now := []byte(`{"test": 2432232314}`), time.Unix(1614265330, 0)
	good := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	bad := "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
	standard := func(prefix, id, at string, signatures ...string) http.Header {
		return http.Header{prefix + "Id": {id}, prefix + "Timestamp": {at}, prefix + "Signature": signatures}
	}
	const id, at = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
	both := standard("Svix-", id, at, good)
	both.Set("Webhook-Id", "msg_another")
	tests := []struct {
		name string
		h    http.Header
		now  time.Time
		want error
	}{
		{"of Svix", standard("Svix-", id, at, good), now, nil},
		{"two headers", standard("Webhook-", id, at, bad, good), now, nil},
		{"two headers glued by a gateway", standard("Webhook-", id, at, bad+","+good), now, nil},
		{"equal ids glued by a gateway", standard("Webhook-", id+", "+id, at, good), now, nil},
		{"different ids", standard("Webhook-", id+",msg_2", at, good), now, platform.ErrUnsigned},
		{"families mixed", both, now, platform.ErrUnsigned},
		{"time with a sign", standard("Webhook-", id, "+"+at, good), now, platform.ErrUnsigned},
		{"time beyond all times", standard("Webhook-", id, "99999999999999999999", good), now, platform.ErrUnsigned},
		{"only other versions", standard("Webhook-", id, at, "v1a,abc v2,def"), now, platform.ErrUnsigned},
		{"exactly 5 minutes late", standard("Webhook-", id, at, good), now.Add(5 * time.Minute), nil},
		{"a second more", standard("Webhook-", id, at, good), now.Add(301 * time.Second), platform.ErrTooOld},
		{"exactly 5 minutes early", standard("Webhook-", id, at, good), now.Add(-5 * time.Minute), nil},
		{"a second more before", standard("Webhook-", id, at, good), now.Add(-301 * time.Second), platform.ErrTooNew},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := (platform.Standard{}).Verify(tt.h, body, []string{secret}, tt.now); !errors.Is(err, tt.want) {
				t.Errorf("Verify = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestShopifyHeaderFamilies(t *testing.T) {
	body := []byte(`{"id":1}`)
	h := http.Header{}
	platform.Shopify{}.Sign(h, body, "hush", time.Time{})
	signature := h.Get("X-Shopify-Hmac-Sha256")
	for name, h := range map[string]http.Header{
		"old":          {"X-Shopify-Hmac-Sha256": {signature}},
		"new":          {"Shopify-Hmac-Sha256": {signature}},
		"both":         {"X-Shopify-Hmac-Sha256": {signature}, "Shopify-Hmac-Sha256": {signature}},
		"glued":        {"X-Shopify-Hmac-Sha256": {signature + "," + signature}},
		"one is wrong": {"X-Shopify-Hmac-Sha256": {"AAAA"}, "Shopify-Hmac-Sha256": {signature}},
	} {
		if err := (platform.Shopify{}).Verify(h, body, []string{"hush"}, time.Time{}); err != nil {
			t.Errorf("%s headers: Verify = %v", name, err)
		}
	}
}

// TestWooSecret: WordPress signs with the secret after wp_specialchars_decode.
func TestWooSecret(t *testing.T) {
	tests := []struct{ stored, typed string }{
		{"a&amp;b", "a&b"}, {"&lt;&gt;&quot;&#039;&#0039;&#x27;&#X0022;&#38;&#60;&#062;", `<>"'''"&<>`},
		{"&amp;lt;", "&lt;"}, {"&copy;&#65;&nbsp", "&copy;&#65;&nbsp"}, {"&", "&"}, {"&;&#;&#x;", "&;&#;&#x;"},
	}
	for _, tt := range tests {
		h := http.Header{}
		h.Set("X-WC-Webhook-Signature", signature(tt.typed, "{}"))
		if err := (platform.WooCommerce{}).Verify(h, []byte("{}"), []string{tt.stored}, time.Time{}); err != nil {
			t.Errorf("secret %q does not sign as %q: %v", tt.stored, tt.typed, err)
		}
	}
}

func TestWooGreeting(t *testing.T) {
	tests := []struct {
		name, body, signature string
		want                  bool
	}{
		{"ping", "webhook_id=12", "", true},
		{"signed", "webhook_id=12", "AAAA", false},
		{"no number", "webhook_id=", "", false},
		{"more fields", "webhook_id=1&x=2", "", false},
		{"an order", `{"id":1}`, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			if tt.signature != "" {
				h.Set("X-WC-Webhook-Signature", tt.signature)
			}
			if got := (platform.WooCommerce{}).Greets(h, []byte(tt.body)); got != tt.want {
				t.Errorf("Greets = %v, want %v", got, tt.want)
			}
		})
	}
}
