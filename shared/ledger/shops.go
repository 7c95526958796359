package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Shop reads a shop's settings; NotFound if there is none.
func (l *Ledger) Shop(ctx context.Context, id cx.ShopID) (cx.Shop, error) {
	item, err := l.get(ctx, shopKey(id))
	if err != nil {
		return cx.Shop{}, fmt.Errorf("read shop %s: %w", id, err)
	}
	return shopOf(item)
}

func shopOf(item table.Item) (cx.Shop, error) {
	if !item.Exists() {
		return cx.Shop{}, &cx.Error{Kind: cx.NotFound, Text: "There is no such shop."}
	}
	var s cx.Shop
	if err := json.Unmarshal([]byte(item.Values["shop"].Text()), &s); err != nil {
		return cx.Shop{}, fmt.Errorf("read the settings of %s: %w", item.Key.Partition, err)
	}
	return s, nil
}

// SaveShop stores a shop's settings as they are given, and puts the shop on the list.
func (l *Ledger) SaveShop(ctx context.Context, s cx.Shop) error {
	v, err := shopValues(s)
	if err != nil {
		return err
	}
	err = l.change(ctx, shopKey(s.ID), func(table.Item) (table.Values, error) { return maps.Clone(v), nil })
	if err != nil {
		return fmt.Errorf("write shop %s: %w", s.ID, err)
	}
	return l.ListShop(ctx, s)
}

// Shops reads all shops of the installation, each with the switch that pauses everything, as SwitchedShop does.
func (l *Ledger) Shops(ctx context.Context) ([]cx.Shop, error) {
	var keys []table.Key
	var after table.Position
	for {
		items, next, err := l.table.Query(ctx, table.Query{Partition: shopsPartition(), After: after})
		if err != nil {
			return nil, fmt.Errorf("list the shops: %w", unavailable(err))
		}
		for _, item := range items {
			keys = append(keys, shopKey(cx.ShopID(item.Key.Sort)))
		}
		if after = next; next == (table.Position{}) {
			break
		}
	}
	items, err := l.getAll(ctx, append(keys, haltKey()))
	if err != nil {
		return nil, fmt.Errorf("read %d shops: %w", len(keys), err)
	}
	var shops []cx.Shop
	for _, item := range items[:len(keys)] {
		s, err := shopOf(item)
		if err != nil {
			return nil, err
		}
		s.Halted = readFlag(items[len(keys)].Values, "halted")
		shops = append(shops, s)
	}
	return shops, nil
}
