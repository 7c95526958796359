package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func keep(t *testing.T, l *ledger.Ledger, body string, when time.Time) {
	t.Helper()
	done(t, l.Keep(t.Context(), ledger.Kept{
		Shop: "nordlys", Platform: cx.Shopify, Topic: "orders/create", Body: []byte(body), Why: "a reason", At: when,
		Header: map[string]string{"X-Shopify-Topic": "orders/create"},
	}))
}

func TestKeptWebhooksComeInPages(t *testing.T) {
	l := open(t)
	now := at(24, 12)
	keep(t, l, "too old", now.AddDate(0, 0, -31))
	for n := range 7 {
		keep(t, l, fmt.Sprint("body ", n), now.Add(-time.Duration(n)*50*time.Hour))
	}
	keep(t, l, "body 0 too", now)
	done(t, l.Keep(t.Context(), ledger.Kept{Shop: "other", Platform: cx.Shopify, Body: []byte("of another shop"), At: now}))
	var seen []ledger.Kept
	before, more := "", true
	for range 9 {
		var page []ledger.Kept
		var err error
		page, more, err = l.KeptPage(t.Context(), "nordlys", now, before, 3)
		done(t, err)
		seen = append(seen, page...)
		if !more {
			break
		}
		before = page[len(page)-1].ID
	}
	if len(seen) != 8 || more {
		t.Fatalf("%d webhooks in the pages, more %v, want 8", len(seen), more)
	}
	for i := range seen[1:] {
		if seen[i].ID <= seen[i+1].ID {
			t.Errorf("%s stands before %s", seen[i].ID, seen[i+1].ID)
		}
	}
	got, err := l.KeptWebhook(t.Context(), "nordlys", seen[7].ID)
	done(t, err)
	if string(got.Body) != "body 6" || got.Why != "a reason" || got.Header["X-Shopify-Topic"] != "orders/create" {
		t.Errorf("read %+v", got)
	}
	done(t, l.DropKept(t.Context(), got))
	if _, err := l.KeptWebhook(t.Context(), "nordlys", got.ID); kindOf(err) != cx.NotFound {
		t.Errorf("a webhook that was thrown away = %v", err)
	}
}

func TestIDsOfKeptWebhooksThatAreNone(t *testing.T) {
	l := open(t)
	keep(t, l, "body", at(24, 12))
	page, _, err := l.KeptPage(t.Context(), "nordlys", at(24, 12), "", 3)
	done(t, err)
	for _, id := range []string{"", "2026-11-24", "2026-11-24T12:00:00Z#", page[0].ID + "x", "2026-13-24T12:00:00Z#abcdefghijklmnop", page[0].ID[:30] + "#######"} {
		if _, err := l.KeptWebhook(t.Context(), "nordlys", id); kindOf(err) != cx.NotFound {
			t.Errorf("KeptWebhook(%q) = %v", id, err)
		}
		if _, _, err := l.KeptPage(t.Context(), "nordlys", at(24, 12), id, 3); id != "" && kindOf(err) != cx.Invalid {
			t.Errorf("KeptPage before %q = %v", id, err)
		}
	}
	if _, err := l.KeptWebhook(t.Context(), "other", page[0].ID); kindOf(err) != cx.NotFound {
		t.Errorf("a webhook of another shop = %v", err)
	}
}
