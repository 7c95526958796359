package dashboard_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

const healthPath = "/dashboard/nordlys/health"

// part is the line of a name in the room "Health".
func part(t *testing.T, s *site, name string) node {
	t.Helper()
	page := parsed(t, s.get(healthPath))
	for _, li := range page.all("li", "class", "part") {
		if li.one("h2", "", "").text() == name {
			return li
		}
	}
	t.Fatalf("the room has no part %q: %s", name, page.text())
	return page
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestHealthOfAnEmptyShop(t *testing.T) {
	s := desk(t)
	page := parsed(t, s.get(healthPath))
	wantText(t, page, "Something needs you: Platforms.", "No platform is connected, so nothing can come in.", "No run was noted yet. Nothing is overdue.",
		"On one machine there are no queues", "November 2026 so far $0", "No order was left out.")
	s.connect(shopifyPath, adminSecret)
	wantText(t, parsed(t, s.get(healthPath)), "Everything works as far as can be told from here.", "Shopify Waiting No webhook came yet.")
}

func TestHealthOfSending(t *testing.T) {
	s := desk(t)
	run := func(worked bool, trouble string) {
		s.must(s.NoteRun(t.Context(), ledger.DispatchJob, worked, trouble, s.Now))
	}
	run(false, "")
	wantText(t, part(t, s, "Sending"), "Well Nothing is overdue. The last run was today, 14:30.")
	s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -8))
	s.Now = s.Now.Add(10 * time.Minute)
	wantText(t, part(t, s, "Sending"), "Needs you 1 survey is due for", "no run has looked since")
	run(false, "Throttling: the account sends too fast.")
	wantText(t, part(t, s, "Sending"), "Needs you The last run stopped: Throttling: the account sends too fast.")
	run(false, "")
	wantText(t, part(t, s, "Sending"), "Worth a look 1 survey is due for more than two hours, the oldest for")
	wantText(t, parsed(t, s.get(healthPath)), "Sending")
}

func TestHealthOfReportsAndCounting(t *testing.T) {
	s := desk(t)
	secret := s.connect(wooPath, "")
	sent := s.Now
	wantText(t, part(t, s, "Reports of the mail service"), "Nothing yet No mail went out yet")
	s.must(s.NoteRun(t.Context(), ledger.DispatchJob, true, "", sent))
	s.Now = s.Now.Add(20 * time.Minute)
	wantText(t, part(t, s, "Reports of the mail service"), "Well They arrive.")
	s.Now = s.Now.Add(20 * time.Minute)
	wantText(t, part(t, s, "Reports of the mail service"), "Needs you Mail went out today, 14:30, and no report about it came.")
	s.must(s.SawEvent(t.Context(), sent))
	s.must(s.NoteRun(t.Context(), ledger.DeliveriesJob, true, "", s.Now))
	wantText(t, part(t, s, "Reports of the mail service"), "Well They arrive. The last one was taken today, 15:10.")
	wantText(t, part(t, s, "Counting"), "Worth a look No run was noted yet.")
	s.must(s.NoteRun(t.Context(), ledger.ReactionsJob, true, "", s.Now))
	wantText(t, part(t, s, "Counting"), "Well The numbers are up to date.")
	s.Now = s.Now.AddDate(0, 0, 2)
	s.deliver(platform.WooCommerce{}, "order.updated", secret, "{}")
	s.Now = s.Now.Add(time.Hour)
	wantText(t, part(t, s, "Counting"), "Worth a look For a day nothing was counted")
	wantText(t, part(t, s, "Kept webhooks"), "1 webhook was verified and not understood", "Look at them")
}

func TestHealthOfWhatIsUnclear(t *testing.T) {
	s := desk(t)
	wantText(t, part(t, s, "Unclear mails"), "Well Of every mail of the last 30 days it is known")
	lost := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -20))
	open := s.Buy(floor.Someone(2), s.Now.AddDate(0, 0, -20))
	s.must(s.GiveUp(t.Context(), lost.ID, cx.NoProof, s.Now))
	p, err := s.Person(t.Context(), open.Person)
	s.must(err)
	if ok, err := s.Claim(t.Context(), p, cx.Gate{Order: open.ID, Attempt: 1, Nonce: "n", At: s.Now}); err != nil || !ok {
		t.Fatal(ok, err)
	}
	s.Count()
	wantText(t, part(t, s, "Unclear mails"), "Worth a look Of 1 mail in 30 days nobody can tell", "1 mail is on the way or without an answer")
	wantText(t, parsed(t, s.get(healthPath)).card("Not asked, in 30 days"), "Unknown: the mail service's answer was lost and nothing proves what happened, so it is not repeated 1")
}

func TestHealthOfQueues(t *testing.T) {
	tests := []struct {
		name          string
		waiting, dead int
		want          string
	}{
		{"empty", 0, 0, "Well None."},
		{"on the way", 3, 0, "Well None. 3 reports wait in the queue."},
		{"dead letters", 0, 1, "Needs you 1 report could not be worked off."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, floor.Open(t, cx.FivePoints))
			s.app.Queues = func(context.Context) (int, int, error) { return tt.waiting, tt.dead, nil }
			s.start(httptest.NewServer)
			wantText(t, part(t, s.signedIn(), "Dead letters"), tt.want)
		})
	}
}

func TestTheCostShowsItsArithmetic(t *testing.T) {
	s := desk(t)
	for n := range 40 {
		s.Asked(floor.Someone(n), s.Now.Add(-time.Duration(n)*time.Hour))
	}
	gone := s.Buy(floor.Someone(50), s.Now.AddDate(0, 0, -20))
	s.must(s.Drop(t.Context(), gone.ID, cx.WasRefunded, s.Now))
	s.Asked(floor.Someone(60), s.Now.AddDate(0, -2, 0))
	s.Count()
	cost := parsed(t, s.get(healthPath)).card("November 2026 so far")
	wantText(t, cost, "Mail 40 surveys sent × $0.10 for 1 000 $0.0040", "41 orders × 40 units × $0.625 a million $0.0010", "41 orders × 65 units × $0.125 a million $0.0003",
		"42 orders of 12 months × 3 KB", "AWS price lists, November 2026")
}
