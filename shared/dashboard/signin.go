package dashboard

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/web"
)

// The limits of asking for links. The one of a network holds addresses that nobody knows too, so that nobody fills the
// table by asking for a million of them.
const (
	linksPerAddress = 3
	linksPerNetwork = 30
	linkPeriod      = 15 * time.Minute
	linkSeconds     = 15 * 60
	formLimit       = 8 << 10
)

// signInForm asks for the owner's address, or says why nobody can sign in.
func (s *server) signInForm(w http.ResponseWriter, r *http.Request) error {
	if len(s.Owners) == 0 {
		return s.show(w, r, "noowner.html", frame{Title: "Nobody can sign in yet"}, nil)
	}
	return s.show(w, r, "signin.html", frame{Title: "Sign in"}, nil)
}

// askForLink mails a link to an owner, and says the same to everybody else: who owns this shop is nobody's business. It
// also does the same work, so that the time tells nothing either.
func (s *server) askForLink(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	browser, err := s.browser(r)
	if err != nil {
		return err
	}
	owner := folded(form.Get("address"))
	known, err := s.known(r.Context(), owner)
	if err != nil {
		return err
	}
	if err := s.mailLink(r, owner, browser, known); err != nil {
		return err
	}
	web.SetCookie(w, r, askedCookie, browser, linkSeconds)
	return s.show(w, r, "asked.html", frame{Title: "Look into your mail"}, nil)
}

func (s *server) mailLink(r *http.Request, owner, browser string, known bool) error {
	ctx, now := r.Context(), s.Now()
	for _, limit := range []struct {
		kind, subject string
		most          int
	}{{"signin-network", network(r), linksPerNetwork}, {"signin", owner, linksPerAddress}} {
		ok, err := s.Facts.Allow(ctx, limit.kind, limit.subject, limit.most, linkPeriod, now)
		if err != nil {
			return fmt.Errorf("limit sign-in links: %w", err)
		}
		if !ok {
			return nil // the page says that three links in 15 minutes is all, to everybody
		}
	}
	secret, err := s.Facts.NewSignIn(ctx, owner, browser, now)
	if err != nil {
		return fmt.Errorf("make a sign-in link: %w", err)
	}
	if !known {
		_, err = s.Facts.NewSignIn(ctx, owner, browser, now) // instead of the mail: enter refuses who is no owner
	} else {
		err = s.Facts.MailOwner(ctx, ledger.SignInMail, owner, secret, linkPath(s.origin(r), secret), now)
	}
	if err != nil {
		return fmt.Errorf("queue the mail with a sign-in link: %w", err)
	}
	return nil
}

// browser is what tells this browser from others: the one it was given before, so that the first of two links that it
// asked for still works, or a new one.
func (s *server) browser(r *http.Request) (string, error) {
	if old := web.Cookie(r, askedCookie); len(old) == 22 {
		return old, nil
	}
	var b [16]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "", fmt.Errorf("tell a browser from others: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// network is the caller's address, of version 6 its /64: a household has that many.
func network(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return host
	}
	if ip.To4() == nil {
		ip = ip.Mask(net.CIDRMask(64, 128))
	}
	return ip.String()
}

// showLink is the page behind the mailed link. It consumes nothing: scanners open links.
func (s *server) showLink(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, "enter.html", frame{Title: "Sign in"}, r.PathValue("secret"))
}

// enter consumes the link, in the browser that asked for it.
func (s *server) enter(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	browser := web.Cookie(r, askedCookie)
	if browser == "" {
		browser = "none" // never a wildcard: a link that is bound to a browser stays shut without its cookie
	}
	owner, err := s.Facts.SignIn(r.Context(), form.Get("link"), browser, s.Now())
	if err == nil {
		var known bool
		if known, err = s.known(r.Context(), owner); err == nil && !known {
			err = &cx.Error{Kind: cx.NotFound, Text: "No such link."}
		}
	}
	if kind, _ := cx.Public(err); err != nil && kind != cx.Internal && kind != cx.Unavailable {
		return &cx.Error{Kind: cx.Gone, Cause: err,
			Text: "This link was used before, is older than 15 minutes, or was asked for in another browser. Ask for a new one and open it in the same browser."}
	}
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return s.begin(w, r, owner)
}

func (s *server) begin(w http.ResponseWriter, r *http.Request, owner string) error {
	cookie, err := s.Facts.NewSession(r.Context(), owner, browserWords(r.UserAgent()), s.Now())
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	web.SetCookie(w, r, sessionCookie, cookie, sessionLasts)
	web.ClearCookie(w, r, askedCookie)
	http.Redirect(w, r, "/dashboard", http.StatusSeeOther)
	return nil
}
