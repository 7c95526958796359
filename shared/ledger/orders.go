package ledger

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// orderValues is the record of an order and its message: no personal data, under 1,000 bytes.
func (l *Ledger) orderValues(o cx.Order) table.Values {
	a := attributes{}
	a.text("shop", string(o.Shop))
	a.text("platform", string(o.Platform))
	a.text("ref", cx.Cut(o.Ref, 64))
	a.text("number", cx.Cut(o.Number, 40))
	a.text("person", string(o.Person))
	a.millis("version", o.Version)
	a.number("refund", int64(o.Refund))
	a.text("touched", touchedText(o))
	orderStateValues(a, o.State)
	messageValues(a, o.Message)
	l.orderIndexes(a, o)
	return table.Values(a)
}

func orderStateValues(a attributes, s cx.OrderState) {
	a.seconds("placed", s.Placed)
	a.number("payment", int64(s.Payment))
	a.flag("cancelled", s.Cancelled)
	a.number("refunds", int64(s.Refund))
	a.flag("test", s.Test)
	a.number("total", s.Total)
	a.text("currency", cx.Cut(s.Currency, 3))
	a.text("items", itemsText(s.Items))
	a.text("country", cx.Cut(s.Country, 2))
	a.text("province", cx.Cut(s.Province, 10))
	a.text("locale", cx.Cut(s.Locale, 20))
}

func messageValues(a attributes, m cx.Message) {
	a.text("state", string(m.State))
	a.number("step", int64(m.Step))
	a.flag("held", m.Held)
	a.seconds("due", m.Due)
	a.seconds("planned", m.Planned)
	a.text("trigger", string(m.Trigger))
	a.text("reason", string(m.Reason))
	a.text("survey", m.Survey)
	a.text("wording", cx.Cut(m.Wording, wordingBytes))
	a.text("tokens", tokensText(m.Tokens))
	a.seconds("sent", m.SentAt)
	a.text("day", m.SentDay)
	a.number("attempt", int64(m.Attempt))
	a.text("mail", cx.Cut(m.MailID, 80))
	a.flag("repeat", m.Repeat)
	a.seconds("delayed", m.Delayed)
	a.seconds("delivered", m.Delivered)
	a.seconds("bounced", m.Bounced)
	a.seconds("complaint", m.Complaint)
	a.text("decisions", decisionsText(m.Decisions))
}

// orderIndexes puts what is due into the index of due messages, and what will not be sent into the index of what ended.
// Reasons that the next event of the platform usually lifts are left out of the latter: they would be written twice.
func (l *Ledger) orderIndexes(a attributes, o cx.Order) {
	switch m := o.Message; {
	case m.State == cx.Due:
		a.text(table.Index1Partition, duePartition(o.Shop, lane(string(o.Person))))
		a.text(table.Index1Sort, timed(m.Due, string(o.ID)))
	case m.State == cx.Dropped || m.State == cx.Stuck:
		at := endedAt(m)
		a.text(table.Index1Partition, endedPartition(o.Shop, month(at)))
		a.text(table.Index1Sort, timed(at, string(o.ID)))
	case m.State == cx.NotScheduled && o.Known() && m.Reason != "" && !m.Reason.Passing():
		a.text(table.Index1Partition, endedPartition(o.Shop, month(o.State.Placed)))
		a.text(table.Index1Sort, timed(o.State.Placed, string(o.ID)))
	}
	if o.Number != "" && o.Number != o.Ref {
		a.text(table.Index2Partition, l.numberPartition(o.Shop, o.Number))
		a.text(table.Index2Sort, string(o.ID))
	}
}

// endedAt is when the last decision about a message was made.
func endedAt(m cx.Message) time.Time {
	if len(m.Decisions) == 0 {
		return m.Planned
	}
	return m.Decisions[len(m.Decisions)-1].At
}

func orderOf(item table.Item) cx.Order {
	v := item.Values
	o := cx.Order{
		ID:   cx.OrderID(idOf(item.Key.Partition)),
		Shop: cx.ShopID(v["shop"].Text()), Platform: cx.Platform(v["platform"].Text()),
		Ref: v["ref"].Text(), Number: v["number"].Text(), Person: cx.PersonID(v["person"].Text()),
		Version: readMillis(v, "version"), Refund: cx.Refund(v["refund"].Int()), Rev: v[rev].Int(),
		State: cx.OrderState{
			Placed: readSeconds(v, "placed"), Payment: cx.Payment(v["payment"].Int()), Cancelled: readFlag(v, "cancelled"),
			Refund: cx.Refund(v["refunds"].Int()), Test: readFlag(v, "test"), Total: v["total"].Int(),
			Currency: v["currency"].Text(), Items: itemsOf(v["items"].Text()),
			Country: v["country"].Text(), Province: v["province"].Text(), Locale: v["locale"].Text(),
		},
		Message: messageOf(v),
	}
	readTouched(&o, v["touched"].Text())
	return o
}

