package command_test

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/local/command"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

func now() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// desk is a desk on an empty table, and what it writes.
func desk(t *testing.T) (command.Desk, *bytes.Buffer) {
	t.Helper()
	file, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	facts, err := ledger.Open(t.Context(), table.Once(file, rand.Reader), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	return command.Desk{Facts: facts, Now: now, Out: &out, Progress: func(int64) {}}, &out
}

const birk = `{"id":"birk","name":"Birk","sender":"Per","from":"per@birk.example","reply_to":"per@birk.example",
	"postal":"Birk, Oslo","zone":"Europe/Oslo","country":"NO","language":"en","colour":"#223344"}`

func save(t *testing.T, d command.Desk, text string) {
	t.Helper()
	if err := d.SaveShop(t.Context(), []byte(text)); err != nil {
		t.Fatalf("SaveShop: %v", err)
	}
}

func stored(t *testing.T, d command.Desk) cx.Shop {
	t.Helper()
	s, err := d.Facts.Shop(t.Context(), "birk")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGoingLive: it is one deliberate act, and what was ordered before is never mailed; so its moment is ours to say.
func TestGoingLive(t *testing.T) {
	d, out := desk(t)
	save(t, d, birk)
	if s := stored(t, d); s.Live || !strings.Contains(out.String(), "in rehearsal") {
		t.Errorf("a new shop is live: %v; %s", s.Live, out)
	}
	save(t, d, `{"id":"birk","live":true,"live_since":"2020-01-01T00:00:00Z"}`)
	if s := stored(t, d); !s.Live || !s.LiveSince.Equal(now()) {
		t.Errorf("live %v since %v, want since now whatever the file says", s.Live, s.LiveSince)
	}
	d.Now = func() time.Time { return now().Add(time.Hour) }
	save(t, d, `{"id":"birk","live":true,"name":"Birk & Co"}`)
	if s := stored(t, d); !s.LiveSince.Equal(now()) || s.Name != "Birk & Co" || s.Sender != "Per" {
		t.Errorf("a later save: live since %v, %s, %s", s.LiveSince, s.Name, s.Sender)
	}
}

func TestSaveShopRefuses(t *testing.T) {
	d, _ := desk(t)
	save(t, d, birk)
	before := stored(t, d)
	tests := []struct {
		name, text, want string
	}{
		{"no JSON", `shop: birk`, "not the JSON of a shop"},
		{"no id", `{"name":"x"}`, `needs an "id"`},
		{"a field that is misspelt", `{"id":"birk","nmae":"x"}`, "nmae"},
		{"two objects", `{"id":"birk"} {"id":"birk"}`, "not the JSON"},
		{"a wrong value", `{"id":"birk","zone":"Europe/Atlantis"}`, "zone"},
		{"a new connection without secrets", `{"id":"birk","connections":{"shopify":{}}}`, "needs its secrets"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := d.SaveShop(t.Context(), []byte(tt.text))
			if _, text := cx.Public(err); err == nil || !strings.Contains(text, tt.want) {
				t.Errorf("SaveShop = %v, want %q", err, tt.want)
			}
		})
	}
	if s := stored(t, d); s.Name != before.Name || s.Zone != before.Zone {
		t.Errorf("a refused file changed the shop: %+v", s)
	}
}

// TestShowShop: what it prints can be saved as it is, and secrets survive that.
func TestShowShop(t *testing.T) {
	d, out := desk(t)
	save(t, d, strings.TrimSuffix(birk, "}")+`,"connections":{"shopify":{"secrets":["new","old"],"domain":"birk.myshopify.com"}}}`)
	out.Reset()
	if err := d.ShowShop(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	shown := out.String()
	if strings.Contains(shown, `"old"`) || !strings.Contains(shown, "birk.myshopify.com") {
		t.Errorf("shown: %s", shown)
	}
	save(t, d, shown)
	c, err := d.Facts.Connection(t.Context(), "birk", cx.Shopify)
	if err != nil || strings.Join(c.Secrets, " ") != "new old" || c.Domain != "birk.myshopify.com" {
		t.Errorf("after saving what was shown: %v, %v", c.Secrets, err)
	}
	if err := d.ShowShop(t.Context(), "nobody"); err == nil {
		t.Error("a shop that is not there was shown")
	}
}

func record(t *testing.T, d command.Desk) cx.Email {
	t.Helper()
	save(t, d, strings.TrimSuffix(birk, "}")+`,"live":true}`)
	e, err := cx.ParseEmail("Ada@Example.com")
	if err != nil {
		t.Fatal(err)
	}
	at := now().Add(time.Hour)
	_, err = d.Facts.Record(t.Context(), stored(t, d), cx.OrderEvent{
		Platform: cx.Standard, Ref: "7", Number: "7", Version: at, Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: at, cx.Paid: at},
		State:    &cx.OrderState{Placed: at, Payment: cx.PaidInFull, Total: 100, Currency: "EUR", Country: "NO"},
		Customer: &cx.CustomerState{Version: at, Email: e, First: cx.NewName("Ada")},
	}, at)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestExplainHoldsNoPersonalData: the answer may be pasted into a ticket.
func TestExplainHoldsNoPersonalData(t *testing.T) {
	d, out := desk(t)
	record(t, d)
	for _, what := range []string{"7", "#7", "ada@example.com"} {
		out.Reset()
		if err := d.Explain(t.Context(), what); err != nil {
			t.Fatalf("explain %s: %v", what, err)
		}
		if !strings.Contains(out.String(), "Order 7 of Birk") || !strings.Contains(out.String(), "Next: ") {
			t.Errorf("explain %s: %s", what, out)
		}
		if strings.Contains(strings.ToLower(out.String()), "ada") {
			t.Errorf("explain %s tells who it is: %s", what, out)
		}
	}
}

// TestEraseSaysWhenToRepeat: where others write too, one pass is not enough.
func TestEraseSaysWhenToRepeat(t *testing.T) {
	for _, certain := range []bool{true, false} {
		d, out := desk(t)
		e := record(t, d)
		out.Reset()
		d.Certain = certain
		if err := d.Erase(t.Context(), e.Reveal()); err != nil {
			t.Fatal(err)
		}
		if again := strings.Contains(out.String(), "once more after"); again == certain || !strings.Contains(out.String(), "has forgotten") {
			t.Errorf("certain %v: %s", certain, out)
		}
		p, err := d.Facts.FindPerson(t.Context(), "birk", e)
		if err != nil || p.Erased.IsZero() || !p.First.IsZero() {
			t.Errorf("after the erasure: %+v, %v", p, err)
		}
	}
}

// TestRebuild: a counter that is wrong is told, left alone by a comparison, and mended otherwise.
func TestRebuild(t *testing.T) {
	d, out := desk(t)
	record(t, d)
	day := ledger.Contribution{{Shop: "birk", Survey: "purchase", Day: "2026-11-24", Name: "sent"}: 3}
	for _, w := range ledger.Increments(day, 0) {
		if err := d.Facts.Table().Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		mend bool
		want string
	}{{false, "3 differ"}, {true, "3 differed and were mended"}, {false, "All counters agree"}} {
		out.Reset()
		if err := d.Rebuild(t.Context(), step.mend); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), step.want) {
			t.Errorf("rebuild: %s\nwant %q", out, step.want)
		}
	}
}
