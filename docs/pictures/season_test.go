package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"earshot/shared/parts"
)

// played is a program on which a short season was played, the customers of it, and a mail that nobody answered.
func played(t *testing.T, weeks int) (*customers, letter) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	origin, ended, err := start(ctx, filepath.Join(t.TempDir(), "earshot.db"))
	t.Cleanup(func() { cancel(); <-ended })
	if err != nil {
		t.Fatal(err)
	}
	c, err := meet(t.Context(), origin)
	if err != nil {
		t.Fatal(err)
	}
	unread, err := c.season(t.Context(), weeks)
	if err != nil {
		t.Fatal(err)
	}
	return c, unread
}

// Two of the sixteen mails of a week stay closed or are only opened: 13 answers count, and all of them by Save.
func TestSeason(t *testing.T) {
	c, unread := played(t, 2)
	var shop struct {
		APIKey string `json:"api_key"`
	}
	if err := c.json(t.Context(), "/local/shop.json", &shop); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.origin, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(shop.APIKey, "")
	numbers, err := c.send(t.Context(), http.MethodGet, c.origin+"/v1/metrics.json", nil, r.Header)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"response_count":26`, `"counted_count":26`, `"sent_count":32`} {
		if !strings.Contains(numbers, want) {
			t.Errorf("after two weeks the numbers lack %s: %s", want, numbers)
		}
	}
	if unread.link(5) == "" || unread.HTML == "" {
		t.Errorf("the mail to be photographed has no link of a 5, or no HTML: %q", unread.Subject)
	}
}

func TestPicturesAreTaken(t *testing.T) {
	t.Setenv("EARSHOT_TEST_CHROMIUM", parts.Chromium(t))
	c, unread := played(t, 1)
	for _, p := range pictures(c.origin, unread) {
		png, err := p.take(t.Context())
		if err != nil || len(png) < 5_000 || !strings.HasPrefix(string(png), "\x89PNG") {
			t.Errorf("%s: %d bytes, %v", p.name, len(png), err)
		}
	}
}
