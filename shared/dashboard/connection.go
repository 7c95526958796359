package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
	"earshot/shared/web"
)

// connectionBody is the content of the page of one connection.
type connectionBody struct {
	linkRow
	Hook   string // the address to paste on the platform
	Domain string // of the shop on the platform; "" is not checked
	Guide  platform.Guide
	Terms  []string // of the secrets, the newest first
	Secret string   // what stands in the field: typed, or made just now
	Wrong  string   // what is wrong with it
	Unsure string   // what is missing to disconnect
	Bare   string   // how many orders came without an address
	Done   string
}

// linkFunc is a page about one platform of a shop.
type linkFunc func(w http.ResponseWriter, r *http.Request, shop cx.Shop, p platform.Platform) error

// ofPlatform finds the platform of the path.
func ofPlatform(f linkFunc) shopFunc {
	return func(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
		p, ok := platform.Find(cx.Platform(r.PathValue("platform")))
		if !ok {
			return &cx.Error{Kind: cx.NotFound, Text: "Earshot knows no platform of this name."}
		}
		return f(w, r, shop, p)
	}
}

// connection shows one connection, or how to make it.
func (s *server) connection(w http.ResponseWriter, r *http.Request, shop cx.Shop, p platform.Platform) error {
	body, err := s.connectionBody(r, shop, p)
	if err != nil {
		return err
	}
	switch r.URL.Query().Get("done") {
	case "secret":
		body.Done = "The secret is saved. It is used from now on and not shown again."
	case "ended":
		body.Done = "Only the newest secret holds from now on."
	}
	return s.showConnection(w, r, shop, http.StatusOK, body)
}

func (s *server) showConnection(w http.ResponseWriter, r *http.Request, shop cx.Shop, status int, body connectionBody) error {
	f := room(shop, body.Title, connectionsPath(shop.ID))
	return s.pages.Show(w, r, status, "connection.html", page{frame: f, Body: body})
}

func (s *server) connectionBody(r *http.Request, shop cx.Shop, p platform.Platform) (connectionBody, error) {
	all, err := s.Facts.Connections(r.Context(), shop)
	if err != nil {
		return connectionBody{}, fmt.Errorf("read connection %s of %s: %w", p.Name(), shop.ID, err)
	}
	now := s.Now()
	terms, err := s.Facts.Terms(r.Context(), shop.ID, p.Name(), now)
	if err != nil {
		return connectionBody{}, err
	}
	k, c := clockOf(shop, now), find(all, p.Name())
	b := connectionBody{linkRow: newLinkRow(shop, p, c, k), Hook: s.origin(r) + "/hooks/" + string(shop.ID) + "/" + string(p.Name()),
		Guide: p.Describe().Guide}
	for _, t := range terms {
		b.Terms = append(b.Terms, termText(t, k))
	}
	if c != nil {
		b.Domain = c.Domain
		if b.Bare, err = s.bareOrders(r, shop, *c, now); err != nil {
			return b, err
		}
	}
	if !b.Guide.Shown {
		b.Secret, err = platform.NewSecret(p, s.Random)
	}
	return b, err
}

// bareOrders counts the orders of the last 7 days that came without an address, where the connection tells of some.
func (s *server) bareOrders(r *http.Request, shop cx.Shop, c ledger.Connection, now time.Time) (string, error) {
	if c.Status.Bare.IsZero() || now.Sub(c.Status.Bare) >= bareShown {
		return "", nil
	}
	ways, err := s.Facts.Endings(r.Context(), shop.ID, dayBefore(now, 7), now.UTC().Format(time.DateOnly))
	if err != nil {
		return "", fmt.Errorf("count the orders without an address of %s: %w", shop.ID, err)
	}
	n := ways[ledger.Ending{State: cx.NotScheduled, Reason: cx.NoAddress}]
	if n == 0 {
		return "", nil // not counted yet, or an address came later
	}
	return count(int(n), "order", "orders") + " of the last 7 days came without an address.", nil
}

// dayBefore is the day (UTC) some days before.
func dayBefore(now time.Time, days int) string {
	return now.UTC().AddDate(0, 0, -days).Format(time.DateOnly)
}

// addSecret connects a platform, or begins to change its secret.
func (s *server) addSecret(w http.ResponseWriter, r *http.Request, shop cx.Shop, p platform.Platform) error {
	fields, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(fields.Get("secret"))
	if wrong := platform.CheckSecret(p, typed); wrong != "" {
		body, err := s.connectionBody(r, shop, p)
		if err != nil {
			return err
		}
		body.Secret, body.Wrong = typed, wrong
		return s.showConnection(w, r, shop, http.StatusUnprocessableEntity, body)
	}
	if err := s.Facts.AddSecret(r.Context(), shop.ID, p.Name(), typed, s.Now()); err != nil {
		return err
	}
	return s.changed(w, r, "A new secret of "+p.Describe().Title+" was set.", shop, connectionPath(shop.ID, p.Name())+"?done=secret")
}

// changed notes what was done, and leads back to a page.
func (s *server) changed(w http.ResponseWriter, r *http.Request, what string, shop cx.Shop, path string) error {
	s.audit(r, shop.ID, what)
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// endSecrets ends the overlap of a rotation.
func (s *server) endSecrets(w http.ResponseWriter, r *http.Request, shop cx.Shop, p platform.Platform) error {
	if err := s.Facts.EndSecrets(r.Context(), shop.ID, p.Name()); err != nil {
		return err
	}
	return s.changed(w, r, "The old secrets of "+p.Describe().Title+" were ended.", shop, connectionPath(shop.ID, p.Name())+"?done=ended")
}

// disconnect forgets a connection, if whoever asks for it said that they mean it.
func (s *server) disconnect(w http.ResponseWriter, r *http.Request, shop cx.Shop, p platform.Platform) error {
	fields, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	if fields.Get("sure") == "" {
		body, err := s.connectionBody(r, shop, p)
		if err != nil {
			return err
		}
		body.Unsure = "Tick the box first: orders that come in the meantime are not heard of."
		return s.showConnection(w, r, shop, http.StatusUnprocessableEntity, body)
	}
	if err := s.Facts.Disconnect(r.Context(), shop.ID, p.Name()); err != nil {
		return err
	}
	return s.changed(w, r, p.Describe().Title+" was disconnected.", shop, connectionsPath(shop.ID)+"?gone="+string(p.Name()))
}
