package api

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

// FuzzCredential holds that what anybody sends as credentials is taken apart without a panic, and that a key comes out
// as it went in.
func FuzzCredential(f *testing.F) {
	for _, s := range []string{"", "Basic", "Basic a2V5Og==", "basic a2V5", "Basic \x00", "Bearer a2V5", "Basic =====", "Basic a2V5 a2V5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if key, ok := credential(header); ok != (key != "") || strings.Contains(key, ":") {
			t.Errorf("credential(%q) = %q, %v", header, key, ok)
		}
		if clean := strings.ReplaceAll(header, ":", ""); clean != "" && len(clean) < 400 {
			if key, ok := credential("Basic " + base64.StdEncoding.EncodeToString([]byte(clean+":x"))); !ok || key != clean {
				t.Errorf("the key %q came out as %q, %v", clean, key, ok)
			}
		}
	})
}

// FuzzReadQuery holds that a query is refused or within the bounds.
func FuzzReadQuery(f *testing.F) {
	for _, s := range []string{"", "page=2&per_page=100", "since=1&until=2", "order=desc:updated_at", "status=all&expand[]=person", "page=9999999999999999999", "since=-9223372036854775808"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, err := readQuery(v, cx.NewShop("s", "S").Survey, now)
		if wrong, ok := errors.AsType[invalid](err); err != nil && (!ok || len(wrong) == 0) {
			t.Fatalf("the error is %v, want the parameters that are wrong", err)
		}
		if err == nil && (q.page < 1 || q.perPage < 1 || q.page*q.perPage > mostReached || q.since.Before(now.Add(-history)) || q.until.After(now)) {
			t.Errorf("the query %q is out of bounds: %+v", raw, q)
		}
	})
}
