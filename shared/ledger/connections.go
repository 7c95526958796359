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

// Connection is a shop's link to one platform. Secrets are filled by Connection alone: they are used, never shown.
type Connection struct {
	Shop     cx.Shop
	Platform cx.Platform
	Secrets  []string // the newest first; several while a secret is rotated. See Valid
	Terms    []Term   // how long each of them holds
	Domain   string   // the shop's domain on the platform; "" is not checked
	Status   ConnectionStatus
}

// ConnectionStatus is what the merchant sees of a connection.
type ConnectionStatus struct {
	Received   time.Time     // the newest verified delivery, as of 10 minutes
	Topic      string        // its topic
	Gap        time.Duration // the usual one between deliveries, see cx.UsualGap; 0: not known yet
	Tested     time.Time     // the newest test delivery
	OnlyTested bool          // nothing but tests came so far
	Bare       time.Time     // the newest order that came without a usable address, as of an hour
	Refused    int64         // deliveries with a wrong signature since the last good one
	RefusedAt  time.Time
	Hint       string // what the wrong signature probably means
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
	c.Platform = p
	c.Secrets, c.Terms = secretsOf(items[1].Values)
	return c, nil
}

func connectionOf(s cx.Shop, item table.Item) Connection {
	v := item.Values
	_, p, _ := strings.Cut(item.Key.Sort, "#")
	return Connection{Shop: s, Platform: cx.Platform(p), Domain: v["domain"].Text(), Status: statusOf(v)}
}

func statusOf(v table.Values) ConnectionStatus {
	return ConnectionStatus{
		Received: readSeconds(v, "received"), Topic: v["topic"].Text(), Tested: readSeconds(v, "tested"), OnlyTested: readFlag(v, "testing"),
		Gap: time.Duration(v["gap"].Int()) * time.Second, Bare: readSeconds(v, "bare"),
		Refused: v["refused"].Int(), RefusedAt: readSeconds(v, "refusedat"), Hint: v["hint"].Text(),
	}
}

// SaveConnection stores the secrets of a connection, the newest first, and the shop's domain there ("" is not checked).
// Secrets that were there keep their terms,
// but the newest, which stays.
func (l *Ledger) SaveConnection(ctx context.Context, shop cx.ShopID, p cx.Platform, secrets []string, domain string) error {
	if err := checkSecrets(secrets); err != nil {
		return err
	}
	err := l.change(ctx, secretKey(shop, p), func(old table.Item) (table.Values, error) {
		before, known := secretsOf(old.Values)
		terms := make([]Term, len(secrets))
		for i, s := range secrets {
			if at := slices.Index(before, s); at >= 0 {
				terms[i] = known[at]
			}
		}
		terms[0].Ends = time.Time{} // the newest stays, whatever it was before
		return secretValues(secrets, terms), nil
	})
	if err != nil {
		return fmt.Errorf("write connection %s of %s: %w", p, shop, err)
	}
	return l.changeConnection(ctx, shop, p, func(a attributes) {
		delete(a, "domain")
		a.text("domain", domain)
	})
}

func checkSecrets(secrets []string) error {
	for _, s := range secrets {
		if strings.TrimSpace(s) == "" || strings.Contains(s, "\n") {
			return &cx.Error{Kind: cx.Unprocessable, Text: "A secret is empty or holds a line break. Copy it again from the platform."}
		}
	}
	if len(secrets) == 0 {
		return &cx.Error{Kind: cx.Unprocessable, Text: "A connection needs at least one secret."}
	}
	return nil
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

// noteEvery is how often "received" is written: a note for each delivery would cost as much as the delivery. bareEvery is
// how often it is written that orders come without an address.
const (
	noteEvery = 10 * time.Minute
	bareEvery = time.Hour
)

// NoteReceived notes a verified delivery, at most one in 10 minutes unless there is news: a test, the first real one after
// a test, or the first good one after wrong signatures.
func (l *Ledger) NoteReceived(ctx context.Context, c Connection, topic string, test bool, now time.Time) error {
	if !c.Status.news(test, now) {
		return nil
	}
	return l.changeConnection(ctx, c.Shop.ID, c.Platform, func(a attributes) {
		if fresh := statusOf(table.Values(a)); !fresh.news(test, now) {
			return // of many deliveries at once one is noted
		}
		was, testing := readSeconds(table.Values(a), "received"), readFlag(table.Values(a), "testing")
		delete(a, "testing")
		a.flag("testing", test && (was.IsZero() || testing))
		if !was.IsZero() {
			usual := cx.UsualGap(time.Duration(a["gap"].Int())*time.Second, now.Sub(was))
			a.number("gap", int64(usual/time.Second))
		}
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

// news tells that a delivery is worth a write.
func (s ConnectionStatus) news(test bool, now time.Time) bool {
	return s.Refused > 0 || (test && now.Sub(s.Tested) > noteEvery) || (!test && s.OnlyTested) || now.Sub(s.Received) >= noteEvery
}

// NoteGreeted notes a platform's first, unsigned request, at most once in 10 minutes. It shows that the address is right
// and proves nothing else: wrong signatures and silence stay what they are.
func (l *Ledger) NoteGreeted(ctx context.Context, c Connection, now time.Time) error {
	if now.Sub(c.Status.Tested) < noteEvery {
		return nil
	}
	return l.changeConnection(ctx, c.Shop.ID, c.Platform, func(a attributes) {
		a.seconds("tested", now)
		a.flag("testing", readSeconds(table.Values(a), "received").IsZero())
	})
}

// NoteBare notes that an order came without a usable address, at most once an hour.
func (l *Ledger) NoteBare(ctx context.Context, c Connection, now time.Time) error {
	if now.Sub(c.Status.Bare) < bareEvery {
		return nil
	}
	return l.changeConnection(ctx, c.Shop.ID, c.Platform, func(a attributes) { a.seconds("bare", now) })
}

// NoteRefused counts a delivery whose signature was wrong. Nothing of the delivery itself is kept. It is one write, without
// a read and whatever others write at the same time: strangers decide how many come. A count may be lost with an answer.
func (l *Ledger) NoteRefused(ctx context.Context, c Connection, hint string, now time.Time) error {
	w := table.Add(connectionKey(c.Shop.ID, c.Platform), map[string]int64{"refused": 1}, table.Present())
	w.Set = table.Values{"refusedat": table.Number(now.Unix()), "hint": table.String(cx.Cut(hint, 300))}
	err := l.table.Commit(ctx, w)
	if err == nil || errors.Is(err, table.ErrCondition) || errors.Is(err, table.ErrUnclear) {
		return nil
	}
	return fmt.Errorf("note on connection %s of %s: %w", c.Platform, c.Shop.ID, unavailable(err))
}
