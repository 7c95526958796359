package events

import (
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/seed"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

// now is the moment of the seed and of all events: a Tuesday, 11 o'clock in Oslo, so that mail may go out.
var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

const (
	owner = "mia@nordlys.example" // as in samconfig.toml
	// The secrets of the connections. The third is whsec_ and the base64 of 32 bytes.
	shopifySecret  = "shpss_seed_of_the_events"
	wooSecret      = "woo seed of the events & more"
	standardSecret = "whsec_c2VlZC1vZi10aGUtZXZlbnRzLW9mLWVhcnNob3Q="
)

// stream is a random source that gives the same bytes each time.
type stream struct{ n uint64 }

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], s.n)
		sum := sha256.Sum256(b[:])
		p[i] = sum[0]
		s.n++
	}
	return len(p), nil
}

// world is the table that the seed is made of, and the keys to what is in it.
type world struct {
	t      *testing.T
	facts  *ledger.Ledger
	engine *bolt.Table

	asked, answered         cx.Order // whose mails went out; the second was answered
	askedLink, answeredLink cx.Token
	session, apiKey         string
	response                table.Item
}

func shop() cx.Shop {
	s := cx.NewShop("demo", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal, s.Zone, s.Country = "Havnegata 12, 7010 Trondheim, Norway", "Europe/Oslo", "NO"
	s.Live, s.LiveSince, s.Ramp = true, now.AddDate(0, -1, 0), 0
	return s
}

// newWorld makes a shop that is live, one order whose mail is due, one that was asked and one that answered.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	var err error
	w.engine, err = bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	w.must(err)
	t.Cleanup(func() { _ = w.engine.Close() })
	w.facts, err = ledger.Open(t.Context(), table.Once(w.engine, &stream{n: 1 << 40}), &stream{})
	w.must(err)
	w.openShop()
	w.deliver("5001", "ada@customer.example", "Ada", 4)
	w.asked, w.askedLink = w.mail("5002", "bo@customer.example", "Bo")
	w.answered, w.answeredLink = w.mail("5003", "cai@customer.example", "Cai")
	w.answer()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) openShop() {
	ctx := w.t.Context()
	w.must(w.facts.SaveShop(ctx, shop()))
	for platform, secret := range map[cx.Platform]string{cx.Shopify: shopifySecret, cx.WooCommerce: wooSecret, cx.Standard: standardSecret} {
		w.must(w.facts.SaveConnection(ctx, shop().ID, platform, []string{secret}, ""))
	}
	var err error
	w.session, err = w.facts.NewSession(ctx, owner, "", now.Add(-time.Hour))
	w.must(err)
	w.apiKey, err = w.facts.NewAPIKey(ctx, shop().ID)
	w.must(err)
}

// deliver records an order that arrived some days ago.
func (w *world) deliver(ref, address, first string, days int) cx.Order {
	w.t.Helper()
	e, err := cx.ParseEmail(address)
	w.must(err)
	placed, arrived := now.AddDate(0, 0, -days-3), now.AddDate(0, 0, -days)
	o, err := w.facts.Record(w.t.Context(), shop(), cx.OrderEvent{
		Platform: cx.Shopify, Ref: ref, Number: ref, Version: arrived,
		Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: placed, cx.Paid: placed, cx.Fulfilled: placed, cx.Delivered: arrived},
		State: &cx.OrderState{
			Placed: placed, Payment: cx.PaidInFull, Total: 4900, Currency: "EUR", Country: "NO", Locale: "en",
			Items: []cx.Item{{ID: "7", Title: "Serving bowl “Fjord”, 28 cm"}},
		},
		Customer: &cx.CustomerState{Version: arrived, Email: e, First: cx.NewName(first), Country: "NO", Locale: "en"},
	}, arrived)
	w.must(err)
	return o
}

// mail records an order and that its survey went out yesterday.
func (w *world) mail(ref, address, first string) (cx.Order, cx.Token) {
	w.t.Helper()
	ctx, sent := w.t.Context(), now.AddDate(0, 0, -1)
	o := w.deliver(ref, address, first, 5)
	f, err := w.facts.Facts(ctx, shop(), o.ID)
	w.must(err)
	sum := sha256.Sum256([]byte("token of " + ref))
	token := cx.NewToken(o.ID, [16]byte(sum[:16]))
	gate := cx.Gate{Order: o.ID, Attempt: 1, Nonce: "seed" + ref, At: sent, Token: token.Hash()}
	won, err := w.facts.Claim(ctx, f.Person, gate)
	if err != nil || !won {
		w.t.Fatalf("claim %s: %v, %v", ref, won, err)
	}
	w.must(w.facts.MarkSent(ctx, o.ID, ledger.Accepted{Gate: gate, MailID: mailID(ref), Wording: "1/en", Shop: shop()}))
	return o, token
}

// mailID looks like SES's.
func mailID(ref string) string {
	return "0100019ab" + ref + "a2b-6f1e2d3c-4b5a-4c7d-8e9f-0a1b2c3d4e5f-000000"
}

// answer records an answer by hand, and counts everything.
func (w *world) answer() {
	w.t.Helper()
	ctx, at := w.t.Context(), now.Add(-2*time.Hour)
	inv, err := w.facts.Invitation(ctx, w.answeredLink, at)
	w.must(err)
	_, err = w.facts.Answer(ctx, inv, &cx.Confirmation{Act: cx.PressedSave, Score: 5, At: at, Client: w.facts.ClientKey("seed")},
		cx.Words{Reasons: []string{"quality"}, Comment: "The glaze is even more beautiful than in the pictures."}, at)
	w.must(err)
	_, err = w.facts.Rebuild(ctx, true, func(int64) {})
	w.must(err)
	for found, err := range w.engine.Walk(ctx, 0, 1, table.Position{}) {
		w.must(err)
		if found.Item.Key.Sort == "R#"+string(w.answered.ID) {
			w.response = found.Item
		}
	}
	if !w.response.Exists() {
		w.t.Fatal("there is no response in the table")
	}
}

func (w *world) seed() seed.Seed {
	w.t.Helper()
	s, err := seed.Of(w.t.Context(), w.engine, now)
	w.must(err)
	return s
}
