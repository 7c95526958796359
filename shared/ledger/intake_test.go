package ledger_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

func TestRecordSchedules(t *testing.T) {
	tests := []struct {
		name   string
		events func(t *testing.T) []cx.OrderEvent
		state  cx.MessageState
		after  cx.Touchpoint
		day    int // of the due date
		reason cx.Reason
	}{
		{"paid alone: the last fallback", func(t *testing.T) []cx.OrderEvent { return []cx.OrderEvent{paidEvent(t, "1", "ada@example.com", 2)} }, cx.Due, cx.Paid, 23, ""},
		{"delivered: the trigger", func(t *testing.T) []cx.OrderEvent {
			return []cx.OrderEvent{paidEvent(t, "1", "ada@example.com", 2), deliveredEvent("1", 5)}
		}, cx.Due, cx.Delivered, 8, ""},
		{"delivered before the order is known", func(*testing.T) []cx.OrderEvent { return []cx.OrderEvent{deliveredEvent("1", 5)} }, cx.NotScheduled, "", 0, cx.Unknown},
		{"a test order", func(t *testing.T) []cx.OrderEvent {
			e := paidEvent(t, "1", "ada@example.com", 2)
			e.State.Test = true
			return []cx.OrderEvent{e}
		}, cx.NotScheduled, "", 0, cx.TestOrder},
		{"no address", func(t *testing.T) []cx.OrderEvent {
			e := paidEvent(t, "1", "ada@example.com", 2)
			e.Customer = nil
			return []cx.OrderEvent{e}
		}, cx.NotScheduled, "", 0, cx.NoAddress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := open(t)
			for _, e := range tt.events(t) {
				record(t, l, e, at(6, 0))
			}
			o, err := l.Order(t.Context(), l.OrderID("nordlys", cx.Shopify, "1"))
			if err != nil {
				t.Fatal(err)
			}
			m := o.Message
			if m.State != tt.state || m.Trigger != tt.after || m.Reason != tt.reason {
				t.Errorf("message is %q after %q because %q, want %q after %q because %q", m.State, m.Trigger, m.Reason, tt.state, tt.after, tt.reason)
			}
			if tt.day != 0 && m.Due.Day() != tt.day {
				t.Errorf("due %v, want it on day %d", m.Due, tt.day)
			}
		})
	}
}

// TestRecordInAnyOrder sends the events of one order doubled and shuffled: the stored record is always the same.
func TestRecordInAnyOrder(t *testing.T) {
	events := func() []cx.OrderEvent {
		refund := cx.OrderEvent{
			Platform: cx.Shopify, Ref: "1", Version: at(9, 1), Refund: cx.PartRefund,
			Touchpoints: map[cx.Touchpoint]time.Time{cx.Refunded: at(9, 1)},
		}
		unpaid := paidEvent(t, "1", "ada@example.com", 2)
		unpaid.Version, unpaid.State.Payment, unpaid.Touchpoints = at(2, 9), cx.Unpaid, map[cx.Touchpoint]time.Time{cx.Ordered: at(2, 10)}
		return []cx.OrderEvent{unpaid, paidEvent(t, "1", "ada@example.com", 2), deliveredEvent("1", 5), refund}
	}
	var want cx.Order
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 30 {
		l := open(t)
		all := append(events(), events()...)
		if round > 0 {
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		for _, e := range all {
			record(t, l, e, at(9, 2))
		}
		got, err := l.Order(t.Context(), l.OrderID("nordlys", cx.Shopify, "1"))
		if err != nil {
			t.Fatal(err)
		}
		got.Rev = 0
		if round == 0 {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("round %d: the events ended in\n%+v\nwant\n%+v", round, got, want)
		}
	}
	if want.Message.Trigger != cx.Delivered || want.Refunds() != cx.PartRefund {
		t.Errorf("the order ended with trigger %q and refund %v", want.Message.Trigger, want.Refunds())
	}
}

func TestRecordWritesNothingTwice(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	first := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	before := snapshot(t, e)
	second := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 12))
	if first.ID != second.ID {
		t.Errorf("a redelivery has order id %s, want %s", second.ID, first.ID)
	}
	if after := snapshot(t, e); !reflect.DeepEqual(before, after) {
		t.Errorf("a redelivery changed the table:\n%v\nwas\n%v", after, before)
	}
}

