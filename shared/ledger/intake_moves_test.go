package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// movedEvent tells, an hour after the order was paid, that it is another customer's: a corrected address.
func movedEvent(t *testing.T, ref, address string, day int) cx.OrderEvent {
	t.Helper()
	e := paidEvent(t, ref, address, day)
	e.Version, e.Customer.Version = e.Version.Add(time.Hour), e.Version.Add(time.Hour)
	return e
}

func facts(t *testing.T, l *ledger.Ledger, id cx.OrderID) cx.Facts {
	t.Helper()
	f, err := l.Facts(t.Context(), shop(), id)
	if err != nil {
		t.Fatalf("Facts: %v", err)
	}
	return f
}

// claim closes the gate on the customer of an order, as dispatch does before the request.
func claim(t *testing.T, l *ledger.Ledger, id cx.OrderID, now time.Time) cx.Gate {
	t.Helper()
	g := cx.Gate{Order: id, Attempt: 1, Nonce: "nonce", At: now, Token: cx.NewToken(id, [16]byte{1}).Hash()}
	if won, err := l.Claim(t.Context(), facts(t, l, id).Person, g); err != nil || !won {
		t.Fatalf("Claim = %v, %v", won, err)
	}
	return g
}

// TestRecordFineVersions: platforms tell times finer than the table keeps them.
func TestRecordFineVersions(t *testing.T) {
	older, newer := paidEvent(t, "1", "ada@example.com", 2), paidEvent(t, "1", "ada@example.com", 2)
	older.Version, newer.Version = older.Version.Add(100*time.Microsecond), newer.Version.Add(900*time.Microsecond)
	older.Customer.Version, newer.Customer.Version = older.Version, newer.Version
	older.State.Country, newer.State.Country = "SE", "NO"
	older.Customer.First, newer.Customer.First = cx.NewName("Zoe"), cx.NewName("Ada")
	var ends []string
	for _, order := range [][]cx.OrderEvent{{older, newer}, {newer, older}, {older, newer, older}} {
		l := open(t)
		for _, e := range order {
			record(t, l, e, at(2, 11))
		}
		f := facts(t, l, l.OrderID("nordlys", cx.Shopify, "1"))
		ends = append(ends, f.Order.State.Country+" "+f.Person.First.Reveal())
	}
	if ends[0] != ends[1] || ends[0] != ends[2] {
		t.Errorf("the same two events, within a millisecond, ended in %q", ends)
	}
}

// TestRecordMovesTheOrder: a newer event names another customer. In either order of the events the order is hers alone.
func TestRecordMovesTheOrder(t *testing.T) {
	first, second := paidEvent(t, "1", "typo@example.com", 2), movedEvent(t, "1", "ada@example.com", 2)
	for name, events := range map[string][]cx.OrderEvent{"in order": {first, second}, "turned": {second, first}, "doubled": {first, second, first, second}} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			for _, e := range events {
				record(t, l, e, at(2, 12))
			}
			f := facts(t, l, l.OrderID("nordlys", cx.Shopify, "1"))
			if f.Person.Email.Reveal() != "ada@example.com" || f.Person.Count != 1 || len(f.Person.Orders) != 1 {
				t.Errorf("the order is of %+v", f.Person)
			}
			was, err := l.FindPerson(t.Context(), "nordlys", email(t, "typo@example.com"))
			if err != nil || was.Count != 0 || len(was.Orders) != 0 {
				t.Errorf("the other still has %d orders, %v; %v", was.Count, was.Orders, err)
			}
		})
	}
}

// TestRecordMoveMeetsClaim: whoever read the old customer before the order moved cannot claim any more.
func TestRecordMoveMeetsClaim(t *testing.T) {
	l := open(t)
	o := record(t, l, paidEvent(t, "1", "typo@example.com", 2), at(2, 11))
	read := facts(t, l, o.ID)
	record(t, l, movedEvent(t, "1", "ada@example.com", 2), at(2, 12))
	won, err := l.Claim(t.Context(), read.Person, cx.Gate{Order: o.ID, Attempt: 1, Nonce: "n", At: at(23, 9), Token: "t"})
	if won || err != nil {
		t.Errorf("Claim = %v, %v: a mail to the old address and another to the new one", won, err)
	}
}

// TestRecordKeepsWhomItWrote: once a mail is on its way, the order stays its reader's, or a second mail would go out and
// the answer would be lost from sight.
func TestRecordKeepsWhomItWrote(t *testing.T) {
	tests := []struct {
		name   string
		before func(t *testing.T, l *ledger.Ledger, id cx.OrderID)
	}{
		{"on its way", func(t *testing.T, l *ledger.Ledger, id cx.OrderID) { claim(t, l, id, at(23, 9)) }},
		{"sent", func(t *testing.T, l *ledger.Ledger, id cx.OrderID) {
			g := claim(t, l, id, at(23, 9))
			if err := l.MarkSent(t.Context(), id, ledger.Accepted{Gate: g, Shop: shop()}); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := open(t)
			o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
			tt.before(t, l, o.ID)
			before := facts(t, l, o.ID)
			record(t, l, movedEvent(t, "1", "new@example.com", 2), at(23, 10))
			if after := facts(t, l, o.ID); after.Person.ID != before.Person.ID || after.Order.Message.State != before.Order.Message.State {
				t.Errorf("the order went from %s to %s, its message from %q to %q", before.Person.ID, after.Person.ID, before.Order.Message.State, after.Order.Message.State)
			}
		})
	}
}

