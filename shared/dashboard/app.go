// Package dashboard is the merchant's side over HTTP: sign-in by a mailed link, the rooms of a shop with a page for each
// order and customer, and (in package api) the read API. It is a plain http.Handler and knows no Lambda.
//
// It promises that no page needs a script, that no address stands in a URL or a log, that nothing is counted by reading
// answers (counters do that), and that a page reads a few hundred items at most. What a page says of an order comes from
// the same facts and rules that decide (cx.Explain). Whom a route is for stands in one table (needs in access.go).
//
// It changes of a shop what its people typed and pressed, notes what somebody may be asked about later, and nothing else.
// It sends no mail itself, it queues it.
package dashboard

import (
	"context"
	"embed"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/api"
	"earshot/shared/domain"
	"earshot/shared/ledger"
	"earshot/shared/web"
	"earshot/shared/web/pages"
)

// App is the application with all that it needs. All fields but Origin and Queues must be set; Random must be safe for concurrent
// use, as crypto/rand.Reader is.
type App struct {
	Facts     *ledger.Ledger
	Owners    []string // addresses that may sign in; each sees every shop of the installation
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger
	Origin    string                                                 // scheme and host of mailed links; "": those of the request, which then must be vouched for (a gateway does)
	Replay    func(context.Context, ledger.Kept) error               // plays a kept webhook again; webhooks knows how
	AlsoErase func(context.Context, cx.Email) (mails int, err error) // removes an address from what stands beside the ledger; nil: nothing does
	Queues    func(context.Context) (waiting, dead int, err error)   // of the mail service's reports; nil where none are known
	DNS       domain.Lookup                                          // nil, as Service is, where nothing is sent: the sending domain is not looked at then
	Service   domain.Service                                         // of mails, read only
}

//go:embed pages/*.html
var files embed.FS

// server is an App with its pages.
type server struct {
	App
	pages shown
	speech
}

// Handler serves /dashboard and /v1. It fails only if a template is broken, which a test rules out.
func (a App) Handler() (http.Handler, error) {
	pages, err := pages.Parse(files, nil, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("build the dashboard: %w", err)
	}
	speech, err := newSpeech(a.Origin)
	if err != nil {
		return nil, fmt.Errorf("build the dashboard: %w", err)
	}
	s := &server{App: a, pages: shown{pages}, speech: speech}
	mux := http.NewServeMux()
	s.routes(mux)
	read := api.API{Facts: a.Facts, Now: a.Now, Log: a.Log, Origin: a.Origin}
	mux.Handle("/v1/", read.Handler())
	guarded := web.SameOrigin(a.Log, s.errorPage, mux)
	return web.Identify(a.Random, web.Secure(a.Random, web.Clean(guarded))), nil
}

// router is the part of http.ServeMux that takes routes.
type router interface {
	Handle(pattern string, h http.Handler)
}

// routes are all of them, one a line; needs says whom they are for. The names in the place of a shop are reserved, see
// cx.ShopID.
func (s *server) routes(mux router) {
	open := func(pattern string, f web.Func) { mux.Handle(pattern, web.HandlePages(s.Log, s.errorPage, f)) }
	owned := func(pattern string, f ownerFunc) { open(pattern, s.signedIn(leastFor(pattern), f)) }
	room := func(pattern string, f shopFunc) { open(pattern, s.inShop(leastFor(pattern), f)) }

	mux.Handle("GET /{$}", http.RedirectHandler("/dashboard", http.StatusSeeOther))
	open("GET /dashboard/signin", s.signInForm)
	open("POST /dashboard/signin", s.askForLink)
	open("GET /dashboard/signin/link/{secret}", s.showLink)
	open("POST /dashboard/signin/enter", s.enter)
	open("POST /dashboard/signin/out", s.signOut)
	owned("GET /dashboard", s.shops)
	owned("GET /dashboard/{$}", s.shops)
	s.saidRoutes(room)
	room("GET /dashboard/{shop}/outbox", s.outbox)
	room("GET /dashboard/{shop}/orders/{order}", s.order)
	room("POST /dashboard/{shop}/find", s.find)
	s.customerRoutes(room)
	room("GET /dashboard/{shop}/alerts", s.alerts)
	room("POST /dashboard/{shop}/alerts", s.saveAlerts)
	room("GET /dashboard/{shop}/door", s.door)
	room("GET /dashboard/{shop}/door/code.svg", s.doorCode)
	s.linkRoutes(room)
	s.sendingRoutes(room)
	s.setupRoutes(open, owned, room)
	s.peopleRoutes(owned, room)
	open("/dashboard/", s.noPage)
}

// SignInLink makes a link for an owner, or for somebody who was invited, that is not bound to a browser, for who runs the
// installation: in the mail service's sandbox no mail arrives. It holds once, for 15 minutes. The error says if the
// address may not sign in.
func (a App) SignInLink(ctx context.Context, address, origin string) (string, error) {
	name := folded(address)
	ok, err := a.known(ctx, name)
	if err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", err)
	}
	if !ok {
		return "", fmt.Errorf("make a sign-in link: the address is not among the %d owner addresses of this installation, and no shop has invited it", len(a.Owners))
	}
	secret, err := a.Facts.NewSignIn(ctx, name, "", a.Now())
	if err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", err)
	}
	return linkPath(origin, secret), nil
}

func linkPath(origin, secret string) string {
	return strings.TrimSuffix(origin, "/") + "/dashboard/signin/link/" + secret
}

// owner finds who signs in, whatever the case in which the address is written.
func (a App) owner(address string) (string, bool) {
	address = folded(address)
	for _, o := range a.Owners {
		if folded(o) == address && address != "" {
			return address, true
		}
	}
	return address, false
}

func folded(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

func (s *server) origin(r *http.Request) string {
	if s.Origin != "" {
		return s.Origin
	}
	return web.Origin(r)
}
