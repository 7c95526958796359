package dashboard_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// as is a browser of somebody who was invited to nordlys.
func (s *site) as(role cx.Role) *http.Client {
	s.t.Helper()
	return s.invited("nordlys", string(role)+"@example.com", role)
}

// invited is a browser of somebody with a role in a shop, signed in by an operator's link.
func (s *site) invited(shop cx.ShopID, address string, role cx.Role) *http.Client {
	s.t.Helper()
	if err := s.Invite(s.t.Context(), shop, ledger.Member{Address: address, Role: role, By: owner}, s.Now); err != nil {
		s.t.Fatal(err)
	}
	link, err := s.app.SignInLink(s.t.Context(), address, s.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.browser()
	if got := s.enterBy(c, link); got.status != http.StatusSeeOther {
		s.t.Fatalf("%s signs in = %d %s", role, got.status, got.body)
	}
	return c
}

// second makes another shop.
func (s *site) second() {
	s.t.Helper()
	if err := s.SaveShop(s.t.Context(), floor.Nordlys("birk", cx.FivePoints)); err != nil {
		s.t.Fatal(err)
	}
}

func TestEveryRouteSaysWhomItIsFor(t *testing.T) {
	routes, needs := dashboard.Routes(), dashboard.Needs()
	for _, pattern := range routes {
		if needs[pattern] == "" {
			t.Errorf("%s is not in the table of access.go: say there which role it needs at least; until then it is for owners", pattern)
		}
	}
	for pattern := range needs {
		if !slices.Contains(routes, pattern) {
			t.Errorf("the table of access.go names %s, which is no route (any more)", pattern)
		}
	}
}

// path fills the places of a pattern with what is there.
func path(pattern string, o cx.Order) (method, target string) {
	method, target, _ = strings.Cut(pattern, " ")
	return method, strings.NewReplacer("{$}", "", "{shop}", "nordlys", "{order}", string(o.ID), "{person}", string(o.Person), "{platform}", "shopify",
		"{secret}", "x").Replace(target)
}

func (s *site) try(c *http.Client, method, target string) answer {
	s.t.Helper()
	if method == "POST" {
		return s.postBy(c, target, url.Values{})
	}
	return s.getBy(c, target)
}

// TestEveryRouteForEveryRole walks all routes as everybody: who may, who may not, somebody of another shop, and nobody.
func TestEveryRouteForEveryRole(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	o := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -5))
	s := open(t, f)
	s.second()
	clients := map[cx.Role]*http.Client{}
	for _, r := range cx.Roles() {
		clients[r] = s.as(r)
	}
	elsewhere, nobody := s.invited("birk", "boss@birk.example", cx.Owner), s.browser()
	rooms := 0
	for pattern, least := range dashboard.Needs() {
		if !strings.Contains(pattern, "{shop}") || !slices.Contains(cx.Roles(), least) {
			continue
		}
		rooms++
		method, target := path(pattern, o)
		for _, role := range cx.Roles() {
			got := s.try(clients[role], method, target).status
			if refused := got == http.StatusForbidden; refused == role.May(least) || got == 500 || got == 401 {
				t.Errorf("%s as %s = %d, and it is for %s", pattern, role, got, least)
			}
		}
		if got := s.try(elsewhere, method, target).status; got != http.StatusNotFound {
			t.Errorf("%s as the owner of another shop = %d, want 404", pattern, got)
		}
		if got := s.try(nobody, method, target); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/signin" {
			t.Errorf("%s without a session = %d, want the sign-in page", pattern, got.status)
		}
	}
	if rooms < 40 {
		t.Errorf("only %d routes were walked", rooms)
	}
	for _, role := range cx.Roles() { // an owner of one shop makes no others
		if got := s.getBy(clients[role], "/dashboard/new").status; got != http.StatusForbidden {
			t.Errorf("the page for a new shop as %s of one shop = %d, want 403", role, got)
		}
	}
}

// TestAnotherShopLooksLikeNone: who is of one shop cannot learn which others there are.
func TestAnotherShopLooksLikeNone(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.second()
	c := s.invited("birk", "boss@birk.example", cx.Owner)
	there, none := s.getBy(c, "/dashboard/nordlys"), s.getBy(c, "/dashboard/nowhere")
	if there.status != 404 || none.status != 404 || parsed(t, there).text() != parsed(t, none).text() {
		t.Errorf("a shop that is there = %d %q, one that is not = %d %q", there.status, parsed(t, there).text(), none.status, parsed(t, none).text())
	}
	if got := s.getBy(c, "/dashboard"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/birk" {
		t.Errorf("the list of shops = %d %s, want the one shop", got.status, got.header.Get("Location"))
	}
}

