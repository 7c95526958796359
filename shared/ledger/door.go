package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// doorLife is how long a note of the open door is kept.
const doorLife = 2 * 365 * 24 * time.Hour

// A note is one record and, where an address or an order's number was typed, pointers from these to it: an erasure finds
// by them what a person said at the door.
func doorKey(id cx.DoorID) table.Key { return table.Key{Partition: join("F", string(id)), Sort: "F"} }

func (l *Ledger) doorOfPersonKey(shop cx.ShopID, e cx.Email, id cx.DoorID) table.Key {
	return table.Key{Partition: personKey(l.PersonID(shop, e)).Partition, Sort: join(doorPointer, string(id))}
}

func (l *Ledger) doorOfOrderKey(shop cx.ShopID, number string, id cx.DoorID) table.Key {
	return table.Key{Partition: l.doorOrderPartition(shop, number), Sort: join(doorPointer, string(id))}
}

func (l *Ledger) doorOrderPartition(shop cx.ShopID, number string) string {
	return join("FN", l.id("door order", string(shop), number))
}

// doorPointer begins the sort keys of pointers.
const doorPointer = "D"

func doorsPartition(shop cx.ShopID, month string) string { return join("F", string(shop), month) }

// DoorID is the id of what is said with one form.
func (l *Ledger) DoorID(shop cx.ShopID, nonce string) cx.DoorID {
	return cx.DoorID(l.id("door", string(shop), nonce))
}

// Knock keeps a note. A note that is there already stays as it is and is returned: the form was sent twice.
func (l *Ledger) Knock(ctx context.Context, n cx.DoorNote) (cx.DoorNote, error) {
	kept, err := l.DoorNote(ctx, n.ID)
	if err != nil || !kept.At.IsZero() {
		return kept, err
	}
	err = l.table.Commit(ctx, l.doorWrites(n)...)
	if errors.Is(err, table.ErrCondition) {
		return l.DoorNote(ctx, n.ID)
	}
	if err != nil {
		return n, fmt.Errorf("keep a note of the open door: %w", unavailable(err))
	}
	return n, nil
}

func (l *Ledger) doorWrites(n cx.DoorNote) []table.Write {
	writes := []table.Write{table.Create(doorKey(n.ID), doorValues(n))}
	over := table.Values{table.Expires: table.Number(n.At.Add(doorLife).Unix())}
	if !n.Contact.IsZero() {
		writes = append(writes, table.Put(l.doorOfPersonKey(n.Shop, n.Contact, n.ID), over))
	}
	if n.Number != "" {
		writes = append(writes, table.Put(l.doorOfOrderKey(n.Shop, n.Number, n.ID), over))
	}
	return writes
}

func doorValues(n cx.DoorNote) table.Values {
	a := attributes{}
	a.text("shop", string(n.Shop))
	a.text("number", n.Number)
	a.text("text", n.Text)
	a.text("contact", n.Contact.Reveal())
	a.seconds("at", n.At)
	a.text("day", n.Day)
	a.number(rev, 1)
	a.seconds(table.Expires, n.At.Add(doorLife))
	a.text(table.Index2Partition, doorsPartition(n.Shop, month(n.At)))
	a.text(table.Index2Sort, timed(n.At, string(n.ID)))
	return table.Values(a)
}

func doorOf(item table.Item) cx.DoorNote {
	if !item.Exists() {
		return cx.DoorNote{}
	}
	v := item.Values
	contact, _ := cx.ParseEmail(v["contact"].Text()) // it was parsed when it was stored; none after an erasure
	return cx.DoorNote{
		ID: cx.DoorID(idOf(item.Key.Partition)), Shop: cx.ShopID(v["shop"].Text()), Number: v["number"].Text(),
		Text: v["text"].Text(), Contact: contact, At: readSeconds(v, "at"), Day: v["day"].Text(),
	}
}

// DoorNote reads one note; the zero DoorNote if there is none (any more).
func (l *Ledger) DoorNote(ctx context.Context, id cx.DoorID) (cx.DoorNote, error) {
	item, err := l.get(ctx, doorKey(id))
	if err != nil {
		return cx.DoorNote{}, fmt.Errorf("read a note of the open door: %w", err)
	}
	return doorOf(item), nil
}

// DoorNotes lists what was said at the open door, by time.
func (l *Ledger) DoorNotes(ctx context.Context, shop cx.ShopID, p Page) ([]cx.DoorNote, string, error) {
	found, next, err := l.months(ctx, table.Index2, func(m string) string { return doorsPartition(shop, m) }, p)
	if err != nil {
		return nil, "", fmt.Errorf("list notes of the open door: %w", err)
	}
	items, err := l.getAll(ctx, keysOf(found))
	if err != nil {
		return nil, "", fmt.Errorf("read %d notes of the open door: %w", len(found), err)
	}
	var all []cx.DoorNote
	for _, item := range items {
		if item.Exists() {
			all = append(all, doorOf(item))
		}
	}
	return all, next, nil
}

// eraseDoor removes what was said at the door with a person's address, or about one of the person's orders.
func (l *Ledger) eraseDoor(ctx context.Context, shop cx.ShopID, p cx.PersonID, orders []cx.OrderID) (int, error) {
	known, err := l.Orders(ctx, orders...)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, partition := range l.doorPartitions(cx.Person{ID: p, Shop: shop}, known) {
		removed, err := l.eraseNotes(ctx, partition)
		if n += removed; err != nil {
			return n, err
		}
	}
	return n, nil
}

// doorPartitions are where pointers lead to what was said with a person's address, or about one of the person's orders.
func (l *Ledger) doorPartitions(p cx.Person, orders []cx.Order) []string {
	all := []string{personKey(p.ID).Partition}
	for _, o := range orders {
		if number := cx.DoorNumber(o.Number); number != "" && o.Shop == p.Shop {
			all = append(all, l.doorOrderPartition(p.Shop, number))
		}
	}
	return all
}

// eraseNotes removes the notes that pointers of a partition lead to, then the pointers. A pointer of the same note in
// another partition leads nowhere then, and goes when its time is over.
func (l *Ledger) eraseNotes(ctx context.Context, partition string) (int, error) {
	n := 0
	q := table.Query{Partition: partition}.Prefix(join(doorPointer, ""))
	for {
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return n, unavailable(err)
		}
		for _, item := range items {
			id := cx.DoorID(idOf(item.Key.Sort))
			for _, key := range []table.Key{doorKey(id), item.Key} { // the pointer last: a repetition must find the note
				if err := l.table.Commit(ctx, table.Delete(key)); err != nil {
					return n, unavailable(err)
				}
			}
			n++
		}
		if q.After = next; next == (table.Position{}) {
			return n, nil
		}
	}
}
