// Package webhooks takes the webhooks of the platforms at POST /hooks/{shop}/{platform} and makes facts of them.
//
// It promises that a webhook is answered 2xx only after all that it says is stored; that one which is verified is never
// lost (what is not understood is kept and can be played again); and that of one which is not verified only a count, a
// time and a hint stay. A storage error is answered 503, so that platforms which retry do. Bodies, addresses and secrets
// are never logged. Everything is safe to receive twice and in any order: what that takes is in ledger and cx.
//
// It knows no platform (package platform does), no storage (ledger does) and no Lambda: it is a plain http.Handler.
package webhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
	"earshot/shared/web"
)

// App is the application. Now is asked once a request.
type App struct {
	Facts *ledger.Ledger
	Now   func() time.Time
	Log   *slog.Logger
}

// Handler serves the hooks. A doubled or trailing slash is taken as none: platforms do not follow redirects.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/hooks/{shop}/{platform}", "/hooks/{shop}/{platform}/{$}"} {
		mux.Handle("POST "+path, web.Handle(a.Log, a.receive))
		mux.Handle(path, web.Handle(a.Log, explain))
	}
	mux.Handle("/", web.Handle(a.Log, func(http.ResponseWriter, *http.Request) error { return notFound() }))
	return web.Clean(mux)
}

func notFound() error {
	return &cx.Error{Kind: cx.NotFound, Text: "No shop listens at this address. It has the form /hooks/{shop}/{platform}, and the platform is shopify, woocommerce or standard."}
}

// explain answers whoever opens the address in a browser to see whether it works.
func explain(w http.ResponseWriter, r *http.Request) error {
	p, ok := platform.Find(cx.Platform(r.PathValue("platform")))
	if !ok {
		return notFound()
	}
	d := p.Describe()
	w.Header().Set("Allow", http.MethodPost)
	return web.Text(w, http.StatusMethodNotAllowed, "This address takes webhooks from "+d.Title+
		", which are sent by POST. It cannot be opened in a browser.\n\n"+d.Setup+"\n\nThe secret: "+d.Secret+"\n")
}

// receive is the whole intake of one request.
func (a *App) receive(w http.ResponseWriter, r *http.Request) error {
	p, ok := platform.Find(cx.Platform(r.PathValue("platform")))
	if !ok {
		return notFound()
	}
	shop, err := cx.ParseShopID(r.PathValue("shop"))
	if err != nil {
		return notFound()
	}
	body, err := web.Body(w, r, web.MaxBody)
	if err != nil {
		return err
	}
	c, err := a.Facts.Connection(r.Context(), shop, p.Name())
	if err != nil {
		return again(err)
	}
	d := delivery{platform: p, connection: c, header: r.Header, body: body, now: a.Now()}
	if p.Greets(r.Header, body) {
		return a.greet(r.Context(), w, d)
	}
	if err := a.verify(r.Context(), d); err != nil {
		return err
	}
	o, err := a.take(r.Context(), d)
	if err != nil {
		return again(err)
	}
	a.log(r.Context(), d, o)
	return web.JSON(w, o.status, o)
}

// delivery is one request with what it is judged by.
type delivery struct {
	platform   platform.Platform
	connection ledger.Connection
	header     http.Header
	body       []byte
	now        time.Time
}

// greet answers a platform's first, unsigned request with exactly 200. It proves nothing, so it is shown as a test.
func (a *App) greet(ctx context.Context, w http.ResponseWriter, d delivery) error {
	if err := a.Facts.NoteGreeted(ctx, d.connection, d.now); err != nil {
		return again(err)
	}
	a.log(ctx, d, outcome{Result: "ping"})
	return web.Text(w, http.StatusOK, "Earshot listens. Webhooks will be taken from here on.\n")
}

// verify refuses what is not signed by any of the secrets. That the refusal could not be counted changes nothing for the
// sender; it is only logged.
func (a *App) verify(ctx context.Context, d delivery) error {
	err := d.platform.Verify(d.header, d.body, d.connection.Valid(d.now), d.now)
	if err == nil {
		return nil
	}
	a.refuse(ctx, d, platform.Hint(d.platform, err))
	return &cx.Error{Kind: cx.Unauthorized, Text: "The signature is missing, or not by a secret that this shop knows: " + err.Error() + ".",
		Cause: fmt.Errorf("verify a webhook of %s from %s: %w", d.connection.Shop.ID, d.platform.Name(), err)}
}

func (a *App) refuse(ctx context.Context, d delivery, hint string) {
	if err := a.Facts.NoteRefused(ctx, d.connection, hint, d.now); err != nil {
		a.Log.WarnContext(ctx, "count a refused webhook", "shop", d.connection.Shop.ID, "platform", d.platform.Name(), "err", err)
	}
}

// retryAfter is how long senders that ask should wait after a storage error.
const retryAfter = 30 * time.Second

// again makes 503 of every error that nobody classified: at this place it is the storage's, and the sender must not
// think that its webhook was wrong.
func again(err error) error {
	kind, _ := cx.Public(err)
	switch kind {
	case cx.Internal:
		err = &cx.Error{Kind: cx.Unavailable, Text: "The webhook could not be stored right now. Please send it again.", Cause: err}
	case cx.Unavailable:
	default:
		return err
	}
	return web.RetryAfter(err, retryAfter)
}

// log tells what became of a webhook, in the platform's own ids: nothing of it is personal.
func (a *App) log(ctx context.Context, d delivery, o outcome) {
	a.Log.InfoContext(ctx, "webhook", "request_id", web.RequestID(ctx), "shop", d.connection.Shop.ID, "platform", d.platform.Name(),
		"topic", o.topic, "delivery", o.delivery, "result", o.Result, "bytes", len(d.body))
}

// notUnderstood tells that err is of a body that has to be kept.
func notUnderstood(err error) bool { return errors.Is(err, platform.ErrNotUnderstood) }
