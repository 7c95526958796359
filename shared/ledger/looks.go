package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// NewShop stores a shop whose name in links is free; Conflict if it is taken.
func (l *Ledger) NewShop(ctx context.Context, s cx.Shop) error {
	v, err := shopValues(s)
	if err != nil {
		return err
	}
	v[rev] = table.Number(1)
	err = l.table.Commit(ctx, table.Create(shopKey(s.ID), v))
	if errors.Is(err, table.ErrCondition) {
		return &cx.Error{Kind: cx.Conflict, Text: "There is a shop with this name in links already.", Cause: err}
	}
	if err != nil {
		return fmt.Errorf("make shop %s: %w", s.ID, unavailable(err))
	}
	return l.ListShop(ctx, s)
}

func shopValues(s cx.Shop) (table.Values, error) {
	if wrong := s.Check(); len(wrong) > 0 {
		return nil, &cx.Error{Kind: cx.Unprocessable, Text: "The shop's settings need a change: " + strings.Join(wrong, "; ") + "."}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write shop %s: %w", s.ID, err)
	}
	return table.Values{"shop": table.String(string(text))}, nil
}

// ListShop puts a shop on the list of shops, by its name.
func (l *Ledger) ListShop(ctx context.Context, s cx.Shop) error {
	return l.change(ctx, shopListKey(s.ID), func(table.Item) (table.Values, error) {
		return table.Values{"name": table.String(s.Name)}, nil
	})
}

// Logo is a shop's picture as it was given.
type Logo struct {
	Type string // image/png, image/jpeg or image/gif
	Data []byte
}

// Version tells one logo from another: 8 characters that may stand in a URL.
func (g Logo) Version() string {
	sum := sha256.Sum256(g.Data)
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// SaveLogo keeps a shop's logo. It stands apart from the settings, which every webhook reads.
func (l *Ledger) SaveLogo(ctx context.Context, id cx.ShopID, g Logo) error {
	v := table.Values{"type": table.String(g.Type), "data": table.String(base64.StdEncoding.EncodeToString(g.Data))}
	if err := l.table.Commit(ctx, table.Put(logoKey(id), v)); err != nil {
		return fmt.Errorf("keep the logo of %s: %w", id, unavailable(err))
	}
	return nil
}

// DropLogo forgets a shop's logo; none is a success.
func (l *Ledger) DropLogo(ctx context.Context, id cx.ShopID) error {
	if err := l.table.Commit(ctx, table.Delete(logoKey(id))); err != nil {
		return fmt.Errorf("drop the logo of %s: %w", id, unavailable(err))
	}
	return nil
}

// Logo reads a shop's logo; NotFound if it has none.
func (l *Ledger) Logo(ctx context.Context, id cx.ShopID) (Logo, error) {
	item, err := l.get(ctx, logoKey(id))
	if err != nil {
		return Logo{}, fmt.Errorf("read the logo of %s: %w", id, err)
	}
	if !item.Exists() {
		return Logo{}, &cx.Error{Kind: cx.NotFound, Text: "This shop has no logo."}
	}
	data, err := base64.StdEncoding.DecodeString(item.Values["data"].Text())
	if err != nil {
		return Logo{}, fmt.Errorf("read the logo of %s: %w", id, err)
	}
	return Logo{Type: item.Values["type"].Text(), Data: data}, nil
}

// ReplyLife is how long the link in a mail to a Reply-To works.
const ReplyLife = 7 * 24 * time.Hour

// NewReplyCheck makes the secret of a link that proves that somebody reads the mail to a shop's Reply-To.
func (l *Ledger) NewReplyCheck(ctx context.Context, id cx.ShopID, address string, now time.Time) (string, error) {
	secret, err := l.secret(24)
	if err != nil {
		return "", err
	}
	a := attributes{"shop": table.String(string(id)), "address": table.String(address)}
	a.seconds(table.Expires, now.Add(ReplyLife))
	if err := l.table.Commit(ctx, table.Create(tokenKey("reply", secret), table.Values(a))); err != nil {
		return "", fmt.Errorf("make a link for the Reply-To of %s: %w", id, unavailable(err))
	}
	return secret, nil
}

// ReplyCheck says which shop and address a link is for; NotFound if it is over or none.
func (l *Ledger) ReplyCheck(ctx context.Context, secret string, now time.Time) (cx.ShopID, string, error) {
	item, err := l.get(ctx, tokenKey("reply", secret))
	if err != nil {
		return "", "", fmt.Errorf("read a link of a Reply-To: %w", err)
	}
	if !item.Exists() || !readSeconds(item.Values, table.Expires).After(now) {
		return "", "", &cx.Error{Kind: cx.NotFound, Text: "This link is too old. Ask for a new test mail in the settings."}
	}
	return cx.ShopID(item.Values["shop"].Text()), item.Values["address"].Text(), nil
}
