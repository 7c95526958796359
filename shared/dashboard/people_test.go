package dashboard_test

import (
	"fmt"
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

func newServer(h http.Handler) *httptest.Server { return httptest.NewServer(h) }

// TestInvite: a mail goes out, its reader asks for a link with the address, and is in.
func TestInvite(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	got := s.post("/dashboard/nordlys/people/invite", url.Values{"address": {" Ines@Example.com "}, "role": {"agent"}})
	if got.status != http.StatusSeeOther {
		t.Fatalf("inviting = %d %s", got.status, got.body)
	}
	wantText(t, parsed(t, s.get(got.header.Get("Location"))), "Invited", "ines@example.com", "Agent: answers and customers", "invited by "+owner)
	mails := s.mails()
	if len(mails) != 1 || mails[0].Kind != ledger.InviteMail || mails[0].To != "ines@example.com" {
		t.Fatalf("mails: %+v", mails)
	}
	i, err := mails[0].Invitation()
	if err != nil || i.Shop != "Nordlys Ceramics" || i.Role != cx.Agent || i.Link != s.server.URL+"/dashboard/signin" {
		t.Errorf("the invitation is %+v, %v", i, err)
	}
	c := s.browser()
	s.ask(c, "INES@example.com")
	if mails = s.mails(); len(mails) != 1 {
		t.Fatalf("%d sign-in mails", len(mails))
	}
	if s.enterBy(c, mails[0].Payload); !s.isIn(c) {
		t.Error("who was invited does not get in")
	}
	wantText(t, parsed(t, s.get("/dashboard/nordlys/log")), "ines@example.com was invited, as agent.")
}

func TestInviteSaysAtTheFieldWhatIsWrong(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for _, tt := range []struct{ name, address, role, want string }{
		{"no address", "ines", "agent", "no whole mail address"},
		{"more headers", "a@b.example\r\nBcc: x@y.example", "agent", "no whole mail address"},
		{"two addresses", "a@b.example,c@d.example", "agent", "no whole mail address"},
		{"a script", `<script>alert(1)</script>@b.example`, "agent", "no whole mail address"},
		{"an owner of all shops", "MIA@nordlys.example", "analyst", "owner of all shops already"},
		{"a role that is none", "ines@example.com", "admin", "Choose one of these"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := s.post("/dashboard/nordlys/people/invite", url.Values{"address": {tt.address}, "role": {tt.role}})
			if got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, "<script>") {
				t.Errorf("= %d %s", got.status, got.body)
			}
			wantText(t, parsed(t, got), tt.want)
		})
	}
	if all, err := s.Members(t.Context(), "nordlys"); err != nil || len(all)+len(s.mails()) != 0 {
		t.Errorf("somebody was invited: %+v, %v", all, err)
	}
}

func TestInvitationsAreLimited(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for n := range 31 {
		got := s.post("/dashboard/nordlys/people/invite", url.Values{"address": {fmt.Sprintf("p%d@example.com", n)}, "role": {"agent"}})
		if want := map[bool]int{true: 422, false: 303}[n == 30]; got.status != want {
			t.Errorf("invitation %d = %d, want %d", n+1, got.status, want)
		}
	}
}

// TestAKeyIsShownOnce, works, and works no more when it was taken back.
func TestAKeyIsShownOnce(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	made := parsed(t, s.post("/dashboard/nordlys/people/key", nil))
	key := made.card("The new key").one("input", "", "").attr("value")
	status := func() int {
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.server.URL+"/v1/metrics.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(key, "")
		return s.do(s.browser(), r).status
	}
	if got := status(); got != 200 {
		t.Fatalf("the key %q = %d", key, got)
	}
	later := s.get("/dashboard/nordlys/people")
	page := parsed(t, later)
	wantText(t, page, key[:12]+"…", "without names and addresses", "made by "+owner)
	if strings.Contains(later.body, key) || strings.Contains(s.get("/dashboard/nordlys/log").body, key) || strings.Contains(s.logs.String(), key) {
		t.Error("the key is shown again")
	}
	id := page.one("form", "action", "/dashboard/nordlys/people/revoke").one("input", "name", "id").attr("value")
	s.post("/dashboard/nordlys/people/revoke", url.Values{"id": {id + "x"}})
	if got := status(); got != 200 {
		t.Errorf("after another key was taken back = %d", got)
	}
	s.post("/dashboard/nordlys/people/revoke", url.Values{"id": {id}})
	if got := status(); got != 401 {
		t.Errorf("a key that was taken back = %d", got)
	}
	wantText(t, parsed(t, s.get("/dashboard/nordlys/log")), "An API key was made, "+key[:12]+"…, without names", "The API key "+key[:12]+"… was taken back.")
}

func TestSessions(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	phone, stranger := s.browser(), s.as(cx.Owner)
	link, err := s.app.SignInLink(t.Context(), owner, s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.enterBy(phone, link)
	page := parsed(t, s.get("/dashboard/sessions"))
	wantText(t, page, owner, "this one", "since today, 13:30 UTC")
	id := page.one("form", "action", "/dashboard/sessions/end").one("input", "name", "id").attr("value")
	s.postBy(stranger, "/dashboard/sessions/end", url.Values{"id": {id}})
	if !s.isIn(phone) {
		t.Error("somebody else ended the session")
	}
	s.post("/dashboard/sessions/end", url.Values{"id": {id}})
	if s.isIn(phone) || !s.isIn(s.client) || !s.isIn(stranger) {
		t.Errorf("after the phone was signed out: phone %v, this %v, stranger %v", s.isIn(phone), s.isIn(s.client), s.isIn(stranger))
	}
	if link, err = s.app.SignInLink(t.Context(), owner, s.server.URL); err != nil {
		t.Fatal(err)
	}
	s.enterBy(phone, link)
	s.post("/dashboard/sessions/end", nil)
	if s.isIn(phone) || !s.isIn(s.client) {
		t.Error("everywhere else was not everywhere else")
	}
}

func TestTheLogIsPaged(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for n := range 60 {
		a := ledger.AuditLine{At: s.Now.Add(-time.Duration(n) * time.Minute), By: owner, What: fmt.Sprintf("Deed %d.", n)}
		if err := s.NoteAudit(t.Context(), "nordlys", a, ""); err != nil {
			t.Fatal(err)
		}
	}
	first := parsed(t, s.get("/dashboard/nordlys/log"))
	wantText(t, first, "Deed 0.", "Deed 49.", "Older")
	second := parsed(t, s.get(first.one("p", "class", "row").one("a", "", "").attr("href")))
	wantText(t, second, "Deed 50.", "Deed 59.", "Newest")
	if strings.Contains(second.text(), "Deed 49.") || strings.Contains(second.text(), "Older") {
		t.Errorf("the second page: %s", second.text())
	}
}

// TestBrowserWords: what a browser says of itself is chosen from our words, so nobody writes on our pages by it.
func TestBrowserWords(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0":                                              "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130": "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1":               "Safari on iPhone",
		"<script>alert(1)</script>": "A browser",
	} {
		link, err := s.app.SignInLink(t.Context(), owner, s.server.URL)
		if err != nil {
			t.Fatal(err)
		}
		c := s.browser()
		secret := link[strings.LastIndex(link, "/")+1:]
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.server.URL+"/dashboard/signin/enter", strings.NewReader("link="+secret))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.server.URL)
		r.Header.Set("User-Agent", agent)
		if got := s.do(c, r); got.status != http.StatusSeeOther {
			t.Fatalf("signing in = %d", got.status)
		}
		wantText(t, parsed(t, s.getBy(c, "/dashboard/sessions")), want+", this one")
	}
}
