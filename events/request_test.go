package events

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

const (
	host = "k7earshot0.execute-api.us-east-1.amazonaws.com"
	from = "203.0.113.7"
)

// request is one request as a caller makes it.
type request struct {
	method, path, query, body string
	form                      url.Values
	headers                   map[string]string // in lower case, as API Gateway gives them
	cookies                   []string
}

// event is what API Gateway makes of it: cookies in a list, forms in base64, no field for what is not there.
func (r request) event() events.APIGatewayV2HTTPRequest {
	headers := map[string]string{
		"host": host, "x-forwarded-for": from, "x-forwarded-port": "443", "x-forwarded-proto": "https",
		"x-amzn-trace-id": "Root=1-6924318e-1de4d666d4dd26aced652b6c", "accept": "*/*", "user-agent": "curl/8.5.0",
	}
	maps.Copy(headers, r.headers)
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: route(r.path), RawPath: r.path, RawQueryString: r.query, Cookies: r.cookies, Headers: headers, Body: r.body,
	}
	if r.form != nil {
		headers["content-type"] = "application/x-www-form-urlencoded"
		e.Body, e.IsBase64Encoded = base64Of(r.form.Encode()), true
	}
	headers["content-length"] = strconv.Itoa(len(r.form.Encode()) + len(r.body))
	e.RequestContext = events.APIGatewayV2HTTPRequestContext{
		RouteKey: e.RouteKey, AccountID: "123456789012", Stage: "$default", RequestID: "Wh5ZJgOcoAMEJxw=", APIID: "k7earshot0",
		DomainName: host, DomainPrefix: "k7earshot0", Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method: r.method, Path: r.path, Protocol: "HTTP/1.1", SourceIP: from, UserAgent: headers["user-agent"],
		},
	}
	return e
}

// route is the route of template.yaml that a path falls under.
func route(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	_, room, _ := strings.Cut(rest, "/") // of a shop
	room, deed, _ := strings.Cut(room, "/")
	switch {
	case first == "dashboard" && slices.Contains([]string{"settings", "texts", "rehearsal", "live", "health"}, room):
		if deed != "" {
			room += "/{proxy+}"
		}
		return "ANY /dashboard/{shop}/" + room
	case first == "hooks":
		return "ANY /hooks/{shop}/{platform}"
	case rest != "":
		return "ANY /" + first + "/{proxy+}"
	}
	return "ANY " + path
}

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// browser is a phone that follows a link of a mail.
func browser() map[string]string {
	return map[string]string{
		"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
		"accept":     "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "accept-language": "en-GB,en;q=0.9",
		"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none",
	}
}

// byHand is the same phone when somebody presses the button of our page.
func byHand() map[string]string {
	h := browser()
	h["sec-fetch-site"], h["sec-fetch-user"], h["origin"] = "same-origin", "?1", "https://"+host
	return h
}

// webhook signs a body as its platform does.
func webhook(p platform.Platform, body []byte, secret string, headers map[string]string) request {
	signed := http.Header{}
	p.Sign(signed, body, secret, now)
	all := map[string]string{"content-type": "application/json"}
	for name := range signed {
		all[strings.ToLower(name)] = signed.Get(name)
	}
	maps.Copy(all, headers)
	return request{method: "POST", path: "/hooks/demo/" + string(p.Name()), body: string(body), headers: all}
}

func shopifyHeaders() map[string]string {
	return map[string]string{
		"user-agent": "Shopify-Captain-Hook", "x-shopify-topic": "orders/create", "x-shopify-shop-domain": "nordlys.myshopify.com",
		"x-shopify-webhook-id": "8a95126f-859a-4db9-b8f1-350e299e9ea0", "x-shopify-api-version": "2026-10",
	}
}

func wooHeaders() map[string]string {
	return map[string]string{
		"user-agent": "WooCommerce/10.3.5 Hookshot (WordPress/6.9)", "x-wc-webhook-topic": "order.created",
		"x-wc-webhook-source": "https://nordlys.example/", "x-wc-webhook-delivery-id": "7c6b5a49f0e1d2c3b4a5968778695a4b",
		"x-wc-webhook-id": "3", "x-wc-webhook-event": "created", "x-wc-webhook-resource": "order",
	}
}

// wooPing is what WooCommerce sends when a webhook is saved: a form, unsigned.
func wooPing() request {
	return request{
		method: "POST", path: "/hooks/demo/" + string(cx.WooCommerce), form: url.Values{"webhook_id": {"3"}},
		headers: map[string]string{"user-agent": "WooCommerce/10.3.5 Hookshot (WordPress/6.9)"},
	}
}

// changed reads a real body of a platform and changes what must be: real ones are test orders, and years old.
func changed(t *testing.T, file string, changes map[string]any) []byte {
	t.Helper()
	raw, err := os.ReadFile("../shared/platform/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // ids beyond 53 bits
	var body map[string]any
	if err := d.Decode(&body); err != nil {
		t.Fatal(err)
	}
	maps.Copy(body, changes)
	return encoded(t, body)
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func shopifyOrder(t *testing.T) []byte {
	t.Helper()
	placed := now.Add(-time.Minute).Format(time.RFC3339)
	return changed(t, "shopify/orders.create.json", map[string]any{
		"id": 5001048000001, "name": "#1048", "test": false, "confirmed": true, "cancelled_at": nil, "cancel_reason": nil,
		"financial_status": "paid", "fulfillment_status": nil, "created_at": placed, "processed_at": placed, "updated_at": placed,
		"email": "dag@customer.example", "contact_email": "dag@customer.example",
	})
}

func wooOrder(t *testing.T) []byte {
	t.Helper()
	placed := now.Add(-time.Minute).Format("2006-01-02T15:04:05")
	return changed(t, "woocommerce/order.processing.1.json", map[string]any{
		"id": 1049, "number": "1049", "date_created": placed, "date_created_gmt": placed, "date_modified": placed,
		"date_modified_gmt": placed, "date_paid": placed, "date_paid_gmt": placed,
	})
}

func standardOrder(t *testing.T) []byte {
	t.Helper()
	return encoded(t, map[string]any{
		"type": "order.paid", "timestamp": now.Add(-time.Minute),
		"data": map[string]any{
			"id": "A-1050", "number": "A-1050", "placed_at": now.Add(-2 * time.Minute), "currency": "EUR", "total": "49.00",
			"items": []any{map[string]string{"id": "7", "title": "Serving bowl “Fjord”, 28 cm"}},
			"customer": map[string]string{
				"email": "eli@customer.example", "first_name": "Eli", "last_name": "Holm", "locale": "en", "country": "NO",
			},
		},
	})
}
