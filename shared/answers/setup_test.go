package answers_test

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/shared/answers"
	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/words"
)

// host is where the pages of these tests live.
const host = "answers.example.com"

// mailed is when the mail of these tests was sent.
var mailed = time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC)

// stage is the application on a real table, with one mail sent.
type stage struct {
	*testing.T
	engine  *bolt.Table
	facts   *ledger.Ledger
	handler http.Handler
	order   cx.Order
	token   cx.Token
	clock   atomic.Int64 // nanoseconds after mailed
	logged  bytes.Buffer
}

// set makes a stage an hour after the mail. Each change may alter the shop or the order before they are stored.
func set(t *testing.T, changes ...func(*cx.Shop, *cx.OrderEvent)) *stage {
	t.Helper()
	s := &stage{T: t}
	s.pass(time.Hour)
	shop, event := shopOf(), eventOf(t)
	for _, change := range changes {
		change(&shop, &event)
	}
	s.engine, s.facts = facts(t)
	s.order, s.token = send(t, s.facts, shop, event)
	s.handler = handler(t, s.facts, s.now, slog.New(slog.NewJSONHandler(&s.logged, nil)))
	return s
}

func (s *stage) now() time.Time       { return mailed.Add(time.Duration(s.clock.Load())) }
func (s *stage) pass(d time.Duration) { s.clock.Add(int64(d)) }

func handler(t *testing.T, l *ledger.Ledger, now func() time.Time, log *slog.Logger) http.Handler {
	t.Helper()
	book, err := words.Load()
	if err != nil {
		t.Fatalf("words.Load: %v", err)
	}
	h, err := answers.App{Facts: l, Words: book, Now: now, Random: rand.Reader, Log: log}.Handler()
	if err != nil {
		t.Fatalf("Handler: %v", err)
	}
	return h
}

func facts(t *testing.T) (*bolt.Table, *ledger.Ledger) {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatalf("bolt.Open: %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	l, err := ledger.Open(t.Context(), table.Once(b, rand.Reader), rand.Reader)
	if err != nil {
		t.Fatalf("ledger.Open: %v", err)
	}
	return b, l
}

func shopOf() cx.Shop {
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal, s.Zone = "Havnegata 12, 7010 Trondheim", "Europe/Oslo"
	s.Live, s.LiveSince = true, mailed.AddDate(0, 0, -20)
	return s
}

func eventOf(t *testing.T) cx.OrderEvent {
	t.Helper()
	address, err := cx.ParseEmail("ada@example.org")
	if err != nil {
		t.Fatalf("ParseEmail: %v", err)
	}
	placed := mailed.AddDate(0, 0, -10)
	return cx.OrderEvent{
		Platform: cx.Shopify, Ref: "820982911946154508", Number: "1001", Version: placed,
		Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: placed, cx.Paid: placed},
		State: &cx.OrderState{Placed: placed, Payment: cx.PaidInFull, Total: 4900, Currency: "EUR", Country: "NO", Locale: "en",
			Items: []cx.Item{{ID: "7", Title: "blue bowl, 28 cm"}}},
		Customer: &cx.CustomerState{Version: placed, Email: address, First: cx.NewName("Ada"), Last: cx.NewName("Berg")},
	}
}

// send records an order and notes its mail as sent, as dispatch does.
func send(t *testing.T, l *ledger.Ledger, shop cx.Shop, e cx.OrderEvent) (cx.Order, cx.Token) {
	t.Helper()
	if err := l.SaveShop(t.Context(), shop); err != nil {
		t.Fatalf("SaveShop: %v", err)
	}
	o, err := l.Record(t.Context(), shop, e, e.Version)
	if err != nil {
		t.Fatalf("Record: %v", err)
	}
	f, err := l.Facts(t.Context(), shop, o.ID)
	if err != nil {
		t.Fatalf("Facts: %v", err)
	}
	var random [16]byte
	_, _ = rand.Read(random[:])
	token := cx.NewToken(o.ID, random)
	gate := cx.Gate{Order: o.ID, Attempt: 1, Nonce: "n", At: mailed, Token: token.Hash()}
	if won, err := l.Claim(t.Context(), f.Person, gate); err != nil || !won {
		t.Fatalf("Claim = %v, %v", won, err)
	}
	if err := l.MarkSent(t.Context(), o.ID, ledger.Accepted{Gate: gate, MailID: "m", Shop: shop}); err != nil {
		t.Fatalf("MarkSent: %v", err)
	}
	return o, token
}

