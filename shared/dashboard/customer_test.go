package dashboard_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

func ada() floor.Buyer {
	return floor.Buyer{First: "Ada", Last: "Berg", Email: "ada.berg@example.com", Item: "Stoneware mug"}
}

// answered is a floor with a customer who answered about one order; the survey of another waits.
func answered(t *testing.T) (*floor.Floor, cx.Response, cx.Order) {
	t.Helper()
	f := floor.Open(t, cx.FivePoints)
	inv := f.Asked(ada(), f.Now.AddDate(0, 0, -2))
	r := f.Say(inv, 2, cx.PressedSave, f.Now.AddDate(0, 0, -1), cx.Words{Comment: "It arrived in pieces."})
	waits := f.Buy(ada(), f.Now.AddDate(0, 0, -3))
	if waits.Message.State != cx.Due || !waits.Message.Due.After(f.Now) {
		t.Fatalf("the second survey is %q, due %v", waits.Message.State, waits.Message.Due)
	}
	return f, r, waits
}

func TestACustomersPageTellsOneStory(t *testing.T) {
	f, r, _ := answered(t)
	s := open(t, f).signedIn()
	page := parsed(t, s.get("/dashboard/nordlys/customers/"+string(r.Person)))
	wantText(t, page, "Ada Berg", "ada.berg@example.com", "This customer may be asked", "Order 1002, Stoneware mug")
	story := page.card("What happened").text()
	at := -1
	for _, want := range []string{"The customer ordered. Order 1001", "The mail service took the mail. Order 1001", "The link for a 2 was opened. Order 1001",
		"A 2 was confirmed: Save was pressed. Order 1001"} {
		i := strings.Index(story, want)
		if i <= at {
			t.Errorf("%q is missing, or not in its place: %s", want, story)
		}
		at = i
	}
	if strings.Contains(story, "awaited") {
		t.Errorf("a mail that was sent awaits an answer: %s", story)
	}
	if to := page.card("What happened").one("a", "", "").attr("href"); to != "/dashboard/nordlys/orders/"+string(r.Order) && s.get(to).status != 200 {
		t.Errorf("a line leads to %s", to)
	}
}

// TestSendNow asks first and says what the rules would say; then the survey is due, and the rules still decide.
func TestSendNow(t *testing.T) {
	f, _, waits := answered(t)
	s := open(t, f).signedIn()
	target := "/dashboard/nordlys/orders/" + string(waits.ID)
	wantText(t, parsed(t, s.get(target)), "Send now…")
	asked := s.post(target, url.Values{"do": {"send"}})
	wantText(t, parsed(t, asked), "Send the survey about order 1002 now?", "The rules still decide", "the customer was asked not long ago", "nothing is changed")
	if o, err := f.Order(t.Context(), waits.ID); err != nil || !o.Message.Due.Equal(waits.Message.Due) {
		t.Fatalf("the question alone moved the survey to %v, %v", o.Message.Due, err)
	}
	form := parsed(t, asked).one("form", "action", target)
	got := s.post(target, url.Values{"do": {form.one("button", "", "").attr("value")}, "sure": {form.one("input", "name", "sure").attr("value")}})
	if got.status != http.StatusSeeOther {
		t.Fatalf("sure = %d %s", got.status, got.body)
	}
	if o, err := f.Order(t.Context(), waits.ID); err != nil || o.Message.State != cx.Due || o.Message.Due.After(f.Now) {
		t.Errorf("the survey is %q, due %v, %v", o.Message.State, o.Message.Due, err)
	}
	wantText(t, parsed(t, s.get(got.header.Get("Location"))), "It is due now. The next run decides by all the rules")
}

// TestNothingOffersToSendWhatWouldBeDropped: the press would end what waits, and nobody would guess that.
func TestNothingOffersToSendWhatWouldBeDropped(t *testing.T) {
	f, r, waits := answered(t)
	s := open(t, f).signedIn()
	target := "/dashboard/nordlys/orders/" + string(waits.ID)
	for _, tt := range []struct {
		name string
		held bool
	}{{"as things stand", false}, {"with a customer who is never asked", true}, {"after that was taken back", false}} {
		if err := f.HoldPerson(t.Context(), r.Person, tt.held); err != nil {
			t.Fatal(err)
		}
		next := parsed(t, s.get(target)).card("What happens next")
		if offered := strings.Contains(next.text(), "Send now"); offered == tt.held {
			t.Errorf("%s, sending now is offered: %v", tt.name, offered)
		}
		wantText(t, next, "Hold", "Never for this order")
	}
}

