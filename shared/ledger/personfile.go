package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// PersonFile is all that is held about a person in a shop, for whoever asks for it.
type PersonFile struct {
	Person    cx.Person
	Address   cx.Address // what the whole installation knows of the address
	Orders    []cx.Order // the newest that the person's record lists
	Responses []cx.Response
	Evidence  []cx.Evidence // visits and confirmations of these orders, as far as they are kept
	Notes     []cx.DoorNote // said at the open door with this address, or about one of these orders
	Kept      []Kept        // webhooks that name the address
	Cut       bool          // there is more than is listed
}

// mostInFile bounds each list of a file: a person has some tens of orders, a machine that plays one has thousands.
const mostInFile = 500

// PersonFile reads what is held about a person.
func (l *Ledger) PersonFile(ctx context.Context, p cx.Person, now time.Time) (PersonFile, error) {
	f := PersonFile{Person: p, Cut: p.Count > int64(len(p.Orders))}
	read := []func() error{
		func() (err error) { f.Orders, err = l.Orders(ctx, p.Orders...); return },
		func() error { return l.fileAnswers(ctx, &f) },
		func() error { return l.fileEvidence(ctx, &f, now) },
		func() error { return l.fileNotes(ctx, &f) },
	}
	if !p.Email.IsZero() {
		read = append(read,
			func() (err error) { f.Address, err = l.Address(ctx, p.Email); return },
			func() error { return l.fileKept(ctx, &f, now) })
	}
	for _, r := range read {
		if err := r(); err != nil {
			return f, fmt.Errorf("read what is held about %s: %w", p.ID, err)
		}
	}
	return f, nil
}

func (l *Ledger) fileAnswers(ctx context.Context, f *PersonFile) error {
	items, _, err := l.table.Query(ctx, table.Query{Partition: personKey(f.Person.ID).Partition, Limit: mostInFile}.Prefix("R#"))
	for _, item := range items {
		f.Responses = append(f.Responses, responseOf(item))
	}
	f.Cut = f.Cut || len(items) == mostInFile
	return unavailable(err)
}

func (l *Ledger) fileEvidence(ctx context.Context, f *PersonFile, now time.Time) error {
	keys := make([]table.Key, len(f.Orders))
	for i, o := range f.Orders {
		keys[i] = evidenceKey(o.ID)
	}
	items, err := l.getAll(ctx, keys)
	for i, item := range items {
		if e := evidenceOf(item, now); len(e.Visits)+len(e.Confirmations) > 0 {
			e.Order = f.Orders[i].ID
			f.Evidence = append(f.Evidence, e)
		}
	}
	return err
}

// fileNotes follows the same pointers as an erasure.
func (l *Ledger) fileNotes(ctx context.Context, f *PersonFile) error {
	var keys []table.Key
	for _, partition := range l.doorPartitions(f.Person, f.Orders) {
		items, _, err := l.table.Query(ctx, table.Query{Partition: partition, Limit: mostInFile}.Prefix(join(doorPointer, "")))
		if err != nil {
			return unavailable(err)
		}
		for _, item := range items {
			if key := doorKey(cx.DoorID(idOf(item.Key.Sort))); !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	items, err := l.getAll(ctx, keys)
	for _, item := range items {
		n := doorOf(item)
		theirs := n.Contact.IsZero() || l.PersonID(f.Person.Shop, n.Contact) == f.Person.ID // anyone can type an order's number
		if item.Exists() && theirs {
			f.Notes = append(f.Notes, n)
		}
	}
	return err
}

func (l *Ledger) fileKept(ctx context.Context, f *PersonFile, now time.Time) error {
	return l.eachKept(ctx, f.Person.Shop, f.Person.Email, now, func(_ table.Key, k Kept) error {
		if f.Cut = f.Cut || len(f.Kept) == mostInFile; len(f.Kept) < mostInFile && names(k.Body, f.Person.Email) {
			f.Kept = append(f.Kept, k)
		}
		return nil
	})
}

// Stories reads the orders that a person's record lists, with what the customer did with their links, the newest last. It is
// two reads, however many orders there are.
func (l *Ledger) Stories(ctx context.Context, p cx.Person, now time.Time) ([]cx.Story, error) {
	orders, err := l.Orders(ctx, p.Orders...)
	if err != nil {
		return nil, err
	}
	var keys []table.Key
	for _, o := range orders {
		keys = append(keys, evidenceKey(o.ID), responseKey(p.ID, o.ID))
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read the answers of customer %s: %w", p.ID, err)
	}
	all := make([]cx.Story, len(orders))
	for i, o := range orders {
		all[i] = cx.Story{Order: o, Evidence: evidenceOf(items[2*i], now), Response: responseOf(items[2*i+1])}
	}
	return all, nil
}
