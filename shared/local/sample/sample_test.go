package sample_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
	"earshot/shared/platform"
)

func order() sample.Order {
	return sample.Order{
		Number: "1001", Email: "ada@example.com", First: "Ada", Last: "Berg", Country: "NO", Locale: "en", Item: "Stoneware bowl",
		ItemID: 77, Total: "64.00", Currency: "EUR", Placed: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
	}
}

// TestSign plays every event of every platform into its own receiver, and merges them as the ledger does.
func TestSign(t *testing.T) {
	secrets := map[cx.Platform]string{cx.Shopify: "shpss_x", cx.WooCommerce: "wc_x", cx.Standard: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}
	at := order().Placed.Add(time.Hour)
	for name, secret := range secrets {
		p, _ := platform.Find(name)
		var merged cx.Order
		for _, e := range sample.Events() {
			if _, err := sample.ParseEvent(name, string(e)); err != nil {
				if name != cx.WooCommerce || e != sample.Delivered || !strings.Contains(err.Error(), "never tells") {
					t.Errorf("%s %s: %v", name, e, err)
				}
				continue
			}
			at = at.Add(time.Hour)
			d, err := sample.Sign(name, order(), e, at, secret, at)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Verify(d.Header, d.Body, []string{secret}, at); err != nil {
				t.Errorf("%s %s: %v", name, e, err)
			}
			r, err := p.Decode(d.Header, d.Body)
			if err != nil || r.Kind != platform.Orders || len(r.Orders) != 1 || r.Test {
				t.Fatalf("%s %s was understood as %+v, %v", name, e, r, err)
			}
			if got := r.Orders[0].Ref; got != sample.Ref(name, "#1001") {
				t.Errorf("%s %s is of order %s, want %s", name, e, got, sample.Ref(name, "#1001"))
			}
			merged = merged.Apply(r.Orders[0])
			check(t, name, e, merged, at)
		}
	}
}

func check(t *testing.T, name cx.Platform, e sample.Event, o cx.Order, at time.Time) {
	t.Helper()
	if o.Number != "1001" || o.State.Total != 6400 || o.State.Items[0].Title != "Stoneware bowl" || o.State.Country != "NO" {
		t.Errorf("%s %s: %+v", name, e, o.State)
	}
	if o.State.Payment != cx.PaidInFull || !o.State.Placed.Equal(order().Placed) || o.State.Test {
		t.Errorf("%s %s: payment %v, placed %v, test %v", name, e, o.State.Payment, o.State.Placed, o.State.Test)
	}
	wants := map[sample.Event]cx.Touchpoint{sample.Fulfilled: cx.Fulfilled, sample.Delivered: cx.Delivered, sample.Cancelled: cx.Cancelled, sample.Refunded: cx.Refunded}
	if want, ok := wants[e]; ok && !o.Touched[want].Equal(at) {
		t.Errorf("%s: %s at %v, want %v", name, want, o.Touched[want], at)
	}
}

func TestParseEvent(t *testing.T) {
	tests := []struct {
		name     string
		platform cx.Platform
		event    string
		want     sample.Event
		wantErr  string
	}{
		{"our name", cx.Shopify, "delivered", sample.Delivered, ""},
		{"the platform's name", cx.Shopify, "orders/create", sample.Created, ""},
		{"another platform's name", cx.WooCommerce, "orders/create", "", "take created, paid, fulfilled, cancelled, refunded"},
		{"no platform", "magento", "created", "", "take shopify, woocommerce or standard"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sample.ParseEvent(tt.platform, tt.event)
			if got != tt.want || (err == nil) != (tt.wantErr == "") || err != nil && !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("ParseEvent = %q, %v, want %q, %q", got, err, tt.want, tt.wantErr)
			}
		})
	}
}

func TestShortOrder(t *testing.T) {
	body, err := sample.ShortOrder(order(), order().Placed)
	if err != nil || len(body) > 500 || strings.ContainsAny(string(body), "'\n") {
		t.Errorf("the body for a command line is %d bytes, %v: %s", len(body), err, body)
	}
}
