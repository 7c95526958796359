package dashboard_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// customer is one customer's order and answer.
type customer struct {
	n       int
	country string
	item    cx.Item
	score   int
	at      time.Time
	words   cx.Words
	signs   []cx.Sign
}

// speaks makes an order from a country, its survey and its answer.
func speaks(f *floor.Floor, c customer) cx.Response {
	placed := c.at.AddDate(0, 0, -7)
	f.Buy(floor.Someone(c.n), placed)
	o := f.Event(floor.Someone(c.n), placed, func(e *cx.OrderEvent) {
		e.Version = placed.Add(time.Hour)
		e.State.Country, e.State.Items = c.country, []cx.Item{c.item, {ID: "gift", Title: "Gift card"}}
	})
	return f.Say(f.Send(o, c.at.Add(-time.Hour)), c.score, cx.PressedSave, c.at, c.words, c.signs...)
}

var ( // values, not state
	mug  = cx.Item{ID: "7#mug", Title: "Stoneware mug"}
	vase = cx.Item{ID: "8", Title: "Tall <i>vase</i>"}
)

// varied are customers of three countries and two products, in this month and the one before.
func varied(t testing.TB) *floor.Floor {
	f := floor.Open(t, cx.FivePoints)
	n := 0
	add := func(times int, c customer) {
		for range times {
			n++
			c.n, c.at = n, c.at.Add(-time.Minute)
			speaks(f, c)
		}
	}
	now := f.Now
	add(10, customer{country: "NO", item: mug, score: 5, at: now.AddDate(0, 0, -2), words: cx.Words{Reasons: []string{"quality"}}})
	add(3, customer{country: "NO", item: mug, score: 1, at: now.AddDate(0, 0, -3), words: cx.Words{Comment: "Cracked", Reasons: []string{"quality", "price"}}})
	add(4, customer{country: "DE", item: vase, score: 2, at: now.AddDate(0, 0, -4), words: cx.Words{Comment: "Zu spät"}})
	add(1, customer{country: "XK", item: vase, score: 4, at: now.AddDate(0, -1, 0)})
	add(2, customer{country: "NO", item: mug, score: 1, at: now.AddDate(0, 0, -5), signs: []cx.Sign{cx.Automation}})
	f.Count()
	return f
}

func answersOf(t testing.TB, s *site, path string) node {
	t.Helper()
	got := s.get(path)
	if got.status != 200 {
		t.Fatalf("%s = %d %s", path, got.status, got.body)
	}
	return parsed(t, got).one("section", "id", "answers")
}

func TestAListIsNarrowedDown(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	tests := []struct {
		name, query string
		rows        int
		chips       []string
	}{
		{"nothing chosen", "", 20, nil},
		{"a score", "score=1", 5, []string{"Score 1"}},
		{"a score that the scale does not have", "score=9", 20, nil},
		{"a country", "country=DE", 4, []string{"Germany"}},
		{"a country without a name here", "country=XK", 1, []string{"XK"}},
		{"a reason", "reason=quality", 13, []string{"Quality"}},
		{"a product by its id", "item=" + url.QueryEscape(mug.ID), 15, []string{"Stoneware mug"}},
		{"words of a product, of any in the order", "product=GIFT+c", 20, []string{"“GIFT c”"}},
		{"the product's name is text", "product=" + url.QueryEscape("<i>vase"), 5, []string{"“<i>vase”"}},
		{"the language of the mail", "language=en", 20, []string{"English"}},
		{"a language of nobody", "language=de", 0, []string{"German"}},
		{"first purchases", "visit=first", 20, []string{"First purchase"}},
		{"who came back", "visit=repeat", 0, []string{"Came back"}},
		{"with words", "words=1", 7, []string{"With words"}},
		{"several at once", "score=1&country=NO&words=1&reason=price", 3, []string{"Score 1", "Price", "Norway", "With words"}},
		{"a status and a country", "show=held&country=NO", 2, []string{"Norway"}},
		{"those that count, of one country", "show=believed&country=NO", 13, []string{"Norway"}},
		{"unread of days of one's own", "from=2026-10-01&to=2026-10-31&unread=1", 1, []string{"Unread"}},
		{"empty fields of the form", "score=&country=&reason=&product=+&visit=", 20, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := answersOf(t, s, "/dashboard/nordlys?"+tt.query)
			if got := len(list.all("li", "class", "answer")); got != tt.rows {
				t.Errorf("%d rows, want %d", got, tt.rows)
			}
			var chips []string
			for _, c := range list.all("a", "class", "chip") {
				chips = append(chips, strings.TrimSuffix(c.text(), " ×"))
			}
			if fmt.Sprint(chips) != fmt.Sprint(tt.chips) {
				t.Errorf("the list says that it is narrowed down by %q, want %q", chips, tt.chips)
			}
		})
	}
}

