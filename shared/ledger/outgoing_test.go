package ledger_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// outbox is the outgoing mail that is due at a moment.
func outbox(t *testing.T, l *ledger.Ledger, now time.Time) []ledger.Outgoing {
	t.Helper()
	var all []ledger.Outgoing
	for lane := range ledger.Lanes {
		entries, err := l.DueOwnerMails(t.Context(), lane, now, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			o, due, err := l.DueOutgoing(t.Context(), e, now)
			if err != nil || !e.IsOutgoing() {
				t.Fatalf("DueOutgoing: %v", err)
			}
			if due {
				all = append(all, o)
			}
		}
	}
	return all
}

func low(o cx.Order, score int) cx.Response {
	return cx.Response{Order: o.ID, Person: o.Person, Shop: o.Shop, Scale: cx.FivePoints, Score: score, HasScore: true, Status: cx.Counted}
}

func raise(t *testing.T, l *ledger.Ledger, r cx.Response, due time.Time, want bool) {
	t.Helper()
	if raised, err := l.RaiseAlert(t.Context(), r, due); err != nil || raised != want {
		t.Errorf("RaiseAlert of a %d = %v, %v, want %v", r.Score, raised, err, want)
	}
}

func TestRaiseAlert(t *testing.T) {
	l, now := open(t), at(24, 12)
	o, _ := sentOrder(t, l, "1", "ada@example.com", at(20, 10))
	later := now.Add(cx.ProbableWait)
	raise(t, l, low(o, 2), later, true)
	raise(t, l, low(o, 2), later, false)                // the feed tells it again
	raise(t, l, low(o, 2), later.Add(time.Hour), false) // nothing is put off
	if due := outbox(t, l, now); len(due) != 0 {
		t.Errorf("%d are due before their time", len(due))
	}
	raise(t, l, low(o, 2), now, true) // it became certain
	due := outbox(t, l, now)
	if len(due) != 1 || due[0].Order != o.ID || due[0].Person != o.Person || due[0].Told != cx.NoScore || due[0].ID() != "alert-"+string(o.ID)+"-1" {
		t.Fatalf("the outbox has %+v", due)
	}
	first, mine, err := l.ClaimOutgoing(t.Context(), due[0], 2, now)
	if err != nil || !mine {
		t.Fatalf("ClaimOutgoing = %v, %v", mine, err)
	}
	if _, again, err := l.ClaimOutgoing(t.Context(), due[0], 2, now); err != nil || again {
		t.Errorf("a second dispatcher has the same claim: %v, %v", again, err)
	}
	if err := l.EndOutgoing(t.Context(), first, "", now); err != nil {
		t.Fatal(err)
	}
	raise(t, l, low(o, 2), now, false) // told already
	raise(t, l, low(o, 1), now, true)  // worse
	raise(t, l, low(o, 1), now, false)
	due = outbox(t, l, now)
	if len(due) != 1 || due[0].Version != 2 {
		t.Fatalf("after it got worse the outbox has %+v", due)
	}
	if before, err := l.ToldBefore(t.Context(), due[0]); err != nil || before != 2 {
		t.Errorf("ToldBefore = %d, %v, want 2", before, err)
	}
}

func TestAnAlertNobodyWasToldOfComesBack(t *testing.T) {
	l, now := open(t), at(24, 12)
	o, _ := sentOrder(t, l, "1", "ada@example.com", at(20, 10))
	raise(t, l, low(o, 2), now, true)
	if err := l.EndOutgoing(t.Context(), outbox(t, l, now)[0], cx.QuietBetter, now); err != nil {
		t.Fatal(err)
	}
	if due := outbox(t, l, now.Add(time.Hour)); len(due) != 0 {
		t.Fatalf("an ended alert is due: %+v", due)
	}
	raise(t, l, low(o, 2), now.Add(time.Hour), true)
	if due := outbox(t, l, now.Add(time.Hour)); len(due) != 1 || due[0].Version != 1 {
		t.Errorf("low again, the outbox has %+v", due)
	}
}

// Nothing of a person stands in an alert: it outlives an erasure.
func TestAnAlertHoldsReferencesOnly(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	o, _ := sentOrder(t, l, "1", "ada@example.com", at(20, 10))
	r := low(o, 1)
	r.Comment = "two pieces"
	raise(t, l, r, at(24, 12), true)
	mail := outbox(t, l, at(24, 12))[0]
	mail, err := l.NoteReached(t.Context(), mail, "mia@nordlys.example", false)
	if err != nil || l.Reached(mail, "mia@nordlys.example") {
		t.Fatalf("one attempt without an answer is enough: %v", err)
	}
	if mail, err = l.NoteReached(t.Context(), mail, "Mia@nordlys.example", false); err != nil || !l.Reached(mail, "mia@nordlys.example") {
		t.Errorf("a second attempt is not the last: %v", err)
	}
	for found, err := range e.Walk(t.Context(), 0, 1, table.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if found.Item.Key.Sort != "W#alert#1" {
			continue
		}
		for name, v := range found.Item.Values {
			if s := v.Text(); s == "two pieces" || s == "ada@example.com" || s == "mia@nordlys.example" || s == "Ada" {
				t.Errorf("%s holds %q", name, s)
			}
		}
		return
	}
	t.Error("the alert is not in the table")
}
