package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/web"
	"earshot/shared/web/pages"
)

// What a route needs that is no role in one shop.
const (
	anyone    cx.Role = "anyone"    // no session
	anybody   cx.Role = "anybody"   // a session of somebody who has a role in some shop
	installer cx.Role = "installer" // an address that the installation names as an owner
)

// needs is the one place that says who may do what: for each route the least role. A route that is not in it is for
// owners alone, and a test fails until it is.
//
// Numbers, answers and what waits are for everybody in the shop; whatever shows a name or an address, or does something
// to one customer, for agents; and what changes the shop, what it sends or who may see it, for owners.
func needs() map[string]cx.Role {
	return map[string]cx.Role{
		"GET /{$}":                              anyone,
		"GET /dashboard/signin":                 anyone,
		"POST /dashboard/signin":                anyone,
		"GET /dashboard/signin/link/{secret}":   anyone,
		"POST /dashboard/signin/enter":          anyone,
		"POST /dashboard/signin/out":            anyone,
		"GET /dashboard/signin/reply/{secret}":  anyone,
		"POST /dashboard/signin/reply":          anyone,
		"GET /dashboard/{shop}/logo":            anyone,
		"/dashboard/":                           anyone,
		"GET /dashboard":                        anybody,
		"GET /dashboard/{$}":                    anybody,
		"GET /dashboard/sessions":               anybody,
		"POST /dashboard/sessions/end":          anybody,
		"GET /dashboard/new":                    installer,
		"POST /dashboard/new":                   installer,
		"GET /dashboard/{shop}":                 cx.Analyst,
		"GET /dashboard/{shop}/by":              cx.Analyst,
		"GET /dashboard/{shop}/answers.csv":     cx.Analyst,
		"GET /dashboard/{shop}/outbox":          cx.Analyst,
		"GET /dashboard/{shop}/orders/{order}":  cx.Analyst,
		"GET /dashboard/{shop}/health":          cx.Analyst,
		"POST /dashboard/{shop}/read":           cx.Agent,
		"POST /dashboard/{shop}/find":           cx.Agent,
		"GET /dashboard/{shop}/door":            cx.Agent,
		"GET /dashboard/{shop}/door/code.svg":   cx.Agent,
		"GET /dashboard/{shop}/rehearsal":       cx.Agent,
		"POST /dashboard/{shop}/orders/{order}": cx.Agent,
		"GET /dashboard/{shop}/live":            cx.Agent,
		"POST /dashboard/{shop}/live/person":    cx.Agent,

		"GET /dashboard/{shop}/rehearsal/mail/{order}":      cx.Agent,
		"GET /dashboard/{shop}/rehearsal/mail/{order}/html": cx.Agent,
		"GET /dashboard/{shop}/customers/{person}":          cx.Agent,
		"POST /dashboard/{shop}/customers/{person}":         cx.Agent,
		"POST /dashboard/{shop}/customers/{person}/file":    cx.Agent,
		"POST /dashboard/{shop}/customers/{person}/erase":   cx.Owner,
		"GET /dashboard/{shop}/customers/{person}/receipt":  cx.Owner,
		"GET /dashboard/{shop}/people":                      cx.Owner,
		"POST /dashboard/{shop}/people/invite":              cx.Owner,
		"POST /dashboard/{shop}/people/remove":              cx.Owner,
		"POST /dashboard/{shop}/people/key":                 cx.Owner,
		"POST /dashboard/{shop}/people/revoke":              cx.Owner,
		"GET /dashboard/{shop}/log":                         cx.Owner,

		"GET /dashboard/{shop}/alerts":                             cx.Owner,
		"POST /dashboard/{shop}/alerts":                            cx.Owner,
		"GET /dashboard/{shop}/connections":                        cx.Owner,
		"GET /dashboard/{shop}/connections/{platform}":             cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/secret":     cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/end":        cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/disconnect": cx.Owner,
		"GET /dashboard/{shop}/kept":                               cx.Owner,
		"POST /dashboard/{shop}/kept/replay":                       cx.Owner,
		"POST /dashboard/{shop}/kept/throw":                        cx.Owner,
		"POST /dashboard/{shop}/live":                              cx.Owner,
		"POST /dashboard/{shop}/live/rehearse":                     cx.Owner,
		"POST /dashboard/{shop}/live/ramp":                         cx.Owner,
		"POST /dashboard/{shop}/live/pause":                        cx.Owner,
		"GET /dashboard/{shop}/rehearsal/history":                  cx.Owner,
		"POST /dashboard/{shop}/rehearsal/history":                 cx.Owner,
		"GET /dashboard/{shop}/settings":                           cx.Owner,
		"POST /dashboard/{shop}/settings":                          cx.Owner,
		"POST /dashboard/{shop}/settings/reply":                    cx.Owner,
		"POST /dashboard/{shop}/logo":                              cx.Owner,
		"GET /dashboard/{shop}/domain":                             cx.Owner,
		"GET /dashboard/{shop}/texts":                              cx.Owner,
		"POST /dashboard/{shop}/texts":                             cx.Owner,
		"GET /dashboard/{shop}/texts/mail":                         cx.Owner,
		"POST /dashboard/{shop}/texts/publish":                     cx.Owner,
		"POST /dashboard/{shop}/texts/revert":                      cx.Owner,
		"POST /dashboard/{shop}/texts/drop":                        cx.Owner,
		"POST /dashboard/{shop}/texts/send":                        cx.Owner,
	}
}