func TestAConditionIsTakenAway(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	list := answersOf(t, s, "/dashboard/nordlys?days=30&show=words&country=NO&score=1")
	for _, chip := range list.all("a", "class", "chip") {
		u, err := url.Parse(chip.attr("href"))
		if err != nil || len(u.Query()) != 3 || u.Query().Get("days") != "30" || u.Query().Get("show") != "words" {
			t.Errorf("%s leads to %s, want all but one condition", chip.text(), chip.attr("href"))
		}
	}
	form := list.one("form", "method", "get")
	if form.one("input", "name", "days").attr("value") != "30" || form.one("input", "name", "show").attr("value") != "words" {
		t.Error("the form loses the window or the kind")
	}
	var chosen []string
	for _, o := range form.all("option", "selected", "") {
		chosen = append(chosen, o.text())
	}
	if fmt.Sprint(chosen) != "[1 Norway]" && fmt.Sprint(chosen) != "[1 Any Norway Any Any]" {
		t.Errorf("the form shows %v as chosen", chosen)
	}
	wantText(t, form.one("select", "name", "country"), "Any Norway Germany XK")
	wantText(t, form.one("select", "name", "reason"), "Any Quality Price")
}

func TestFurtherBackThanOneRequestReads(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 540 answers")
	}
	f := floor.Open(t, cx.FivePoints)
	for n := range 540 {
		f.Said(floor.Someone(n), 5, f.Now.Add(-time.Duration(n)*time.Minute))
	}
	speaks(f, customer{n: 600, country: "DE", item: vase, score: 1, at: f.Now.AddDate(0, 0, -3)})
	s := open(t, f).signedIn()
	list := answersOf(t, s, "/dashboard/nordlys?country=DE")
	wantText(t, list, "None among the newest that were read.")
	var further string
	for _, a := range list.all("a", "", "") {
		if a.text() == "Look further back" {
			further = a.attr("href")
		}
	}
	if again := answersOf(t, s, further); len(again.all("li", "class", "answer")) != 1 || !strings.Contains(again.text(), "Germany") {
		t.Errorf("further back (%s) is %s", further, again.text())
	}
}

func TestAnswersAreMarkedAsRead(t *testing.T) {
	f := varied(t)
	s := open(t, f).signedIn()
	unread := func(query string) int {
		return len(answersOf(t, s, "/dashboard/nordlys?"+query).all("button", "name", "one"))
	}
	const query = "country=DE&show=words"
	list := answersOf(t, s, "/dashboard/nordlys?"+query)
	form := list.one("form", "method", "post")
	back := form.one("input", "name", "back").attr("value")
	if unread(query) != 4 || form.attr("action") != "/dashboard/nordlys/read" {
		t.Fatalf("%d are unread, want 4: %s", unread(query), list.text())
	}
	one := form.one("button", "name", "one").attr("value")
	got := s.post(form.attr("action"), url.Values{"back": {back}, "one": {one}, "seen": {"nonsense"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/nordlys?country=DE&show=words#answers" {
		t.Errorf("marking one = %d to %s, want back to the list", got.status, got.header.Get("Location"))
	}
	if n := unread(query); n != 3 {
		t.Errorf("%d are unread after one was marked, want 3", n)
	}
	var seen []string
	for _, in := range form.all("input", "name", "seen") {
		seen = append(seen, in.attr("value"))
	}
	s.post(form.attr("action"), url.Values{"back": {back}, "seen": seen})
	if a, b := unread(query), unread("country=XK"); a != 0 || b != 1 {
		t.Errorf("after all on the screen were marked %d there and %d elsewhere are unread, want 0 and 1", a, b)
	}
	f.Count()
	wantText(t, parsed(t, s.get("/dashboard/nordlys")).card("Satisfied customers"), "from 18 answers") // reading changes no number
}

func TestMarkingForeignAnswers(t *testing.T) {
	f := varied(t)
	s := open(t, f).signedIn()
	mine := f.Shop
	other := floor.Nordlys("fjell", cx.FivePoints)
	f.Save(other)
	theirs := speaks(f, customer{n: 900, country: "SE", item: mug, score: 3, at: f.Now.AddDate(0, 0, -1)})
	f.Shop = mine
	tests := []struct {
		name string
		form url.Values
		to   string
	}{
		{"an answer of another shop", url.Values{"one": {fmt.Sprintf("%s.%d", theirs.Order, theirs.Changed.UnixMilli())}}, "/dashboard/nordlys#answers"},
		{"no answers", url.Values{}, "/dashboard/nordlys#answers"},
		{"what is no id", url.Values{"seen": {"x", ".", "x.y", strings.Repeat("a", 26) + ".0", "../../x.5"}}, "/dashboard/nordlys#answers"},
		{"a way back to elsewhere", url.Values{"back": {"?show=bad&next=//evil.example&x=\r\ny"}}, "/dashboard/nordlys?show=bad#answers"},
		{"a broken way back", url.Values{"back": {"?%zz"}}, "/dashboard/nordlys#answers"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.post("/dashboard/nordlys/read", tt.form)
			if got.status != http.StatusSeeOther || got.header.Get("Location") != tt.to {
				t.Errorf("= %d to %q, want %s", got.status, got.header.Get("Location"), tt.to)
			}
		})
	}
	if r, err := f.Response(t.Context(), theirs.Person, theirs.Order); err != nil || !r.Unread() {
		t.Errorf("the other shop's answer was marked: %v", err)
	}
	if got := s.postBy(s.browser(), "/dashboard/nordlys/read", url.Values{}); got.header.Get("Location") != "/dashboard/signin" {
		t.Errorf("who is not signed in gets to %q", got.header.Get("Location"))
	}
}
