package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// keptHook is a webhook that nobody understood.
func keptHook(body string, hour int) ledger.Kept {
	return ledger.Kept{
		Shop: "nordlys", Platform: cx.Shopify, Topic: "orders/paid", Body: []byte(body), Header: map[string]string{"X-Shopify-Topic": "orders/paid"},
		Why: "no order id", At: at(24, hour),
	}
}

func listKept(t *testing.T, l *ledger.Ledger) []ledger.Kept {
	t.Helper()
	all, err := l.KeptWebhooks(t.Context(), "nordlys", at(24, 0))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestKeep(t *testing.T) {
	l := open(t)
	want := keptHook(`{"id": 1, "text": "Ä\u0000"}`, 9)
	for range 2 { // the same webhook, redelivered within the second
		if err := l.Keep(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	all := listKept(t, l)
	if len(all) != 1 {
		t.Fatalf("%d are kept, want 1", len(all))
	}
	want.ID = all[0].ID
	if !reflect.DeepEqual(all[0], want) {
		t.Errorf("kept %+v, want %+v", all[0], want)
	}
	for range 2 {
		if err := l.DropKept(t.Context(), all[0]); err != nil {
			t.Fatal(err)
		}
	}
	if all := listKept(t, l); len(all) != 0 {
		t.Errorf("%d are still kept", len(all))
	}
}

// TestKeepTellsApart: one body may come for two topics and from two platforms in one second.
func TestKeepTellsApart(t *testing.T) {
	l := open(t)
	paid, updated, woo := keptHook("{}", 9), keptHook("{}", 9), keptHook("{}", 9)
	updated.Topic, woo.Platform = "orders/updated", cx.WooCommerce
	for _, k := range []ledger.Kept{paid, updated, woo} {
		if err := l.Keep(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	if all := listKept(t, l); len(all) != 3 {
		t.Errorf("%d are kept, want 3", len(all))
	}
}

// TestKeepALargeBody: 2 MB of JSON are kept whole; what does not fit even compressed is still shown, so that the platform
// is not answered with an error and somebody hears of it.
func TestKeepALargeBody(t *testing.T) {
	l := open(t)
	var orders bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&orders, `{"line_item": %d, "title": "Serving bowl", "price": "%d.00", "quantity": 1},`, 8_000_000_000+i*7919, i%97)
	}
	noise := make([]byte, 700_000)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for i, body := range []string{orders.String(), string(noise)} {
		if err := l.Keep(t.Context(), keptHook(body, 9+i)); err != nil {
			t.Fatalf("body %d: %v", i, err)
		}
	}
	all := listKept(t, l)
	if len(all) != 2 || string(all[0].Body) != orders.String() {
		t.Fatalf("%d are kept, the first with %d bytes, want %d", len(all), len(all[0].Body), orders.Len())
	}
	if len(all[1].Body) != 0 || all[1].Why == "no order id" {
		t.Errorf("of what does not fit %d bytes are kept because %q", len(all[1].Body), all[1].Why)
	}
}

// short is a table whose pages are short, as DynamoDB's are where items are large.
type short struct{ table.Table }

func (s short) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	q.Limit = 2
	return s.Table.Query(ctx, q)
}

func TestKeptListOverShortPages(t *testing.T) {
	e := engine(t)
	l := openOn(t, short{e})
	for i := range 7 {
		if err := l.Keep(t.Context(), keptHook(fmt.Sprint(i), i)); err != nil {
			t.Fatal(err)
		}
	}
	if all := listKept(t, l); len(all) != 7 {
		t.Errorf("%d are listed, want 7", len(all))
	}
}

// TestEraseFindsTheAddress in the ways that platforms write it, and leaves the others.
func TestEraseFindsTheAddress(t *testing.T) {
	bodies := map[string]bool{ // whether it holds ada+1@example.com
		`{"email":"ada+1@example.com"}`:           true,
		`{"email":"ADA+1@Example.com"}`:           true,
		`{"email":"ada\u002b1@example.com"}`:      true,
		`{"email":"ada\u002B1\u0040example.com"}`: true,
		`id=1&email=ada%2B1%40example.com`:        true,
		`{"email":"bo@example.com"}`:              false,
		`{"email":"ada@example.com"}`:             false,
		`no JSON at all {`:                        false,
	}
	for body, holds := range bodies {
		l := openOn(t, short{engine(t)})
		if err := l.Keep(t.Context(), keptHook(body, 9)); err != nil {
			t.Fatal(err)
		}
		r, err := l.Erase(t.Context(), shop(), email(t, "Ada+1@example.com"), at(30, 9))
		if err != nil || (r.Kept == 1) != holds || (len(listKept(t, l)) == 0) != holds {
			t.Errorf("%s: %d removed, %v; want removed: %v", body, r.Kept, err, holds)
		}
	}
}
