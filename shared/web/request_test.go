package web_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"earshot/shared/cx"
	"earshot/shared/web"
)

func kind(err error) cx.Kind {
	k, _ := cx.Public(err)
	return k
}

func TestBody(t *testing.T) {
	tests := []struct {
		name   string
		body   io.Reader
		length int64
		want   string
		kind   cx.Kind
	}{
		{"up to the limit", strings.NewReader("12345678"), 8, "12345678", 0},
		{"one byte more, announced", strings.NewReader("123456789"), 9, "", cx.TooLarge},
		{"one byte more, not announced", strings.NewReader("123456789"), -1, "", cx.TooLarge},
		{"broken off", iotest.ErrReader(errors.New("reset")), -1, "", cx.Invalid},
		{"none", strings.NewReader(""), 0, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/", tt.body)
			r.ContentLength = tt.length
			got, err := web.Body(httptest.NewRecorder(), r, 8)
			if string(got) != tt.want || (err != nil) != (tt.kind != 0) || err != nil && kind(err) != tt.kind {
				t.Errorf("Body = %q, %v, want %q and kind %d", got, err, tt.want, tt.kind)
			}
		})
	}
}

func TestBodyTooLargeIsTakenWhole(t *testing.T) {
	for name, length := range map[string]int64{"announced": 9000, "not announced": -1} {
		t.Run(name, func(t *testing.T) {
			sent := strings.NewReader(strings.Repeat("x", 9000))
			r := httptest.NewRequest("POST", "/", sent)
			r.ContentLength = length
			_, err := web.Body(httptest.NewRecorder(), r, 8)
			if kind(err) != cx.TooLarge || sent.Len() != 0 {
				t.Errorf("Body = %v with %d bytes still to come: their sender would see a broken connection", err, sent.Len())
			}
		})
	}
}

func TestForm(t *testing.T) {
	const multipart = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
	tests := []struct {
		name, contentType, body string
		kind                    cx.Kind
	}{
		{"urlencoded", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", 0},
		{"multipart", `multipart/form-data; boundary="b"`, multipart, 0},
		{"multipart in capitals", `Multipart/Form-Data; boundary=b`, multipart, 0},
		{"multipart without boundary", "multipart/form-data", multipart, cx.Invalid},
		{"bad escapes", "application/x-www-form-urlencoded", "a=%zz", cx.Invalid},
		{"too large", "application/x-www-form-urlencoded", strings.Repeat("x", 2000), cx.TooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/u/abc?List-Unsubscribe=from-the-query", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.contentType)
			got, err := web.Form(httptest.NewRecorder(), r, 1000)
			if tt.kind != 0 {
				if err == nil || kind(err) != tt.kind {
					t.Errorf("Form = %v, %v, want kind %d", got, err, tt.kind)
				}
				return
			}
			if err != nil || len(got["List-Unsubscribe"]) != 1 || got.Get("List-Unsubscribe") != "One-Click" {
				t.Errorf("Form = %v, %v, want the body's field alone", got, err)
			}
		})
	}
}

func TestCookies(t *testing.T) {
	tests := []struct {
		name, host string
		https      bool
		cookie     string
		secure     bool
	}{
		{"https", "example.com", true, "__Host-session", true},
		{"https at loopback", "localhost:8443", true, "__Host-session", true},
		{"http at loopback", "localhost:8080", false, "session", false},
		{"http at 127.0.0.1", "127.0.0.1:8080", false, "session", false},
		{"http at ::1", "[::1]:8080", false, "session", false},
		{"http elsewhere: no browser keeps it, rather than anyone reading it", "example.com", false, "__Host-session", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = tt.host
			if tt.https {
				r.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			web.SetCookie(w, r, "session", "abc", 3600)
			c := w.Result().Cookies()[0]
			if c.Name != tt.cookie || c.Secure != tt.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 3600 {
				t.Errorf("cookie = %s, want %s, Secure %v", c, tt.cookie, tt.secure)
			}
			r.AddCookie(c)
			if got := web.Cookie(r, "session"); got != "abc" {
				t.Errorf("read back = %q, want abc", got)
			}
			cleared := httptest.NewRecorder()
			web.ClearCookie(cleared, r, "session")
			if c := cleared.Result().Cookies()[0]; c.Name != tt.cookie || c.MaxAge != -1 {
				t.Errorf("cleared by %s, want %s with Max-Age 0", c, tt.cookie)
			}
		})
	}
	if got := web.Cookie(httptest.NewRequest("GET", "/", nil), "session"); got != "" {
		t.Errorf("cookie of nobody = %q", got)
	}
}

func TestOrigin(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = "localhost:8080"
	if got := web.Origin(r); got != "http://localhost:8080" {
		t.Errorf("Origin = %s", got)
	}
	r.Host, r.TLS = "a.example", &tls.ConnectionState{}
	if got := web.Origin(r); got != "https://a.example" {
		t.Errorf("Origin = %s", got)
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:80": true, "demo.localhost:8080": true, "127.0.0.1": true, "127.9.9.9:1": true, "::1": true, "[::1]:80": true,
		"": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "10.0.0.1:80": false, "evillocalhost": false,
	} {
		if got := web.Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v, want %v", host, got, want)
		}
	}
}
