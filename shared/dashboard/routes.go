package dashboard

import (
	"fmt"

	"earshot/shared/mail"
	"earshot/shared/web"
	"earshot/shared/words"
)

// setupRoutes are the rooms where a shop is made, set up and given its words. The logo and the page behind a test mail
// are for everybody: mails show the one, and who reads the other need not be an owner.
func (s *server) setupRoutes(open func(string, web.Func), owned func(string, ownerFunc), room func(string, shopFunc)) {
	open("GET /dashboard/{shop}/logo", s.logo)
	open("GET /dashboard/signin/reply/{secret}", s.showReply)
	open("POST /dashboard/signin/reply", s.confirmReply)
	owned("GET /dashboard/new", s.newShop)
	owned("POST /dashboard/new", s.makeShop)
	room("GET /dashboard/{shop}/settings", s.settings)
	room("POST /dashboard/{shop}/settings", s.saveSettings)
	room("POST /dashboard/{shop}/settings/reply", s.testReply)
	room("POST /dashboard/{shop}/logo", s.saveLogo)
	room("GET /dashboard/{shop}/domain", s.domainPage)
	room("GET /dashboard/{shop}/texts", s.texts)
	room("POST /dashboard/{shop}/texts", s.saveDraft)
	room("GET /dashboard/{shop}/texts/mail", s.mailFrame)
	room("POST /dashboard/{shop}/texts/publish", s.publish)
	room("POST /dashboard/{shop}/texts/revert", s.revert)
	room("POST /dashboard/{shop}/texts/drop", s.dropDraft)
	room("POST /dashboard/{shop}/texts/send", s.sendToMe)
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
