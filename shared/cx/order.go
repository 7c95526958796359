package cx

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Touchpoint is something that happened to a customer's order.
type Touchpoint string

// The touchpoints of an order.
const (
	Ordered   Touchpoint = "ordered"
	Paid      Touchpoint = "paid"
	Fulfilled Touchpoint = "fulfilled"
	Delivered Touchpoint = "delivered"
	Cancelled Touchpoint = "cancelled"
	Refunded  Touchpoint = "refunded"
)

// Touchpoints are all of them, in the order of an order's life.
func Touchpoints() []Touchpoint {
	return []Touchpoint{Ordered, Paid, Fulfilled, Delivered, Cancelled, Refunded}
}

// Payment is how far an order is paid, ranked: of equal versions the higher one wins.
type Payment int

// The states of a payment.
const (
	Unpaid Payment = iota
	PaidInFull
	Voided // paid no more, or never to be paid
)

// Refund is how much of an order was given back, ranked.
type Refund int

// The extents of a refund.
const (
	NoRefund Refund = iota
	PartRefund
	FullRefund
)

// Item is one product of an order, as far as a mail and a segment need it.
type Item struct {
	ID    string `json:"id"`    // the platform's product id
	Title string `json:"title"` // cut at 80 bytes
}

// OrderEvent is what one verified webhook says of one order: the only thing that platforms tell the business.
type OrderEvent struct {
	Platform    Platform
	Ref         string                   // the platform's id of the order; never empty
	Number      string                   // what the customer calls the order ("1001"); "" if not told
	Version     time.Time                // when the platform last changed the object that the event tells of
	Touchpoints map[Touchpoint]time.Time // what happened when, on the platform's own clock; never zero times
	Refund      Refund                   // what a refund of its own tells; refunds never un-happen
	State       *OrderState              // nil if the event does not tell the whole state
	Customer    *CustomerState           // nil if the event does not say who ordered
}

// OrderState is the part of an order that has versions: the newest wins as a whole, equal ones merge. Platforms send the
// order whole, so what the newest does not tell is not so any more (an item or an address was removed).
type OrderState struct {
	Placed    time.Time // the platform's own order time
	Payment   Payment
	Cancelled bool
	Refund    Refund
	Test      bool
	Total     int64  // in the smallest unit of Currency
	Currency  string // ISO 4217
	Items     []Item // at most 3
	Country   string // ISO 3166-1 alpha-2 of the recipient, "" if unknown
	Province  string // the platform's code of state or province, "" if unknown
	Locale    string // BCP 47, "" if unknown
}

// CustomerState is what an event says of who ordered. Email may be zero: then nobody can be asked.
type CustomerState struct {
	Version  time.Time
	Email    Email
	First    Name
	Last     Name
	Locale   string
	Country  string
	Province string
}

// Order is an order and its survey's message: all that is known, without any personal data.
type Order struct {
	ID       OrderID
	Shop     ShopID
	Platform Platform
	Ref      string
	Number   string
	Person   PersonID // "" while nobody with an address is known
	Version  time.Time
	State    OrderState
	Refund   Refund // the highest that refunds of their own told
	Touched  map[Touchpoint]time.Time
	Message  Message
	Rev      int64
}

// Known tells that the order itself was seen, not just a refund or a fulfilment that came before it.
func (o Order) Known() bool { return !o.State.Placed.IsZero() }

// Refunds is the most that the order's own state or its refunds tell.
func (o Order) Refunds() Refund { return max(o.Refund, o.State.Refund) }

// Apply merges an event into the order. Events may come doubled, late and in any order: the result is the same.
// Touchpoints keep their earliest time, whatever the version of the event that told it; state follows the newest
// version; equal versions merge to the same result in either order.
func (o Order) Apply(e OrderEvent) Order {
	o.Touched = earliest(o.Touched, e.Touchpoints)
	o.Refund = max(o.Refund, e.Refund)
	if o.Number == "" || (e.Number != "" && e.Number < o.Number) {
		o.Number = e.Number
	}
	if e.State == nil {
		return o
	}
	switch c := e.Version.Compare(o.Version); {
	case c > 0:
		o.State, o.Version = *e.State, e.Version
	case c == 0:
		o.State = o.State.merge(*e.State)
	}
	return o
}

// earliest ignores zero times: they are no time at all, and earlier than any.
func earliest(have, more map[Touchpoint]time.Time) map[Touchpoint]time.Time {
	all := make(map[Touchpoint]time.Time, len(have)+len(more))
	for _, touched := range []map[Touchpoint]time.Time{have, more} {
		for t, at := range touched {
			if old, ok := all[t]; !at.IsZero() && (!ok || at.Before(old)) {
				all[t] = at
			}
		}
	}
	return all
}

// merge joins two states of the same version so that the order of the arguments does not matter: the highest rank, the
// earliest time, and of texts, lists and what belongs together the greater. The zero state changes nothing.
func (a OrderState) merge(b OrderState) OrderState {
	if a.Placed.IsZero() || (!b.Placed.IsZero() && b.Placed.Before(a.Placed)) {
		a.Placed = b.Placed
	}
	a.Payment, a.Refund = max(a.Payment, b.Payment), max(a.Refund, b.Refund)
	a.Cancelled, a.Test = a.Cancelled || b.Cancelled, a.Test || b.Test
	if b.Currency > a.Currency || (b.Currency == a.Currency && b.Total > a.Total) {
		a.Currency, a.Total = b.Currency, b.Total
	}
	if slices.CompareFunc(b.Items, a.Items, compareItem) > 0 {
		a.Items = b.Items
	}
	if b.Country > a.Country || (b.Country == a.Country && b.Province > a.Province) {
		a.Country, a.Province = b.Country, b.Province
	}
	a.Locale = max(a.Locale, b.Locale)
	return a
}

func compareItem(a, b Item) int {
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Title, b.Title))
}
