package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// keptIDLength is a moment, '#' and 12 bytes of base64url.
const keptIDLength = len("2006-01-02T15:04:05Z#") + 16

// keptDay is the day (UTC) of a kept webhook's id, and whether it is an id at all.
func keptDay(id string) (time.Time, bool) {
	at, hash, _ := strings.Cut(id, "#")
	t, err := time.Parse("2006-01-02T15:04:05Z", at)
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return t, err == nil && len(id) == keptIDLength && strings.Trim(hash, letters) == ""
}

// KeptWebhook reads one kept webhook; NotFound if it was played again, thrown away, or its 30 days are over.
func (l *Ledger) KeptWebhook(ctx context.Context, shop cx.ShopID, id string) (Kept, error) {
	gone := &cx.Error{Kind: cx.NotFound, Text: "This webhook is not kept any more: it was played again or thrown away, or its 30 days are over."}
	day, ok := keptDay(id)
	if !ok {
		return Kept{}, gone
	}
	item, err := l.get(ctx, table.Key{Partition: keptPartition(shop, day.Format("20060102")), Sort: id})
	if err != nil {
		return Kept{}, fmt.Errorf("read a kept webhook of %s: %w", shop, err)
	}
	if !item.Exists() {
		return Kept{}, gone
	}
	return keptOf(shop, item)
}

// KeptPage lists what was kept of a shop in the 30 days before now, newest first, at most limit (each is up to a megabyte
// on its way). before goes on after an id that was listed, "" begins; more tells that there are others.
func (l *Ledger) KeptPage(ctx context.Context, shop cx.ShopID, now time.Time, before string, limit int) (all []Kept, more bool, err error) {
	day := now
	if before != "" {
		var ok bool
		if day, ok = keptDay(before); !ok {
			return nil, false, &cx.Error{Kind: cx.Invalid, Text: "The link to the next page is broken. Begin again at the first page."}
		}
	}
	oldest := now.Add(-keptLife)
	for ; !day.Before(oldest.Truncate(24 * time.Hour)); day = day.AddDate(0, 0, -1) {
		q := table.Query{Partition: keptPartition(shop, day.UTC().Format("20060102")), From: moment(oldest), To: before, Backward: true}
		for {
			q.Limit = limit + 1 - len(all)
			items, next, err := l.table.Query(ctx, q)
			if err != nil {
				return nil, false, fmt.Errorf("list kept webhooks of %s: %w", shop, unavailable(err))
			}
			for _, item := range items {
				k, err := keptOf(shop, item)
				if err != nil {
					return nil, false, err
				}
				all = append(all, k)
			}
			if len(all) > limit {
				return all[:limit], true, nil
			}
			if q.After = next; next == (table.Position{}) {
				break
			}
		}
	}
	return all, false, nil
}
