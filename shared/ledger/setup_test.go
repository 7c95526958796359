package ledger_test

import (
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
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

// engine is an empty table on a file.
func engine(t testing.TB) *bolt.Table {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatalf("bolt.Open: %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func open(t *testing.T) *ledger.Ledger {
	t.Helper()
	return openOn(t, engine(t))
}

func openOn(t testing.TB, e table.Table) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), table.Once(e, &stream{n: 1 << 40}), &stream{})
	if err != nil {
		t.Fatalf("ledger.Open: %v", err)
	}
	return l
}

// at is a moment of November 2026.
func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

func shop() cx.Shop {
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal, s.Zone = "Havnegata 12, 7010 Trondheim", "Europe/Oslo"
	s.Live, s.LiveSince = true, at(1, 0)
	return s
}

func email(t *testing.T, s string) cx.Email {
	t.Helper()
	e, err := cx.ParseEmail(s)
	if err != nil {
		t.Fatalf("ParseEmail(%q): %v", s, err)
	}
	return e
}

// paidEvent tells of an order that was placed and paid on a day at 10:00.
func paidEvent(t *testing.T, ref, address string, day int) cx.OrderEvent {
	t.Helper()
	return cx.OrderEvent{
		Platform: cx.Shopify, Ref: ref, Number: "N" + ref, Version: at(day, 10),
		Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: at(day, 10), cx.Paid: at(day, 10)},
		State: &cx.OrderState{
			Placed: at(day, 10), Payment: cx.PaidInFull, Total: 4900, Currency: "EUR", Country: "NO",
			Items: []cx.Item{{ID: "7", Title: "Serving bowl “Fjord”, 28 cm"}}, Locale: "en",
		},
		Customer: &cx.CustomerState{Version: at(day, 10), Email: email(t, address), First: cx.NewName("Ada"), Last: cx.NewName("Berg")},
	}
}

func deliveredEvent(ref string, day int) cx.OrderEvent {
	return cx.OrderEvent{
		Platform: cx.Shopify, Ref: ref, Version: at(day, 9),
		Touchpoints: map[cx.Touchpoint]time.Time{cx.Fulfilled: at(day, 8), cx.Delivered: at(day, 9)},
	}
}

func record(t *testing.T, l *ledger.Ledger, e cx.OrderEvent, now time.Time) cx.Order {
	t.Helper()
	o, err := l.Record(t.Context(), shop(), e, now)
	if err != nil {
		t.Fatalf("Record: %v", err)
	}
	return o
}

// sentOrder is an order whose mail was sent at a moment, with the token of its links.
func sentOrder(t *testing.T, l *ledger.Ledger, ref, address string, sent time.Time) (cx.Order, cx.Token) {
	t.Helper()
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatalf("SaveShop: %v", err)
	}
	o := record(t, l, paidEvent(t, ref, address, 2), at(2, 11))
	f, err := l.Facts(t.Context(), shop(), o.ID)
	if err != nil {
		t.Fatalf("Facts: %v", err)
	}
	token := cx.NewToken(o.ID, [16]byte{1, 2, byte(len(ref)), ref[len(ref)-1]})
	gate := cx.Gate{Order: o.ID, Attempt: 1, Nonce: "n" + ref, At: sent, Token: token.Hash()}
	if won, err := l.Claim(t.Context(), f.Person, gate); err != nil || !won {
		t.Fatalf("Claim = %v, %v", won, err)
	}
	if err := l.MarkSent(t.Context(), o.ID, ledger.Accepted{Gate: gate, MailID: "m", Wording: "1/en", Shop: shop()}); err != nil {
		t.Fatalf("MarkSent: %v", err)
	}
	o, err = l.Order(t.Context(), o.ID)
	if err != nil {
		t.Fatalf("Order: %v", err)
	}
	return o, token
}

func kindOf(err error) cx.Kind {
	k, _ := cx.Public(err)
	return k
}

// setStep makes the message of an order a reminder.
func setStep(t *testing.T, e table.Table, id cx.OrderID) {
	t.Helper()
	key := table.Key{Partition: "O#" + string(id), Sort: "O"}
	if err := e.Commit(t.Context(), table.Update(key, table.Values{"step": table.Number(int64(cx.Reminder))}, nil)); err != nil {
		t.Fatal(err)
	}
}
