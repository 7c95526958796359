package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// mails takes the mails to owners out of the outbox, as dispatch does.
func (s *site) mails() []ledger.OwnerMail {
	s.t.Helper()
	var all []ledger.OwnerMail
	for lane := range ledger.Lanes {
		entries, err := s.DueOwnerMails(s.t.Context(), lane, s.Now, 100)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, e := range entries {
			m, ok, err := s.ClaimOwnerMail(s.t.Context(), e, s.Now)
			if err != nil || !ok {
				s.t.Fatalf("claim a mail: %v %v", ok, err)
			}
			all = append(all, m)
		}
	}
	return all
}

func (s *site) ask(c *http.Client, address string) answer {
	s.t.Helper()
	return s.postBy(c, "/dashboard/signin", url.Values{"address": {address}})
}

// link asks for a link and takes it out of the mail.
func (s *site) link(c *http.Client) string {
	s.t.Helper()
	s.ask(c, owner)
	mails := s.mails()
	if len(mails) != 1 {
		s.t.Fatalf("%d mails, want 1", len(mails))
	}
	return mails[0].Payload
}

func (s *site) isIn(c *http.Client) bool {
	s.t.Helper()
	return s.getBy(c, "/dashboard/nordlys").status == 200
}

func TestSignInByAMailedLink(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	if got := s.get("/dashboard/nordlys"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/signin" {
		t.Fatalf("without a session = %d to %q, want the sign-in page", got.status, got.header.Get("Location"))
	}
	parsed(t, s.get("/dashboard/signin")).one("input", "name", "address")
	link := s.link(s.client)
	if !strings.HasPrefix(link, s.server.URL+"/dashboard/signin/link/") {
		t.Fatalf("the link %s does not lead to us", link)
	}
	for range 3 { // a scanner opens it as often as it likes
		s.getBy(s.browser(), strings.TrimPrefix(link, s.server.URL))
	}
	if got := s.enterBy(s.client, link); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard" {
		t.Fatalf("pressing the button = %d %s", got.status, got.body)
	}
	if !s.isIn(s.client) {
		t.Error("not signed in after the button was pressed")
	}
	if got := s.enterBy(s.client, link); got.status != http.StatusGone {
		t.Errorf("the link a second time = %d, want 410", got.status)
	}
}

func TestALinkIsBoundToTheBrowserThatAsked(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	link := s.link(s.client)
	thief := s.browser()
	if got := s.enterBy(thief, link); got.status != http.StatusGone || s.isIn(thief) {
		t.Errorf("another browser without a cookie = %d, want 410 and no session", got.status)
	}
	s.ask(thief, "who@else.example") // now it has a cookie of its own
	if got := s.enterBy(thief, link); got.status != http.StatusGone || s.isIn(thief) {
		t.Errorf("another browser with its own cookie = %d, want 410 and no session", got.status)
	}
	if s.enterBy(s.client, link); !s.isIn(s.client) {
		t.Error("the right browser does not get in after a thief tried")
	}
}

func TestTheFirstOfTwoLinksStillWorks(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	first := s.link(s.client)
	s.link(s.client)
	if s.enterBy(s.client, first); !s.isIn(s.client) {
		t.Error("asking twice killed the first link")
	}
}

func TestALinkIsOverAfterAQuarterOfAnHour(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	link := s.link(s.client)
	s.Now = s.Now.Add(15*time.Minute + time.Second)
	if got := s.enterBy(s.client, link); got.status != http.StatusGone {
		t.Errorf("an old link = %d, want 410", got.status)
	}
}

func TestUnknownAddressesGetTheSameAnswerAndNoMail(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	plain := func(a answer) string { return parsed(t, a).one("main", "", "").text() }
	known := s.ask(s.browser(), "  MIA@nordlys.EXAMPLE ")
	if got := len(s.mails()); got != 1 {
		t.Fatalf("%d mails for the owner, want 1", got)
	}
	for _, address := range []string{"mia@elsewhere.example", "", "not an address", "mia@nordlys.example,evil@example.com", "a@b.c\r\nBcc: x@y.z"} {
		got := s.ask(s.browser(), address)
		if got.status != known.status || plain(got) != plain(known) || (got.header.Get("Set-Cookie") == "") != (known.header.Get("Set-Cookie") == "") {
			t.Errorf("%q gets %d %q, the owner %d %q", address, got.status, plain(got), known.status, plain(known))
		}
	}
	if got := s.mails(); len(got) != 0 {
		t.Errorf("%d mails to strangers", len(got))
	}
}

func TestThreeLinksInAQuarterOfAnHour(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	for range 6 {
		if got := s.ask(s.browser(), owner); got.status != 200 {
			t.Fatalf("asking = %d, want 200 whether a mail goes out or not", got.status)
		}
	}
	if got := len(s.mails()); got != 3 {
		t.Errorf("%d mails, want 3", got)
	}
	s.Now = s.Now.Add(15*time.Minute + time.Second)
	s.ask(s.browser(), owner)
	if got := len(s.mails()); got != 1 {
		t.Errorf("%d mails after the time is over, want 1", got)
	}
}

