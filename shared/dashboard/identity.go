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
