package web_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// app is one route with a token in its path, as the applications put it together.
func app(f web.Func, page web.ErrorPage) (http.Handler, *bytes.Buffer) {
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	mux := http.NewServeMux()
	mux.Handle("/r/{token}", web.HandlePages(log, page, f))
	return web.Identify(rand.Reader, mux), &logged
}

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func fails(err error) web.Func {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func TestStatusKnowsEveryKind(t *testing.T) {
	seen := map[int]cx.Kind{}
	for _, kind := range cx.Kinds() {
		status := web.Status(kind)
		if other, twice := seen[status]; twice {
			t.Errorf("Status(%d) = %d, and so is Status(%d): a kind is missing in the table", kind, status, other)
		}
		seen[status] = kind
	}
	if got := web.Status(cx.Kind(1000)); got != 500 {
		t.Errorf("Status of a kind that is not there = %d, want 500", got)
	}
}

func TestHandleAnswersFailures(t *testing.T) {
	gone := &cx.Error{Kind: cx.Gone, Text: "This link has ended.", Cause: errors.New("token of 2024")}
	tests := []struct {
		name   string
		err    error
		status int
		text   string
	}{
		{"a classified error says its public text alone", gone, 410, "This link has ended."},
		{"wrapping keeps kind and text", fmt.Errorf("open link of order 7: %w", gone), 410, "This link has ended."},
		{"an unknown error says nothing", errors.New("dynamodb: secret table"), 500, "Something went wrong on our side. Send us the request id."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, _ := app(fails(tt.err), web.JSONError)
			w := ask(h, "GET", "/r/abc")
			var got map[string]string
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatalf("body %q: %v", w.Body, err)
			}
			if w.Code != tt.status || got["error"] != tt.text {
				t.Errorf("answer = %d %q, want %d %q", w.Code, got["error"], tt.status, tt.text)
			}
			if got["request_id"] == "" || got["request_id"] != w.Header().Get("X-Request-Id") {
				t.Errorf("request id in body %q, in header %q", got["request_id"], w.Header().Get("X-Request-Id"))
			}
		})
	}
}

func TestHandleLogsOnceWithoutThePath(t *testing.T) {
	h, logged := app(fails(fmt.Errorf("read order 7: %w", errors.New("timeout"))), web.JSONError)
	w := ask(h, "GET", "/r/s3cret?mail=someone")
	if n := strings.Count(logged.String(), "\n"); n != 1 {
		t.Errorf("%d log lines, want 1", n)
	}
	for _, want := range []string{"read order 7: timeout", "/r/{token}", w.Header().Get("X-Request-Id"), `"level":"ERROR"`} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("log %s lacks %q", logged, want)
		}
	}
	if s := logged.String(); strings.Contains(s, "s3cret") || strings.Contains(s, "someone") {
		t.Errorf("log %s holds the path or query", s)
	}
}

func TestHandleRaisesNoAlarmForTheCaller(t *testing.T) {
	h, logged := app(fails(&cx.Error{Kind: cx.NotFound, Text: "No such link."}), web.JSONError)
	ask(h, "GET", "/r/abc")
	if !strings.Contains(logged.String(), `"level":"INFO"`) {
		t.Errorf("log of a wrong link = %s, want level INFO", logged)
	}
}

func TestHandlePanics(t *testing.T) {
	tests := []struct {
		name string
		f    web.Func
	}{
		{"of a value that quotes a customer", func(http.ResponseWriter, *http.Request) error { panic("ada@example.com") }},
		{"of the runtime", func(http.ResponseWriter, *http.Request) error {
			_ = any("ada@example.com").(int)
			return nil
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, logged := app(tt.f, web.JSONError)
			w := ask(h, "GET", "/r/abc")
			if w.Code != 500 || strings.Contains(w.Body.String(), "panic") {
				t.Errorf("answer = %d %s, want 500 without a text", w.Code, w.Body)
			}
			if !strings.Contains(logged.String(), "handle_test.go") {
				t.Error("the log does not say where it panicked")
			}
			if strings.Contains(logged.String()+w.Body.String(), "ada@example.com") {
				t.Errorf("what the panic quoted was told: %s %s", logged, w.Body)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	busy := &cx.Error{Kind: cx.TooMany, Text: "Too many links asked for. Try later."}
	tests := []struct {
		name string
		wait time.Duration
		want string
	}{
		{"whole seconds", 15 * time.Minute, "900"},
		{"rounded up", 1200 * time.Millisecond, "2"},
		{"never zero", 0, "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, _ := app(fails(fmt.Errorf("sign in: %w", web.RetryAfter(busy, tt.wait))), web.JSONError)
			w := ask(h, "POST", "/r/abc")
			if got := w.Header().Get("Retry-After"); w.Code != 429 || got != tt.want {
				t.Errorf("answer = %d, Retry-After %q, want 429 and %q", w.Code, got, tt.want)
			}
		})
	}
	if web.RetryAfter(nil, time.Second) != nil {
		t.Error("RetryAfter(nil) is an error: a success would fail")
	}
}

func TestErrorPage(t *testing.T) {
	kind := func(w http.ResponseWriter, _ *http.Request, f web.Failure) error {
		return web.Text(w, f.Status, "kindly: "+f.Text)
	}
	broken := func(http.ResponseWriter, *http.Request, web.Failure) error { return errors.New("no such template") }
	tests := []struct {
		name string
		page web.ErrorPage
		want string
	}{
		{"shows the failure its own way", kind, "kindly: No such link."},
		{"a broken one falls back to JSON", broken, `"error":"No such link."`},
		{"so does one that panics", func(http.ResponseWriter, *http.Request, web.Failure) error { panic("x") }, `"error":"No such link."`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, _ := app(fails(&cx.Error{Kind: cx.NotFound, Text: "No such link."}), tt.page)
			if w := ask(h, "GET", "/r/abc"); w.Code != 404 || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("answer = %d %s, want 404 %s", w.Code, w.Body, tt.want)
			}
		})
	}
}

func TestHandleNeverMixesTwoAnswers(t *testing.T) {
	h, logged := app(func(w http.ResponseWriter, _ *http.Request) error {
		_ = web.Text(w, 200, "saved")
		return errors.New("too late")
	}, web.JSONError)
	w := ask(h, "POST", "/r/abc")
	if w.Code != 200 || w.Body.String() != "saved" || !strings.Contains(logged.String(), "too late") {
		t.Errorf("answer = %d %q, log %s; want the first answer alone and the error logged", w.Code, w.Body, logged)
	}
}