// TestRecordKeepsADeferral: only the trigger moves a due date.
func TestRecordKeepsADeferral(t *testing.T) {
	l := open(t)
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	if err := l.Defer(t.Context(), o.ID, cx.Verdict{Action: cx.Wait, Reason: cx.Throttled, Until: at(29, 9)}, at(23, 9)); err != nil {
		t.Fatal(err)
	}
	again := paidEvent(t, "1", "ada@example.com", 2)
	again.Version = at(24, 0)
	if o = record(t, l, again, at(24, 1)); !o.Message.Due.Equal(at(29, 9)) {
		t.Errorf("an update moved the deferred message to %v, want %v", o.Message.Due, at(29, 9))
	}
	if o = record(t, l, deliveredEvent("1", 25), at(25, 10)); o.Message.Due.Day() != 28 {
		t.Errorf("the trigger left the message at %v, want 28 November", o.Message.Due)
	}
}

func TestRecordSizes(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	event := paidEvent(t, "820982911946154508", "somebody.with.a.rather.long.name@mail.example.com", 2)
	for i := range event.State.Items {
		event.State.Items[i].Title = strings.Repeat("Ü<", 250)
	}
	event.State.Items = append(event.State.Items, event.State.Items...)
	event.State.Items = append(event.State.Items, event.State.Items...)
	record(t, l, event, at(2, 11))
	for found, err := range e.Walk(t.Context(), 0, 1, table.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n := size(found.Item); n > 1000 && found.Item.Key.Sort != "A" {
			t.Errorf("%v has about %d bytes, want under 1,000", found.Item.Key, n)
		}
	}
}

func size(i table.Item) int {
	n := len(i.Key.Partition) + len(i.Key.Sort) + 4
	for name, v := range i.Values {
		n += len(name) + len(v.Text()) + 8
	}
	return n
}

func snapshot(t *testing.T, e table.Table) map[table.Key]table.Values {
	t.Helper()
	all := map[table.Key]table.Values{}
	for found, err := range e.Walk(t.Context(), 0, 1, table.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[found.Item.Key] = found.Item.Values
	}
	return all
}

func TestFindOrders(t *testing.T) {
	l := open(t)
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	for _, number := range []string{"N1", "#N1", " N1 ", "1"} {
		found, err := l.FindOrders(t.Context(), "nordlys", number)
		if err != nil || len(found) != 1 || found[0].ID != o.ID {
			t.Errorf("FindOrders(%q) = %d orders, %v", number, len(found), err)
		}
	}
	if found, err := l.FindOrders(t.Context(), "other", "N1"); err != nil || len(found) != 0 {
		t.Errorf("another shop finds %d orders, %v", len(found), err)
	}
}

func TestOutboxAndEnded(t *testing.T) {
	l := open(t)
	due := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	dropped := record(t, l, paidEvent(t, "2", "bo@example.com", 3), at(3, 11))
	if err := l.Drop(t.Context(), dropped.ID, cx.WasRefunded, at(24, 9)); err != nil {
		t.Fatal(err)
	}
	out, err := l.Outbox(t.Context(), "nordlys", 10)
	if err != nil || len(out) != 1 || out[0].ID != due.ID {
		t.Errorf("Outbox = %d messages, %v; want the one that is due", len(out), err)
	}
	ended, next, err := l.Ended(t.Context(), "nordlys", ledger.Page{From: at(1, 0), To: at(30, 0)})
	if err != nil || next != "" || len(ended) != 1 || ended[0].Message.Reason != cx.WasRefunded {
		t.Errorf("Ended = %d messages, next %q, %v; want the one that was dropped", len(ended), next, err)
	}
}
