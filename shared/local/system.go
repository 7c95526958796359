package local

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"earshot/shared/answers"
	"earshot/shared/clock"
	"earshot/shared/dashboard"
	"earshot/shared/dashboard/preview"
	"earshot/shared/deliveries"
	"earshot/shared/dispatch"
	"earshot/shared/ledger"
	"earshot/shared/local/moved"
	"earshot/shared/mail"
	"earshot/shared/mail/inbox"
	"earshot/shared/reactions"
	"earshot/shared/web"
	"earshot/shared/web/pages"
	"earshot/shared/webhooks"
	"earshot/shared/words"
)

// parts are what a system is made of that comes from outside.
type parts struct {
	engine engine
	base   clock.Clock // of the machine
	random io.Reader
	log    *slog.Logger
	origin string          // of links and hooks, "http://localhost:8080"
	place  string          // the data, as commands name it
	ending <-chan struct{} // is closed when the program is to end; nil: never
}

// system is the whole of Earshot in one process.
type system struct {
	parts
	facts     *ledger.Ledger
	clock     *moved.Clock
	inbox     *inbox.Inbox
	demo      demo
	writer    *mail.Writer
	book      *words.Book
	sending   dispatch.Job
	reports   deliveries.Job
	reactions reactions.Job
	hooks     *webhooks.App
	dashboard dashboard.App
	pages     *pages.Set
	merchant  http.Handler // the dashboard and the API
	client    *http.Client // to ourselves

	queueing sync.Mutex
	queue    [][]byte // what the inbox reported and nobody took yet

	moving  sync.Mutex // one move of the clock at a time
	working sync.Mutex // the jobs run one round at a time
}

// open puts the parts together and makes the demo shop at the first start.
func open(ctx context.Context, p parts) (*system, error) {
	s := &system{parts: p, client: &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}}
	var err error
	if s.facts, err = ledger.Open(ctx, p.engine.table, p.random); err != nil {
		return nil, err
	}
	if s.clock, err = openClock(ctx, s.facts, p.base); err != nil {
		return nil, err
	}
	if err = s.openInbox(s.clock); err != nil {
		return nil, err
	}
	if s.demo, err = openDemo(ctx, s.facts, p.random, s.clock.Now()); err != nil {
		return nil, err
	}
	if s.book, err = words.Load(); err != nil {
		return nil, fmt.Errorf("load the words: %w", err)
	}
	if s.writer, err = mail.New(s.book, p.origin); err != nil {
		return nil, fmt.Errorf("prepare mails: %w", err)
	}
	s.pages, err = parsePages()
	s.jobs()
	return s, err
}

// workers is how many mails are on their way at once: their writes share the waits for the disk.
const workers = 16

func (s *system) jobs() {
	s.sending = dispatch.Job{
		Facts: s.facts, Sender: s.inbox, Account: s.inbox, Survey: s.writer.Survey, Owner: s.ownerMail, Proven: s.proven,
		Merchant: s.writer, From: ownerFrom, Owners: []string{demoOwner}, Clock: s.clock, Random: s.random, Log: s.log, Workers: workers,
		AlsoErase: s.eraseMails,
	}
	s.reports = deliveries.Job{Facts: s.facts, Clock: s.clock, Log: s.log}
	s.reactions = reactions.Job{Facts: s.facts, Now: s.clock.Now}
	s.hooks = &webhooks.App{Facts: s.facts, Now: s.clock.Now, Log: s.log}
	s.dashboard = dashboard.App{Facts: s.facts, Owners: []string{demoOwner}, Now: s.clock.Now, Random: s.random, Log: s.log,
		Origin: s.origin, Replay: s.hooks.Replay, AlsoErase: s.eraseMails}
}

// ownerFrom is the address that mail to owners comes from.
const ownerFrom = "earshot@earshot.example"

// ownerMail writes a mail to the owner, who on this machine is whoever reads the inbox.
func (s *system) ownerMail(ctx context.Context, m ledger.OwnerMail, now time.Time) (mail.Envelope, error) {
	o := mail.OwnerMail{From: ownerFrom, To: m.To, ID: fmt.Sprintf("owner-%d", now.UnixNano()), At: now}
	switch m.Kind {
	case ledger.SignInMail:
		return s.writer.SignIn(o, m.Payload, ledger.SignInLife), nil
	case ledger.ReplyMail:
		return s.writer.ReplyCheck(o, m.Payload), nil
	case ledger.PreviewMail:
		return preview.Mail(ctx, s.facts, s.writer, m, now)
	case ledger.InviteMail:
		i, err := m.Invitation()
		return s.writer.Invitation(o, mail.Invited(i)), err
	case ledger.NoticeMail:
		return s.writer.Notice(o, "Earshot cannot send mail right now", m.Payload), nil
	}
	return mail.Envelope{}, fmt.Errorf("there is no mail of kind %s", m.Kind)
}

// handler is all that the program serves, on one mux.
func (s *system) handler() (http.Handler, error) {
	customer, err := answers.App{Facts: s.facts, Words: s.book, Now: s.clock.Now, Random: s.random, Log: s.log}.Handler()
	if err != nil {
		return nil, err
	}
	if s.merchant, err = s.dashboard.Handler(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/hooks/", holding(s.clock, web.Identify(s.random, s.hooks.Handler())))
	for _, path := range []string{"/r/", "/u/", "/f/"} {
		mux.Handle(path, holding(s.clock, customer))
	}
	for _, path := range []string{"/dashboard", "/dashboard/", "/v1/"} {
		mux.Handle(path, s.upToDate(holding(s.clock, s.merchant)))
	}
	mux.Handle("/", s.here())
	return web.Clean(mux), nil
}
