package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
	"earshot/shared/platform"
	"earshot/shared/webhooks"
)

// hooks is the intake of a site's floor, which takes webhooks as the real one does.
func hooks(f *floor.Floor, s *site) *webhooks.App {
	return &webhooks.App{Facts: f.Ledger, Now: func() time.Time { return f.Now }, Log: s.app.Log}
}

// desk is a site with its intake.
func desk(t *testing.T) *site {
	t.Helper()
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f)
	s.app.Replay = hooks(f, s).Replay
	s.start(httptest.NewServer)
	return s.signedIn()
}

// deliver posts a webhook to the intake, signed with a secret, and says the status.
func (s *site) deliver(p platform.Platform, topic, secret, body string) int {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", "/hooks/nordlys/"+string(p.Name()), strings.NewReader(body))
	r.Header.Set("X-Wc-Webhook-Topic", topic)
	r.Header.Set("X-Shopify-Topic", topic)
	p.Sign(r.Header, []byte(body), secret, s.Now)
	w := httptest.NewRecorder()
	hooks(s.Floor, s).Handler().ServeHTTP(w, r)
	return w.Code
}

const (
	wooPath     = "/dashboard/nordlys/connections/woocommerce"
	shopifyPath = "/dashboard/nordlys/connections/shopify"
	adminSecret = "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"
)

// connect saves a secret by the page's form, and gives it.
func (s *site) connect(path, secret string) string {
	s.t.Helper()
	page := parsed(s.t, s.get(path))
	field := page.one("input", "name", "secret")
	if secret == "" {
		secret = field.attr("value")
	}
	form := url.Values{"secret": {secret}}
	if got := s.post(path+"/secret", form); got.status != http.StatusSeeOther || got.header.Get("Location") != path+"?done=secret" {
		s.t.Fatalf("saving a secret = %d %s", got.status, got.header.Get("Location"))
	}
	return secret
}

func TestNothingIsConnectedYet(t *testing.T) {
	s := desk(t)
	page := parsed(t, s.get("/dashboard/nordlys/connections"))
	wantText(t, page, "No platform is connected yet", "Until then nobody is asked anything.")
	wantText(t, page.card("Connect"), "Shopify", "WooCommerce", "Standard Webhooks")
	if got := s.get("/dashboard/nordlys/connections/magento").status; got != 404 {
		t.Errorf("an unknown platform = %d", got)
	}
}

func TestConnectingShopify(t *testing.T) {
	s := desk(t)
	page := parsed(t, s.get(shopifyPath))
	if v := page.one("input", "name", "secret").attr("value"); v != "" {
		t.Errorf("a secret is made up for a platform that shows its own: %q", v)
	}
	if v := page.one("code", "class", "address").text(); v != s.server.URL+"/hooks/nordlys/shopify" {
		t.Errorf("the address is %q", v)
	}
	wantText(t, page.card("Topics"), "Order creation orders/create", "Refund create refunds/create")
	wantText(t, page.card("Step by step"), "Send test notification")
	s.connect(shopifyPath, "  "+adminSecret+" ")
	after := s.get(shopifyPath + "?done=secret")
	wantText(t, parsed(t, after), "The secret is saved.", "Set today, 14:30. It holds until you set another.", "Waiting No webhook came yet.")
	if strings.Contains(after.body, adminSecret) || strings.Contains(s.logs.String(), adminSecret) {
		t.Error("the secret is shown again, or logged")
	}
	if got := s.deliver(platform.Shopify{}, "orders/create", adminSecret, "{}"); got != http.StatusAccepted {
		t.Errorf("a webhook with the new secret = %d", got)
	}
}

func TestASecretThatCannotBeOne(t *testing.T) {
	s := desk(t)
	got := s.post(shopifyPath+"/secret", url.Values{"secret": {`short"><script>`}})
	page := parsed(t, got)
	field := page.one("input", "name", "secret")
	if got.status != http.StatusUnprocessableEntity || field.attr("value") != `short"><script>` || field.attr("aria-invalid") != "true" {
		t.Errorf("status %d, kept %q", got.status, field.attr("value"))
	}
	wantText(t, page, "This is too short: a secret has at least 16 characters.")
	if _, err := s.Connection(t.Context(), "nordlys", cx.Shopify); err == nil {
		t.Error("it was saved all the same")
	}
}