// TestIDsOfAnotherShop: a page of one shop shows and changes nothing of another, whatever ids it is given.
func TestIDsOfAnotherShop(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	mine := f.Shop
	f.Save(floor.Nordlys("birk", cx.FivePoints))
	theirs := f.Buy(floor.Buyer{First: "Adalind", Last: "Bergström", Email: "adalind@example.com", Item: "Mug"}, f.Now.AddDate(0, 0, -2))
	f.Shop = mine
	s := open(t, f).signedIn() // an owner of both: the shop of the path decides all the same
	sure := url.Values{"sure": {"yes"}, "do": {"never"}}
	for _, got := range []answer{
		s.get("/dashboard/nordlys/orders/" + string(theirs.ID)), s.post("/dashboard/nordlys/orders/"+string(theirs.ID), sure),
		s.get("/dashboard/nordlys/customers/" + string(theirs.Person)), s.post("/dashboard/nordlys/customers/"+string(theirs.Person), url.Values{"do": {"hold"}}),
		s.post("/dashboard/nordlys/customers/"+string(theirs.Person)+"/file", nil), s.post("/dashboard/nordlys/customers/"+string(theirs.Person)+"/erase", sure),
		s.get("/dashboard/nordlys/customers/" + string(theirs.Person) + "/receipt"),
	} {
		if got.status != 404 || strings.Contains(got.body, "Adalind") {
			t.Errorf("another shop's id = %d %s", got.status, parsed(t, got).text())
		}
	}
	for _, q := range []string{string(theirs.ID), string(theirs.Person), theirs.Number, "adalind@example.com"} {
		if got := s.post("/dashboard/nordlys/find", url.Values{"q": {q}}); got.status != 200 {
			t.Errorf("finding %s of another shop = %d %s", q, got.status, got.header.Get("Location"))
		}
	}
	after, err := f.Order(t.Context(), theirs.ID)
	p, err2 := f.Person(t.Context(), theirs.Person)
	if err != nil || err2 != nil || after.Message.State != theirs.Message.State || p.Held || p.Email.IsZero() {
		t.Errorf("something changed: %+v %v, held %v", after.Message, err, p.Held)
	}
}

// TestAnalystsSeeNoNames in any room that is open to them, nor in the file.
func TestAnalystsSeeNoNames(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	buyer := floor.Buyer{First: "Adalind", Last: "Bergström", Email: "adalind.b@example.com", Item: "Serving bowl"}
	r := f.Said(buyer, 2, f.Now.Add(-time.Hour))
	f.Open(f.Asked(floor.Buyer{First: "Adalind", Last: "Bergström", Email: "b.adalind@example.com", Item: "Mug"}, f.Now.Add(-3*time.Hour)), 4, f.Now.Add(-time.Hour))
	due := f.Buy(floor.Buyer{First: "Adalind", Last: "Bergström", Email: "c.adalind@example.com", Item: "Vase"}, f.Now.AddDate(0, 0, -2))
	f.Count()
	s := open(t, f)
	analyst, agent := s.as(cx.Analyst), s.as(cx.Agent)
	private := []string{"Adalind", "Bergström", "adalind"}
	named := 0
	for _, pattern := range slices.Sorted(maps.Keys(dashboard.Needs())) {
		if dashboard.Needs()[pattern] != cx.Analyst {
			continue
		}
		for _, o := range []cx.Order{{ID: r.Order, Person: r.Person}, due} {
			_, target := path(pattern, o)
			for _, query := range []string{"", "?addresses=1", "?show=opened", "?show=bad&days=365"} {
				got, full := s.getBy(analyst, target+query), s.getBy(agent, target+query)
				for _, p := range private {
					if strings.Contains(got.body, p) {
						t.Errorf("%s%s shows an analyst %q", target, query, p)
					}
				}
				if strings.Contains(full.body, "Adalind") {
					named++
				}
			}
		}
	}
	if named == 0 {
		t.Error("no page named the customer to an agent either: this test looks in the wrong place")
	}
	page := parsed(t, s.getBy(analyst, "/dashboard/nordlys"))
	if len(page.all("form", "role", "search")) > 0 || strings.Contains(page.one("nav", "", "").text(), "Settings") {
		t.Errorf("an analyst is offered what is refused: %s", page.one("nav", "", "").text())
	}
}

