package dashboard_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"earshot/shared/cx"
	"earshot/shared/dashboard"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// hostile is text that leaves any place of a page where it is not escaped: of text, of attributes, of a style, of a link.
const hostile = `"'></title></textarea></style><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}javascript:alert(3)`

// TestNobodyWritesOnOurPages: what customers and platforms choose (names, items, numbers, words, topics, the reasons of
// kept webhooks, what is typed at the door) makes no element, no attribute and no link on any page of any room.
func TestNobodyWritesOnOurPages(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	buyer := floor.Buyer{First: "F" + hostile[:50], Last: "L" + hostile[:50], Email: "o'brien&amp@example.com", Item: hostile}
	bought := f.Now.AddDate(0, 0, -6)
	o := f.Event(buyer, bought, func(e *cx.OrderEvent) {
		e.Number = hostile
		e.Touchpoints[cx.Paid], e.Touchpoints[cx.Delivered] = bought, bought.Add(time.Hour)
		e.State.Currency, e.State.Country, e.State.Items[0].ID = `"><script>`, `"<`, hostile
	})
	f.Say(f.Send(o, f.Now.Add(-2*time.Hour)), 1, cx.PressedSave, f.Now.Add(-time.Hour), cx.Words{Comment: hostile, Reasons: []string{`"><script>`}})
	f.Event(buyer, f.Now.AddDate(0, 0, -1), func(e *cx.OrderEvent) { e.Ref, e.Number = "2", hostile+"2" })
	for i, contact := range []string{"", "visitor@example.com"} {
		n, wrong := cx.NewDoorNote(hostile, hostile, contact)
		if wrong != (cx.DoorProblem{}) {
			t.Fatal(wrong)
		}
		n.ID, n.Shop, n.At, n.Day = f.DoorID("nordlys", string(rune('a'+i))), "nordlys", f.Now, "2026-11-24"
		if _, err := f.Knock(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Keep(t.Context(), ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: hostile, Body: []byte(hostile), Why: hostile, At: f.Now}); err != nil {
		t.Fatal(err)
	}
	f.Count()
	s := open(t, f).signedIn()
	if err := f.NoteAudit(t.Context(), "nordlys", ledger.AuditLine{At: f.Now, By: hostile, What: hostile}, ""); err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, pattern := range dashboard.Routes() {
		method, target := path(pattern, o)
		if method != "GET" || !strings.Contains(pattern, "{shop}") {
			continue
		}
		for _, query := range []string{"", "?show=words&days=365", "?" + url.Values{"done": {hostile}, "days": {hostile}, "show": {hostile}, "after": {hostile}, "before": {hostile}, "language": {hostile}, "by": {hostile}}.Encode()} {
			got := s.get(target + query)
			if strings.Contains(got.body, "alert(1)") {
				shown++
			}
			harmless(t, target+query, got)
		}
	}
	for target, fields := range map[string]url.Values{
		"/find": {"q": {hostile}}, "/people/invite": {"address": {hostile}, "role": {hostile}}, "/people/remove": {"id": {hostile}}, "/people/revoke": {"id": {hostile}},
		"/live/person": {"address": {hostile}}, "/orders/" + string(o.ID): {"do": {hostile}}, "/customers/" + string(o.Person): {"do": {hostile}},
		"/customers/" + string(o.Person) + "/erase": {}, "/settings": {"name": {hostile}, "sender": {hostile}, "colour": {hostile}}, "/alerts": {"to": {hostile}},
	} {
		harmless(t, target, s.post("/dashboard/nordlys"+target, fields))
	}
	if shown < 5 {
		t.Errorf("only %d pages show what was planted: this test looks in the wrong place", shown)
	}
}

// harmless tells that a page holds nothing that runs or leads out. Files are no pages: browsers save them.
func harmless(t *testing.T, name string, got answer) {
	t.Helper()
	if got.status >= 500 {
		t.Errorf("%s = %d", name, got.status)
	}
	for _, values := range got.header {
		if strings.Contains(strings.Join(values, ""), "alert(") {
			t.Errorf("%s: a header holds what was planted: %v", name, got.header)
		}
	}
	if !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		return
	}
	doc := parsed(t, got)
	for d := range doc.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		if d.Data == "script" || d.Data == "img" && (node{d, t}).attr("src") == "x" {
			t.Errorf("%s holds <%s>: %.200s", name, d.Data, got.body[max(0, strings.Index(got.body, "<"+d.Data)-80):])
		}
		for _, a := range d.Attr {
			link := a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction"
			if strings.HasPrefix(a.Key, "on") || link && strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("%s has %s=%q", name, a.Key, a.Val)
			}
		}
	}
	if strings.Contains(got.body, "ZgotmplZ") {
		t.Errorf("%s holds a place that the templates found unsafe", name)
	}
}

// TestIDsThatAreNone reach no record and no error page of ours: each is simply not there.
func TestIDsThatAreNone(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	for _, id := range []string{"x", strings.Repeat("a", 25), strings.Repeat("a", 27), strings.Repeat("A", 26), "%00", "a%23P", strings.Repeat("1", 26), "%0d%0aSet-Cookie:x=1"} {
		for _, kind := range []string{"orders", "customers"} {
			got := s.get("/dashboard/nordlys/" + kind + "/" + id)
			if got.status != http.StatusNotFound || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s/%s = %d, %v", kind, id, got.status, got.header)
			}
		}
	}
	for _, shop := range []string{"%00", "NORDLYS", "nordlys%23A", strings.Repeat("n", 41), "-"} {
		if got := s.get("/dashboard/" + shop + "/outbox"); got.status != http.StatusNotFound {
			t.Errorf("shop %s = %d", shop, got.status)
		}
	}
}

// TestSigningInTellsNothing: members, owners and strangers get the same page, the same cookie and as many reads.
func TestSigningInTellsNothing(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.as(cx.Analyst)
	var first string
	for _, address := range []string{owner, "analyst@example.com", "stranger@example.com"} {
		got := s.ask(s.browser(), address)
		text := parsed(t, got).one("main", "", "").text()
		if first == "" {
			first = text
		}
		if got.status != 200 || text != first || len(got.header.Values("Set-Cookie")) != 1 {
			t.Errorf("%s gets %d %q", address, got.status, text)
		}
	}
	if mails := s.mails(); len(mails) != 2 {
		t.Errorf("%d mails, want those to who may sign in", len(mails))
	}
}
