package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Connection is a shop's link to one platform. Secrets are filled by Connection alone: they are used, never shown.
type Connection struct {
	Shop     cx.Shop
	Platform cx.Platform
	Secrets  []string // the newest first; several while a secret is rotated
	Domain   string   // the shop's domain on the platform; "" is not checked
	Status   ConnectionStatus
}

// ConnectionStatus is what the merchant sees of a connection.
type ConnectionStatus struct {
	Received  time.Time // the newest verified delivery, as of 10 minutes
	Topic     string    // its topic
	Tested    time.Time // the newest test delivery
	Refused   int64     // deliveries with a wrong signature since the last good one
	RefusedAt time.Time
	Hint      string // what the wrong signature probably means
}

// Connection reads the shop, the secrets and the status of a connection in one call; NotFound if there is none.
func (l *Ledger) Connection(ctx context.Context, shop cx.ShopID, p cx.Platform) (Connection, error) {
	items, err := l.table.Get(ctx, shopKey(shop), secretKey(shop, p), connectionKey(shop, p))
	if err != nil {
		return Connection{}, fmt.Errorf("read connection %s of %s: %w", p, shop, unavailable(err))
	}
	if !items[0].Exists() || !items[1].Exists() {
		return Connection{}, &cx.Error{Kind: cx.NotFound, Text: "No shop listens at this address. Copy the address again from the connection's page."}
	}
	s, err := shopOf(items[0])
	if err != nil {
		return Connection{}, err
	}
	c := connectionOf(s, items[2])
	c.Platform, c.Secrets = p, strings.Split(items[1].Values["secrets"].Text(), "\n")
	return c, nil
}

func connectionOf(s cx.Shop, item table.Item) Connection {
	v := item.Values
	_, p, _ := strings.Cut(item.Key.Sort, "#")
	return Connection{Shop: s, Platform: cx.Platform(p), Domain: v["domain"].Text(), Status: ConnectionStatus{
		Received: readSeconds(v, "received"), Topic: v["topic"].Text(), Tested: readSeconds(v, "tested"),
		Refused: v["refused"].Int(), RefusedAt: readSeconds(v, "refusedat"), Hint: v["hint"].Text(),
	}}
}

// SaveConnection stores the secrets of a connection, the newest first, and the shop's domain there ("" is not checked).
func (l *Ledger) SaveConnection(ctx context.Context, shop cx.ShopID, p cx.Platform, secrets []string, domain string) error {
	for _, s := range secrets {
		if strings.TrimSpace(s) == "" || strings.Contains(s, "\n") {
			return &cx.Error{Kind: cx.Unprocessable, Text: "A secret is empty or holds a line break. Copy it again from the platform."}
		}
	}
	if len(secrets) == 0 {
		return &cx.Error{Kind: cx.Unprocessable, Text: "A connection needs at least one secret."}
	}
	err := l.change(ctx, secretKey(shop, p), func(table.Item) (table.Values, error) {
		return table.Values{"secrets": table.String(strings.Join(secrets, "\n"))}, nil
	})
	if err != nil {
		return fmt.Errorf("write connection %s of %s: %w", p, shop, err)
	}
	return l.changeConnection(ctx, shop, p, func(a attributes) {
		delete(a, "domain")
		a.text("domain", domain)
	})
}

// changeConnection changes what the merchant sees of a connection.
func (l *Ledger) changeConnection(ctx context.Context, shop cx.ShopID, p cx.Platform, f func(attributes)) error {
	err := l.change(ctx, connectionKey(shop, p), func(old table.Item) (table.Values, error) {
		a := attributes{"made": table.Number(1)}
		for n, v := range old.Values {
			if n != table.Nonce {
				a[n] = v
			}
		}
		f(a)
		return table.Values(a), nil
	})
	if err != nil {
		return fmt.Errorf("note on connection %s of %s: %w", p, shop, err)
	}
	return nil
}

// Connections lists a shop's connections, without their secrets.
func (l *Ledger) Connections(ctx context.Context, shop cx.Shop) ([]Connection, error) {
	k := connectionKey(shop.ID, "")
	items, _, err := l.table.Query(ctx, table.Query{Partition: k.Partition}.Prefix(k.Sort))
	if err != nil {
		return nil, fmt.Errorf("list the connections of %s: %w", shop.ID, unavailable(err))
	}
	var all []Connection
	for _, item := range items {
		all = append(all, connectionOf(shop, item))
	}
	return all, nil
}

// noteEvery is how often "received" is written: a note for each delivery would cost as much as the delivery.
const noteEvery = 10 * time.Minute

// NoteReceived notes a verified delivery, at most one in 10 minutes unless there is news (a test, or the first good one
// after wrong signatures).
func (l *Ledger) NoteReceived(ctx context.Context, c Connection, topic string, test bool, now time.Time) error {
	news := c.Status.Refused > 0 || (test && now.Sub(c.Status.Tested) > noteEvery)
	if !news && now.Sub(c.Status.Received) < noteEvery {
		return nil
	}
	return l.changeConnection(ctx, c.Shop.ID, c.Platform, func(a attributes) {
		a.seconds("received", now)
		a.text("topic", cx.Cut(topic, 60))
		if test {
			a.seconds("tested", now)
		}
		for _, n := range []string{"refused", "refusedat", "hint"} {
			delete(a, n)
		}
	})
}

// NoteRefused counts a delivery whose signature was wrong. Nothing of the delivery itself is kept.
func (l *Ledger) NoteRefused(ctx context.Context, c Connection, hint string, now time.Time) error {
	return l.changeConnection(ctx, c.Shop.ID, c.Platform, func(a attributes) {
		a.number("refused", a["refused"].Int()+1)
		a.seconds("refusedat", now)
		a.text("hint", hint)
	})
}