// leastFor is what a route of a shop needs.
func leastFor(pattern string) cx.Role {
	if least, ok := needs()[pattern]; ok {
		return least
	}
	return cx.Owner
}

// identity is who asks, and what they may do in the shop of the path.
type identity struct {
	address    string
	role       cx.Role
	everywhere bool // the installation names the address: an owner of all shops
}

type identityKey struct{}

// who is the identity of a request behind a route that needs one; else nobody's.
func who(ctx context.Context) identity {
	id, _ := ctx.Value(identityKey{}).(identity)
	return id
}

func (i identity) on(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), identityKey{}, i))
}

func forbidden(text string) error { return &cx.Error{Kind: cx.Forbidden, Text: text} }

// roleIn says what an address may do in a shop.
func (s *server) roleIn(ctx context.Context, address string, shop cx.ShopID) (identity, error) {
	id := identity{address: address}
	if _, id.everywhere = s.owner(address); id.everywhere {
		id.role = cx.Owner
		return id, nil
	}
	roles, err := s.Facts.RolesOf(ctx, address, shop)
	if err != nil {
		return id, fmt.Errorf("look up a role in %s: %w", shop, err)
	}
	id.role = roles[0]
	return id, nil
}

// shopsOf lists the shops in which an address has a role. Who asks for a stranger reads as much as who asks for an owner.
func (a App) shopsOf(ctx context.Context, address string) ([]cx.Shop, error) {
	all, err := a.Facts.Shops(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the shops: %w", err)
	}
	ids := make([]cx.ShopID, len(all))
	for i, shop := range all {
		ids[i] = shop.ID
	}
	roles, err := a.Facts.RolesOf(ctx, address, ids...)
	if err != nil {
		return nil, fmt.Errorf("look up the roles of an address: %w", err)
	}
	_, everywhere := a.owner(address)
	var own []cx.Shop
	for i, shop := range all {
		if everywhere || roles[i] != cx.Nobody {
			own = append(own, shop)
		}
	}
	return own, nil
}

// known tells that an address may sign in: the installation names it, or some shop does.
func (a App) known(ctx context.Context, address string) (bool, error) {
	shops, err := a.shopsOf(ctx, address)
	_, everywhere := a.owner(address)
	return everywhere || len(shops) > 0, err
}

