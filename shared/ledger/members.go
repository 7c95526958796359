package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Member is somebody who may sign in to a shop because an owner invited the address.
type Member struct {
	ID      string // made from the address, for forms
	Address string // in lower case
	Role    cx.Role
	By      string // who invited
	At      time.Time
}

// mostMembers bounds the list of a shop's people.
const mostMembers = 100

// Invite gives an address a role in a shop, in place of the one it had. Conflict: the shop has as many people as it may.
func (l *Ledger) Invite(ctx context.Context, shop cx.ShopID, m Member, now time.Time) error {
	all, err := l.Members(ctx, shop)
	if err != nil {
		return err
	}
	key := l.memberKey(shop, m.Address)
	known := slices.ContainsFunc(all, func(o Member) bool { return join("U", o.ID) == key.Sort })
	if len(all) >= mostMembers && !known {
		return &cx.Error{Kind: cx.Conflict, Text: fmt.Sprintf("A shop has room for %d people. Take somebody off the list first.", mostMembers)}
	}
	err = l.change(ctx, key, func(table.Item) (table.Values, error) {
		a := attributes{"address": table.String(strings.ToLower(m.Address)), "role": table.String(string(m.Role))}
		a.text("by", m.By)
		a.seconds("at", now)
		return table.Values(a), nil
	})
	if err != nil {
		return fmt.Errorf("invite somebody to %s: %w", shop, err)
	}
	return nil
}

// Members lists who was invited to a shop, by address.
func (l *Ledger) Members(ctx context.Context, shop cx.ShopID) ([]Member, error) {
	var all []Member
	q := table.Query{Partition: shopKey(shop).Partition}.Prefix("U#")
	for {
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("list the people of %s: %w", shop, unavailable(err))
		}
		for _, item := range items {
			all = append(all, memberOf(item))
		}
		if q.After = next; next == (table.Position{}) {
			break
		}
	}
	slices.SortFunc(all, func(a, b Member) int { return cmp.Compare(a.Address, b.Address) })
	return all, nil
}

func memberOf(item table.Item) Member {
	if !item.Exists() {
		return Member{}
	}
	v := item.Values
	return Member{ID: idOf(item.Key.Sort), Address: v["address"].Text(), Role: cx.ParseRole(v["role"].Text()), By: v["by"].Text(), At: readSeconds(v, "at")}
}

// RemoveMember takes somebody off a shop's list, and says who it was; the zero Member if nobody had this id.
func (l *Ledger) RemoveMember(ctx context.Context, shop cx.ShopID, id string) (Member, error) {
	key := memberIDKey(shop, id)
	item, err := l.get(ctx, key)
	if err != nil || !item.Exists() {
		return Member{}, err
	}
	if err := l.table.Commit(ctx, table.Delete(key)); err != nil {
		return Member{}, fmt.Errorf("take somebody off the list of %s: %w", shop, unavailable(err))
	}
	return memberOf(item), nil
}

// RolesOf says what an address may do in shops, strongly consistent, in the order of the shops; Nobody where it was not
// invited.
func (l *Ledger) RolesOf(ctx context.Context, address string, shops ...cx.ShopID) ([]cx.Role, error) {
	keys := make([]table.Key, len(shops))
	for i, shop := range shops {
		keys[i] = l.memberKey(shop, address)
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read what somebody may do: %w", err)
	}
	roles := make([]cx.Role, len(shops))
	for i, item := range items {
		roles[i] = memberOf(item).Role
	}
	return roles, nil
}