func TestOneNetworkCannotAskForEverybody(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f)
	for range 30 {
		s.ask(s.client, "someone@else.example")
	}
	if s.ask(s.client, owner); len(s.mails()) != 0 {
		t.Error("a 31st request of one network in a quarter of an hour was served")
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Run("by signing out", func(t *testing.T) {
		s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
		cookie := s.client.Jar.Cookies(mustURL(t, s.server.URL))[0]
		s.post("/dashboard/signin/out", nil)
		if s.isIn(s.client) {
			t.Error("still signed in")
		}
		stolen := s.browser()
		stolen.Jar.SetCookies(mustURL(t, s.server.URL), []*http.Cookie{cookie})
		if s.isIn(stolen) {
			t.Error("the old cookie still works: the session ended in the browser alone")
		}
	})
	t.Run("after 14 days", func(t *testing.T) {
		s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
		s.Now = s.Now.Add(14*24*time.Hour + time.Second)
		if s.isIn(s.client) {
			t.Error("still signed in")
		}
	})
	t.Run("when the owner is taken off the list", func(t *testing.T) {
		s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
		jar := s.client.Jar.Cookies(mustURL(t, s.server.URL))
		s.app.Owners = []string{"someone@else.example"}
		s.start(httptest.NewServer)
		s.client.Jar.SetCookies(mustURL(t, s.server.URL), jar)
		if s.isIn(s.client) {
			t.Error("still signed in")
		}
	})
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAnOperatorsLinkWorksInAnyBrowserOnce(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	link, err := s.app.SignInLink(t.Context(), "MIA@nordlys.example", s.server.URL+"/")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.enterBy(s.client, link); got.status != http.StatusSeeOther || !s.isIn(s.client) {
		t.Errorf("the operator's link = %d", got.status)
	}
	if other := s.browser(); s.enterBy(other, link).status != http.StatusGone {
		t.Error("it worked twice")
	}
	if _, err := s.app.SignInLink(t.Context(), "evil@example.com", s.server.URL); err == nil || strings.Contains(err.Error(), "evil") {
		t.Errorf("a link for a stranger: %v, want an error that names no address", err)
	}
}

func TestWithoutOwnersThePageSaysSo(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.app.Owners = nil
	s.start(httptest.NewServer)
	wantText(t, parsed(t, s.get("/dashboard/signin")), "Nobody can sign in yet", "parameters")
}

func TestCookiesOverHTTPS(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.start(httptest.NewTLSServer)
	link, err := s.app.SignInLink(t.Context(), owner, s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	got := s.enterBy(s.client, link)
	for _, want := range []string{"__Host-earshot-session=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(got.header.Get("Set-Cookie"), want) {
			t.Errorf("the cookie %q lacks %s", got.header.Get("Set-Cookie"), want)
		}
	}
	if !s.isIn(s.client) {
		t.Error("the cookie does not sign in")
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for _, path := range []string{"/dashboard/signin/out", "/dashboard/nordlys/find", "/dashboard/signin"} {
		r := httptest.NewRequest("POST", s.server.URL+path, strings.NewReader("q=1001"))
		r.RequestURI = ""
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if got := s.do(s.client, r); got.status != 403 {
			t.Errorf("a form of another site to %s = %d, want 403", path, got.status)
		}
	}
	if !s.isIn(s.client) {
		t.Error("another site signed the owner out")
	}
}

func TestNothingPersonalInLogsAndURLs(t *testing.T) {
	f := busy(t, cx.FivePoints)
	s := open(t, f)
	link := s.link(s.client)
	s.enterBy(s.client, link)
	s.enterBy(s.client, link) // an error is logged
	secret := link[strings.LastIndexByte(link, '/')+1:]
	var pages []answer
	for _, path := range []string{"/dashboard/nordlys", "/dashboard/nordlys/outbox", "/dashboard/nordlys?after=broken", "/dashboard/nordlys/orders/x"} {
		pages = append(pages, s.get(path))
	}
	for _, q := range []string{"customer7@example.com", "nobody@example.com", "1001"} {
		pages = append(pages, s.post("/dashboard/nordlys/find", url.Values{"q": {q}}))
	}
	for _, private := range []string{secret, "@", "Jonas", "customer7"} {
		if strings.Contains(s.logs.String(), private) {
			t.Errorf("the log holds %q:\n%s", private, s.logs)
		}
	}
	if !strings.Contains(s.logs.String(), "request failed") {
		t.Error("nothing was logged: the test tells nothing")
	}
	for _, p := range pages {
		for _, a := range parsed(t, p).all("", "href", "") {
			if strings.Contains(a.attr("href"), "%40") || strings.Contains(a.attr("href"), "@") {
				t.Errorf("an address stands in the link %s", a.attr("href"))
			}
		}
		if strings.Contains(p.header.Get("Location"), "@") {
			t.Errorf("an address stands in the redirect %s", p.header.Get("Location"))
		}
	}
}