func TestNeverForThisOrder(t *testing.T) {
	f, r, waits := answered(t)
	s := open(t, f).signedIn()
	target := "/dashboard/nordlys/orders/" + string(waits.ID)
	wantText(t, parsed(t, s.post(target, url.Values{"do": {"never"}})), "This cannot be taken back")
	s.post(target, url.Values{"do": {"never"}, "sure": {"yes"}})
	page := parsed(t, s.get(target))
	wantText(t, page, "you decided not to ask about this order")
	if strings.Contains(page.text(), "Send now") {
		t.Error("what is over can be sent")
	}
	for name, tt := range map[string]struct {
		target, do string
		want       int
	}{
		"twice": {target, "never", 409}, "an order that was asked about": {"/dashboard/nordlys/orders/" + string(r.Order), "send", 409}, "no deed": {target, "x", 400},
	} {
		if got := s.post(tt.target, url.Values{"do": {tt.do}, "sure": {"yes"}}); got.status != tt.want {
			t.Errorf("%s = %d, want %d", name, got.status, tt.want)
		}
	}
}

// TestHoldAnOrder is done at once, offers the way back, and both are in the log.
func TestHoldAnOrder(t *testing.T) {
	f, r, waits := answered(t)
	s := open(t, f).signedIn()
	target := "/dashboard/nordlys/orders/" + string(waits.ID)
	for _, tt := range []struct {
		do, says, next, back, gone string
		held                       bool
	}{
		{"hold", "waits until you let it go on", "you asked to wait with this order", "Go on", "Send now", true},
		{"go", "It goes on", "asked not long ago", "Hold", "Go on", false},
	} {
		got := s.post(target, url.Values{"do": {tt.do}})
		page := parsed(t, s.get(got.header.Get("Location")))
		next := page.card("What happens next")
		wantText(t, page.one("p", "class", "notice"), tt.says)
		wantText(t, next, tt.next, tt.back)
		if strings.Contains(next.text(), tt.gone) {
			t.Errorf("after %s it offers %q", tt.do, tt.gone)
		}
		if o, err := f.Order(t.Context(), waits.ID); err != nil || o.Message.Held != tt.held || !o.Message.Due.Equal(waits.Message.Due) {
			t.Errorf("after %s: held %v, due %v, %v", tt.do, o.Message.Held, o.Message.Due, err)
		}
	}
	wantText(t, parsed(t, s.get("/dashboard/nordlys/log")), "Order 1002 was held.", "Order 1002 was let go on.")
	if got := s.post("/dashboard/nordlys/orders/"+string(r.Order), url.Values{"do": {"hold"}}); got.status != 409 {
		t.Errorf("to hold what was sent = %d, want 409", got.status)
	}
}

// TestWhatCanBeTakenBack is done at once and offers the way back.
func TestWhatCanBeTakenBack(t *testing.T) {
	f, r, _ := answered(t)
	s := open(t, f).signedIn()
	target := "/dashboard/nordlys/customers/" + string(r.Person)
	for _, tt := range []struct{ do, says, undo string }{
		{"hold", "never to ask this customer", "ask"}, {"ask", "may be asked", "hold"}, {"pause", "put this customer off", "resume"}, {"resume", "may be asked", "pause"},
	} {
		got := s.post(target, url.Values{"do": {tt.do}})
		page := parsed(t, s.get(got.header.Get("Location")))
		wantText(t, page.card("Is this customer asked"), tt.says)
		if undo := page.one("div", "class", "notice").one("button", "", "").attr("value"); undo != tt.undo {
			t.Errorf("the way back from %s is %q", tt.do, undo)
		}
	}
	if got := s.post(target, url.Values{"do": {"drop table"}}); got.status != 400 {
		t.Errorf("an unknown deed = %d", got.status)
	}
	if p, err := f.Person(t.Context(), r.Person); err != nil || p.Held || p.Paused {
		t.Errorf("after all of it: held %v, paused %v, %v", p.Held, p.Paused, err)
	}
}

