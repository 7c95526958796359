package dispatch_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/deliveries"
	"earshot/shared/dispatch"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

// moved is a clock that tests move; waiting moves it too.
type moved struct {
	mu  sync.Mutex
	now time.Time
}

func (c *moved) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *moved) Wait(ctx context.Context, d time.Duration) error {
	c.add(max(0, d))
	return ctx.Err()
}

func (c *moved) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type bytesSource struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (s *bytesSource) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range p {
		p[i] = byte(s.r.Uint32())
	}
	return len(p), nil
}

func source(seed uint64) io.Reader { return &bytesSource{r: rand.New(rand.NewPCG(seed, 9))} }

// service plays SES: it refuses requests that were signed too long ago, remembers what it accepted, can lose its answer,
// and reports by events, at once, late or never.
type service struct {
	mu       sync.Mutex
	clock    *moved
	accepted []mail.Envelope
	events   []pending
	answer   func(n int, e mail.Envelope) behaviour // for the n-th request, from 1
	requests int
	quota    mail.Quota
}

// behaviour is what the service does with one request.
type behaviour struct {
	refuse *mail.Refusal
	take   bool          // accept the mail
	lose   bool          // the answer
	freeze time.Duration // the caller stands still before its request arrives
	report time.Duration // after which the event comes; 0: never
}

type pending struct {
	at   time.Time
	body []byte
}

var errLost = errors.New("connection reset after the body was sent")

func (s *service) Send(_ context.Context, e mail.Envelope) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	b := behaviour{take: true, report: time.Second}
	if s.answer != nil {
		b = s.answer(s.requests, e)
	}
	s.clock.add(b.freeze)
	if s.clock.Now().Sub(e.At) > 5*time.Minute {
		return "", &mail.Refusal{Kind: mail.NotSent, Code: "RequestExpired", Text: "signed too long ago"}
	}
	if b.refuse != nil {
		return "", b.refuse
	}
	id := "mail-" + strconv.Itoa(s.requests)
	if b.take {
		s.accepted = append(s.accepted, e)
		if b.report > 0 {
			s.events = append(s.events, pending{s.clock.Now().Add(b.report), event("Send", e, id, s.clock.Now())})
		}
	}
	if b.lose {
		return "", errLost
	}
	return id, nil
}

func (s *service) Quota(context.Context) (mail.Quota, error) {
	if s.quota == (mail.Quota{}) {
		return mail.Quota{PerDay: -1}, nil
	}
	return s.quota, nil
}

func event(kind string, e mail.Envelope, id string, at time.Time) []byte {
	tags := map[string][]string{}
	for k, v := range e.Tags {
		tags[k] = []string{v}
	}
	b, _ := json.Marshal(map[string]any{"eventType": kind, "mail": map[string]any{"timestamp": at, "messageId": id, "tags": tags}})
	return b
}

// copies counts the accepted mails of an order.
func (s *service) copies(id cx.OrderID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, e := range s.accepted {
		if e.Tags[mail.TagOrder] == string(id) {
			n++
		}
	}
	return n
}

// house is a ledger with a shop, a mail service and the jobs around them.
type house struct {
	t       *testing.T
	engine  table.Table
	facts   *ledger.Ledger
	clock   *moved
	service *service
	proven  bool
}

// noon is when the houses of the tests are opened: a Tuesday, within the window of every zone used here.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func newHouse(t *testing.T) *house {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	must(t, err)
	t.Cleanup(func() { _ = b.Close() })
	c := &moved{now: noon}
	h := &house{t: t, engine: b, clock: c, service: &service{clock: c}, proven: true}
	h.facts = h.ledger(b, 1)
	must(t, h.facts.SaveShop(t.Context(), shop()))
	return h
}

func (h *house) ledger(e table.Table, seed uint64) *ledger.Ledger {
	h.t.Helper()
	l, err := ledger.Open(h.t.Context(), table.Once(e, source(seed)), source(seed+50))
	must(h.t, err)
	return l
}

func shop() cx.Shop {
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo, s.Postal = "Mia", "mia@nordlys.example", "mia@nordlys.example", "Havnegata 12"
	s.Live, s.Ramp = true, 0
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// due records an order of a customer whose survey is due now.
func (h *house) due(ref, address string) cx.OrderID {
	h.t.Helper()
	return h.dueOf(shop(), ref, address)
}

// dueOf is due of a certain shop.
func (h *house) dueOf(s cx.Shop, ref, address string) cx.OrderID {
	h.t.Helper()
	email, err := cx.ParseEmail(address)
	must(h.t, err)
	at := h.clock.Now().Add(-21*24*time.Hour - 2*time.Hour)
	o, err := h.facts.Record(h.t.Context(), s, cx.OrderEvent{
		Platform: cx.Standard, Ref: ref, Version: at, Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: at},
		State:    &cx.OrderState{Placed: at, Payment: cx.PaidInFull, Total: 100, Currency: "EUR", Country: "GB"},
		Customer: &cx.CustomerState{Version: at, Email: email},
	}, at)
	must(h.t, err)
	if o.Message.State != cx.Due || o.Message.Due.After(h.clock.Now()) {
		h.t.Fatalf("the survey is %q, due %v, want it due by %v", o.Message.State, o.Message.Due, h.clock.Now())
	}
	return o.ID
}

// job is a dispatcher on some view of the table.
func (h *house) job(facts *ledger.Ledger, sender mail.Sender, seed uint64) dispatch.Job {
	return dispatch.Job{
		Facts: facts, Sender: sender, Account: h.service, Clock: h.clock, Random: source(seed),
		Log: slog.New(slog.DiscardHandler), Workers: 2, Owners: []string{"owner@nordlys.example"},
		Survey: func(f cx.Facts, t cx.Token, _ time.Time) (mail.Envelope, string, error) {
			return mail.Envelope{To: f.Person.Email.Reveal(), Raw: []byte(t.Reveal())}, "1/en", nil
		},
		Owner: func(_ context.Context, m ledger.OwnerMail, _ time.Time) (mail.Envelope, error) {
			return mail.Envelope{To: m.To, Raw: []byte(m.Payload)}, nil
		},
		Proven: func(context.Context, cx.Facts, time.Time) (bool, error) { return h.proven, nil },
	}
}

func (h *house) run() dispatch.Report {
	h.t.Helper()
	r, err := h.job(h.facts, h.service, 77).Run(h.t.Context())
	must(h.t, err)
	return r
}

// reports hands the events whose time has come to deliveries.
func (h *house) reports() {
	h.t.Helper()
	h.service.mu.Lock()
	var now, later []pending
	for _, p := range h.service.events {
		if p.at.After(h.clock.Now()) {
			later = append(later, p)
		} else {
			now = append(now, p)
		}
	}
	h.service.events = later
	h.service.mu.Unlock()
	for _, p := range now {
		_, err := deliveries.Job{Facts: h.facts, Clock: h.clock, Log: slog.New(slog.DiscardHandler)}.Take(h.t.Context(), p.body)
		must(h.t, err)
	}
}

func (h *house) order(id cx.OrderID) cx.Order {
	h.t.Helper()
	o, err := h.facts.Order(h.t.Context(), id)
	must(h.t, err)
	return o
}

// settle lets time pass, with a run and the reports every ten minutes, until a bit after everything must have ended.
func (h *house) settle() {
	h.t.Helper()
	for range 30 * 6 {
		h.clock.add(10 * time.Minute)
		h.reports()
		h.run()
	}
}

func (h *house) identity(name string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return name, nil }
}
