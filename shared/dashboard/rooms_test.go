package dashboard_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

func TestWhatGoesOut(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	ctx := t.Context()
	soon := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -6).Add(2*time.Hour))
	late := f.Buy(floor.Someone(2), f.Now.AddDate(0, 0, -5))
	refunded := f.Buy(floor.Someone(3), f.Now.AddDate(0, 0, -20))
	unclear := f.Buy(floor.Someone(4), f.Now.AddDate(0, 0, -20))
	paidOnly := f.Event(floor.Someone(6), f.Now.AddDate(0, 0, -3), func(e *cx.OrderEvent) {
		e.Ref, e.Number, e.Touchpoints[cx.Paid] = "88", "P-88", e.State.Placed
	})
	f.Event(floor.Someone(5), f.Now.AddDate(0, 0, -2), func(e *cx.OrderEvent) { e.Ref, e.Number, e.State.Test = "77", "T-77", true })
	until := f.Now.AddDate(0, 0, 40)
	for _, err := range []error{
		f.Defer(ctx, late.ID, cx.Verdict{Action: cx.Wait, Reason: cx.Throttled, Until: until}, f.Now.Add(-time.Hour)),
		f.Drop(ctx, refunded.ID, cx.WasRefunded, f.Now.Add(-2*time.Hour)),
		f.GiveUp(ctx, unclear.ID, cx.NoProof, f.Now.Add(-3*time.Hour)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Count()
	page := parsed(t, open(t, f).signedIn().get("/dashboard/nordlys/outbox"))
	due := page.card("Due")
	wantText(t, due, "3 surveys.", "Today", "Order "+soon.Number, "3 January 2027", "waits: the customer was asked not long ago",
		"Order "+paidOnly.Number, "follows “paid”, because “delivered” was not told yet")
	if strings.Index(due.text(), soon.Number) > strings.Index(due.text(), late.Number) {
		t.Error("what is due later stands first")
	}
	wantText(t, page.card("Put off"), "The customer was asked not long ago 1")
	ended := page.card("Not asked")
	wantText(t, ended, "Not asked: it is a test order.", "Order "+refunded.Number+" Not sent: the order was refunded.", "Sent or not: unknown: the mail service's answer was lost")
	wantText(t, page.card("Reasons"), "The order was refunded 1", "It is a test order 1")
}

func TestARehearsalAndAPauseAreSaidFirst(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f).signedIn()
	shop := f.Shop
	shop.Paused, shop.PausedWhy = true, "too many mails came back"
	f.Save(shop)
	wantText(t, parsed(t, s.get("/dashboard/nordlys/outbox")), "Sending is paused: too many mails came back. What is due waits.", "Nothing is waiting to go out.", "due 3 days later")
	shop.Paused, shop.Live = false, false
	f.Save(shop)
	wantText(t, parsed(t, s.get("/dashboard/nordlys/outbox")), "in rehearsal: everything is decided")
}