func TestChangingASecretLosesNothing(t *testing.T) {
	s := desk(t)
	old := s.connect(wooPath, "")
	fresh := s.connect(wooPath, "")
	if old == fresh || len(old) < 40 {
		t.Fatalf("the secrets made are %q and %q", old, fresh)
	}
	deliver := func(secret string) int { return s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}") }
	if a, b := deliver(old), deliver(fresh); a != 202 || b != 202 {
		t.Errorf("within the overlap %d and %d", a, b)
	}
	wantText(t, parsed(t, s.get(wooPath)).card("Secret"), "It holds until tomorrow, 14:30, so that nothing is lost", "End the old ones now")
	if got := s.post(wooPath+"/end", nil); got.status != http.StatusSeeOther {
		t.Errorf("ending the old ones = %d", got.status)
	}
	if a, b := deliver(old), deliver(fresh); a != 401 || b != 202 {
		t.Errorf("after the end of the old one %d and %d", a, b)
	}
}

func TestWhatAConnectionSays(t *testing.T) {
	s := desk(t)
	secret := s.connect(wooPath, "")
	woo := platform.WooCommerce{}
	order := `{"id":7,"status":"processing","number":"7","date_created_gmt":"2026-11-24T10:00:00","date_modified_gmt":"2026-11-24T10:00:00",` +
		`"date_paid_gmt":"2026-11-24T10:00:00","total":"10.00","currency":"EUR","billing":{"email":"%s"},"line_items":[]}`
	greet := httptest.NewRequestWithContext(t.Context(), "POST", "/hooks/nordlys/woocommerce", strings.NewReader("webhook_id=7"))
	greet.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	hooks(s.Floor, s).Handler().ServeHTTP(w, greet)
	if w.Code != 200 {
		t.Fatalf("a greeting = %d", w.Code)
	}
	wantText(t, parsed(t, s.get(wooPath)), "Test received A test delivery arrived today, 14:30. The way is open; no order came yet.")
	steps := []struct {
		name  string
		do    func()
		wants []string
	}{
		{"wrong signatures", func() {
			s.deliver(woo, "order.created", "another secret", "{}")
			s.deliver(woo, "order.created", "another secret", "{}")
		}, []string{"Signature wrong", "2 deliveries in a row were refused", "the last today, 14:30", "field Secret of the webhook in WooCommerce"}},
		{"an order without an address", func() {
			s.deliver(woo, "order.created", secret, strings.Replace(order, "%s", "", 1))
			s.Count()
		}, []string{"Addresses missing", "order.created", "An order came without a usable mail address, last today, 14:30.",
			"a plugin made the billing email optional", "1 order of the last 7 days came without an address."}},
		{"ten days of silence", func() { s.Now = s.Now.AddDate(0, 0, 10) }, []string{"Silent", "Nothing came for 10 days; usually"}},
	}
	for _, step := range steps {
		step.do()
		wantText(t, parsed(t, s.get(wooPath)), step.wants...)
		wantText(t, parsed(t, s.get("/dashboard/nordlys/connections")).card("WooCommerce"), step.wants[0])
	}
}

func TestDisconnecting(t *testing.T) {
	s := desk(t)
	secret := s.connect(wooPath, "")
	hasty := s.post(wooPath+"/disconnect", url.Values{})
	wantText(t, parsed(t, hasty), "Tick the box first")
	if got := s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}"); hasty.status != 422 || got != 202 {
		t.Errorf("without the tick %d, and then a webhook %d", hasty.status, got)
	}
	done := s.post(wooPath+"/disconnect", url.Values{"sure": {"yes"}})
	if lines, _, err := s.Audit(t.Context(), "nordlys", "", 5); err != nil || len(lines) != 2 || lines[0].By != owner {
		t.Errorf("the log of what was done: %+v, %v", lines, err)
	}
	wantText(t, parsed(t, s.get(done.header.Get("Location"))), "WooCommerce is disconnected.")
	if got := s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}"); got != 404 {
		t.Errorf("a webhook after the end = %d", got)
	}
}

