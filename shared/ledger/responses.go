package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/table"
)

func responseValues(r cx.Response) (table.Values, error) {
	segment, err := json.Marshal(r.Segment)
	if err != nil {
		return nil, fmt.Errorf("write the response to %s: %w", r.Order, err)
	}
	a := attributes{"segment": table.String(string(segment))}
	a.text("shop", string(r.Shop))
	a.text("survey", r.Survey)
	a.number("scale", int64(r.Scale))
	if r.HasScore {
		a["score"] = table.Number(int64(r.Score))
	}
	a.text("status", string(r.Status))
	a.text("why", r.Why)
	a.text("reasons", strings.Join(r.Reasons, " "))
	a.text("comment", cx.Cut(r.Comment, cx.CommentLimit))
	a.flag("contact", r.MayContact)
	a.seconds("at", r.At)
	a.millis("changed", r.Changed)
	a.millis("read", r.Read)
	a.text("day", r.Day)
	a.text("number", r.Number)
	a.text(table.Index2Partition, responsesPartition(r.Shop, month(r.At)))
	a.text(table.Index2Sort, timed(r.At, string(r.Order)))
	return table.Values(a), nil
}

func responseOf(item table.Item) cx.Response {
	if !item.Exists() {
		return cx.Response{}
	}
	v := item.Values
	_, hasScore := v["score"]
	r := cx.Response{
		Order: cx.OrderID(idOf(item.Key.Sort)), Person: cx.PersonID(idOf(item.Key.Partition)),
		Shop: cx.ShopID(v["shop"].Text()), Survey: v["survey"].Text(), Scale: cx.Scale(v["scale"].Int()),
		Score: int(v["score"].Int()), HasScore: hasScore, Status: cx.Status(v["status"].Text()), Why: v["why"].Text(),
		Reasons: words(v["reasons"].Text()), Comment: v["comment"].Text(), MayContact: readFlag(v, "contact"),
		At: readSeconds(v, "at"), Changed: readMillis(v, "changed"), Read: readMillis(v, "read"),
		Day: v["day"].Text(), Number: v["number"].Text(), Rev: v[rev].Int(),
	}
	_ = json.Unmarshal([]byte(v["segment"].Text()), &r.Segment) // ours; a broken snapshot must not hide the answer
	return r
}

// Response reads what a customer said about an order; the zero Response if nothing.
func (l *Ledger) Response(ctx context.Context, p cx.PersonID, o cx.OrderID) (cx.Response, error) {
	item, err := l.get(ctx, responseKey(p, o))
	if err != nil {
		return cx.Response{}, fmt.Errorf("read the response to %s: %w", o, err)
	}
	return responseOf(item), nil
}

// Responses lists what customers said, in the order of their first confirmation, all statuses.
func (l *Ledger) Responses(ctx context.Context, shop cx.ShopID, p Page) ([]cx.Response, string, error) {
	found, next, err := l.months(ctx, table.Index2, func(m string) string { return responsesPartition(shop, m) }, p)
	if err != nil {
		return nil, "", fmt.Errorf("list responses: %w", err)
	}
	items, err := l.getAll(ctx, keysOf(found))
	if err != nil {
		return nil, "", fmt.Errorf("read %d responses: %w", len(found), err)
	}
	var all []cx.Response
	for _, item := range items {
		if item.Exists() {
			all = append(all, responseOf(item))
		}
	}
	return all, next, nil
}

// Opened lists the invitations of which a link was opened, in the order of the first visit, as far as their logs are
// still there.
func (l *Ledger) Opened(ctx context.Context, shop cx.ShopID, p Page) ([]cx.Evidence, string, error) {
	found, next, err := l.months(ctx, table.Index2, func(m string) string { return visitsPartition(shop, m) }, p)
	if err != nil {
		return nil, "", fmt.Errorf("list opened invitations: %w", err)
	}
	items, err := l.getAll(ctx, keysOf(found))
	if err != nil {
		return nil, "", fmt.Errorf("read %d logs: %w", len(found), err)
	}
	var all []cx.Evidence
	for _, item := range items {
		if item.Exists() {
			all = append(all, evidenceOf(item, p.From))
		}
	}
	return all, next, nil
}

func keysOf(items []table.Item) []table.Key {
	keys := make([]table.Key, len(items))
	for i, item := range items {
		keys[i] = item.Key
	}
	return keys
}
