package dashboard

import (
	"fmt"
	"net/http"

	"earshot/shared/dashboard/api"
	"earshot/shared/mail"
	"earshot/shared/web"
	"earshot/shared/words"
)

// router is the part of http.ServeMux that takes routes.
type router interface {
	Handle(pattern string, h http.Handler)
}

// entrance registers routes behind what they need: nothing (open), a session (owned), or a role in a shop (room). needs
// says whom each is for. The names in the place of a shop are reserved, see cx.ShopID.
type entrance struct {
	open  func(pattern string, f web.Func)
	owned func(pattern string, f ownerFunc)
	room  func(pattern string, f shopFunc)
}

func (s *server) behind(mux router) entrance {
	open := func(pattern string, f web.Func) { mux.Handle(pattern, web.HandlePages(s.Log, s.errorPage, f)) }
	return entrance{
		open:  open,
		owned: func(pattern string, f ownerFunc) { open(pattern, s.signedIn(leastFor(pattern), f)) },
		room:  func(pattern string, f shopFunc) { open(pattern, s.inShop(leastFor(pattern), f)) },
	}
}

// deskRoutes are the rooms of every day, one route a line. The logo and the page behind a test mail are for everybody:
// mails show the one, and who reads the other need not be an owner.
func (s *server) deskRoutes(mux router) {
	e := s.behind(mux)
	mux.Handle("GET /{$}", http.RedirectHandler("/dashboard", http.StatusSeeOther))
	e.open("GET /dashboard/signin", s.signInForm)
	e.open("POST /dashboard/signin", s.askForLink)
	e.open("GET /dashboard/signin/link/{secret}", s.showLink)
	e.open("POST /dashboard/signin/enter", s.enter)
	e.open("POST /dashboard/signin/out", s.signOut)
	e.open("GET /dashboard/signin/reply/{secret}", s.showReply)
	e.open("POST /dashboard/signin/reply", s.confirmReply)
	e.open("GET /dashboard/{shop}/logo", s.logo)
	e.owned("GET /dashboard", s.shops)
	e.owned("GET /dashboard/{$}", s.shops)
	s.saidRoutes(e.room)
	e.room("GET /dashboard/{shop}/outbox", s.outbox)
	e.room("GET /dashboard/{shop}/orders/{order}", s.order)
	e.room("POST /dashboard/{shop}/find", s.find)
	s.customerRoutes(e.room)
	e.room("GET /dashboard/{shop}/alerts", s.alerts)
	e.room("POST /dashboard/{shop}/alerts", s.saveAlerts)
	e.room("GET /dashboard/{shop}/door", s.door)
	e.room("GET /dashboard/{shop}/door/code.svg", s.doorCode)
	s.peopleRoutes(e.owned, e.room)
}

// apiRoutes are the read API, which programs with a shop's key call.
func (s *server) apiRoutes(mux router) {
	read := api.API{Facts: s.Facts, Now: s.Now, Log: s.Log, Origin: s.Origin}
	mux.Handle("/v1/", read.Handler())
}

// setupRoutes are the rooms where a shop is made, set up, connected and given its words, where what it sends is looked at
// and switched, and where everything's health is.
func (s *server) setupRoutes(mux router) {
	e := s.behind(mux)
	e.owned("GET /dashboard/new", s.newShop)
	e.owned("POST /dashboard/new", s.makeShop)
	e.room("GET /dashboard/{shop}/settings", s.settings)
	e.room("POST /dashboard/{shop}/settings", s.saveSettings)
	e.room("POST /dashboard/{shop}/settings/reply", s.testReply)
	e.room("POST /dashboard/{shop}/logo", s.saveLogo)
	e.room("GET /dashboard/{shop}/domain", s.domainPage)
	e.room("GET /dashboard/{shop}/texts", s.texts)
	e.room("POST /dashboard/{shop}/texts", s.saveDraft)
	e.room("GET /dashboard/{shop}/texts/mail", s.mailFrame)
	e.room("POST /dashboard/{shop}/texts/publish", s.publish)
	e.room("POST /dashboard/{shop}/texts/revert", s.revert)
	e.room("POST /dashboard/{shop}/texts/drop", s.dropDraft)
	e.room("POST /dashboard/{shop}/texts/send", s.sendToMe)
	s.linkRoutes(e.room)
	s.sendingRoutes(e.room)
}

// speech is what the dashboard knows of words and mails: it shows them as customers would get them, and sends none.
type speech struct {
	book   *words.Book
	writer *mail.Writer
}

// newSpeech writes mails whose links begin with origin.
func newSpeech(origin string) (speech, error) {
	book, err := words.Load()
	if err != nil {
		return speech{}, fmt.Errorf("load the words: %w", err)
	}
	w, err := mail.New(book, origin)
	if err != nil {
		return speech{}, fmt.Errorf("prepare mails: %w", err)
	}
	return speech{book, w}, nil
}
