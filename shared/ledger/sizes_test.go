package ledger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

const someID = "abcdefghijklmnopqrstuvwxyz"

func largestOrder() cx.Order {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	title := strings.Repeat("Ü", 100)
	o := cx.Order{
		ID: someID, Shop: "nordlys-ceramics", Platform: cx.WooCommerce, Ref: "820982911946154508", Number: "NC-2026-100234",
		Person: someID, Version: at, Refund: cx.PartRefund, Touched: map[cx.Touchpoint]time.Time{},
		State: cx.OrderState{
			Placed: at, Payment: cx.PaidInFull, Refund: cx.PartRefund, Total: 123456789, Currency: "EUR", Country: "DE", Province: "BY",
			Locale: "de-DE", Items: []cx.Item{{ID: "7894561234567", Title: title}, {ID: "7894561234568", Title: title}, {ID: "7894561234569", Title: title}},
		},
		Message: cx.Message{
			State: cx.Due, Due: at, Planned: at, Trigger: cx.Fulfilled, Reason: cx.NowUnclear, Survey: "purchase", Wording: "12/de",
			Tokens: []cx.TokenHash{"0123456789012345678901", "0123456789012345678902", "0123456789012345678903"},
			SentAt: at, SentDay: "2026-11-24", Attempt: 2, MailID: "0100018f1a2b3c4d-12345678-1234-1234-1234-123456789012-000000",
			Held: true, Repeat: true, Delayed: at, Delivered: at, Bounced: at,
		},
	}
	for _, point := range cx.Touchpoints() {
		o.Touched[point] = at
	}
	for range cx.KeptDecisions {
		o.Message.Decisions = append(o.Message.Decisions, cx.Decision{At: at, Action: cx.Wait, Reason: cx.QuietHours, Until: at})
	}
	return o
}

// usualOrder has long titles, was put off four times, sent once and bounced.
func usualOrder() cx.Order {
	o := largestOrder()
	o.Refund, o.State.Refund = cx.NoRefund, cx.NoRefund
	delete(o.Touched, cx.Refunded)
	delete(o.Touched, cx.Cancelled)
	m := &o.Message
	m.State, m.Due, m.Reason, m.Attempt, m.Tokens = cx.Sent, time.Time{}, "", 1, m.Tokens[:1]
	m.Delayed, m.Delivered = time.Time{}, time.Time{}
	return o
}

func largestPerson(t *testing.T) cx.Person {
	t.Helper()
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	email, err := cx.ParseEmail("a.rather.long.name.of.a.person@mail.of.some.company.example.com")
	if err != nil {
		t.Fatal(err)
	}
	p := cx.Person{
		ID: someID, Shop: "nordlys-ceramics", Email: email, First: cx.NewName("Wolfeschlegelsteinhausen"), Last: cx.NewName("Bergerdorff-Lindqvist"),
		Locale: "de-DE", Country: "DE", Province: "BY", Version: at, Told: cx.Told{Name: at, Place: at, Locale: at}, Count: 1234,
		Gate: cx.Gate{Order: someID, Attempt: 2, Nonce: "0123456789abcdef01234567", At: at, Token: "0123456789012345678901", Wording: "12/de"}, LastAsked: at, Before: at,
	}
	for i := range cx.KeptOrders {
		p.Orders = append(p.Orders, cx.OrderID(fmt.Sprintf("%s%02d", someID[:24], i)))
	}
	return p
}
