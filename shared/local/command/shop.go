package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"earshot/shared/cx"
)

// File is a shop as a file: its settings, and its connections. Secrets are only ever written: Show leaves them out, and a
// connection without secrets keeps those it has.
type File struct {
	cx.Shop
	Connections map[cx.Platform]Connection `json:"connections,omitempty"`
}

// Connection is a shop's link to a platform.
type Connection struct {
	Secrets []string `json:"secrets,omitempty"` // the newest first; several while one is replaced
	Domain  string   `json:"domain,omitempty"`  // the shop's host name on the platform; "" is not checked
}

// SaveShop writes a shop from a file. What the file leaves out stays as it is, or is preset in a new shop. A shop that
// goes live does so from now on: what was ordered before is never asked about.
func (d Desk) SaveShop(ctx context.Context, text []byte) error {
	var name struct {
		ID cx.ShopID `json:"id"`
	}
	if err := json.Unmarshal(text, &name); err != nil {
		return unreadable(err)
	}
	if _, err := cx.ParseShopID(string(name.ID)); err != nil {
		return &cx.Error{Kind: cx.Unprocessable, Text: `The file needs an "id" of 1 to 40 of a-z, 0-9 and -.`, Cause: err}
	}
	f, isNew, err := d.current(ctx, name.ID)
	if err != nil {
		return err
	}
	wasLive, wasPaused := f.Live, f.Paused
	if err := strict(text, &f); err != nil {
		return unreadable(err)
	}
	resumed := wasPaused && !f.Paused
	f.Paused = f.Paused || resumed // until it is resumed below, as the dashboard does it: its numbers are judged anew then
	if f.Live && (!wasLive || f.LiveSince.IsZero()) {
		f.LiveSince = d.Now().UTC().Truncate(time.Second)
	}
	if err := d.Facts.SaveShop(ctx, f.Shop); err != nil {
		return err
	}
	if resumed {
		if err := d.Facts.ResumeShop(ctx, f.ID, d.Now()); err != nil {
			return err
		}
	}
	if err := d.saveConnections(ctx, f); err != nil {
		return err
	}
	d.tell(f, isNew, wasLive)
	return nil
}

// strict refuses fields that it does not know: a misspelt setting must not be silently ignored.
func strict(text []byte, f *File) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(f); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

func unreadable(err error) error {
	return &cx.Error{Kind: cx.Invalid, Text: "The file is not the JSON of a shop: " + err.Error() + ". \"shop -show\" prints one that is.", Cause: err}
}

// current is the shop as it is, or a new one.
func (d Desk) current(ctx context.Context, id cx.ShopID) (f File, isNew bool, err error) {
	s, err := d.Facts.Shop(ctx, id)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return File{Shop: cx.NewShop(id, "")}, true, nil
	}
	return File{Shop: s}, false, err
}

func (d Desk) saveConnections(ctx context.Context, f File) error {
	for p, c := range f.Connections {
		secrets := c.Secrets
		if len(secrets) == 0 {
			old, err := d.Facts.Connection(ctx, f.ID, p)
			if err != nil {
				return &cx.Error{Kind: cx.Unprocessable, Text: "The connection " + string(p) + " is new and needs its secrets.", Cause: err}
			}
			secrets = old.Secrets
		}
		if err := d.Facts.SaveConnection(ctx, f.ID, p, secrets, c.Domain); err != nil {
			return err
		}
	}
	return nil
}

func (d Desk) tell(f File, isNew, wasLive bool) {
	switch {
	case f.Live && !wasLive:
		d.say("%s is live from now on: mail goes out for what is ordered after %s.", f.Name, when(f.Shop, f.LiveSince))
	case f.Live:
		d.say("%s is saved, and live since %s.", f.Name, when(f.Shop, f.LiveSince))
	case wasLive:
		d.say("%s is back in rehearsal: all is decided, nothing is sent.", f.Name)
	case isNew:
		d.say("%s is made, in rehearsal: all is decided, nothing is sent until it is live.", f.Name)
	default:
		d.say("%s is saved, in rehearsal.", f.Name)
	}
	for p := range f.Connections {
		d.say("Webhooks of %s go to /hooks/%s/%s", p, f.ID, p)
	}
}

// ShowShop prints a shop as a file that SaveShop takes, without secrets; with several shops it must be named.
func (d Desk) ShowShop(ctx context.Context, id cx.ShopID) error {
	shops, err := d.Facts.Shops(ctx)
	if err != nil {
		return err
	}
	var names string
	for _, s := range shops {
		names += " " + string(s.ID)
		if s.ID == id || (id == "" && len(shops) == 1) {
			return d.print(ctx, s)
		}
	}
	if names == "" {
		names = " none yet"
	}
	return &cx.Error{Kind: cx.NotFound, Text: "Name one of the shops:" + names + "."}
}

func (d Desk) print(ctx context.Context, s cx.Shop) error {
	f := File{Shop: s, Connections: map[cx.Platform]Connection{}}
	all, err := d.Facts.Connections(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range all {
		f.Connections[c.Platform] = Connection{Domain: c.Domain}
	}
	enc := json.NewEncoder(d.Out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(f)
}
