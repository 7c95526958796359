package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"earshot/shared/cx"
	"earshot/shared/local/command"
	"earshot/shared/words"
)

// rehearse plays a file of past orders against a shop's rules. It asks for the shop alone, wherever that is, and does
// the work here: the file may be large, and nobody else needs to see it.
func (m Machine) rehearse(ctx context.Context, o options) error {
	shop, err := m.shopOf(ctx, o)
	if err != nil {
		return err
	}
	p := command.Rehearsal{Shop: shop, Changed: shop, Compare: o.with != "", Skip: o.skip, Out: m.Out}
	if o.with != "" {
		if p.Changed, err = m.changed(shop, o.with); err != nil {
			return err
		}
	}
	book, err := words.Load()
	if err != nil {
		return fmt.Errorf("load the words: %w", err)
	}
	p.Language = func(locale string) string { return book.For(locale, shop.Language).Tag }
	if o.args[0] == "-" {
		return p.Play(m.In)
	}
	file, err := os.Open(o.args[0])
	if err != nil {
		return fmt.Errorf("read past orders: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return p.Play(file)
}

// shopOf asks for a shop as `shop -show` does: of the running program, of the data file, or of a table on AWS.
func (m Machine) shopOf(ctx context.Context, o options) (cx.Shop, error) {
	if _, err := os.Stat(o.data); err != nil && o.table == "" && o.dynamodb == "" {
		return cx.Shop{}, fmt.Errorf("there is no data yet at %s: start the program first, or write a shop with `shop FILE`", o.data)
	}
	var shown bytes.Buffer
	asking := m
	asking.Out = &shown
	o.command, o.args, o.show = "shop", o.args[1:], true
	if err := asking.run(ctx, o); err != nil {
		return cx.Shop{}, err
	}
	var f command.File
	if err := json.Unmarshal(shown.Bytes(), &f); err != nil {
		return cx.Shop{}, fmt.Errorf("read the shop's settings: %w", err)
	}
	return f.Shop, nil
}

// changed is the shop with what a file says of it, for a comparison. It is saved nowhere.
func (m Machine) changed(shop cx.Shop, name string) (cx.Shop, error) {
	file, err := os.Open(name)
	if err != nil {
		return shop, fmt.Errorf("read the changed rules: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(file, 1<<20))
	if err != nil {
		return shop, fmt.Errorf("read the changed rules: %w", err)
	}
	return command.Rules(shop, text)
}
