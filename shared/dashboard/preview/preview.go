// Package preview writes the mail of a survey as a customer would get it, with words that may not be published yet, for
// an order that is real or, as long as there is none, made up.
//
// Its links lead nowhere: the token is none that was ever given out, so nobody answers for a customer by looking. What it
// writes is counted by nobody: the tags say that it is a mail to an owner.
package preview

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// Wanted says which mail is looked at. Its text form is the payload of a mail to an owner.
type Wanted struct {
	Shop     cx.ShopID
	Language string
	Order    cx.OrderID // "": made up
}

// String is the payload.
func (w Wanted) String() string {
	return strings.Join([]string{string(w.Shop), w.Language, string(w.Order)}, " ")
}

// Parse reads a payload.
func Parse(payload string) (Wanted, error) {
	parts := strings.Split(payload, " ")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		return Wanted{}, fmt.Errorf("read what a preview is of: %d parts, want 3", len(parts))
	}
	return Wanted{cx.ShopID(parts[0]), parts[1], cx.OrderID(parts[2])}, nil
}

// Facts are those of the order, with the draft's words in place of the published ones. An order that is not there, or
// is another shop's, is as good as none.
func Facts(ctx context.Context, l *ledger.Ledger, w Wanted, now time.Time) (cx.Facts, error) {
	shop, err := l.Shop(ctx, w.Shop)
	if err != nil {
		return cx.Facts{}, fmt.Errorf("preview a mail of %s: %w", w.Shop, err)
	}
	f := cx.Facts{}
	if w.Order != "" {
		f, err = l.Facts(ctx, shop, w.Order)
		if kind, _ := cx.Public(err); err != nil && kind != cx.NotFound {
			return cx.Facts{}, fmt.Errorf("preview the mail of order %s: %w", w.Order, err)
		}
	}
	if f.Order.Shop != shop.ID || f.Person.Email.IsZero() {
		f = madeUp(shop, now)
	}
	draft, err := l.Draft(ctx, shop.ID, w.Language)
	if err != nil {
		return cx.Facts{}, fmt.Errorf("preview a mail of %s: %w", w.Shop, err)
	}
	f.Shop = Speaking(shop, w.Language, draft)
	f.Order.State.Locale, f.Person.Locale = w.Language, w.Language
	return f, nil
}

// Speaking is the shop as if the draft, where there is one, were published.
func Speaking(shop cx.Shop, language string, d ledger.Draft) cx.Shop {
	texts := map[string]cx.Wording{}
	for tag, w := range shop.Survey.Texts {
		texts[tag] = w
	}
	if d.Rev > 0 {
		d.Words.Version = "draft"
		texts[language] = d.Words
	}
	shop.Survey.Texts = texts
	if !slices.Contains(shop.Languages, language) {
		shop.Languages = nil // a language that is not offered can be looked at, too
	}
	return shop
}

// madeUp is an order that nobody made: three days after its parcel arrived.
func madeUp(shop cx.Shop, now time.Time) cx.Facts {
	return cx.Facts{
		Shop: shop,
		Order: cx.Order{
			ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Shop: shop.ID, Number: "1042",
			State:   cx.OrderState{Placed: now.AddDate(0, 0, -8), Payment: cx.PaidInFull, Items: []cx.Item{{ID: "1", Title: "Serving bowl, 28 cm"}}},
			Touched: map[cx.Touchpoint]time.Time{cx.Delivered: now.AddDate(0, 0, -3)},
		},
		Person: cx.Person{Shop: shop.ID, First: cx.NewName("Ada")},
	}
}

// Write writes the mail to an address, which is an owner's: the customer is never written to.
func Write(w *mail.Writer, f cx.Facts, to cx.Email, now time.Time) (mail.Envelope, error) {
	f.Person.Email = to
	e, _, err := w.Survey(f, cx.NewToken(f.Order.ID, [16]byte{}), now)
	if err != nil {
		return e, fmt.Errorf("write a preview: %w", err)
	}
	e.Tags = map[string]string{mail.TagKind: "owner"}
	return e, nil
}

// Mail writes the preview that a mail to an owner asks for.
func Mail(ctx context.Context, l *ledger.Ledger, w *mail.Writer, m ledger.OwnerMail, now time.Time) (mail.Envelope, error) {
	wanted, err := Parse(m.Payload)
	if err != nil {
		return mail.Envelope{}, err
	}
	to, err := m.AddressOf()
	if err != nil {
		return mail.Envelope{}, fmt.Errorf("write a preview: %w", err)
	}
	f, err := Facts(ctx, l, wanted, now)
	if err != nil {
		return mail.Envelope{}, err
	}
	return Write(w, f, to, now)
}
