package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// TestDueOrders: what is due is listed soonest first, each once, over pages of any size, and what is due later is not.
func TestDueOrders(t *testing.T) {
	l := open(t)
	var want []cx.OrderID
	for n := range 9 { // of one customer, so in one lane
		o := record(t, l, paidEvent(t, fmt.Sprint(n), "ada@example.com", 2), at(2, 11))
		until := at(25, n)
		if n == 8 {
			until = at(25, 20).Add(time.Second)
		}
		done(t, l.Defer(t.Context(), o.ID, cx.Verdict{Action: cx.Wait, Reason: cx.Throttled, Until: until}, at(24, 9)))
		if n < 8 {
			want = append(want, o.ID)
		}
	}
	for limit := range 10 {
		var got []cx.OrderID
		for lane := range ledger.Lanes {
			var after table.Position
			for {
				entries, next, err := l.DueOrders(t.Context(), "nordlys", lane, at(25, 20), limit, after)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					got = append(got, e.Order())
				}
				if after = next; next == (table.Position{}) {
					break
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d a page: %v, want %v", limit, got, want)
		}
	}
	if entries, _, err := l.DueOrders(t.Context(), "other", 0, at(30, 0), 10, table.Position{}); err != nil || len(entries) != 0 {
		t.Errorf("another shop has %d due, %v", len(entries), err)
	}
}

// TestEndsMeet: how a message may go on after each end. Only the truth that it was sent corrects an end.
func TestEndsMeet(t *testing.T) {
	ends := map[cx.MessageState]func(*ledger.Ledger, cx.OrderID) error{
		cx.Dropped: func(l *ledger.Ledger, id cx.OrderID) error { return l.Drop(t.Context(), id, cx.WasRefunded, at(24, 9)) },
		cx.Stuck:   func(l *ledger.Ledger, id cx.OrderID) error { return l.GiveUp(t.Context(), id, cx.NoProof, at(24, 9)) },
		cx.Sent: func(l *ledger.Ledger, id cx.OrderID) error {
			return l.MarkSent(t.Context(), id, ledger.Accepted{Gate: cx.Gate{Order: id, Attempt: 1, At: at(23, 9), Token: "first"}, MailID: "first", Shop: shop()})
		},
	}
	for first, end := range ends {
		for second, other := range ends {
			t.Run(fmt.Sprintf("%s, then %s", first, second), func(t *testing.T) {
				l := open(t)
				o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
				done(t, end(l, o.ID))
				done(t, other(l, o.ID))
				done(t, l.Defer(t.Context(), o.ID, cx.Verdict{Action: cx.Wait, Reason: cx.Throttled, Until: at(29, 9)}, at(24, 10)))
				done(t, l.SendNow(t.Context(), o.ID, at(24, 10)))
				record(t, l, deliveredEvent("1", 25), at(25, 10))
				want := first
				if second == cx.Sent {
					want = cx.Sent
				}
				m := facts(t, l, o.ID).Order.Message
				if m.State != want || !m.Due.IsZero() || (want == cx.Sent) != (m.MailID == "first") {
					t.Errorf("the message is %q (%s), due %v, mail %q; want %q", m.State, m.Reason, m.Due, m.MailID, want)
				}
			})
		}
	}
}

// TestGates: who may close and open the gate of a customer, and when she counts as asked.
func TestGates(t *testing.T) {
	l := open(t)
	first, second := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11)), record(t, l, paidEvent(t, "2", "ada@example.com", 2), at(2, 11))
	gate := func(id cx.OrderID, nonce string, attempt, hour int) cx.Gate {
		return cx.Gate{Order: id, Nonce: nonce, Attempt: attempt, At: at(23, hour), Token: cx.TokenHash("t" + nonce)}
	}
	person := func() cx.Person { return facts(t, l, first.ID).Person }
	expect := func(step, nonce string, asked time.Time) {
		t.Helper()
		if p := person(); p.Gate.Nonce != nonce || !p.LastAsked.Equal(asked) {
			t.Errorf("%s: gate %q, asked %v; want %q, %v", step, p.Gate.Nonce, p.LastAsked, nonce, asked)
		}
	}
	take := func(p cx.Person, g cx.Gate, want bool) {
		t.Helper()
		if won, err := l.Claim(t.Context(), p, g); err != nil || won != want {
			t.Errorf("Claim of %s = %v, %v; want %v", g.Nonce, won, err, want)
		}
	}
	read := person()
	take(read, gate(first.ID, "a", 1, 9), true)
	take(read, gate(first.ID, "b", 1, 9), false)
	expect("one of two", "a", at(23, 9))
	done(t, l.Release(t.Context(), read.ID, "b"))
	expect("a release by who does not hold it", "a", at(23, 9))
	done(t, l.Release(t.Context(), read.ID, "a"))
	expect("released", "", time.Time{})

	take(person(), gate(first.ID, "c", 1, 10), true)
	unclear := person().Gate
	take(person(), gate(first.ID, "d", 2, 13), true)
	expect("second attempt", "d", at(23, 13))
	done(t, l.Reopen(t.Context(), read.ID, "c", unclear))
	expect("reopened by who does not hold it", "d", at(23, 13))
	done(t, l.Reopen(t.Context(), read.ID, "d", unclear))
	expect("reopened", "c", at(23, 10))
	take(person(), gate(first.ID, "e", 2, 14), true)
	done(t, l.MarkSent(t.Context(), first.ID, ledger.Accepted{Gate: person().Gate, Shop: shop()}))
	expect("sent: she was asked", "e", at(23, 14))

	take(person(), gate(second.ID, "f", 1, 15), true) // the old gate is stale
	done(t, l.Release(t.Context(), read.ID, "f"))
	expect("the other was surely not sent: what counts is the first", "", at(23, 14))
}

