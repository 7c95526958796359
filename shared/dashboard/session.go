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

// session is the address of whoever is signed in. Whether it may do anything is another question, see inShop.
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
	return owner, nil
}

func notSignedIn(cause error) error {
	return &cx.Error{Kind: cx.Unauthorized, Text: "Sign in first.", Cause: cause}
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