// link is the path behind /r/{token}.
func (s *stage) link(rest string) string { return "/r/" + s.token.Reveal() + rest }

// browser is a client by its headers.
type browser struct {
	*stage
	from   string
	header map[string]string
}

func (s *stage) browser(from, agent string, header map[string]string) browser {
	all := map[string]string{"User-Agent": agent, "Accept-Language": "en-GB,en;q=0.9"}
	for name, value := range header {
		all[name] = value
	}
	return browser{s, from + ":4711", all}
}

// phone is a person's browser.
func (s *stage) phone() browser { return s.browser("198.51.100.7", "Safari on a phone", nil) }

// byHand is what a browser adds to a form that a person sends.
func byHand() map[string]string {
	return map[string]string{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1",
		"Sec-Fetch-Dest": "document", "Origin": "https://" + host}
}

// byScript is what a browser adds to a form that a script sent, and to fetch.
func byScript() map[string]string {
	return map[string]string{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
		"Origin": "https://" + host}
}

func (b browser) do(method, path string, form url.Values, more map[string]string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), method, "https://"+host+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = b.from
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, set := range []map[string]string{b.header, more} {
		for name, value := range set {
			r.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

func (b browser) get(path string) *httptest.ResponseRecorder {
	b.Helper()
	return b.do("GET", path, nil, nil)
}

var nonceField = regexp.MustCompile(`name="nonce" value="([^"]*)"`)

// open gets a score link and reads the page for two seconds; it returns the page's nonce.
func (b browser) open(score string) string {
	b.Helper()
	w := b.get(b.link("/" + score))
	found := nonceField.FindStringSubmatch(w.Body.String())
	if w.Code != 200 || found == nil {
		b.Fatalf("GET a score link = %d without a nonce: %s", w.Code, w.Body)
	}
	b.pass(2 * time.Second)
	return found[1]
}

// save sends the form.
func (b browser) save(form url.Values, header map[string]string) *httptest.ResponseRecorder {
	b.Helper()
	return b.do("POST", b.link(""), form, header)
}

// tell is what the page's script posts.
func (b browser) tell(act, score, nonce string, more url.Values) *httptest.ResponseRecorder {
	b.Helper()
	form := url.Values{"act": {act}, "score": {score}, "nonce": {nonce}, "wd": {""}}
	for name, value := range more {
		form[name] = value
	}
	return b.do("POST", b.link("/seen"), form, map[string]string{"Origin": "https://" + host, "Sec-Fetch-Site": "same-origin"})
}

// said is what the table holds.
func (s *stage) said() cx.Response {
	s.Helper()
	o, err := s.facts.Order(s.Context(), s.order.ID)
	if err != nil {
		s.Fatalf("Order: %v", err)
	}
	r, err := s.facts.Response(s.Context(), o.Person, o.ID)
	if err != nil {
		s.Fatalf("Response: %v", err)
	}
	return r
}

func (s *stage) evidence() cx.Evidence {
	s.Helper()
	e, err := s.facts.Evidence(s.Context(), s.order.ID, s.now())
	if err != nil {
		s.Fatalf("Evidence: %v", err)
	}
	return e
}

func (s *stage) person() cx.Person {
	s.Helper()
	o, err := s.facts.Order(s.Context(), s.order.ID)
	if err != nil {
		s.Fatalf("Order: %v", err)
	}
	p, err := s.facts.Person(s.Context(), o.Person)
	if err != nil {
		s.Fatalf("Person: %v", err)
	}
	return p
}

// wants checks parts of an answer.
func wants(t *testing.T, w *httptest.ResponseRecorder, code int, parts ...string) {
	t.Helper()
	if w.Code != code {
		t.Errorf("status %d, want %d", w.Code, code)
	}
	for _, part := range parts {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("the answer lacks %q:\n%s", part, visible(w.Body.String()))
		}
	}
}

var unseen = regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<[^>]*>`)

// visible is a page without markup.
func visible(page string) string {
	return strings.Join(strings.Fields(unseen.ReplaceAllString(page, " ")), " ")
}
