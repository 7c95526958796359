// Package seed is a small table written down as JSON: the state in which a function wakes up that runs alone, under
// `sam local invoke` without an endpoint. events/seed.json is one, made together with the events that fit to it.
//
// It is a moment too: links, signatures and due dates in the events hold at that moment, so the function takes it for the
// time. A seed is no export and no backup: it holds a demonstration and is read whole.
package seed

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"earshot/shared/table"
)

// Seed is the table and its moment.
type Seed struct {
	Now   time.Time `json:"now"`
	Items []Item    `json:"items"`
}

// Item is one item; a text of JSON is a text, an integer a number.
type Item struct {
	Partition string         `json:"pk"`
	Sort      string         `json:"sk"`
	Values    map[string]any `json:"values"`
}

// File reads the seed at path. In a function it lies beside the binary.
func File(path string) (Seed, error) {
	f, err := os.Open(path)
	if err != nil {
		return Seed{}, fmt.Errorf("open the seed: %w", err)
	}
	defer func() { _ = f.Close() }()
	return Read(f)
}

// Read reads a seed and refuses what it does not know: a field too many, a value that is no text and no integer.
func Read(r io.Reader) (Seed, error) {
	var s Seed
	d := json.NewDecoder(r)
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Seed{}, fmt.Errorf("read the seed: %w", err)
	}
	if _, err := s.writes(); err != nil {
		return Seed{}, err
	}
	return s, nil
}

// Of writes down all of a table but for attributes that say nothing about the facts: the marks of past writes.
func Of(ctx context.Context, t table.Table, now time.Time) (Seed, error) {
	s := Seed{Now: now}
	for found, err := range t.Walk(ctx, 0, 1, table.Position{}) {
		if err != nil {
			return Seed{}, fmt.Errorf("write down the table: %w", err)
		}
		s.Items = append(s.Items, item(found.Item))
	}
	slices.SortFunc(s.Items, func(a, b Item) int {
		return slices.Compare([]string{a.Partition, a.Sort}, []string{b.Partition, b.Sort})
	})
	return s, nil
}

func item(i table.Item) Item {
	values := make(map[string]any, len(i.Values))
	for name, v := range i.Values {
		switch {
		case name == table.Nonce:
		case v.IsText():
			values[name] = v.Text()
		default:
			values[name] = v.Int()
		}
	}
	return Item{i.Key.Partition, i.Key.Sort, values}
}

// most is how many writes a Commit takes.
const most = 100

// Fill puts all items into a table, over what is there.
func (s Seed) Fill(ctx context.Context, t table.Table) error {
	writes, err := s.writes()
	if err != nil {
		return err
	}
	for some := range slices.Chunk(writes, most) {
		if err := t.Commit(ctx, some...); err != nil {
			return fmt.Errorf("fill the table with the seed: %w", err)
		}
	}
	return nil
}

func (s Seed) writes() ([]table.Write, error) {
	var all []table.Write
	for _, i := range s.Items {
		values := make(table.Values, len(i.Values))
		for name, v := range i.Values {
			var err error
			if values[name], err = value(v); err != nil {
				return nil, fmt.Errorf("read the seed: %s of %s, %s: %w", name, i.Partition, i.Sort, err)
			}
		}
		all = append(all, table.Put(table.Key{Partition: i.Partition, Sort: i.Sort}, values))
	}
	return all, nil
}

func value(v any) (table.Value, error) {
	switch v := v.(type) {
	case string:
		return table.String(v), nil
	case int64:
		return table.Number(v), nil
	case json.Number:
		n, err := v.Int64()
		return table.Number(n), err
	}
	return table.Value{}, fmt.Errorf("%T is neither text nor number", v)
}
