package webhooks_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/webhooks"
)

// secrets of the shop's connections.
const (
	shopifySecret = "hush"
	wooSecret     = "woo & s3cret"
	ourSecret     = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

// rig is the real application on a real table, behind HTTP.
type rig struct {
	testing.TB
	facts *ledger.Ledger
	shop  cx.Shop
	app   *webhooks.App
	url   string
	logs  *bytes.Buffer
	now   time.Time
	fail  *bool // whether the storage fails
}

// failing is a table that stops answering.
type failing struct {
	table.Table
	fail *bool
}

func open(t testing.TB) *rig {
	t.Helper()
	return openOn(t, func(engine table.Table) table.Table { return engine })
}

// openOn makes the rig on a table that wrap has put something around.
func openOn(t testing.TB, wrap func(table.Table) table.Table) *rig {
	t.Helper()
	file, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	r := &rig{TB: t, logs: &bytes.Buffer{}, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), fail: new(bool)}
	r.facts, err = ledger.Open(t.Context(), failing{wrap(file), r.fail}, rand.Reader)
	r.must(err)
	r.shop = cx.NewShop("nordlys", "Nordlys Ceramics")
	r.shop.Sender, r.shop.From, r.shop.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	r.shop.Postal, r.shop.Live, r.shop.LiveSince = "Havnegata 12, 7010 Trondheim", true, r.now.AddDate(0, 0, -30)
	r.must(r.facts.SaveShop(t.Context(), r.shop))
	for p, secret := range map[cx.Platform]string{cx.Shopify: shopifySecret, cx.WooCommerce: wooSecret, cx.Standard: ourSecret} {
		r.must(r.facts.SaveConnection(t.Context(), r.shop.ID, p, []string{secret}, ""))
	}
	r.app = &webhooks.App{Facts: r.facts, Now: func() time.Time { return r.now }, Log: slog.New(slog.NewJSONHandler(r.logs, nil))}
	server := httptest.NewServer(r.app.Handler())
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// payload is a body of package platform's testdata.
func (r *rig) payload(name string) []byte {
	r.Helper()
	body, err := os.ReadFile("../platform/testdata/" + name)
	r.must(err)
	return body
}

// change sets fields of a JSON object.
func (r *rig) change(body []byte, fields map[string]any) []byte {
	r.Helper()
	var o map[string]json.RawMessage
	r.must(json.Unmarshal(body, &o))
	for name, v := range fields {
		raw, err := json.Marshal(v)
		r.must(err)
		o[name] = raw
	}
	changed, err := json.Marshal(o)
	r.must(err)
	return changed
}

// order is the sample order as a shop of today would send it.
func (r *rig) order(fields map[string]any) []byte {
	all := map[string]any{"id": 5001, "test": false, "financial_status": "paid", "cancelled_at": nil, "fulfillment_status": nil,
		"processed_at": "2026-11-20T10:00:00Z", "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:05Z"}
	for name, v := range fields {
		all[name] = v
	}
	return r.change(r.payload("shopify/orders.create.json"), all)
}

// shopify, woo and ours sign and send as the platform does.
func (r *rig) shopify(topic string, body []byte) answer {
	h := http.Header{"X-Shopify-Topic": {topic}, "X-Shopify-Webhook-Id": {"8a95126f"}}
	platform.Shopify{}.Sign(h, body, shopifySecret, r.now)
	return r.post("/hooks/nordlys/shopify", h, body)
}

func (r *rig) woo(topic string, body []byte) answer {
	h := http.Header{"X-Wc-Webhook-Topic": {topic}}
	platform.WooCommerce{}.Sign(h, body, wooSecret, r.now)
	return r.post("/hooks/nordlys/woocommerce", h, body)
}

func (r *rig) ours(body []byte) answer {
	h := http.Header{}
	platform.Standard{}.Sign(h, body, ourSecret, r.now)
	return r.post("/hooks/nordlys/standard", h, body)
}

// answer is what the sender gets.
type answer struct {
	status int
	header http.Header
	body   string
}

// says reads a field of a JSON answer.
func (a answer) says(field string) string {
	var o map[string]any
	_ = json.Unmarshal([]byte(a.body), &o)
	text, _ := o[field].(string)
	return text
}

func (r *rig) post(path string, h http.Header, body []byte) answer {
	r.Helper()
	return r.send(http.MethodPost, path, h, body)
}

func (r *rig) send(method, path string, h http.Header, body []byte) answer {
	r.Helper()
	req, err := http.NewRequestWithContext(r.Context(), method, r.url+path, bytes.NewReader(body))
	r.must(err)
	req.Header = h
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req) // platforms do not follow redirects
	r.must(err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	r.must(err)
	return answer{res.StatusCode, res.Header, string(text)}
}

// want checks status and, where given, the result.
func (r *rig) want(deed string, a answer, status int, result string) {
	r.Helper()
	if a.status != status || (result != "" && a.says("result") != result) {
		r.Errorf("%s is answered %d %s, want %d %s", deed, a.status, strings.TrimSpace(a.body), status, result)
	}
}

// stored reads an order back.
func (r *rig) stored(p cx.Platform, ref string) cx.Order {
	r.Helper()
	o, err := r.facts.Order(r.Context(), r.facts.OrderID(r.shop.ID, p, ref))
	r.must(err)
	return o
}

func (r *rig) connection(p cx.Platform) ledger.Connection {
	r.Helper()
	c, err := r.facts.Connection(r.Context(), r.shop.ID, p)
	r.must(err)
	return c
}

func (r *rig) kept() []ledger.Kept {
	r.Helper()
	all, err := r.facts.KeptWebhooks(r.Context(), r.shop.ID, r.now)
	r.must(err)
	return all
}

var errDown = errors.New("the disk is gone")

func (f failing) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if *f.fail {
		return nil, errDown
	}
	return f.Table.Get(ctx, keys...)
}
