package ledger

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// AuditLine is one deed that somebody may be asked about later.
type AuditLine struct {
	At   time.Time
	By   string // the address of who did it
	What string // in words, without personal data of customers
	ID   string // its place in the log
}

// auditLife is how long a line is kept.
const auditLife = 2 * 365 * 24 * time.Hour

// NoteAudit adds a line to a shop's log. Once tells deeds of the same words and second apart: the same once is the same line.
func (l *Ledger) NoteAudit(ctx context.Context, shop cx.ShopID, a AuditLine, once string) error {
	place := timed(a.At, base64.RawURLEncoding.EncodeToString(l.hash("audit", a.By, a.What, once)[:9]))
	v := attributes{"by": table.String(a.By), "what": table.String(cx.Cut(a.What, 300))}
	v.seconds("at", a.At)
	v.seconds(table.Expires, a.At.Add(auditLife))
	if err := l.table.Commit(ctx, table.Put(auditKey(shop, place), table.Values(v))); err != nil {
		return fmt.Errorf("note what was done in %s: %w", shop, unavailable(err))
	}
	return nil
}

// Audit reads a shop's log, newest first, at most limit lines. before goes on after a line's ID, "" begins; more tells
// that there are others.
func (l *Ledger) Audit(ctx context.Context, shop cx.ShopID, before string, limit int) (all []AuditLine, more bool, err error) {
	q := table.Query{Partition: shopKey(shop).Partition, Backward: true, Limit: limit + 1}.Prefix("A#")
	if before != "" {
		q.To = auditKey(shop, before).Sort
	}
	if q.To < q.From {
		return nil, false, &cx.Error{Kind: cx.Invalid, Text: "The link to the next page is broken. Begin again at the first page."}
	}
	items, _, err := l.table.Query(ctx, q)
	if err != nil {
		return nil, false, fmt.Errorf("read the audit log of %s: %w", shop, unavailable(err))
	}
	for _, item := range items[:min(limit, len(items))] {
		v := item.Values
		all = append(all, AuditLine{At: readSeconds(v, "at"), By: v["by"].Text(), What: v["what"].Text(), ID: strings.TrimPrefix(item.Key.Sort, "A#")})
	}
	return all, len(items) > limit, nil
}
