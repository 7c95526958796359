package reactions_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/reactions"
	"earshot/shared/table/chaos"
)

// waiting are the mails to the merchant in the outbox.
func waiting(t *testing.T, l *ledger.Ledger) []ledger.DueEntry {
	t.Helper()
	var all []ledger.DueEntry
	for lane := range ledger.Lanes {
		found, err := l.DueOwnerMails(t.Context(), lane, time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), 500)
		must(t, err)
		for _, e := range found {
			if e.IsOutgoing() {
				all = append(all, e)
			}
		}
	}
	return all
}

// TestOneAlertAResponse: however often the feed tells of an answer, and whatever the table does, there is one alert for
// each answer that is low and believed, and none for the others.
func TestOneAlertAResponse(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			e := engine(t)
			l := open(t, e, seed)
			live(t, l, 60)
			feed := chaos.WrapFeed(keeps{e}, seed)
			faulty := reactions.Job{Facts: open(t, chaos.Wrap(e, seed, chaos.Some()), seed+7)}
			for range 100 { // errors are what a function is called again after
				_, _ = faulty.Drain(t.Context(), feed)
			}
			_, err := reactions.Job{Facts: l}.Drain(t.Context(), keeps{e})
			must(t, err)
			want := map[cx.OrderID]bool{}
			all, _, err := l.Responses(t.Context(), "nordlys", ledger.Page{From: time.Unix(0, 0), To: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC), Limit: 500})
			must(t, err)
			for _, r := range all {
				// Some changed their mind: an answer that was low for a while is raised too, and judged when it is sent.
				want[r.Order] = shop().Alerts.Low(r)
			}
			raised := map[cx.OrderID]int{}
			for _, entry := range waiting(t, l) {
				raised[entry.Order()]++
			}
			for order, low := range want {
				if n := raised[order]; n > 1 || (low && n == 0) {
					t.Errorf("%d alerts for an answer that is low: %v", n, low)
				}
			}
			for _, r := range all {
				if r.Status == cx.Held && raised[r.Order] > 0 {
					t.Error("an answer that was always held back is raised")
				}
			}
			if len(raised) == 0 {
				t.Error("nothing was raised at all")
			}
		})
	}
}

func TestNothingIsRaisedInRehearsal(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	live(t, l, 30)
	s := shop()
	s.Live = false
	must(t, l.SaveShop(t.Context(), s))
	r, err := reactions.Job{Facts: l}.Drain(t.Context(), e)
	must(t, err)
	if n := len(waiting(t, l)); n != 0 || r.Raised != 0 {
		t.Errorf("%d mails to the merchant of a shop in rehearsal", n)
	}
}

// A note of the open door is told once if an answer is wanted, and counted in any case.
func TestTheDoorIsRaisedOnce(t *testing.T) {
	e := engine(t)
	l := open(t, e, 1)
	must(t, l.SaveShop(t.Context(), shop()))
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for text, contact := range map[string]string{"call me": "ada@example.com", "just so you know": ""} {
		n, _ := cx.NewDoorNote("", text, contact)
		n.ID, n.Shop, n.At, n.Day = l.DoorID("nordlys", text), "nordlys", at, "2026-11-24"
		for range 2 {
			_, err := l.Knock(t.Context(), n)
			must(t, err)
		}
	}
	for range 3 {
		_, err := reactions.Job{Facts: l}.Drain(t.Context(), keeps{e})
		must(t, err)
	}
	tally, err := l.Tally(t.Context(), "nordlys", cx.DoorSurvey, "2026-11-24", "2026-11-24")
	must(t, err)
	if n := len(waiting(t, l)); n != 1 || tally.Knocked != 2 {
		t.Errorf("%d mails, %d counted; want one mail for two notes", n, tally.Knocked)
	}
	if survey, err := l.Tally(t.Context(), "nordlys", "purchase", "2026-11-24", "2026-11-24"); err != nil || survey.Knocked != 0 {
		t.Errorf("the survey's counters hold the door: %+v, %v", survey, err)
	}
	if report, err := l.Rebuild(t.Context(), false, func(int64) {}); err != nil || len(report.Wrong) != 0 {
		t.Errorf("a recount finds %v, %v", report.Wrong, err)
	}
}
