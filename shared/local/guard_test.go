package local_test

import (
	"net/http"
	"net/url"
	"testing"
)

// TestStrangers: a page from elsewhere in the browser of whoever sits here must neither read nor change anything.
func TestStrangers(t *testing.T) {
	p := start(t, dataFile(t))
	tests := []struct {
		name, method, path string
		header             []string
		code               int
	}{
		{"a rebound name reads the secrets", "GET", "/local/shop.json", []string{"Host", "evil.example:8080"}, 403},
		{"a rebound name reads mails", "GET", "/local/inbox.json", []string{"Host", "evil.example"}, 403},
		{"a rebound name opens the page", "GET", "/", []string{"Host", "evil.example"}, 403},
		{"a rebound name commands", "POST", "/local/command", []string{"Host", "evil.example"}, 403},
		{"another site moves the clock", "POST", "/local/clock", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another site, an old browser", "POST", "/local/clock", []string{"Origin", "http://evil.example"}, 403},
		{"another site erases", "POST", "/local/command", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"this machine by another name", "GET", "/local/shop.json", []string{"Host", "127.0.0.1:8080"}, 200},
		{"this machine by version 6", "GET", "/local/shop.json", []string{"Host", "[::1]:8080"}, 200},
		{"our own page", "POST", "/local/clock", []string{"Sec-Fetch-Site", "same-origin"}, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var form url.Values
			if tt.method == http.MethodPost {
				form = url.Values{"advance": {"1s"}}
			}
			if code, body := p.do(tt.method, tt.path, form, tt.header...); code != tt.code {
				t.Errorf("answer = %d %s, want %d", code, short(body), tt.code)
			}
		})
	}
}

func TestPagesThatAreNotThere(t *testing.T) {
	p := start(t, dataFile(t))
	for path, code := range map[string]int{"/nowhere": 404, "/local/nowhere": 404, "//": 200, "/local//clock": 200} {
		if got, body := p.do(http.MethodGet, path, nil); got != code {
			t.Errorf("GET %s = %d %s, want %d", path, got, short(body), code)
		}
	}
}
