package ledger

import (
	"context"
	"fmt"
	"maps"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Erasure is the record of an erasure that was asked for in the dashboard: that it is to be done once more, for writers
// that were in flight, and afterwards the receipt. Until the second pass it holds the address, which is what kept
// webhooks and mails are searched for; then it holds no personal data.
type Erasure struct {
	Receipt // of both passes together
	Shop    cx.ShopID
	Mails   int       // of the local inbox that were removed
	Done    time.Time // of the second pass; zero: not yet
	Address cx.Email  // zero after the second pass
	key     table.Key
	due     table.Value
}

// erasureKept is how long the receipt is kept.
const erasureKept = 400 * 24 * time.Hour

// IsErasure tells an entry of an erasure from one of a mail, which share the lanes of owners.
func (d DueEntry) IsErasure() bool { return d.Key.Sort == erasureSort }

// Forget erases a person and queues the second pass. The record is made first, so that an erasure that was broken off is
// brought to its end. A second Forget of the same person begins anew and adds to the receipt.
func (l *Ledger) Forget(ctx context.Context, shop cx.Shop, e cx.Email, now time.Time) (Erasure, error) {
	id := l.PersonID(shop.ID, e)
	key := l.erasureKey(shop.ID, id)
	err := l.change(ctx, key, func(old table.Item) (table.Values, error) {
		a := attributes{}
		maps.Copy(a, copied(old.Values))
		a.text("shop", string(shop.ID))
		a.text("person", string(id))
		a.text("address", e.Reveal())
		if readSeconds(old.Values, "at").IsZero() {
			a.seconds("at", now)
		}
		a.seconds("again", now.Add(eraseAgain))
		a.seconds(table.Expires, now.Add(erasureKept))
		a.text(table.Index1Partition, ownerDuePartition(lane(string(id))))
		a.text(table.Index1Sort, timed(now.Add(eraseAgain), idOf(key.Partition)))
		delete(a, "done")
		return table.Values(a), nil
	})
	if err != nil {
		return Erasure{}, fmt.Errorf("queue the erasure of %s: %w", id, err)
	}
	r, err := l.Erase(ctx, shop, e, now)
	if err != nil {
		return Erasure{}, err
	}
	return l.noteErasure(ctx, key, r, 0, time.Time{})
}

// NoteErasedMails adds what was removed beside the table to the receipt.
func (l *Ledger) NoteErasedMails(ctx context.Context, x Erasure, mails int) (Erasure, error) {
	return l.noteErasure(ctx, x.key, Receipt{}, mails, time.Time{})
}

// noteErasure adds a receipt to the record; with done the erasure is over and its address goes.
func (l *Ledger) noteErasure(ctx context.Context, key table.Key, r Receipt, mails int, done time.Time) (Erasure, error) {
	var after Erasure
	err := l.change(ctx, key, func(old table.Item) (table.Values, error) {
		if !old.Exists() {
			return nil, nil
		}
		a := attributes(copied(old.Values))
		delete(a, rev)
		a.number("responses", int64(max(r.Responses, int(old.Values["responses"].Int())))) // a second pass meets the same ones
		a.number("kept", old.Values["kept"].Int()+int64(r.Kept))
		a.number("notes", old.Values["notes"].Int()+int64(r.Notes))
		a.number("mails", old.Values["mails"].Int()+int64(mails))
		a.flag("known", r.Known || readFlag(old.Values, "known"))
		if !done.IsZero() {
			a.seconds("done", done)
			for _, name := range []string{"address", table.Index1Partition, table.Index1Sort} {
				delete(a, name)
			}
		}
		after = erasureOf(table.Item{Key: key, Values: table.Values(a)})
		return table.Values(a), nil
	})
	if err != nil {
		return after, fmt.Errorf("note an erasure: %w", err)
	}
	return after, nil
}

func erasureOf(item table.Item) Erasure {
	v := item.Values
	address, _ := cx.ParseEmail(v["address"].Text()) // none after the second pass
	return Erasure{
		Receipt: Receipt{
			Person: cx.PersonID(v["person"].Text()), At: readSeconds(v, "at"), Known: readFlag(v, "known"), Responses: int(v["responses"].Int()),
			Kept: int(v["kept"].Int()), Notes: int(v["notes"].Int()), Again: readSeconds(v, "again"),
		},
		Shop: cx.ShopID(v["shop"].Text()), Mails: int(v["mails"].Int()), Done: readSeconds(v, "done"), Address: address,
		key: item.Key, due: v[table.Index1Sort],
	}
}

// ErasureOf reads the receipt of a person's erasure; NotFound if there was none.
func (l *Ledger) ErasureOf(ctx context.Context, shop cx.ShopID, id cx.PersonID) (Erasure, error) {
	item, err := l.get(ctx, l.erasureKey(shop, id))
	if err != nil {
		return Erasure{}, fmt.Errorf("read the erasure of %s: %w", id, err)
	}
	if !item.Exists() {
		return Erasure{}, &cx.Error{Kind: cx.NotFound, Text: "There is no receipt of an erasure of this customer."}
	}
	return erasureOf(item), nil
}

// DueErasure reads an erasure whose second pass is due; false if it is not, after all.
func (l *Ledger) DueErasure(ctx context.Context, e DueEntry, now time.Time) (Erasure, bool, error) {
	item, err := l.get(ctx, e.Key)
	if err != nil {
		return Erasure{}, false, fmt.Errorf("read an erasure: %w", err)
	}
	x := erasureOf(item)
	return x, x.due.IsText() && x.due.Text() < moment(now.Add(time.Second)), nil
}

// EraseAgain is the second pass, after which the erasure is over. What fails stays due and is done again.
func (l *Ledger) EraseAgain(ctx context.Context, x Erasure, mails int, now time.Time) error {
	var r Receipt
	if !x.Address.IsZero() {
		var err error
		if r, err = l.Erase(ctx, cx.Shop{ID: x.Shop}, x.Address, now); err != nil {
			return err
		}
	}
	_, err := l.noteErasure(ctx, x.key, r, mails, now)
	return err
}