// TestErase asks, forgets, and leaves a receipt without a trace of who it was.
func TestErase(t *testing.T) {
	f, r, _ := answered(t)
	s := open(t, f)
	var also []string
	s.app.AlsoErase = func(_ context.Context, e cx.Email) (int, error) { also = append(also, e.Folded()); return 2, nil }
	s.server.Close()
	s.start(newServer)
	s.signedIn()
	target := "/dashboard/nordlys/customers/" + string(r.Person)
	wantText(t, parsed(t, s.post(target+"/erase", nil)), "Erase Ada Berg?", "It cannot be taken back")
	if p, err := f.Person(t.Context(), r.Person); err != nil || p.Email.IsZero() {
		t.Fatal("the question alone erased", err)
	}
	got := s.post(target+"/erase", url.Values{"sure": {"yes"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != target+"/receipt" {
		t.Fatalf("erasing = %d %s", got.status, got.body)
	}
	receipt := s.get(target + "/receipt")
	wantText(t, parsed(t, receipt), "Tuesday 24 November 2026, 14:30 CET", "1 answer lost its words and kept its score", "2 mails were removed", "once more on Tuesday 24 November 2026, 14:50", "backups for 35 days")
	for _, page := range []answer{receipt, s.get(target), s.get("/dashboard/nordlys/orders/" + string(r.Order)), s.get("/dashboard/nordlys"), s.get("/dashboard/nordlys/log"), s.post(target+"/file", nil)} {
		for _, private := range []string{"Ada", "Berg", "ada.berg", "pieces"} {
			if page.status != 200 || strings.Contains(page.body, private) {
				t.Errorf("a page = %d still says %q: %s", page.status, private, page.body)
			}
		}
	}
	if len(also) != 1 || also[0] != "ada.berg@example.com" {
		t.Errorf("beside the ledger %q was erased", also)
	}
	if got := s.post(target+"/erase", url.Values{"sure": {"yes"}}); got.header.Get("Location") != target+"/receipt" {
		t.Errorf("a second time = %d %s", got.status, got.header.Get("Location"))
	}
	f.Now = f.Now.Add(20 * time.Minute)
	s.eraseAgain()
	wantText(t, parsed(t, s.get(target+"/receipt")), "It was finished on Tuesday 24 November 2026, 14:50")
}

// eraseAgain makes the second pass, as dispatch does.
func (s *site) eraseAgain() {
	s.t.Helper()
	for lane := range ledger.Lanes {
		entries, err := s.DueOwnerMails(s.t.Context(), lane, s.Now, 10)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, e := range entries {
			x, due, err := s.DueErasure(s.t.Context(), e, s.Now)
			if err == nil && due {
				err = s.EraseAgain(s.t.Context(), x, 0, s.Now)
			}
			if err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

func TestTheFileOfACustomer(t *testing.T) {
	f, r, waits := answered(t)
	s := open(t, f).signedIn()
	got := s.post("/dashboard/nordlys/customers/"+string(r.Person)+"/file", nil)
	if d := got.header.Get("Content-Disposition"); got.status != 200 || !strings.HasPrefix(d, "attachment") || strings.Contains(d, "ada") {
		t.Fatalf("the file = %d, %s", got.status, d)
	}
	var file struct {
		Customer map[string]any   `json:"customer"`
		Orders   []map[string]any `json:"orders"`
		Answers  []map[string]any `json:"answers"`
		Visits   []map[string]any `json:"visits_of_links"`
		Door     []any            `json:"said_at_the_open_door"`
	}
	if err := json.Unmarshal([]byte(got.body), &file); err != nil {
		t.Fatal(err)
	}
	if file.Customer["mail_address"] != "ada.berg@example.com" || file.Customer["first_name"] != "Ada" {
		t.Errorf("the customer is %v", file.Customer)
	}
	if len(file.Orders) != 2 || file.Orders[1]["id"] != string(waits.ID) || !strings.Contains(file.Orders[1]["what_happens_next"].(string), "It waits until") {
		t.Errorf("the orders are %v", file.Orders)
	}
	if len(file.Answers) != 1 || file.Answers[0]["words"] != "It arrived in pieces." || len(file.Visits) != 2 || file.Door == nil {
		t.Errorf("answers %v, visits %v, door %v", file.Answers, file.Visits, file.Door)
	}
	log := parsed(t, s.get("/dashboard/nordlys/log"))
	wantText(t, log, "A file was made of what is held about customer "+string(r.Person), owner)
	if strings.Contains(log.text(), "ada.berg") {
		t.Error("the audit log says who the customer is")
	}
}
