package dashboard

import (
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// sessionCookie and askedCookie are names of cookies: who is signed in, and which browser asked for a link.
const (
	sessionCookie = "earshot-session"
	askedCookie   = "earshot-asked"
	sessionLasts  = 14 * 24 * 60 * 60 // seconds
)

// ownerFunc is a page for who is signed in.
type ownerFunc func(w http.ResponseWriter, r *http.Request, owner string) error

// shopFunc is a page of one shop.
type shopFunc func(w http.ResponseWriter, r *http.Request, shop cx.Shop) error

// signedIn lets only sessions of today's owners through: an address that was taken off the list is out at once.
func (s *server) signedIn(f ownerFunc) web.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		owner, err := s.session(r)
		if err != nil {
			return err
		}
		return f(w, r, owner)
	}
}

func (s *server) session(r *http.Request) (string, error) {
	cookie := web.Cookie(r, sessionCookie)
	if cookie == "" {
		return "", notSignedIn(nil)
	}
	owner, err := s.Facts.Session(r.Context(), cookie, s.Now())
	if kind, _ := cx.Public(err); err != nil && (kind == cx.NotFound || kind == cx.Unauthorized) {
		return "", notSignedIn(err)
	}
	if err != nil {
		return "", fmt.Errorf("read a session: %w", err)
	}
	if _, ok := s.owner(owner); !ok {
		return "", notSignedIn(nil)
	}
	return owner, nil
}

func notSignedIn(cause error) error {
	return &cx.Error{Kind: cx.Unauthorized, Text: "Sign in first.", Cause: cause}
}

// inShop finds the shop of the path.
func (s *server) inShop(f shopFunc) ownerFunc {
	return func(w http.ResponseWriter, r *http.Request, _ string) error {
		id, err := cx.ParseShopID(r.PathValue("shop"))
		if err != nil {
			return &cx.Error{Kind: cx.NotFound, Text: "There is no shop of this name.", Cause: err}
		}
		shop, err := s.Facts.SwitchedShop(r.Context(), id)
		if err != nil {
			return fmt.Errorf("read shop %s: %w", id, err)
		}
		return f(w, r, shop)
	}
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	if cookie := web.Cookie(r, sessionCookie); cookie != "" {
		if err := s.Facts.EndSession(r.Context(), cookie); err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
	}
	web.ClearCookie(w, r, sessionCookie)
	http.Redirect(w, r, "/dashboard/signin", http.StatusSeeOther)
	return nil
}