func TestWhatEndedComesInPages(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	for n := range 60 {
		o := f.Buy(floor.Someone(n), f.Now.AddDate(0, 0, -20))
		if err := f.Drop(t.Context(), o.ID, cx.WasCancelled, f.Now.Add(-time.Duration(n)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, f).signedIn()
	first := parsed(t, s.get("/dashboard/nordlys/outbox")).card("Not asked")
	older := ""
	for _, a := range first.all("a", "class", "tap") {
		older = a.attr("href")
	}
	second := parsed(t, s.get(older)).card("Not asked")
	if a, b := len(first.all("tbody", "", "")[0].all("tr", "", "")), len(second.all("tbody", "", "")[0].all("tr", "", "")); a != 50 || b != 10 {
		t.Errorf("%d and %d orders on the pages, want 50 and 10", a, b)
	}
}

func TestThePageOfAnOrder(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	said := f.Say(f.Asked(floor.Someone(1), f.Now.Add(-30*time.Hour)), 2, cx.PressedSave, f.Now.Add(-20*time.Hour), cx.Words{Comment: "Cracked"})
	due := f.Buy(floor.Someone(2), f.Now.AddDate(0, 0, -5))
	s := open(t, f).signedIn()
	page := parsed(t, s.get("/dashboard/nordlys/orders/"+string(said.Order)))
	wantText(t, page.card("What happens next"), cx.NextStep(facts(t, f, said.Order), f.Now))
	wantText(t, page.card("What happened"), "The customer ordered.", "Yesterday, 08:30 The mail service took the mail.",
		"Yesterday, 18:30 The link for a 2 was opened.", "A 2 was confirmed: Save was pressed.", "The answer is a 2 and is counted: pressed Save.")
	wantText(t, page.card("The answer"), "2 of 5", "“Cracked”")
	wantText(t, page.card("The order"), "Customer Jonas W.", "Platform Shopify", "Item Serving bowl “Fjord”", "Value NOK 500-1000", "Country NO")
	page = parsed(t, s.get("/dashboard/nordlys/orders/"+string(due.ID)))
	wantText(t, page.card("What happens next"), "goes out, if nothing changes")
	if strings.Contains(page.text(), "The answer") {
		t.Error("there is a card for an answer that nobody gave")
	}
}

func facts(t *testing.T, f *floor.Floor, id cx.OrderID) cx.Facts {
	t.Helper()
	all, err := f.Facts(t.Context(), f.Shop, id)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnErasedCustomerHasNoName(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	r := f.Said(floor.Someone(1), 2, f.Now.Add(-time.Hour))
	email, err := cx.ParseEmail(floor.Someone(1).Email)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Erase(t.Context(), f.Shop, email, f.Now); err != nil {
		t.Fatal(err)
	}
	s := open(t, f).signedIn()
	for _, path := range []string{"/dashboard/nordlys", "/dashboard/nordlys/orders/" + string(r.Order)} {
		page := parsed(t, s.get(path))
		wantText(t, page, "an erased customer")
		if strings.Contains(page.text(), "Jonas") {
			t.Errorf("%s still names the customer", path)
		}
	}
}

func TestFind(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	twice := floor.Someone(1)
	first := f.Buy(twice, f.Now.AddDate(0, 0, -40))
	f.Buy(twice, f.Now.AddDate(0, 0, -5))
	inv := f.Asked(floor.Someone(2), f.Now.AddDate(0, 0, -5))
	token := cx.NewToken(inv.Order.ID, [16]byte{7}).Reveal() // only the locator is looked at: who asks may see the order anyway
	s := open(t, f).signedIn()
	tests := []struct {
		name, q string
		to      string // where one that is found leads
		want    string
	}{
		{"a number", "1001", "orders/" + string(first.ID), ""},
		{"a number as the customer writes it", " #1001 ", "orders/" + string(first.ID), ""},
		{"an address, in another case", "CUSTOMER1@example.com", "customers/" + string(first.Person), ""},
		{"a link", "https://answers.example/r/" + token + "/4", "orders/" + string(inv.Order.ID), ""},
		{"the link at the foot of a mail", "https://answers.example/u/" + token, "orders/" + string(inv.Order.ID), ""},
		{"a token", token, "orders/" + string(inv.Order.ID), ""},
		{"an order's id", string(first.ID), "orders/" + string(first.ID), ""},
		{"a customer's id", string(first.Person), "customers/" + string(first.Person), ""},
		{"a number nobody has", "9999", "", "No order of this number"},
		{"nothing", "", "", "No order of this number"},
		{"an id nobody has", strings.Repeat("a", 26), "", "No order of this number"},
		{"an unknown address", "x@example.com", "", "Nobody with this address"},
		{"half an address", "customer1@", "", "Nobody with this address"},
		{"something hostile", `"><script>alert(1)</script>`, "", "Not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.post("/dashboard/nordlys/find", url.Values{"q": {tt.q}})
			if tt.to != "" {
				if got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/nordlys/"+tt.to {
					t.Errorf("found = %d %s", got.status, got.header.Get("Location"))
				}
				return
			}
			wantText(t, parsed(t, got), tt.want)
			if strings.Contains(got.body, "<script>") {
				t.Error("the page holds what was typed, unescaped")
			}
		})
	}
}

// TestPagesAreWellFormed holds what every page owes to everyone: one heading of the first rank and none skipped, a
// language, a title, a name for each field and button, no script, no style that the policy refuses.
func TestPagesAreWellFormed(t *testing.T) {
	f := mixed(t)
	f.Buy(floor.Someone(9), f.Now.AddDate(0, 0, -5))
	s := open(t, f)
	pages := []answer{s.get("/dashboard/signin"), s.ask(s.client, owner), s.get("/dashboard/signin/link/x")}
	s.signedIn()
	order := parsed(t, s.get("/dashboard/nordlys")).one("li", "class", "answer").one("a", "", "").attr("href")
	for _, path := range []string{"/dashboard/nordlys", "/dashboard/nordlys?show=opened", "/dashboard/nordlys/outbox", order, "/dashboard/nowhere"} {
		pages = append(pages, s.get(path))
	}
	found := s.post("/dashboard/nordlys/find", url.Values{"q": {"customer9@example.com"}}).header.Get("Location")
	for _, path := range []string{found, "/dashboard/nordlys/people", "/dashboard/nordlys/log", "/dashboard/sessions"} {
		pages = append(pages, s.get(path))
	}
	pages = append(pages, s.post("/dashboard/nordlys/find", url.Values{"q": {"x@y.example"}}), s.post(found+"/erase", nil),
		s.post("/dashboard/nordlys/people/key", nil), s.post("/dashboard/nordlys/people/invite", nil))
	s.post(found+"/erase", url.Values{"sure": {"yes"}})
	pages = append(pages, s.get(found+"/receipt"), s.get(found))
	for _, p := range pages {
		doc := parsed(t, p)
		t.Run(doc.one("title", "", "").FirstChild.Data, func(t *testing.T) { wellFormed(t, node{doc.Node, t}, p) })
	}
}

func wellFormed(t *testing.T, doc node, p answer) {
	t.Helper()
	if got := len(doc.all("h1", "", "")); got != 1 {
		t.Errorf("%d headings of the first rank, want 1", got)
	}
	if doc.one("html", "", "").attr("lang") == "" {
		t.Error("the page has no language")
	}
	for _, input := range doc.all("input", "", "") {
		if input.attr("type") != "hidden" && input.Parent.Data != "label" {
			t.Errorf("the field %s has no label", input.attr("name"))
		}
	}
	for _, b := range doc.all("button", "", "") {
		if b.text() == "" {
			t.Error("a button has no name")
		}
	}
	if len(doc.all("script", "", "")) > 0 || len(doc.all("", "style", "")) > 0 || len(doc.all("", "onclick", "")) > 0 {
		t.Error("the page holds a script or a style that the policy refuses")
	}
	csp, nonce := p.header.Get("Content-Security-Policy"), doc.one("style", "", "").attr("nonce")
	if nonce == "" || !strings.Contains(csp, "'nonce-"+nonce+"'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("the policy %q does not fit the nonce %q", csp, nonce)
	}
	ids := map[string]bool{}
	for _, e := range doc.all("", "id", "") {
		if ids[e.attr("id")] {
			t.Errorf("the id %s stands twice", e.attr("id"))
		}
		ids[e.attr("id")] = true
	}
	for _, link := range doc.all("a", "href", "") {
		if h := link.attr("href"); !strings.HasPrefix(h, "/dashboard") && h != "#content" {
			t.Errorf("the link %s leads elsewhere", h)
		}
	}
}
