// Package answers is the customer's side over HTTP: the answer page behind the score links of a mail (/r/…), the
// unsubscribe page (/u/…) and the open door (/f/…), where anyone can speak. It is a plain http.Handler and knows no Lambda.
//
// It keeps the protocol "One click, no bots": a GET stores a visit and never an opinion; what a browser confirms by POST
// is stored with the signs of a machine that were seen, and cx judges the whole log. The page says truthfully whether
// the answer is saved, works without JavaScript, weighs at most 30 KB in one request and loads nothing from elsewhere.
// Words without a score have no log that could hold them back, so those with the signs of a machine are not taken.
//
// What it cannot tell from a person: a stealth browser that opens one link, waits, and moves a real mouse; and a program
// written against this very page, which fills in what the page's script would. Nothing but a captcha could.
//
// A wrong link, an unknown one and that of an erased person are answered alike, in all languages, since nobody is known
// whose language it could be. The language is the mail's, never the browser's: page and mail speak as one.
package answers

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"earshot/shared/ledger"
	"earshot/shared/web"
	"earshot/shared/web/pages"
	"earshot/shared/words"
)

// App is the application with all that it needs. All fields must be set; Random must be safe for concurrent use, as
// crypto/rand.Reader is.
type App struct {
	Facts  *ledger.Ledger
	Words  *words.Book
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

//go:embed pages/*.html
var files embed.FS

//go:embed pages/answer.js
var script string

// Script is the answer page's script: it confirms what a person does, and keeps the status line true.
func (*answerPage) Script() template.JS { return template.JS(script) }

// server is an App with its pages.
type server struct {
	App
	pages *pages.Set
}

// Handler serves /r/, /u/ and /f/. It fails only if a template is broken, which a test rules out.
func (a App) Handler() (http.Handler, error) {
	pages, err := pages.Parse(files, nil, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("build the answer pages: %w", err)
	}
	s := &server{App: a, pages: pages}
	mux := http.NewServeMux()
	s.routes(mux)
	guarded := remember(web.SameOrigin(a.Log, s.sorry, mux))
	return web.Identify(a.Random, web.Secure(a.Random, web.Clean(guarded))), nil
}

// routes are all of them, one a line. A pattern for GET serves HEAD too.
func (s *server) routes(mux *http.ServeMux) {
	page := func(pattern string, f web.Func) { mux.Handle(pattern, web.HandlePages(s.Log, s.sorry, f)) }

	page("GET /r/{token}", s.ask)
	page("GET /r/{token}/{score}", s.ask)
	page("POST /r/{token}", s.save)
	mux.Handle("POST /r/{token}/seen", web.Handle(s.Log, s.seen))
	page("GET /u/{token}", s.askStop)
	page("POST /u/{token}", s.stop)
	page("POST /u/{token}/undo", s.undoStop)
	page("GET /f/{shop}", s.askDoor)
	page("POST /f/{shop}", s.sayDoor)
	page("/", s.noPage)
}
