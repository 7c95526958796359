package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// personValues is the only record that holds a name and an address.
func personValues(p cx.Person) table.Values {
	a := attributes{}
	a.text("shop", string(p.Shop))
	a.text("email", p.Email.Reveal())
	a.text("first", p.First.Reveal())
	a.text("last", p.Last.Reveal())
	a.text("locale", cx.Cut(p.Locale, 20))
	a.text("country", cx.Cut(p.Country, 2))
	a.text("province", cx.Cut(p.Province, 10))
	a.millis("version", p.Version)
	a.millis("toldname", p.Told.Name)
	a.millis("toldplace", p.Told.Place)
	a.millis("toldlocale", p.Told.Locale)
	a.text("orders", ordersText(p.Orders))
	a.number("count", p.Count)
	a.text("gate", gateText(p.Gate))
	a.seconds("asked", p.LastAsked)
	a.seconds("before", p.Before)
	a.seconds("off", p.Unsubscribed)
	a.text("offday", p.UnsubDay)
	a.text("offsurvey", p.UnsubSurvey)
	a.flag("held", p.Held)
	a.flag("paused", p.Paused)
	a.seconds("erased", p.Erased)
	return table.Values(a)
}

func personOf(item table.Item) cx.Person {
	v := item.Values
	email, _ := cx.ParseEmail(v["email"].Text()) // it was parsed when it was stored; none after an erasure
	return cx.Person{
		ID: cx.PersonID(idOf(item.Key.Partition)), Shop: cx.ShopID(v["shop"].Text()), Email: email,
		First: cx.NewName(v["first"].Text()), Last: cx.NewName(v["last"].Text()),
		Locale: v["locale"].Text(), Country: v["country"].Text(), Province: v["province"].Text(),
		Version: readMillis(v, "version"), Told: cx.Told{Name: readMillis(v, "toldname"), Place: readMillis(v, "toldplace"), Locale: readMillis(v, "toldlocale")},
		Orders: ordersOf(v["orders"].Text()), Count: v["count"].Int(),
		Gate: gateOf(v["gate"].Text()), LastAsked: readSeconds(v, "asked"), Before: readSeconds(v, "before"),
		Unsubscribed: readSeconds(v, "off"), UnsubDay: v["offday"].Text(), UnsubSurvey: v["offsurvey"].Text(),
		Held: readFlag(v, "held"), Paused: readFlag(v, "paused"), Erased: readSeconds(v, "erased"), Rev: v[rev].Int(),
	}
}

func ordersText(ids []cx.OrderID) string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return strings.Join(all, " ")
}

func ordersOf(s string) []cx.OrderID {
	var ids []cx.OrderID
	for _, id := range words(s) {
		ids = append(ids, cx.OrderID(id))
	}
	return ids
}

// gateText holds an open gate as order, step, attempt, nonce, time, token hash and wording.
func gateText(g cx.Gate) string {
	if !g.Open() {
		return ""
	}
	return columns(string(g.Order), strconv.Itoa(int(g.Step)), strconv.Itoa(g.Attempt), g.Nonce, unix(g.At), string(g.Token), cx.Cut(g.Wording, wordingBytes))
}

func gateOf(s string) cx.Gate {
	p := rows(s, 7)
	if len(p) != 1 {
		return cx.Gate{}
	}
	g := p[0]
	return cx.Gate{
		Order: cx.OrderID(g[0]), Step: cx.Step(atoi(g[1])), Attempt: atoi(g[2]), Nonce: g[3], At: fromUnix(g[4]),
		Token: cx.TokenHash(g[5]), Wording: g[6],
	}
}

// Person reads a customer; NotFound if there is none.
func (l *Ledger) Person(ctx context.Context, id cx.PersonID) (cx.Person, error) {
	people, err := l.Persons(ctx, id)
	if err != nil {
		return cx.Person{}, err
	}
	p, ok := people[id]
	if !ok {
		return cx.Person{}, &cx.Error{Kind: cx.NotFound, Text: "There is no such customer."}
	}
	return p, nil
}

// Persons reads several customers by id; those that are not there are left out.
func (l *Ledger) Persons(ctx context.Context, ids ...cx.PersonID) (map[cx.PersonID]cx.Person, error) {
	var keys []table.Key
	seen := map[cx.PersonID]bool{"": true}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			keys = append(keys, personKey(id))
		}
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read %d customers: %w", len(keys), err)
	}
	people := make(map[cx.PersonID]cx.Person, len(items))
	for _, item := range items {
		if item.Exists() {
			p := personOf(item)
			people[p.ID] = p
		}
	}
	return people, nil
}

// FindPerson finds a customer of a shop by address.
func (l *Ledger) FindPerson(ctx context.Context, shop cx.ShopID, e cx.Email) (cx.Person, error) {
	return l.Person(ctx, l.PersonID(shop, e))
}

// changePerson is change for a customer that must exist.
func (l *Ledger) changePerson(ctx context.Context, id cx.PersonID, f func(cx.Person) (cx.Person, bool)) error {
	err := l.change(ctx, personKey(id), func(old table.Item) (table.Values, error) {
		if !old.Exists() {
			return nil, &cx.Error{Kind: cx.NotFound, Text: "There is no such customer."}
		}
		p, changed := f(personOf(old))
		if !changed {
			return nil, nil
		}
		return personValues(p), nil
	})
	if err != nil {
		return fmt.Errorf("change customer %s: %w", id, err)
	}
	return nil
}

// HoldPerson decides that a customer is never asked, or may be again.
func (l *Ledger) HoldPerson(ctx context.Context, id cx.PersonID, held bool) error {
	return l.changePerson(ctx, id, func(p cx.Person) (cx.Person, bool) {
		changed := p.Held != held
		p.Held = held
		return p, changed
	})
}

// Address reads what the whole installation knows of an address; the zero Address if nothing.
func (l *Ledger) Address(ctx context.Context, e cx.Email) (cx.Address, error) {
	item, err := l.get(ctx, l.addressKey(e))
	if err != nil {
		return cx.Address{}, fmt.Errorf("read what is known of an address: %w", err)
	}
	return addressOf(item), nil
}

func addressOf(item table.Item) cx.Address {
	v := item.Values
	return cx.Address{
		Bounced: readSeconds(v, "bounced"), Complained: readSeconds(v, "complained"),
		Suppressed: readSeconds(v, "suppressed"), Rev: v[rev].Int(),
	}
}

// SuppressAddress notes a hard bounce, a complaint or another reason never to write to an address again, for all shops
// of the installation. The first time of each stays.
func (l *Ledger) SuppressAddress(ctx context.Context, e cx.Email, why cx.Reason, now time.Time) error {
	name := map[cx.Reason]string{cx.HardBounce: "bounced", cx.Complained: "complained", cx.Suppressed: "suppressed"}[why]
	if name == "" || e.IsZero() {
		return errors.New("suppress an address: no address, or a reason that suppresses nothing")
	}
	return l.change(ctx, l.addressKey(e), func(old table.Item) (table.Values, error) {
		if _, known := old.Values[name]; known {
			return nil, nil
		}
		want := table.Values{name: table.Number(now.Unix())}
		for n, v := range old.Values {
			if n != table.Nonce {
				want[n] = v
			}
		}
		return want, nil
	})
}
