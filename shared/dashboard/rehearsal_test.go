package dashboard_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

const rehearsalPage = "/dashboard/nordlys/rehearsal"

func TestRehearsalRoom(t *testing.T) {
	s := inRehearsal(t, nil)
	wantText(t, parsed(t, s.get(rehearsalPage)), "No mail goes out.", "Nothing is waiting to go out.", "When a survey comes due in rehearsal")
	evil := floor.Buyer{First: "<b>Ada", Last: "Berg", Email: "ada@example.com", Item: "<script>alert(1)</script>"}
	due := s.Buy(evil, s.Now.AddDate(0, 0, -5))
	gone := s.Buy(floor.Someone(2), s.Now.AddDate(0, 0, -9))
	if err := s.Drop(t.Context(), gone.ID, cx.Rehearsal, s.Now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	other := s.Buy(floor.Someone(3), s.Now.AddDate(0, 0, -9))
	if err := s.Drop(t.Context(), other.ID, cx.ByHand, s.Now); err != nil {
		t.Fatal(err)
	}
	got := s.get(rehearsalPage)
	page := parsed(t, got)
	wantText(t, page.card("Who would get what"), "<b>Ada B.", "order 1001", "<script>alert(1)</script>", "Read the mail")
	if text := page.card("What would have gone out").text(); !strings.Contains(text, "order 1002") || strings.Contains(text, "order 1003") || !strings.Contains(text, "Yesterday") {
		t.Errorf("what would have gone out: %s", text)
	}
	if strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "ada@example.com") {
		t.Error("the page holds markup of a customer, or an address")
	}
	mail := s.get(rehearsalPage + "/mail/" + string(due.ID))
	wantText(t, parsed(t, mail), "Mia", "mia@nordlys.example", "The links in this copy lead nowhere", "would go out, but the shop is in rehearsal")
	frame := parsed(t, mail).one("iframe", "", "")
	if !frame.has("sandbox") || !strings.Contains(mail.header.Get("Content-Security-Policy"), "frame-src 'self'") {
		t.Error("the mail is not shut in its frame")
	}
	html := s.get(frame.attr("src"))
	if html.status != 200 || !strings.Contains(html.body, "&lt;script&gt;") || strings.Contains(html.body, "<script") || !strings.Contains(html.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the mail's HTML = %d, %s", html.status, html.header.Get("Content-Security-Policy"))
	}
	_, link, _ := strings.Cut(html.body, "/r/")
	if token, err := cx.ParseToken(strings.Split(link, "/")[0]); err != nil {
		t.Errorf("a link of the mail has no token: %v", err)
	} else if _, err := s.Invitation(t.Context(), token, s.Now); err == nil {
		t.Error("a link of a mail that was only looked at opens an answer page")
	}
}

func TestRehearsedMailsOfOthers(t *testing.T) {
	s := inRehearsal(t, nil)
	o := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -5))
	if err := s.SaveShop(t.Context(), floor.Nordlys("other", cx.FivePoints)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/dashboard/other/rehearsal/mail/" + string(o.ID), "/dashboard/other/rehearsal/mail/" + string(o.ID) + "/html", rehearsalPage + "/mail/x", rehearsalPage + "/mail/" + strings.Repeat("a", 26)} {
		if got := s.get(path); got.status != 404 {
			t.Errorf("GET %s = %d", path, got.status)
		}
	}
	if got := s.getBy(s.browser(), rehearsalPage+"/mail/"+string(o.ID)+"/html"); got.status != 303 {
		t.Errorf("who is not signed in gets %d", got.status)
	}
}

// sent posts a file with the rules of the form.
func (s *site) sent(file string, fields map[string]string) answer {
	s.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	rules := map[string]string{"after": "delivered", "days": "3", "throttle": "90", "from": "9", "to": "19", "ramp": "50"}
	for name, value := range fields {
		rules[name] = value
	}
	for name, value := range rules {
		if err := w.WriteField(name, value); err != nil {
			s.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "orders.csv")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.server.URL+rehearsalPage+"/history", &b)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", s.server.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(s.client, r)
}

// pastOrders are n orders, one an hour, each of somebody else, and one that was cancelled.
func pastOrders(n int) string {
	var b strings.Builder
	b.WriteString("order,email,placed,delivered,cancelled,total,country,locale\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,c%d@example.com,2026-05-01 %02d:00,2026-05-04 10:00,,10,NO,de\n", i, i, i%24)
	}
	return b.String() + "x,x@example.com,2026-05-01 10:00,2026-05-04 10:00,2026-05-02,10,NO,\n"
}

func TestRehearsePastOrders(t *testing.T) {
	s := inRehearsal(t, nil)
	wantText(t, parsed(t, s.get(rehearsalPage+"/history")), "At most 4 MB; it is read once and not kept.", "Change a rule, to compare")
	got := s.sent(pastOrders(120), nil)
	page := parsed(t, got)
	if got.status != 200 {
		t.Fatalf("%d %s", got.status, page.text())
	}
	wantText(t, page.card("By your rules"), "Orders in the file 121", "Customers asked 120", "Mails 120", "Most on one day 50 (2026-05-07)", "Answers to expect 6 to 24",
		"The order was cancelled 1", "de 120", "is an assumption")
	page = parsed(t, s.sent(pastOrders(120), map[string]string{"ramp": "0", "days": "5"}))
	wantText(t, page.card("Your rules, and the changed ones"), "Most on one day 50 (2026-05-07) 120 (2026-05-09)", "2026-05-07 50 0", "2026-05-09 20 120")
	if orders, err := s.Outbox(t.Context(), s.Shop.ID, 10); err != nil || len(orders) != 0 {
		t.Errorf("a rehearsal wrote %d orders: %v", len(orders), err)
	}
}

func TestBadPastOrders(t *testing.T) {
	s := inRehearsal(t, nil)
	broken := pastOrders(3) + ",nobody@example.com,2026-05-01,,,10,NO,\n"
	tests := []struct {
		name, file string
		fields     map[string]string
		want       string
	}{
		{"no file", "", nil, "Choose a file first."},
		{"a file of another kind", "PK\x03\x04", nil, "The file is a spreadsheet or an archive."},
		{"a broken line", broken, nil, "Line 6: the line has no order number."},
		{"rules that cannot be", pastOrders(1), map[string]string{"days": "-1"}, "A number from 0 to 60."},
		{"hours that end before they begin", pastOrders(1), map[string]string{"from": "19", "to": "9"}, "Later than the hour from which mails arrive."},
		{"another trigger", pastOrders(1), map[string]string{"after": "refunded"}, "Choose one of these."},
		{"a file that is too large", strings.Repeat("x", 5<<20), nil, "The file is larger than 4 MB."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.sent(tt.file, tt.fields)
			page := parsed(t, got)
			if got.status != 422 {
				t.Errorf("status %d", got.status)
			}
			wantText(t, page, tt.want)
			if want, ok := tt.fields["days"]; ok && page.one("input", "name", "days").attr("value") != want {
				t.Error("what was typed is gone")
			}
			if strings.Contains(page.text(), "Customers asked") || strings.Contains(got.body, "nobody@example.com") {
				t.Error("a result is shown, or an address")
			}
		})
	}
	wantText(t, parsed(t, s.sent(broken, map[string]string{"skip": "1"})), "Orders in the file 4", "1 line that cannot be read")
}