func TestKeptWebhooks(t *testing.T) {
	s := desk(t)
	wantText(t, parsed(t, s.get("/dashboard/nordlys/kept")), "Nothing is kept")
	secret := s.connect(wooPath, "")
	s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}")
	good := `{"id":8,"status":"processing","number":"8","date_created_gmt":"2026-11-24T10:00:00","date_modified_gmt":"2026-11-24T10:00:00",` +
		`"total":"10.00","currency":"EUR","billing":{"email":"ada@example.com"},"line_items":[]}`
	for why, body := range map[string]string{"an older Earshot did not know it": good, ledger.PrivacyRequest: "{}"} {
		if err := s.Keep(t.Context(), ledger.Kept{Shop: "nordlys", Platform: cx.WooCommerce, Topic: "order.created", Body: []byte(body),
			Header: map[string]string{"X-WC-Webhook-Topic": "order.created"}, Why: why, At: s.Now.Add(-48 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	page := parsed(t, s.get("/dashboard/nordlys/kept"))
	wantText(t, page, "Today order.updated from WooCommerce, 14:30, 2 bytes", "Sunday 22 November", "An older Earshot did not know it.", "somebody wants to know")
	idOf := func(words string) string {
		t.Helper()
		for _, li := range parsed(t, s.get("/dashboard/nordlys/kept")).all("li", "", "") {
			if strings.Contains(li.text(), words) {
				return li.one("input", "name", "id").attr("value")
			}
		}
		t.Fatalf("nothing kept says %q", words)
		return ""
	}
	replayed := s.post("/dashboard/nordlys/kept/replay", url.Values{"id": {idOf("older Earshot")}})
	wantText(t, parsed(t, s.get(replayed.header.Get("Location"))), "It was played again and understood")
	if found, err := s.FindOrders(t.Context(), "nordlys", "8"); err != nil || len(found) != 1 {
		t.Errorf("the order of the replayed webhook: %d, %v", len(found), err)
	}
	still := s.post("/dashboard/nordlys/kept/replay", url.Values{"id": {idOf("order.updated")}})
	if still.status != http.StatusConflict {
		t.Errorf("playing again what is not understood = %d", still.status)
	}
	wantText(t, parsed(t, still), "It is still not understood. It stays here.", "order.updated")
	thrown := s.post("/dashboard/nordlys/kept/throw", url.Values{"id": {idOf("order.updated")}})
	wantText(t, parsed(t, s.get(thrown.header.Get("Location"))), "It was thrown away.")
	if again := s.post("/dashboard/nordlys/kept/replay", url.Values{"id": {"2026-11-24T13:30:00Z#AAAAAAAAAAAAAAAA"}}); again.status != 404 {
		t.Errorf("playing again what is gone = %d", again.status)
	}
}

func TestRoomsOfAnotherShopStayClosed(t *testing.T) {
	s := desk(t)
	other := floor.Nordlys("other", cx.FivePoints)
	if err := s.SaveShop(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(t.Context(), ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Body: []byte("{}"), Why: "so", At: s.Now}); err != nil {
		t.Fatal(err)
	}
	id := parsed(t, s.get("/dashboard/nordlys/kept")).one("input", "name", "id").attr("value")
	if got := s.post("/dashboard/other/kept/throw", url.Values{"id": {id}}); got.status != 404 {
		t.Errorf("another shop's webhook was thrown away: %d", got.status)
	}
	for _, path := range []string{"/dashboard/nordlys/connections", shopifyPath, "/dashboard/nordlys/kept", "/dashboard/nordlys/health"} {
		if got := s.getBy(s.browser(), path); got.status != http.StatusSeeOther {
			t.Errorf("%s without a session = %d", path, got.status)
		}
	}
	foreign, _ := http.NewRequestWithContext(t.Context(), "POST", s.server.URL+shopifyPath+"/disconnect", strings.NewReader("sure=yes"))
	foreign.Header.Set("Origin", "https://evil.example")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := s.do(s.client, foreign); got.status != http.StatusForbidden {
		t.Errorf("a form of another site = %d", got.status)
	}
}
