package dashboard_test

import (
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

// TestConnectionsInABrowser looks at the rooms of what comes in, in their states.
func TestConnectionsInABrowser(t *testing.T) {
	ctx := tab(t)
	s := desk(t)
	enter(t, ctx, s)
	lookAtAll(t, ctx, s, screen{"unconnected", "/dashboard/nordlys/connections"}, screen{"connect-woo", wooPath})
	secret := s.connect(wooPath, "")
	s.connect(shopifyPath, adminSecret)
	s.connect(shopifyPath, adminSecret+"ff")
	s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}")
	s.deliver(platform.Shopify{}, "orders/create", "a wrong secret", "{}")
	s.must(s.Keep(t.Context(), ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: "customers/redact", Body: []byte("{}"),
		Why: ledger.PrivacyRequest, At: s.Now.AddDate(0, 0, -3)}))
	for n := range 12 {
		s.Asked(floor.Someone(n), s.Now.AddDate(0, 0, -n))
	}
	gone := s.Buy(floor.Someone(20), s.Now.AddDate(0, 0, -20))
	s.must(s.Drop(t.Context(), gone.ID, cx.WasRefunded, s.Now))
	s.must(s.NoteRun(t.Context(), ledger.DispatchJob, true, "", s.Now))
	s.Count()
	lookAtAll(t, ctx, s, screen{"connections", "/dashboard/nordlys/connections"}, screen{"connection", shopifyPath},
		screen{"kept", "/dashboard/nordlys/kept"}, screen{"health", healthPath})
}