// TestRecordLeavesAClaimedMessage: nothing but an end takes a claimed message out of the due index.
func TestRecordLeavesAClaimedMessage(t *testing.T) {
	free := paidEvent(t, "1", "ada@example.com", 2)
	free.Version, free.State.Total = at(23, 9), 0
	for name, e := range map[string]cx.OrderEvent{"the trigger comes": deliveredEvent("1", 23), "the order becomes free": free} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
			before := facts(t, l, o.ID).Order.Message
			claim(t, l, o.ID, at(23, 9))
			record(t, l, e, at(23, 10))
			if m := facts(t, l, o.ID).Order.Message; m.State != cx.Due || !m.Due.Equal(before.Due) {
				t.Errorf("a message that is on its way became %q, due %v; it was due %v", m.State, m.Due, before.Due)
			}
		})
	}
}

// TestRecordAfterErasureOfTheOldAddress: a late event about an erased address says nothing about who took over.
func TestRecordAfterErasureOfTheOldAddress(t *testing.T) {
	l := open(t)
	record(t, l, paidEvent(t, "1", "typo@example.com", 2), at(2, 11))
	o := record(t, l, movedEvent(t, "1", "ada@example.com", 2), at(2, 12))
	if _, err := l.Erase(t.Context(), shop(), email(t, "typo@example.com"), at(3, 9)); err != nil {
		t.Fatal(err)
	}
	late := paidEvent(t, "1", "typo@example.com", 2)
	late.Touchpoints[cx.Fulfilled] = at(3, 8)
	if o = record(t, l, late, at(3, 10)); o.Message.State != cx.Due {
		t.Errorf("the message is %q because %q, want it due", o.Message.State, o.Message.Reason)
	}
}

// TestRecordOldOrdersOfABusyCustomer: an order that fell off the list of the newest is not counted again.
func TestRecordOldOrdersOfABusyCustomer(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	for i := range cx.KeptOrders + 5 {
		record(t, l, paidEvent(t, fmt.Sprint(i), "ada@example.com", 2), at(2, 11))
	}
	before := snapshot(t, e)
	record(t, l, paidEvent(t, "0", "ada@example.com", 2), at(2, 12))
	if after := snapshot(t, e); !reflect.DeepEqual(before, after) {
		t.Error("the redelivery of an old order changed the table")
	}
	p, err := l.FindPerson(t.Context(), "nordlys", email(t, "ada@example.com"))
	if err != nil || p.Count != cx.KeptOrders+5 || len(p.Orders) != cx.KeptOrders {
		t.Errorf("%d orders of which %d are listed, %v", p.Count, len(p.Orders), err)
	}
}

// TestRecordAtOnce: the events of one order arrive at the same time, in as many processes.
func TestRecordAtOnce(t *testing.T) {
	events := []cx.OrderEvent{
		paidEvent(t, "1", "typo@example.com", 2), movedEvent(t, "1", "ada@example.com", 2), deliveredEvent("1", 5),
		{Platform: cx.Shopify, Ref: "1", Version: at(9, 1), Refund: cx.PartRefund, Touchpoints: map[cx.Touchpoint]time.Time{cx.Refunded: at(9, 1)}},
	}
	var want cx.Facts
	for round := range 8 {
		e := engine(t)
		l := openOn(t, e)
		rand.New(rand.NewPCG(uint64(round), 1)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		var all sync.WaitGroup
		for _, event := range events {
			all.Go(func() {
				if _, err := l.Record(t.Context(), shop(), event, at(9, 2)); err != nil && kindOf(err) != cx.Unavailable {
					t.Errorf("Record: %v", err)
				}
				_, _ = l.Record(t.Context(), shop(), event, at(9, 2)) // what the platform does after a 503
			})
		}
		all.Wait()
		got := facts(t, l, l.OrderID("nordlys", cx.Shopify, "1"))
		got.Order.Rev, got.Person.Rev = 0, 0
		got.Order.Version, got.Person.Version, got.Person.Told = time.Time{}, time.Time{}, cx.Told{} // of events without news they are not kept
		if round == 0 {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("round %d ended in\n%+v\nwant\n%+v", round, got, want)
		}
	}
	if want.Person.Email.Reveal() != "ada@example.com" || want.Order.Message.Trigger != cx.Delivered {
		t.Errorf("ended with %v after %q", want.Person.ID, want.Order.Message.Trigger)
	}
}
