package cx_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

// instant reads a time as "2026-11-23T10:00+01:00".
func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04Z07:00", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func email(t testing.TB, s string) cx.Email {
	t.Helper()
	e, err := cx.ParseEmail(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// askable are the facts of an order about which its customer is asked on 23 November at 10:00 in Oslo, plus jitter.
func askable(t testing.TB) cx.Facts {
	shop := cx.NewShop("nordlys", "Nordlys")
	shop.Sender, shop.From, shop.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	shop.Postal, shop.Zone, shop.Country = "Storgata 1, Tromsø", "Europe/Oslo", "NO"
	shop.Live, shop.LiveSince = true, instant(t, "2026-11-01T00:00+01:00")
	order := cx.Order{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Shop: shop.ID, Person: "bbbbbbbbbbbbbbbbbbbbbbbbbb", Number: "1001",
		Version: instant(t, "2026-11-20T10:00+01:00"),
		State: cx.OrderState{
			Placed: instant(t, "2026-11-10T08:00+01:00"), Payment: cx.PaidInFull, Total: 4900, Currency: "NOK", Country: "NO",
		},
		Touched: map[cx.Touchpoint]time.Time{
			cx.Ordered: instant(t, "2026-11-10T08:00+01:00"), cx.Paid: instant(t, "2026-11-10T08:01+01:00"),
			cx.Fulfilled: instant(t, "2026-11-12T12:00+01:00"), cx.Delivered: instant(t, "2026-11-20T10:00+01:00"),
		},
		Message: cx.Message{
			State: cx.Due, Due: instant(t, "2026-11-23T10:12+01:00"), Planned: instant(t, "2026-11-23T10:12+01:00"),
			Trigger: cx.Delivered, Survey: "purchase",
		},
	}
	person := cx.Person{ID: order.Person, Shop: shop.ID, Email: email(t, "ann@example.org"), First: cx.NewName("Ann")}
	return cx.Facts{Shop: shop, Order: order, Person: person}
}
