package gateway_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func TestAnswerBodies(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(z, "hello")
	_ = z.Close()
	tests := []struct {
		name, encoding, body string
		inBase64             bool
	}{
		{"text stays text", "", "<p>Größe & \u2028 \x00 </p>", false},
		{"binary goes in base64", "", "\x89PNG\r\n\x1a\n\xff", true},
		{"compressed goes in base64", "gzip", zipped.String(), true},
		{"compressed that happens to be text too", "br", "abc", true},
		{"identity is no compression", "identity", "abc", false},
		{"nothing is nothing", "gzip", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				_, _ = io.WriteString(w, tt.body)
			}, event(t, apiGateway, nil))
			if got.IsBase64Encoded != tt.inBase64 || decoded(got.Body, got.IsBase64Encoded) != tt.body {
				t.Errorf("answer = %q, base64 %v, want %q, %v", got.Body, got.IsBase64Encoded, tt.body, tt.inBase64)
			}
		})
	}
}

func TestAnswerHeaders(t *testing.T) {
	got := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", Path: "/"})
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Cookie")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusCreated)
		w.WriteHeader(http.StatusTeapot)
		w.Header().Set("Too-Late", "yes")
		_, _ = io.WriteString(w, "<!doctype html>")
	}, event(t, apiGateway, nil))
	if got.StatusCode != 201 {
		t.Errorf("status = %d, want the first that ends an answer, 201", got.StatusCode)
	}
	if want := []string{"a=1; Path=/", "b=2; Path=/"}; !slices.Equal(got.Cookies, want) {
		t.Errorf("cookies = %q, want %q", got.Cookies, want)
	}
	for name, want := range map[string]string{"Vary": "Accept, Cookie", "Too-Late": "", "Set-Cookie": "", "Content-Type": "text/html; charset=utf-8"} {
		if got.Headers[name] != want {
			t.Errorf("header %s = %q, want %q", name, got.Headers[name], want)
		}
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	tests := []struct {
		name, method string
		status       int
	}{
		{"to HEAD", "HEAD", 200},
		{"of 204", "POST", 204},
		{"of 304", "GET", 304},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Seen", "yes")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, "body")
			}, event(t, apiGateway, func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = tt.method }))
			if got.StatusCode != tt.status || got.Body != "" || got.Headers["X-Seen"] != "yes" {
				t.Errorf("answer = %d %q %v, want %d, no body, its headers", got.StatusCode, got.Body, got.Headers, tt.status)
			}
		})
	}
}

func TestAnswerOverSixMegabytes(t *testing.T) {
	answer := func(n int) events.APIGatewayV2HTTPResponse {
		return invoke(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("<", n))
		}, event(t, apiGateway, nil))
	}
	if got := answer(6<<20 - 1000); got.StatusCode != 200 {
		t.Errorf("just under 6 MB = %d, want 200", got.StatusCode)
	}
	if got := answer(6 << 20); got.StatusCode != 500 || len(got.Body) > 100 {
		t.Errorf("6 MB and its wrapping = %d with %d bytes, want a short 500: Lambda would drop it", got.StatusCode, len(got.Body))
	}
}
