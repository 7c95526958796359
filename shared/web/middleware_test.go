package web_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"earshot/shared/web"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func says(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

func TestIdentify(t *testing.T) {
	tell := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, web.RequestID(r.Context())) })
	h := web.Identify(rand.Reader, tell)
	first, second := ask(h, "GET", "/").Body.String(), ask(h, "GET", "/").Body.String()
	if len(first) != 16 || first == second {
		t.Errorf("ids %q and %q, want two of 16 characters", first, second)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Request-Id", "forged")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(web.WithRequestID(r.Context(), "gateway's")))
	if w.Body.String() != "gateway's" || w.Header().Get("X-Request-Id") != "gateway's" {
		t.Errorf("id = %q, in the header %q, want the gateway's", w.Body, w.Header().Get("X-Request-Id"))
	}
}

func TestSecure(t *testing.T) {
	tell := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, web.Nonce(r.Context())) })
	w := ask(web.Secure(rand.Reader, tell), "GET", "/")
	nonce := w.Body.String()
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce +
			"'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
		"X-Robots-Tag": "noindex, nofollow", "Strict-Transport-Security": "",
	}
	for name, want := range want {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if again := ask(web.Secure(rand.Reader, tell), "GET", "/").Body.String(); len(nonce) != 22 || again == nonce {
		t.Errorf("nonces %q and %q, want two of 128 bits", nonce, again)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.TLS = &tls.ConnectionState{}
	encrypted := httptest.NewRecorder()
	web.Secure(rand.Reader, tell).ServeHTTP(encrypted, r)
	if encrypted.Header().Get("Strict-Transport-Security") == "" {
		t.Error("https does not ask for https next time")
	}
}

func TestNoAnswerWithoutRandomness(t *testing.T) {
	dry := iotest.ErrReader(errors.New("dry"))
	for name, h := range map[string]http.Handler{"Secure": web.Secure(dry, says("page")), "Identify": web.Identify(dry, says("page"))} {
		if w := ask(h, "GET", "/"); w.Code != 500 || strings.Contains(w.Body.String(), "page") {
			t.Errorf("%s = %d %s, want 500: a nonce of zeros protects nobody", name, w.Code, w.Body)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	tests := []struct {
		name, method, path, site, origin string
		status                           int
	}{
		{"our own form", "POST", "/dashboard/live", "same-origin", "", 200},
		{"a form of another site", "POST", "/dashboard/live", "cross-site", "", 403},
		{"a form of a neighbouring domain", "POST", "/r/abc", "same-site", "", 403},
		{"an old browser, from us", "POST", "/r/abc", "", "http://example.com", 200},
		{"an old browser, from elsewhere", "POST", "/r/abc", "", "http://evil.example", 403},
		{"a hidden origin", "POST", "/r/abc", "", "null", 403},
		{"a link from a mail", "GET", "/r/abc/4", "cross-site", "", 200},
		{"one-click unsubscribe", "POST", "/u/abc", "cross-site", "null", 200},
		{"a webhook", "POST", "/hooks/demo/shopify", "", "https://shop.example", 200},
		{"the API", "POST", "/v1/people.json", "cross-site", "", 200},
		{"a path that only looks exempt", "POST", "/u/../dashboard/live", "cross-site", "", 403},
		{"another that only looks so", "POST", "/v10/x", "cross-site", "", 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, nil)
			for header, value := range map[string]string{"Sec-Fetch-Site": tt.site, "Origin": tt.origin} {
				if value != "" {
					r.Header.Set(header, value)
				}
			}
			w := httptest.NewRecorder()
			web.SameOrigin(quiet(), web.JSONError, says("done")).ServeHTTP(w, r)
			if w.Code != tt.status || (w.Body.String() == "done") != (tt.status == 200) {
				t.Errorf("answer = %d %s, want %d", w.Code, w.Body, tt.status)
			}
		})
	}
}

func TestCleanReachesTheRouteWithoutARedirect(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hooks/{shop}/{platform}", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.PathValue("shop")+" "+r.PathValue("platform")+" "+string(body))
	})
	mux.HandleFunc("/dir/", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })
	tests := []struct{ path, want string }{
		{"//hooks/demo/shopify", "demo shopify order"},
		{"/hooks//demo///shopify", "demo shopify order"},
		{"/x/../hooks/./demo/shopify", "demo shopify order"},
		{"/dir//a/", "/dir/a/"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://example.com/", bytes.NewBufferString("order"))
			r.URL.Path = tt.path
			w := httptest.NewRecorder()
			web.Clean(mux).ServeHTTP(w, r)
			if w.Code != 200 || w.Body.String() != tt.want {
				t.Errorf("answer = %d %q, want %q", w.Code, w.Body, tt.want)
			}
			if r.URL.Path != tt.path {
				t.Error("the caller's request was changed")
			}
		})
	}
}
