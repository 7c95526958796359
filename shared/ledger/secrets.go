package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Term is all that is ever shown of a secret: since when and until when it holds. Set is zero where nobody wrote it down,
// Ends for the one that stays.
type Term struct{ Set, Ends time.Time }

const (
	// overlap is how long the secret before holds on after a new one was set: long enough to change it on the platform,
	// and for what the platform tries again.
	overlap = 24 * time.Hour
	// keptSecrets bounds how many hold at once.
	keptSecrets = 3
)

// Valid are the secrets that hold at now, the newest first.
func (c Connection) Valid(now time.Time) []string {
	var valid []string
	for i, s := range c.Secrets {
		if i >= len(c.Terms) || c.Terms[i].Ends.IsZero() || c.Terms[i].Ends.After(now) {
			valid = append(valid, s)
		}
	}
	return valid
}

// secretsOf reads the secrets and their terms, as many of one as of the other.
func secretsOf(v table.Values) ([]string, []Term) {
	text := v["secrets"].Text()
	if text == "" {
		return nil, nil
	}
	secrets := strings.Split(text, "\n")
	terms := make([]Term, len(secrets))
	for i, row := range rows(v["terms"].Text(), 2) {
		if i < len(terms) {
			terms[i] = Term{Set: fromUnix(row[0]), Ends: fromUnix(row[1])}
		}
	}
	return secrets, terms
}

func secretValues(secrets []string, terms []Term) table.Values {
	var all []string
	for _, t := range terms {
		all = append(all, columns(unix(t.Set), unix(t.Ends)))
	}
	return table.Values{"secrets": table.String(strings.Join(secrets, "\n")), "terms": table.String(strings.Join(all, " "))}
}

// AddSecret makes secret the newest of a connection, which it makes where there is none. Those before it hold on for 24
// hours more. The same secret once more changes nothing.
func (l *Ledger) AddSecret(ctx context.Context, shop cx.ShopID, p cx.Platform, secret string, now time.Time) error {
	if err := checkSecrets([]string{secret}); err != nil {
		return err
	}
	err := l.change(ctx, secretKey(shop, p), func(old table.Item) (table.Values, error) {
		secrets, terms := secretsOf(old.Values)
		if len(secrets) > 0 && secrets[0] == secret {
			return nil, nil
		}
		kept, keptTerms := []string{secret}, []Term{{Set: now}}
		for i, s := range secrets {
			t := terms[i]
			if t.Ends.IsZero() {
				t.Ends = now.Add(overlap)
			}
			if s != secret && t.Ends.After(now) && len(kept) < keptSecrets {
				kept, keptTerms = append(kept, s), append(keptTerms, t)
			}
		}
		return secretValues(kept, keptTerms), nil
	})
	if err != nil {
		return fmt.Errorf("add a secret to connection %s of %s: %w", p, shop, err)
	}
	return l.changeConnection(ctx, shop, p, func(attributes) {})
}

// EndSecrets ends all secrets of a connection but the newest at once, before their 24 hours are over.
func (l *Ledger) EndSecrets(ctx context.Context, shop cx.ShopID, p cx.Platform) error {
	err := l.change(ctx, secretKey(shop, p), func(old table.Item) (table.Values, error) {
		secrets, terms := secretsOf(old.Values)
		if len(secrets) < 2 {
			return nil, nil
		}
		return secretValues(secrets[:1], terms[:1]), nil
	})
	if err != nil {
		return fmt.Errorf("end the old secrets of connection %s of %s: %w", p, shop, err)
	}
	return nil
}

// Terms says of a connection's secrets that hold at now since when and until when, the newest first; none: not connected.
func (l *Ledger) Terms(ctx context.Context, shop cx.ShopID, p cx.Platform, now time.Time) ([]Term, error) {
	item, err := l.get(ctx, secretKey(shop, p))
	if err != nil {
		return nil, fmt.Errorf("read the terms of connection %s of %s: %w", p, shop, err)
	}
	_, terms := secretsOf(item.Values)
	return slices.DeleteFunc(terms, func(t Term) bool { return !t.Ends.IsZero() && !t.Ends.After(now) }), nil
}

// Disconnect forgets a connection with its secrets and its state: what comes to its address from now on is refused. What
// was recorded stays.
func (l *Ledger) Disconnect(ctx context.Context, shop cx.ShopID, p cx.Platform) error {
	err := l.table.Commit(ctx, table.Delete(secretKey(shop, p)), table.Delete(connectionKey(shop, p)))
	if err != nil {
		return fmt.Errorf("disconnect %s of %s: %w", p, shop, unavailable(err))
	}
	return nil
}
