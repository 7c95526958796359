// Package floor is a shop with customers for tests of the merchant's side: real events into the real ledger on a file,
// surveys sent, links opened and answered, each at a time that the test chooses. No program links it.
//
// It promises what a customer and a mail service can do, no more: nothing is written past the ledger, except that
// counters are brought up to date by a rebuild instead of a change feed.
package floor

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table/bolt"
)

// Floor is a ledger with one shop.
type Floor struct {
	*ledger.Ledger
	Shop cx.Shop
	Now  time.Time
	t    testing.TB
	n    int // orders so far
}

// Open makes a live shop called Nordlys on an empty file. It is a Tuesday afternoon in Oslo.
func Open(t testing.TB, scale cx.Scale) *Floor {
	t.Helper()
	tbl, err := bolt.Open(filepath.Join(t.TempDir(), "shop.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tbl.Close() })
	l, err := ledger.Open(t.Context(), tbl, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := &Floor{Ledger: l, Now: time.Date(2026, 11, 24, 13, 30, 0, 0, time.UTC), t: t}
	f.Shop = Nordlys("nordlys", scale)
	f.Save(f.Shop)
	return f
}

// Nordlys is a complete shop, live since 2020.
func Nordlys(id cx.ShopID, scale cx.Scale) cx.Shop {
	s := cx.NewShop(id, "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal, s.Zone, s.Country = "Nordlys, Storgata 1, 0155 Oslo", "Europe/Oslo", "NO"
	s.Live, s.LiveSince = true, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	s.Survey.Scale = scale
	return s
}

// Save stores the shop as it is given, and uses it from now on.
func (f *Floor) Save(s cx.Shop) {
	f.t.Helper()
	f.must(f.SaveShop(f.t.Context(), s))
	f.Shop = s
}

func (f *Floor) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// Buyer is who orders what.
type Buyer struct{ First, Last, Email, Item string }

// Buy records an order that was placed at a time and delivered three days later. Numbers begin at 1001.
func (f *Floor) Buy(b Buyer, placed time.Time) cx.Order {
	f.t.Helper()
	f.n++
	return f.Event(b, placed, func(e *cx.OrderEvent) {
		e.Touchpoints[cx.Paid] = placed
		e.Touchpoints[cx.Fulfilled] = placed.Add(24 * time.Hour)
		e.Touchpoints[cx.Delivered] = placed.Add(72 * time.Hour)
	})
}

// Event records one event of the newest order, changed by with.
func (f *Floor) Event(b Buyer, placed time.Time, with func(*cx.OrderEvent)) cx.Order {
	f.t.Helper()
	email, err := cx.ParseEmail(b.Email)
	f.must(err)
	e := cx.OrderEvent{
		Platform: cx.Shopify, Ref: fmt.Sprint(820982911946154508 + int64(f.n)), Number: fmt.Sprint(1000 + f.n), Version: placed,
		Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: placed},
		State: &cx.OrderState{Placed: placed, Payment: cx.PaidInFull, Total: 64900, Currency: "NOK", Country: "NO",
			Items: []cx.Item{{ID: "p1", Title: b.Item}}},
		Customer: &cx.CustomerState{Version: placed, Email: email, First: cx.NewName(b.First), Last: cx.NewName(b.Last)},
	}
	with(&e)
	o, err := f.Record(f.t.Context(), f.Shop, e, placed.Add(time.Hour))
	f.must(err)
	return o
}

// Send does what dispatch does when the mail service takes the mail at once.
func (f *Floor) Send(o cx.Order, at time.Time) cx.Invitation {
	f.t.Helper()
	ctx := f.t.Context()
	var secret [16]byte
	_, err := rand.Read(secret[:])
	f.must(err)
	token := cx.NewToken(o.ID, secret)
	p, err := f.Person(ctx, o.Person)
	f.must(err)
	gate := cx.Gate{Order: o.ID, Attempt: 1, Nonce: fmt.Sprint("n", f.n, at.Unix()), At: at.Truncate(time.Second), Token: token.Hash()}
	if ok, err := f.Claim(ctx, p, gate); err != nil || !ok {
		f.t.Fatalf("claim the gate: %v %v", ok, err)
	}
	f.must(f.MarkSent(ctx, o.ID, ledger.Accepted{Gate: gate, MailID: "m-" + string(o.ID[:6]), Wording: "1/en", Shop: f.Shop}))
	inv, err := f.Invitation(ctx, token, at)
	f.must(err)
	return inv
}

// Open visits the link of a score, as a person or a scanner does.
func (f *Floor) Open(inv cx.Invitation, score int, at time.Time) cx.Invitation {
	f.t.Helper()
	ctx := f.t.Context()
	f.must(f.Visit(ctx, inv, cx.Visit{Score: score, At: at, Client: "browser"}))
	e, err := f.Evidence(ctx, inv.Order.ID, at)
	f.must(err)
	inv.Evidence = e
	return inv
}

// Answer confirms a score.
func (f *Floor) Say(inv cx.Invitation, score int, act cx.Act, at time.Time, w cx.Words, signs ...cx.Sign) cx.Response {
	f.t.Helper()
	inv = f.Open(inv, score, at)
	c := cx.Confirmation{Act: act, Score: score, At: at, Client: "browser", Signs: signs}
	r, err := f.Answer(f.t.Context(), inv, &c, w, at)
	f.must(err)
	return r
}

// Count brings the counters up to date.
func (f *Floor) Count() {
	f.t.Helper()
	_, err := f.Rebuild(f.t.Context(), true, func(int64) {})
	f.must(err)
}

// Asked is a purchase with its survey sent, six days after it was placed.
func (f *Floor) Asked(b Buyer, sent time.Time) cx.Invitation {
	f.t.Helper()
	return f.Send(f.Buy(b, sent.AddDate(0, 0, -6)), sent)
}

// Said is a purchase whose survey was sent and answered by Save two hours later.
func (f *Floor) Said(b Buyer, score int, at time.Time) cx.Response {
	f.t.Helper()
	return f.Say(f.Asked(b, at.Add(-2*time.Hour)), score, cx.PressedSave, at, cx.Words{})
}

// Someone is a buyer with an address of their own.
func Someone(n int) Buyer {
	first := []string{"Ada", "Jonas", "Chen", "Ingrid", "Amara", "Luis", "Freya", "Tomasz", "Noor", "Silje"}
	last := []string{"Berg", "Wahl", "Li", "Solberg", "Okafor", "Moreno", "Hansen", "Nowak", "Haddad", "Dahl"}
	items := []string{"Stoneware mug", "Serving bowl “Fjord”", "Espresso set", "Dinner plate, sand", "Tall vase", "Butter dish"}
	return Buyer{First: first[n%10], Last: last[(n/10+n)%10], Email: fmt.Sprintf("customer%d@example.com", n), Item: items[n%6]}
}

// Context is the test's.
func (f *Floor) Context() context.Context { return f.t.Context() }
