package gateway_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"earshot/shared/web"
	"earshot/shared/web/gateway"
)

var _ lambda.Handler = gateway.Function{} // so lambda.Start hands over the bytes as they are

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// event is a request as API Gateway sends it, changed by with.
func event(t *testing.T, file string, with func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	if with != nil {
		with(&e)
	}
	changed, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

const apiGateway, startAPI = "lambda-go.apigw-v2-request-no-authorizer.json", "start-api.json"

func invoke(t *testing.T, app http.HandlerFunc, event []byte) events.APIGatewayV2HTTPResponse {
	t.Helper()
	raw, err := gateway.New(app, quiet(), nil).Invoke(t.Context(), event)
	if err != nil {
		t.Fatalf("Invoke: %v", err)
	}
	var response events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &response); err != nil {
		t.Fatalf("answer %s: %v", raw, err)
	}
	return response
}

// seen is the request that the handler got for an event, and its body.
func seen(t *testing.T, event []byte) (*http.Request, string) {
	t.Helper()
	var got *http.Request
	var body []byte
	response := invoke(t, func(_ http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
	}, event)
	if got == nil {
		t.Fatalf("the handler was not called, the answer was %d %s", response.StatusCode, response.Body)
	}
	return got, string(body)
}

func TestRequestOfAPIGateway(t *testing.T) {
	r, body := seen(t, event(t, apiGateway, func(e *events.APIGatewayV2HTTPRequest) {
		e.RequestContext.HTTP.Method = "POST"
		e.RawPath, e.RawQueryString = "/hooks/demo/shopify", "a=1&a=2,3&b=%2F"
		e.Cookies = []string{"__Host-session=abc", "theme=dark"}
		e.Headers["webhook-signature"] = "v1,first v1,second"
		e.Headers["date"] = "Tue, 24 Nov 2026 11:56:23 GMT"
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte("{\"id\":1}\xff")), true
	}))
	if body != "{\"id\":1}\xff" || r.ContentLength != 9 {
		t.Errorf("body %q of length %d, want the bytes as sent", body, r.ContentLength)
	}
	if r.Method != "POST" || r.URL.Path != "/hooks/demo/shopify" || r.RequestURI != "/hooks/demo/shopify?a=1&a=2,3&b=%2F" {
		t.Errorf("request = %s %s (%s)", r.Method, r.URL.Path, r.RequestURI)
	}
	if got := r.URL.Query()["a"]; len(got) != 2 || got[1] != "2,3" {
		t.Errorf("query a = %q, want two values, the second with its comma", got)
	}
	for name, want := range map[string]string{"Webhook-Signature": "v1,first v1,second", "Date": "Tue, 24 Nov 2026 11:56:23 GMT"} {
		if got := r.Header.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("header %s = %q, want %q unsplit", name, got, want)
		}
	}
	if c, err := r.Cookie("theme"); err != nil || c.Value != "dark" {
		t.Errorf("cookie theme = %v, %v", c, err)
	}
	if web.Origin(r) != "https://aaaaaaaaaa.execute-api.us-west-2.amazonaws.com" || r.Header.Get("Host") != "" {
		t.Errorf("origin = %s, Host header %q", web.Origin(r), r.Header.Get("Host"))
	}
	if r.RemoteAddr != "1.2.3.4:0" || r.UserAgent() != "curl/7.58.0" || web.RequestID(r.Context()) != "LV7fzho-PHcEJPw=" {
		t.Errorf("from %s, %s, request id %s", r.RemoteAddr, r.UserAgent(), web.RequestID(r.Context()))
	}
}

func TestRequestOfStartAPI(t *testing.T) {
	r, body := seen(t, event(t, startAPI, nil))
	if body != "mail=owner%40example.com" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("form = %q as %q", body, r.Header.Get("Content-Type"))
	}
	if got := r.CookiesNamed("session"); len(got) != 1 || got[0].Value != "abc" {
		t.Errorf("cookies named session = %v, want one though it came twice", got)
	}
	if web.Origin(r) != "http://127.0.0.1:8810" || r.UserAgent() != "curl/7.88.1" {
		t.Errorf("origin %s, agent %s", web.Origin(r), r.UserAgent())
	}
}

func TestHostIsTheGateways(t *testing.T) {
	r, _ := seen(t, event(t, apiGateway, func(e *events.APIGatewayV2HTTPRequest) {
		e.Headers["host"], e.Headers["x-forwarded-proto"], e.Headers["x-forwarded-host"] = "evil.example", "http", "evil.example"
	}))
	if got := web.Origin(r); got != "https://aaaaaaaaaa.execute-api.us-west-2.amazonaws.com" {
		t.Errorf("origin = %s: a caller's header chose it", got)
	}
}

func TestPathIsNotParsedAgain(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/orders/{id}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.PathValue("id")) })
	for _, id := range []string{"50%25", "a?b=c", "100%", "%2e%2e", "ü b#c"} {
		t.Run(id, func(t *testing.T) {
			e := event(t, apiGateway, func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/orders/" + id })
			if got := invoke(t, mux.ServeHTTP, e); got.StatusCode != 200 || got.Body != id {
				t.Errorf("id = %d %q, want %q as API Gateway decoded it", got.StatusCode, got.Body, id)
			}
		})
	}
}