// TestInvitationReadsTheSame whatever the link is: the time that an answer takes tells nobody which links there are.
func TestInvitationReadsTheSame(t *testing.T) {
	e := &together{Table: engine(t)}
	l := openOn(t, e)
	o, good := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	nobody := paidEvent(t, "2", "ada@example.com", 2)
	nobody.Customer = nil
	alone := record(t, l, nobody, at(2, 11))
	for name, token := range map[string]cx.Token{
		"good": good, "wrong secret": cx.NewToken(o.ID, [16]byte{9}), "unknown": cx.NewToken("aaaaaaaaaaaaaaaaaaaaaaaaaa", [16]byte{9}),
		"of an order without a customer": cx.NewToken(alone.ID, [16]byte{9}),
	} {
		e.await(0)
		_, err := l.Invitation(t.Context(), token, at(23, 10))
		if (err == nil) != (name == "good") || e.gets != 2 || e.keys != 5 {
			t.Errorf("%s: %d reads of %d items, %v", name, e.gets, e.keys, err)
		}
	}
}

// TestOwnerMails: a sign-in link goes out at most once, a notice until it is clear that it did, each for a day.
func TestOwnerMails(t *testing.T) {
	type step struct {
		after time.Duration
		then  string // what the sender says: "sent", "lost" or "refused"; "none": nothing may be due
	}
	tests := []struct {
		name, kind string
		steps      []step
	}{
		{"a link that was sent", ledger.SignInMail, []step{{0, "sent"}, {time.Hour, "none"}}},
		{"a link whose answer was lost", ledger.SignInMail, []step{{0, "lost"}, {time.Hour, "none"}}},
		{"a link that was refused", ledger.SignInMail, []step{{0, "refused"}, {time.Minute, "none"}, {5 * time.Minute, "sent"}, {time.Hour, "none"}}},
		{"a notice that was sent", ledger.NoticeMail, []step{{0, "sent"}, {time.Hour, "none"}}},
		{"a notice whose answers were lost", ledger.NoticeMail, []step{{0, "lost"}, {9 * time.Minute, "none"}, {10 * time.Minute, "lost"},
			{20 * time.Minute, "lost"}, {time.Hour, "none"}}},
		{"a notice that was refused all day", ledger.NoticeMail, []step{{0, "refused"}, {time.Hour, "refused"}, {2 * time.Hour, "refused"},
			{3 * time.Hour, "refused"}, {23 * time.Hour, "sent"}, {23*time.Hour + 30*time.Minute, "none"}}},
		{"a notice of yesterday", ledger.NoticeMail, []step{{24 * time.Hour, "none"}, {25 * time.Hour, "none"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := open(t)
			for range 2 { // the same mail
				done(t, l.MailOwner(t.Context(), tt.kind, owner, "once", "payload", at(24, 0)))
			}
			for _, s := range tt.steps {
				now := at(24, 0).Add(s.after)
				m, won := nextOwnerMail(t, l, now)
				if won != (s.then != "none") || (won && m.Payload != "payload") {
					t.Fatalf("after %v: claimed %v with %q", s.after, won, m.Payload)
				}
				switch {
				case s.then == "sent", s.then == "lost" && !m.Again():
					done(t, l.SpendOwnerMail(t.Context(), m))
				case s.then == "refused":
					done(t, l.ReturnOwnerMail(t.Context(), m, now.Add(5*time.Minute)))
				}
			}
		})
	}
}

func nextOwnerMail(t *testing.T, l *ledger.Ledger, now time.Time) (ledger.OwnerMail, bool) {
	t.Helper()
	for lane := range ledger.Lanes {
		entries, err := l.DueOwnerMails(t.Context(), lane, now, 10)
		done(t, err)
		for _, e := range entries {
			m, won, err := l.ClaimOwnerMail(t.Context(), e, now)
			done(t, err)
			if won {
				return m, true
			}
		}
	}
	return ledger.OwnerMail{}, false
}

// FuzzCursor: whatever comes back from a browser is refused with a sentence, or goes on where we said.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add("MjAyNjExCgoK")
	f.Add("OTk5OTEyClAjeApSI3gKOTk5OQ")
	l := openOn(f, engine(f))
	f.Fuzz(func(t *testing.T, after string) {
		_, _, err := l.Responses(t.Context(), "nordlys", ledger.Page{From: at(1, 0), To: at(30, 0), After: after})
		if err != nil && kindOf(err) != cx.Invalid {
			t.Errorf("a cursor leads to %v", err)
		}
	})
}
