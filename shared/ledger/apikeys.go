package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// apiKeyPrefix marks Earshot's API keys for people and secret scanners.
const apiKeyPrefix = "earshot_"

// Grant is what an API key opens.
type Grant struct {
	Shop     cx.ShopID
	Nameless bool // it sees no names and addresses
}

// ListedKey is what is shown of an API key after it was made.
type ListedKey struct {
	ID       string // its hash
	Begins   string // its first letters, to tell it from others
	Nameless bool
	By       string // who made it; "" for one that a program made
	At       time.Time
}

// mostKeys bounds the keys of a shop.
const mostKeys = 20

// NewAPIKey makes a key for a shop's read API, by a program.
func (l *Ledger) NewAPIKey(ctx context.Context, shop cx.ShopID) (string, error) {
	return l.MakeAPIKey(ctx, Grant{Shop: shop}, "", time.Time{})
}

// MakeAPIKey makes a key. It is returned, and shown, once; the table holds its hash. Conflict: there are too many.
func (l *Ledger) MakeAPIKey(ctx context.Context, g Grant, by string, now time.Time) (string, error) {
	all, err := l.APIKeys(ctx, g.Shop)
	if err != nil {
		return "", err
	}
	if len(all) >= mostKeys {
		return "", &cx.Error{Kind: cx.Conflict, Text: fmt.Sprintf("A shop has room for %d keys. Take one back first.", mostKeys)}
	}
	random, err := l.secret(24)
	if err != nil {
		return "", err
	}
	key := apiKeyPrefix + strings.NewReplacer("-", "x", "_", "y").Replace(random)
	return key, l.saveKey(ctx, key, g, by, now)
}

// saveKey makes a key valid and lists it, or neither.
func (l *Ledger) saveKey(ctx context.Context, key string, g Grant, by string, now time.Time) error {
	opens, shown := attributes{"shop": table.String(string(g.Shop))}, attributes{"begins": table.String(cx.Cut(key, len(apiKeyPrefix)+4))}
	for _, a := range []attributes{opens, shown} {
		a.flag("nameless", g.Nameless)
	}
	shown.text("by", by)
	shown.seconds("at", now)
	err := l.table.Commit(ctx, table.Put(apiKeyKey(key), table.Values(opens)), table.Put(listedKeyKey(g.Shop, hashed(key)), table.Values(shown)))
	if err != nil {
		return fmt.Errorf("make an API key of %s: %w", g.Shop, unavailable(err))
	}
	return nil
}

// APIKeys lists a shop's keys, the newest first.
func (l *Ledger) APIKeys(ctx context.Context, shop cx.ShopID) ([]ListedKey, error) {
	items, _, err := l.table.Query(ctx, table.Query{Partition: shopKey(shop).Partition, Limit: 2 * mostKeys}.Prefix("K#"))
	if err != nil {
		return nil, fmt.Errorf("list the API keys of %s: %w", shop, unavailable(err))
	}
	var all []ListedKey
	for _, item := range items {
		v := item.Values
		all = append(all, ListedKey{ID: idOf(item.Key.Sort), Begins: v["begins"].Text(), Nameless: readFlag(v, "nameless"), By: v["by"].Text(), At: readSeconds(v, "at")})
	}
	slices.SortFunc(all, func(a, b ListedKey) int { return b.At.Compare(a.At) })
	return all, nil
}

// RevokeAPIKey takes a key of a shop back, and says how it began; "" if the shop has none of this id.
func (l *Ledger) RevokeAPIKey(ctx context.Context, shop cx.ShopID, id string) (string, error) {
	listed := listedKeyKey(shop, id)
	item, err := l.get(ctx, listed)
	if err != nil || !item.Exists() {
		return "", err
	}
	err = l.table.Commit(ctx, table.Delete(apiKeyHashKey(id)), table.Delete(listed, table.Present()))
	if errors.Is(err, table.ErrCondition) {
		return "", nil // somebody else was first
	}
	if err != nil {
		return "", fmt.Errorf("take back an API key of %s: %w", shop, unavailable(err))
	}
	return item.Values["begins"].Text(), nil
}

// APIKey says what a key opens; Unauthorized if nothing.
func (l *Ledger) APIKey(ctx context.Context, key string) (Grant, error) {
	item, err := l.get(ctx, apiKeyKey(key))
	if err != nil {
		return Grant{}, fmt.Errorf("read an API key: %w", err)
	}
	if !item.Exists() {
		return Grant{}, &cx.Error{Kind: cx.Unauthorized, Text: "Unauthorized"}
	}
	return Grant{Shop: cx.ShopID(item.Values["shop"].Text()), Nameless: readFlag(item.Values, "nameless")}, nil
}
