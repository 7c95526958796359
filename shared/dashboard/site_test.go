package dashboard_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"earshot/shared/dashboard"
	"earshot/shared/dashboard/floor"
)

const owner = "mia@nordlys.example"

// site is the application in front of a floor, with one browser.
type site struct {
	*floor.Floor
	app    dashboard.App
	server *httptest.Server
	client *http.Client
	logs   *buffer
	t      testing.TB
}

// buffer takes the log of a server.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func open(t testing.TB, f *floor.Floor) *site {
	t.Helper()
	s := &site{Floor: f, logs: &buffer{}, t: t}
	s.app = dashboard.App{
		Facts: f.Ledger, Owners: []string{"Mia@Nordlys.example"}, Now: func() time.Time { return f.Now }, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	s.start(httptest.NewServer)
	return s
}

func (s *site) start(serve func(http.Handler) *httptest.Server) {
	s.t.Helper()
	s.server = serve(s.deployed())
	s.t.Cleanup(s.server.Close)
	s.client = s.browser()
}

// browser is another browser: no cookies yet, and no redirect is followed by itself.
func (s *site) browser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: s.server.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (s *site) do(c *http.Client, r *http.Request) answer {
	s.t.Helper()
	res, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

func (s *site) get(path string) answer { s.t.Helper(); return s.getBy(s.client, path) }

func (s *site) getBy(c *http.Client, path string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), "GET", s.server.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(c, r)
}

func (s *site) post(path string, fields url.Values) answer {
	s.t.Helper()
	return s.postBy(s.client, path, fields)
}

func (s *site) postBy(c *http.Client, path string, fields url.Values) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.server.URL+path, strings.NewReader(fields.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", s.server.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(c, r)
}

// signedIn makes the site's browser one that is signed in, by an operator's link.
func (s *site) signedIn() *site {
	s.t.Helper()
	link, err := s.app.SignInLink(s.t.Context(), owner, s.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	if got := s.enterBy(s.client, link); got.status != http.StatusSeeOther {
		s.t.Fatalf("signing in by an operator's link = %d %s", got.status, got.body)
	}
	return s
}

// enterBy opens a link and presses its button.
func (s *site) enterBy(c *http.Client, link string) answer {
	s.t.Helper()
	page := s.getBy(c, strings.TrimPrefix(link, s.server.URL))
	if page.status != 200 {
		return page
	}
	doc := parsed(s.t, page)
	secret := doc.one("input", "name", "link").attr("value")
	return s.postBy(c, doc.one("form", "method", "post").attr("action"), url.Values{"link": {secret}})
}

// node is an element of a page.
type node struct {
	*html.Node
	t testing.TB
}

func parsed(t testing.TB, a answer) node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return node{n, t}
}

// all are the elements of a name (of any: "") whose attribute has the value, or holds it as one of its words ("": any).
func (n node) all(name, attr, value string) []node {
	var found []node
	for d := range n.Descendants() {
		e := node{d, n.t}
		if d.Type != html.ElementNode || name != "" && d.Data != name {
			continue
		}
		if attr == "" || e.has(attr) && (value == "" || e.attr(attr) == value || contains(strings.Fields(e.attr(attr)), value)) {
			found = append(found, e)
		}
	}
	return found
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

func (n node) one(name, attr, value string) node {
	n.t.Helper()
	found := n.all(name, attr, value)
	if len(found) == 0 {
		n.t.Fatalf("the page has no <%s %s=%q>: %s", name, attr, value, n.text())
	}
	return found[0]
}

func (n node) has(name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func (n node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what stands in an element, spaces as one.
func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" && d.Parent.Data != "title" {
			b.WriteString(d.Data + " ")
		}
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	return strings.NewReplacer(" .", ".", " ,", ",", " :", ":").Replace(text)
}

// card is the section under a heading.
func (n node) card(heading string) node {
	n.t.Helper()
	for _, s := range n.all("section", "", "") {
		for _, h := range s.all("h2", "", "") {
			if strings.HasPrefix(h.text(), heading) {
				return s
			}
		}
	}
	n.t.Fatalf("the page has no card %q: %s", heading, n.text())
	return n
}

func wantText(t testing.TB, n node, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(n.text(), want) {
			t.Errorf("the text lacks %q:\n%s", want, n.text())
		}
	}
}