// signedIn lets through whoever has a role at all: an address that was taken off all lists is out at once.
func (s *server) signedIn(least cx.Role, f ownerFunc) web.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		address, err := s.session(r)
		if err != nil {
			return err
		}
		ok, err := s.known(r.Context(), address)
		if err != nil {
			return err
		}
		if !ok {
			return notSignedIn(errors.New("the address has no role any more"))
		}
		_, everywhere := s.owner(address)
		if least == installer && !everywhere {
			return forbidden("Only who runs this installation of Earshot can do this.")
		}
		return f(w, identity{address: address, everywhere: everywhere}.on(r), address)
	}
}

// inShop finds the shop of the path for whoever may do there what the route needs. To somebody without a role in it the
// shop does not exist, whether it does or not.
func (s *server) inShop(least cx.Role, f shopFunc) web.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		address, err := s.session(r)
		if err != nil {
			return err
		}
		none := &cx.Error{Kind: cx.NotFound, Text: "There is no such shop."}
		shop, err := cx.ParseShopID(r.PathValue("shop"))
		if err != nil {
			return none
		}
		id, err := s.roleIn(r.Context(), address, shop)
		if err != nil {
			return err
		}
		if id.role == cx.Nobody {
			if ok, err := s.known(r.Context(), address); err != nil || !ok {
				return errors.Join(err, notSignedIn(errors.New("the address has no role any more")))
			}
			return none
		}
		if !id.role.May(least) {
			return forbidden("This needs the role “" + string(least) + "” in this shop, and yours is “" + string(id.role) + "”. An owner can change that, in the settings.")
		}
		settings, err := s.Facts.SwitchedShop(r.Context(), shop)
		if err != nil {
			return fmt.Errorf("read shop %s: %w", shop, err)
		}
		return f(w, id.on(r), settings)
	}
}

// shown are the pages, each in a frame that offers only what the reader may open.
type shown struct{ *pages.Set }

// Show is Set.Show for the role of whoever asks.
func (p shown) Show(w http.ResponseWriter, r *http.Request, status int, name string, data page) error {
	data.frame = data.frame.seenBy(who(r.Context()))
	return p.Set.Show(w, r, status, name, data)
}

// seenBy leaves out the rooms that the reader may not enter.
func (f frame) seenBy(id identity) frame {
	f.Role, f.Everywhere = id.role, id.everywhere
	var rooms []navItem
	for _, item := range f.Nav {
		if id.role.May(leastFor("GET /dashboard/{shop}" + item.URL[len(shopPath(f.Shop.ID)):])) {
			rooms = append(rooms, item)
		}
	}
	f.Nav = rooms
	return f
}

// May is for templates: {{if .Data.May "agent"}}.
func (f frame) May(least string) bool { return f.Role.May(cx.Role(least)) }

// persons reads customers as whoever asks may see them: to an analyst they have no names and addresses.
func (s *server) persons(ctx context.Context, ids ...cx.PersonID) (map[cx.PersonID]cx.Person, error) {
	people, err := s.Facts.Persons(ctx, ids...)
	for id, p := range people {
		people[id] = seen(ctx, p)
	}
	return people, err
}

// seen is a customer for display. What decides needs the whole one: a person without an address is never asked.
func seen(ctx context.Context, p cx.Person) cx.Person {
	if !who(ctx).role.May(cx.Agent) {
		p.Email, p.First, p.Last = cx.Email{}, cx.Name{}, cx.Name{}
	}
	return p
}

// audit notes what was done in a shop, a sentence without a customer's name or address, for the log that owners read. That
// it could not be noted undoes nothing: the deed is done, and the function's own log says so.
func (s *server) audit(r *http.Request, shop cx.ShopID, what string) {
	ctx := context.WithoutCancel(r.Context()) // who hung up did it all the same
	line := ledger.AuditLine{At: s.Now(), By: who(ctx).address, What: what}
	err := s.Facts.NoteAudit(ctx, shop, line, web.RequestID(ctx))
	if err != nil {
		s.Log.ErrorContext(ctx, "a deed is not in the audit log", "shop", shop, "what", what, "request_id", web.RequestID(ctx), "err", err)
	}
}