func TestRefusedEvents(t *testing.T) {
	tests := []struct {
		name string
		with func(*events.APIGatewayV2HTTPRequest)
	}{
		{"without a domain, where Origin: null would be ours", func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.DomainName = "" }},
		{"a body that is not base64", func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "{not base64}", true }},
		{"a path without a slash", func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "http://evil.example/" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			response := invoke(t, func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") }, event(t, apiGateway, tt.with))
			if response.StatusCode != 400 {
				t.Errorf("answer = %d, want 400", response.StatusCode)
			}
		})
	}
}

func TestMalformedHTTPEventIsNotDirect(t *testing.T) {
	never := func(context.Context, json.RawMessage) (any, error) {
		t.Error("it was taken for a direct event")
		return nil, nil
	}
	malformed := []byte(`{"signin":"x","headers":[1],"requestContext":{"domainName":"a","http":{"method":"GET"}}}`)
	app := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })
	got, err := gateway.New(app, quiet(), never).Invoke(t.Context(), malformed)
	if err != nil || !strings.Contains(string(got), `"statusCode":400`) {
		t.Errorf("Invoke = %s, %v, want 400", got, err)
	}
}

func TestDeadlineReachesTheHandler(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	want, _ := ctx.Deadline()
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, ok := r.Context().Deadline(); !ok || !got.Equal(want) {
			t.Errorf("deadline = %v, %v, want %v", got, ok, want)
		}
	})
	if _, err := gateway.New(app, quiet(), nil).Invoke(ctx, event(t, apiGateway, nil)); err != nil {
		t.Fatal(err)
	}
}

func TestDirectEvents(t *testing.T) {
	signIn := func(_ context.Context, raw json.RawMessage) (any, error) {
		var e struct{ Signin string }
		if err := json.Unmarshal(raw, &e); err != nil || e.Signin == "" {
			return nil, errors.New("want {\"signin\": an owner's address}")
		}
		return map[string]string{"link": "https://example.com/" + e.Signin}, nil
	}
	app := func(http.ResponseWriter, *http.Request) { t.Error("a direct event reached the HTTP application") }
	tests := []struct {
		name, event, want string
		direct            gateway.Direct
	}{
		{"go to the function's own code", `{"signin":"owner"}`, `{"link":"https://example.com/owner"}`, signIn},
		{"fail with its error", `{"requestContext":{}}`, "", signIn},
		{"fail where a function takes none", `{"signin":"owner"}`, "", nil},
		{"that are no JSON fail too", `signin`, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := gateway.New(http.HandlerFunc(app), quiet(), tt.direct).Invoke(t.Context(), []byte(tt.event))
			if string(got) != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("Invoke(%s) = %s, %v, want %s", tt.event, got, err, tt.want)
			}
		})
	}
}

func TestPanicIsAnAnswer(t *testing.T) {
	var logged bytes.Buffer
	app := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half a page for ")
		panic("ada@example.com")
	})
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	raw, err := gateway.New(app, log, nil).Invoke(t.Context(), event(t, apiGateway, nil))
	if err != nil || !strings.Contains(string(raw), `"statusCode":500`) || strings.Contains(string(raw), "half") {
		t.Errorf("answer = %s, %v, want 500 alone", raw, err)
	}
	if s := logged.String(); strings.Contains(s+string(raw), "ada@") || !strings.Contains(s, "gateway_test.go") {
		t.Errorf("log = %s, want where it panicked and not what it said", s)
	}
}

func FuzzInvoke(f *testing.F) {
	for _, file := range []string{apiGateway, startAPI} {
		seed, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Add([]byte(`{"requestContext":{"domainName":"a","http":{"method":"H"}},"isBase64Encoded":true,"body":"/w=="}`))
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "" || r.URL.Path == "" || r.URL.Path[0] != '/' {
			f.Errorf("host %q, path %q", r.Host, r.URL.Path)
		}
		_, _ = io.Copy(w, r.Body)
	})
	function := gateway.New(mux, quiet(), nil)
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := function.Invoke(t.Context(), raw)
		if err != nil {
			return // no HTTP event
		}
		var e events.APIGatewayV2HTTPRequest
		var response events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(out, &response); err != nil || response.StatusCode < 200 || response.StatusCode > 599 {
			t.Fatalf("answer %s: %v", out, err)
		}
		if json.Unmarshal(raw, &e) == nil && response.StatusCode == 200 && e.RequestContext.HTTP.Method != "HEAD" {
			if got, want := decoded(response.Body, response.IsBase64Encoded), decoded(e.Body, e.IsBase64Encoded); got != want {
				t.Errorf("body came back as %q, want %q", got, want)
			}
		}
	})
}

func decoded(body string, inBase64 bool) string {
	if !inBase64 {
		return body
	}
	raw, _ := base64.StdEncoding.DecodeString(body)
	return string(raw)
}
