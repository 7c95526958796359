package webhooks

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

// outcome is what became of a verified webhook, and in JSON what the sender is told.
type outcome struct {
	Result string `json:"result"` // recorded, customer, test, ignored, kept
	Why    string `json:"why,omitempty"`

	status          int
	topic, delivery string
}

// take makes facts of a verified webhook, and notes last that it came: then everything is stored.
func (a *App) take(ctx context.Context, d delivery) (outcome, error) {
	r, err := d.platform.Decode(d.header, d.body)
	o := outcome{status: http.StatusOK, topic: r.Topic, delivery: r.Delivery}
	if foreign(d.connection, r) {
		return o, a.foreign(ctx, d, r)
	}
	switch {
	case notUnderstood(err):
		o.Result, o.Why, o.status = "kept", err.Error(), http.StatusAccepted
		err = a.keep(ctx, d, r.Topic, o.Why)
	case err != nil:
		return o, fmt.Errorf("decode a webhook of %s: %w", d.connection.Shop.ID, err)
	case r.Kind == platform.Privacy:
		o.Result, o.Why = "kept", ledger.PrivacyRequest
		err = a.keep(ctx, d, r.Topic, ledger.PrivacyRequest)
	default:
		o.Result, o.Why = result(r), r.Why
		err = a.record(ctx, d, r)
	}
	if err != nil {
		return o, err
	}
	return o, a.Facts.NoteReceived(ctx, d.connection, r.Topic, r.Test, d.now)
}

func result(r platform.Result) string {
	if r.Kind == platform.Orders {
		return "recorded"
	}
	return string(r.Kind)
}

// record stores the facts. Test orders are stored like others: that nobody is asked about them has a reason, which the
// merchant can see.
func (a *App) record(ctx context.Context, d delivery, r platform.Result) error {
	for _, e := range r.Orders {
		o, err := a.Facts.Record(ctx, d.connection.Shop, e, d.now)
		if err != nil {
			return err
		}
		if bare(o, e) {
			if err := a.Facts.NoteBare(ctx, d.connection, d.now); err != nil {
				return err
			}
		}
	}
	if r.Customer == nil {
		return nil
	}
	return a.Facts.RecordCustomer(ctx, d.connection.Shop, *r.Customer, d.now)
}

// bare tells that an event brought an order that should have an address and has none: for Shopify the usual sign that
// access to protected customer data is missing.
func bare(o cx.Order, e cx.OrderEvent) bool {
	return e.State != nil && !o.State.Test && o.Person == ""
}

// foreign tells that the webhook says to be of another shop than the connection names. The header is not signed, so this
// protects from mix-ups only (an app's secret is the same for all shops that installed it).
func foreign(c ledger.Connection, r platform.Result) bool {
	return c.Domain != "" && r.Domain != "" && c.Domain != r.Domain
}

func (a *App) foreign(ctx context.Context, d delivery, r platform.Result) error {
	a.refuse(ctx, d, "A webhook of "+r.Domain+" came to this address, which is for "+d.connection.Domain+
		": paste each shop's own address into its platform.")
	return &cx.Error{Kind: cx.Forbidden, Text: "This address is for the webhooks of another shop."}
}

// keep stores the webhook as it came, with the headers that Decode reads and never a signature.
func (a *App) keep(ctx context.Context, d delivery, topic, why string) error {
	header := map[string]string{}
	for _, name := range d.platform.Describe().Headers {
		if v := d.header.Values(name); len(v) > 0 {
			header[name] = strings.Join(v, ", ")
		}
	}
	return a.Facts.Keep(ctx, ledger.Kept{
		Shop: d.connection.Shop.ID, Platform: d.platform.Name(), Topic: topic, Body: d.body, Header: header, Why: why, At: d.now,
	})
}

// Replay takes a kept webhook again, for example after an update taught Earshot to understand it, and forgets it when its
// facts are stored. It stays, with a Conflict that says why, while it still is not understood or is a privacy request.
func (a *App) Replay(ctx context.Context, k ledger.Kept) error {
	p, ok := platform.Find(k.Platform)
	if !ok {
		return &cx.Error{Kind: cx.Conflict, Text: "Earshot does not know the platform " + string(k.Platform) + " any more."}
	}
	c, err := a.Facts.Connection(ctx, k.Shop, k.Platform)
	if err != nil {
		return fmt.Errorf("replay webhook %s: %w", k.ID, err)
	}
	d := delivery{platform: p, connection: c, header: http.Header{}, body: k.Body, now: a.Now()}
	for name, v := range k.Header {
		d.header.Set(name, v)
	}
	r, err := p.Decode(d.header, d.body)
	switch {
	case err != nil:
		return &cx.Error{Kind: cx.Conflict, Text: "It is still not understood. It stays here.", Cause: err}
	case r.Kind == platform.Privacy:
		return &cx.Error{Kind: cx.Conflict, Text: "It is a privacy request: a person has to answer it. It stays here."}
	}
	if err := a.record(ctx, d, r); err != nil {
		return fmt.Errorf("replay webhook %s: %w", k.ID, err)
	}
	return a.Facts.DropKept(ctx, k)
}