func messageOf(v table.Values) cx.Message {
	return cx.Message{
		State: cx.MessageState(v["state"].Text()), Step: cx.Step(v["step"].Int()), Held: readFlag(v, "held"),
		Due: readSeconds(v, "due"), Planned: readSeconds(v, "planned"), Trigger: cx.Touchpoint(v["trigger"].Text()),
		Reason: cx.Reason(v["reason"].Text()), Survey: v["survey"].Text(), Wording: v["wording"].Text(),
		Tokens: tokensOf(v["tokens"].Text()), SentAt: readSeconds(v, "sent"), SentDay: v["day"].Text(),
		Attempt: int(v["attempt"].Int()), MailID: v["mail"].Text(), Repeat: readFlag(v, "repeat"),
		Delayed: readSeconds(v, "delayed"), Delivered: readSeconds(v, "delivered"),
		Bounced: readSeconds(v, "bounced"), Complaint: readSeconds(v, "complaint"),
		Decisions: decisionsOf(v["decisions"].Text()),
	}
}

// Order reads an order; NotFound if there is none.
func (l *Ledger) Order(ctx context.Context, id cx.OrderID) (cx.Order, error) {
	item, err := l.get(ctx, orderKey(id))
	if err != nil {
		return cx.Order{}, fmt.Errorf("read order %s: %w", id, err)
	}
	if !item.Exists() {
		return cx.Order{}, &cx.Error{Kind: cx.NotFound, Text: "There is no such order."}
	}
	return orderOf(item), nil
}

// Orders reads several orders; those that are not there are left out.
func (l *Ledger) Orders(ctx context.Context, ids ...cx.OrderID) ([]cx.Order, error) {
	keys := make([]table.Key, len(ids))
	for i, id := range ids {
		keys[i] = orderKey(id)
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read %d orders: %w", len(ids), err)
	}
	var orders []cx.Order
	for _, item := range items {
		if item.Exists() {
			orders = append(orders, orderOf(item))
		}
	}
	return orders, nil
}

// getAll reads any number of items, 100 at a time.
func (l *Ledger) getAll(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	var all []table.Item
	for part := range slices.Chunk(keys, 100) {
		items, err := l.table.Get(ctx, part...)
		if err != nil {
			return nil, unavailable(err)
		}
		all = append(all, items...)
	}
	return all, nil
}

// FindOrders finds a shop's orders by the number that the customer knows, with or without '#'.
func (l *Ledger) FindOrders(ctx context.Context, shop cx.ShopID, number string) ([]cx.Order, error) {
	number = strings.TrimPrefix(strings.TrimSpace(number), "#")
	if number == "" {
		return nil, nil
	}
	found, _, err := l.table.Query(ctx, table.Query{Index: table.Index2, Partition: l.numberPartition(shop, number), Limit: 20})
	if err != nil {
		return nil, fmt.Errorf("find orders by number: %w", unavailable(err))
	}
	var ids []cx.OrderID
	for _, f := range found {
		ids = append(ids, cx.OrderID(idOf(f.Key.Partition)))
	}
	for _, p := range []cx.Platform{cx.Shopify, cx.WooCommerce, cx.Standard} { // the number is the platform's id
		ids = append(ids, l.OrderID(shop, p, number))
	}
	slices.Sort(ids)
	return l.Orders(ctx, slices.Compact(ids)...)
}

// changeOrder is change for an order that must exist.
func (l *Ledger) changeOrder(ctx context.Context, id cx.OrderID, f func(cx.Order) (cx.Order, bool)) error {
	err := l.change(ctx, orderKey(id), func(old table.Item) (table.Values, error) {
		if !old.Exists() {
			return nil, &cx.Error{Kind: cx.NotFound, Text: "There is no such order."}
		}
		o, changed := f(orderOf(old))
		if !changed {
			return nil, nil
		}
		return l.orderValues(o), nil
	})
	if err != nil {
		return fmt.Errorf("change order %s: %w", id, err)
	}
	return nil
}

// number of an integer in a text; 0 if it is none.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
