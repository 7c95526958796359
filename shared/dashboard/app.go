// Package dashboard is the merchant's side over HTTP: sign-in by a mailed link, the rooms of a shop with a page for each
// order and customer, and (in package api) the read API. It is a plain http.Handler, whole or in two halves (see Desk and
// Setup), and knows no Lambda.
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
	"earshot/shared/domain"
	"earshot/shared/ledger"
	"earshot/shared/web"
	"earshot/shared/web/pages"
)

// App is the application with all that it needs. All fields but Origin and Queues must be set, for Desk only those up to
// Origin; Random must be safe for concurrent use, as crypto/rand.Reader is.
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

// Handler serves /dashboard and /v1, whole, for who runs all of it as one program. It fails, as Desk and Setup do, only if
// a template is broken, which a test rules out.
func (a App) Handler() (http.Handler, error) {
	s, err := newServer(a)
	if err != nil {
		return nil, err
	}
	if s.speech, err = newSpeech(a.Origin); err != nil {
		return nil, fmt.Errorf("build the dashboard: %w", err)
	}
	return s.handler(s.deskRoutes, s.apiRoutes, s.setupRoutes), nil
}

// Desk serves the rooms of every day, sign-in and the read API; the rest is no page. The linker leaves out of a program
// that has only this what Setup alone needs: the writer of mails, rehearsals, whoever is asked about domains and queues.
func (a App) Desk() (http.Handler, error) {
	s, err := newServer(a)
	if err != nil {
		return nil, err
	}
	return s.handler(s.deskRoutes, s.apiRoutes), nil
}

// Setup serves the rooms where a shop is made, set up and switched; the rest is no page. It signs nobody in: sessions are
// in the table, so those of Desk hold.
func (a App) Setup() (http.Handler, error) {
	s, err := newServer(a)
	if err != nil {
		return nil, err
	}
	if s.speech, err = newSpeech(a.Origin); err != nil {
		return nil, fmt.Errorf("build the setup: %w", err)
	}
	return s.handler(s.setupRoutes), nil
}

func newServer(a App) (*server, error) {
	pages, err := pages.Parse(files, nil, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("build the dashboard: %w", err)
	}
	return &server{App: a, pages: shown{pages}}, nil
}

// handler serves groups of routes behind what guards all of them.
func (s *server) handler(groups ...func(router)) http.Handler {
	mux := http.NewServeMux()
	for _, g := range groups {
		g(mux)
	}
	s.behind(mux).open("/dashboard/", s.noPage)
	guarded := web.SameOrigin(s.Log, s.errorPage, mux)
	return web.Identify(s.Random, web.Secure(s.Random, web.Clean(guarded)))
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