// TestARoleThatIsTakenAwayIsGoneAtOnce, and one that changed holds from the next click on.
func TestARoleThatIsTakenAwayIsGoneAtOnce(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	c := s.as(cx.Agent)
	s.post("/dashboard/nordlys/people/invite", url.Values{"address": {"agent@example.com"}, "role": {"analyst"}})
	if got := s.getBy(c, "/dashboard/nordlys/door").status; got != http.StatusForbidden {
		t.Errorf("a room for agents, as a former agent = %d", got)
	}
	members, err := s.Members(t.Context(), "nordlys")
	if err != nil || len(members) != 1 {
		t.Fatal(members, err)
	}
	s.post("/dashboard/nordlys/people/remove", url.Values{"id": {members[0].ID}})
	for _, target := range []string{"/dashboard", "/dashboard/nordlys", "/dashboard/sessions"} {
		if got := s.getBy(c, target); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/signin" {
			t.Errorf("%s after being taken off the list = %d", target, got.status)
		}
	}
	if _, err := s.app.SignInLink(t.Context(), "agent@example.com", ""); err == nil {
		t.Error("somebody who is on no list gets a link")
	}
}

// TestPostsFromElsewhereAreRefused, each of them, also with the session of an owner.
func TestPostsFromElsewhereAreRefused(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	o := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -2))
	s := open(t, f).signedIn()
	posts := 0
	for _, pattern := range dashboard.Routes() {
		method, target := path(pattern, o)
		if method != "POST" {
			continue
		}
		posts++
		for name, header := range map[string][2]string{
			"another site": {"Sec-Fetch-Site", "cross-site"}, "a neighbour": {"Sec-Fetch-Site", "same-site"}, "an old browser": {"Origin", "https://evil.example"}, "a frame without an origin": {"Origin", "null"},
		} {
			r, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+target, strings.NewReader("sure=yes&do=never"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			if got := s.do(s.client, r); got.status != http.StatusForbidden {
				t.Errorf("%s from %s = %d, want 403", pattern, name, got.status)
			}
		}
	}
	if posts < 25 {
		t.Errorf("only %d posts were tried", posts)
	}
	if got, err := f.Order(t.Context(), o.ID); err != nil || fmt.Sprint(got.Message) != fmt.Sprint(o.Message) {
		t.Errorf("something changed: %+v, %v", got.Message, err)
	}
}

// TestAShopCannotBeCalledLikeAPage: its rooms could not be reached.
func TestAShopCannotBeCalledLikeAPage(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for _, pattern := range dashboard.Routes() {
		_, rest, ok := strings.Cut(pattern, " /dashboard/")
		name, _, _ := strings.Cut(rest, "/")
		if !ok || strings.HasPrefix(name, "{") {
			continue
		}
		if !cx.ShopID(name).Reserved() {
			t.Errorf("%s stands where a shop's name does, and a shop can have the name: reserve it in cx.ShopID", pattern)
		}
		got := s.post("/dashboard/new", url.Values{"id": {name}, "name": {"Birk"}, "sender": {"Per Birk"}, "from": {"per@birk.example"},
			"reply_to": {"per@birk.example"}, "postal": {"Birk, Oslo"}, "zone": {"Europe/Oslo"}, "country": {"NO"}, "language": {"en"}, "colour": {"#223344"}})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(parsed(t, got).text(), "taken by a page of Earshot") {
			t.Errorf("a shop called %s = %d: %s", name, got.status, parsed(t, got).text())
		}
	}
}

// TestTheBarHoldsFiveRooms, and what is looked into now and then stands behind "More", which says when one is there.
func TestTheBarHoldsFiveRooms(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for path, here := range map[string]int{"/dashboard/nordlys": 0, "/dashboard/nordlys/texts": 0, "/dashboard/nordlys/settings": 1} {
		nav := parsed(t, s.get(path)).one("nav", "aria-label", "Rooms")
		more := nav.one("details", "", "")
		if all, behind := len(nav.all("a", "", "")), len(more.all("a", "", "")); all != 9 || behind != 4 {
			t.Errorf("%s: %d rooms, %d of them behind More", path, all, behind)
		}
		if len(nav.all("a", "aria-current", "page")) != 1 || len(more.all("summary", "class", "here")) != here {
			t.Errorf("%s: the bar does not say where one is", path)
		}
	}
}
