package local

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// Whose shop the demonstration is, and who owns the installation.
const (
	demoShop  = cx.ShopID("demo")
	demoOwner = "you@demo.example"
	demoNote  = "demo"
)

// demo is what a script needs to play the demo shop's platforms and to read its numbers. The table keeps API keys as
// hashes only, so the program notes what it made.
type demo struct {
	APIKey  string                 `json:"api_key"`
	Secrets map[cx.Platform]string `json:"secrets"`
}

// nordlys is the demo shop: live since a day before the first start, so that yesterday's orders count.
func nordlys(now time.Time) cx.Shop {
	s := cx.NewShop(demoShop, "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal = "Nordlys Ceramics, Verkstedveien 3, 9008 Tromsø, Norway"
	s.Zone, s.Country, s.Language, s.Colour = "Europe/Oslo", "NO", "en", "#0f5c55"
	s.Live, s.LiveSince, s.Ramp = true, now.Add(-24*time.Hour).Truncate(time.Second), 0
	return s
}

// openDemo reads the demo shop's note, or makes the shop. The note comes last: a start that broke off makes all anew.
func openDemo(ctx context.Context, facts *ledger.Ledger, random io.Reader, now time.Time) (demo, error) {
	note, err := facts.Note(ctx, demoNote)
	if err != nil {
		return demo{}, err
	}
	var d demo
	if note != "" {
		if err := json.Unmarshal([]byte(note), &d); err != nil {
			return demo{}, fmt.Errorf("read the note about the demo shop: %w", err)
		}
		return d, nil
	}
	if d, err = makeDemo(ctx, facts, random, now); err != nil {
		return demo{}, fmt.Errorf("make the demo shop: %w", err)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return demo{}, fmt.Errorf("write the note about the demo shop: %w", err)
	}
	return d, facts.SaveNote(ctx, demoNote, string(text))
}

func makeDemo(ctx context.Context, facts *ledger.Ledger, random io.Reader, now time.Time) (demo, error) {
	d := demo{Secrets: map[cx.Platform]string{}}
	for p, form := range map[cx.Platform]func([]byte) string{
		cx.Shopify:     func(b []byte) string { return "shpss_" + hex.EncodeToString(b[:16]) },
		cx.WooCommerce: func(b []byte) string { return hex.EncodeToString(b) },
		cx.Standard:    func(b []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(b) },
	} {
		var b [32]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return d, err
		}
		d.Secrets[p] = form(b[:])
	}
	if err := facts.SaveShop(ctx, nordlys(now)); err != nil {
		return d, err
	}
	for p, secret := range d.Secrets {
		if err := facts.SaveConnection(ctx, demoShop, p, []string{secret}, ""); err != nil {
			return d, err
		}
	}
	var err error
	d.APIKey, err = facts.NewAPIKey(ctx, demoShop)
	return d, err
}
