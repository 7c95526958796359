package dispatch_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dispatch"
	"earshot/shared/mail"
	"earshot/shared/table"
)

// TestSecondAttemptRefused: a definite no to the second attempt leaves the first as unclear as it was. Otherwise every no
// would be the licence for two more copies.
func TestSecondAttemptRefused(t *testing.T) {
	for _, kind := range []mail.RefusalKind{mail.RefusedRate, mail.RefusedQuota, mail.RefusedAccount, mail.RefusedRecipient, mail.NotSent, mail.RefusedMessage} {
		t.Run(fmt.Sprint("refusal ", kind), func(t *testing.T) {
			h := newHouse(t)
			id := h.due("1", "ada@example.com")
			h.service.answer = func(n int, _ mail.Envelope) behaviour {
				if n == 2 {
					return behaviour{refuse: &mail.Refusal{Kind: kind, Code: "Code", Text: "text"}}
				}
				return behaviour{take: true, lose: true} // and no event ever comes
			}
			h.run()
			h.settle()
			if n := h.service.copies(id); n > 2 {
				t.Errorf("%d copies were accepted", n)
			}
			if m := h.order(id).Message; m.State != cx.Stuck {
				t.Errorf("the message ended %q because %q; nobody can tell whether the first copy arrived", m.State, m.Reason)
			}
		})
	}
}

// TestSecondAttemptTooLate: the day is over before anything was repeated, for example because dispatch stood still.
func TestSecondAttemptTooLate(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{lose: true} }
	h.run()
	h.clock.add(25 * time.Hour)
	h.run()
	if m := h.order(id).Message; m.State != cx.Stuck || h.service.requests != 1 {
		t.Errorf("after a day the message is %q, %d requests", m.State, h.service.requests)
	}
}

// TestGateOfAPlanTakenBack: an order that stopped being askable between the claim and the request leaves a gate that
// nobody would open. The customer's other messages must not wait for ever.
func TestGateOfAPlanTakenBack(t *testing.T) {
	h := newHouse(t)
	h.set(func(s *cx.Shop) { s.Survey.Throttle = 0 })
	first, second := h.due("1", "ada@example.com"), h.due("2", "ada@example.com")
	must(t, h.facts.Defer(t.Context(), second, cx.Verdict{Action: cx.Wait, Reason: cx.ByHand, Until: noon.Add(time.Hour)}, noon))
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{lose: true} }
	h.run()
	key := table.Key{Partition: "O#" + string(first), Sort: "O"}
	must(t, h.engine.Commit(t.Context(), table.Update(key, nil, []string{"state", "due", table.Index1Partition, table.Index1Sort})))
	h.service.answer = nil
	h.settle()
	if m := h.order(second).Message; m.State != cx.Sent {
		t.Errorf("the other message is %q because %q", m.State, m.Reason)
	}
}

// TestReleaseAfterTheRunIsOver: a mail that was surely not sent must not look unclear because the run was cut off.
func TestReleaseAfterTheRunIsOver(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	ctx, cancel := context.WithCancel(t.Context())
	cut := senderFunc(func() (string, error) {
		cancel()
		return "", &mail.Refusal{Kind: mail.NotSent, Code: "NoConnection"}
	})
	_, _ = h.job(h.facts, cut, 3).Run(ctx)
	p, err := h.facts.Person(t.Context(), h.order(id).Person)
	must(t, err)
	if p.Gate.Open() {
		t.Error("the gate stayed closed")
	}
}

type senderFunc func() (string, error)

func (f senderFunc) Send(context.Context, mail.Envelope) (string, error) { return f() }

// TestProofKeepsTheWording: the answer was lost and the event proves the mail; which words it had is still known.
func TestProofKeepsTheWording(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: true, lose: true, report: time.Minute} }
	h.run()
	h.clock.add(2 * time.Minute)
	h.reports()
	if m := h.order(id).Message; m.State != cx.Sent || m.Wording != "1/en" || len(m.Tokens) != 1 {
		t.Errorf("the message is %q with wording %q and %d tokens", m.State, m.Wording, len(m.Tokens))
	}
}

// TestUnsubscribeWhileClaimed: the gate is on its way open again, and the wish stays; nothing is sent afterwards.
func TestUnsubscribeWhileClaimed(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	var inv cx.Invitation
	cut := senderFunc(func() (string, error) {
		f, err := h.facts.Facts(context.Background(), shop(), id)
		must(t, err)
		inv = cx.Invitation{Shop: shop(), Order: f.Order, Person: f.Person}
		must(t, h.facts.Unsubscribe(context.Background(), inv, noon))
		return "", &mail.Refusal{Kind: mail.RefusedRate, Code: "Throttling"}
	})
	_, err := h.job(h.facts, cut, 3).Run(t.Context())
	must(t, err)
	h.settle()
	if m := h.order(id).Message; m.State != cx.Dropped || m.Reason != cx.OptedOut || h.service.copies(id) != 0 {
		t.Errorf("the message is %q because %q after %d copies", m.State, m.Reason, h.service.copies(id))
	}
}

// TestNoticeSurvivesADeath: a notice to an owner is not lost with the process that had claimed it; a sign-in link, for
// which somebody waits and can ask again, is sent at most once.
func TestNoticeSurvivesADeath(t *testing.T) {
	for kind, want := range map[string]int{"notice": 1, "signin": 0} {
		t.Run(kind, func(t *testing.T) {
			h := newHouse(t)
			must(t, h.facts.MailOwner(t.Context(), kind, "owner@nordlys.example", "once", "text", noon))
			dead := &mortal{Table: h.engine, left: -1, sender: h.service}
			facts := h.ledger(dead, 5)
			dead.left = 1 // dies after the claim
			_, _ = h.job(facts, dead, 6).Run(t.Context())
			var sum dispatch.Report
			for range 6 {
				h.clock.add(10 * time.Minute)
				sum.OwnerMails += h.run().OwnerMails
			}
			if len(h.service.accepted) != want {
				t.Errorf("%d mails went out, %d are reported, want %d", len(h.service.accepted), sum.OwnerMails, want)
			}
		})
	}
}

// TestNoticeIsBounded: a notice whose answers get lost goes out a few times at most.
func TestNoticeIsBounded(t *testing.T) {
	h := newHouse(t)
	must(t, h.facts.MailOwner(t.Context(), "notice", "owner@nordlys.example", "once", "text", noon))
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: true, lose: true} }
	h.settle()
	if n := len(h.service.accepted); n < 1 || n > 3 {
		t.Errorf("the notice went out %d times", n)
	}
}

// TestProtocolOfTheSecond kills dispatchers around the second attempt, after the first was accepted and all its events
// were lost: never a third copy, and an end with a reason.
func TestProtocolOfTheSecond(t *testing.T) {
	all := fates()
	for _, name := range []string{"clear answer", "not accepted, answer lost", "accepted, answer lost, no event", "frozen for ten minutes before it"} {
		fate := all[name]
		for dispatchers := 1; dispatchers <= 2; dispatchers++ {
			for effects := range 7 {
				t.Run(fmt.Sprintf("%s, %d at once, dead after %d", name, dispatchers, effects), func(t *testing.T) {
					t.Parallel()
					h := newHouse(t)
					id := h.due("1", "ada@example.com")
					h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: true, lose: true} }
					h.run()
					h.service.answer = func(n int, _ mail.Envelope) behaviour {
						if n == 2 {
							return fate
						}
						return behaviour{take: true, report: time.Second}
					}
					h.clock.add(2*time.Hour + time.Minute)
					h.mortals(dispatchers, effects)
					h.settle()
					if n, m := h.service.copies(id), h.order(id).Message; n > 2 || !m.Ended() || (m.State != cx.Sent && m.Reason == "") || m.State == cx.Dropped {
						t.Errorf("%d copies; the message ended %q because %q", n, m.State, m.Reason)
					}
				})
			}
		}
	}
}

// mortals runs dispatchers at once that die after a number of effects.
func (h *house) mortals(n, effects int) {
	h.t.Helper()
	var all sync.WaitGroup
	for d := range n {
		view := &mortal{Table: h.engine, left: -1, sender: h.service}
		facts := h.ledger(view, uint64(30+d))
		view.left = effects
		all.Go(func() { _, _ = h.job(facts, view, uint64(40+d)).Run(h.t.Context()) })
	}
	all.Wait()
}

// TestLinksOfALostMail: nobody knows whether the mail arrived; if it did, its links open, also when the customer has had
// another mail since.
func TestLinksOfALostMail(t *testing.T) {
	for name, end := range map[string]func(h *house, id cx.OrderID){
		"given up":        func(h *house, _ cx.OrderID) { h.proven = false; h.settle() },
		"dropped by hand": func(h *house, id cx.OrderID) { must(h.t, h.facts.NeverAsk(h.t.Context(), id, h.clock.Now())) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.set(func(s *cx.Shop) { s.Survey.Throttle = 0 })
			id := h.due("1", "ada@example.com")
			h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: true, lose: true} }
			h.run()
			end(h, id)
			h.service.answer = nil
			h.due("2", "ada@example.com")
			h.settle()
			if len(h.service.accepted) != 2 {
				t.Fatalf("%d mails went out", len(h.service.accepted))
			}
			for i, e := range h.service.accepted {
				token, err := cx.ParseToken(string(e.Raw))
				must(t, err)
				if _, err := h.facts.Invitation(t.Context(), token, h.clock.Now()); err != nil {
					t.Errorf("the link of mail %d: %v", i+1, err)
				}
			}
		})
	}
}

// TestNobodyStarves: with more due than a run can send, no shop and no lane waits for all the others to be done.
func TestNobodyStarves(t *testing.T) {
	h := newHouse(t)
	other := shop()
	other.ID, other.Name = "zimt", "Zimt & Zucker"
	must(t, h.facts.SaveShop(t.Context(), other))
	h.service.quota = mail.Quota{PerDay: -1, PerSecond: 0.5}
	ids := map[cx.OrderID]bool{}
	for i := range 60 {
		ids[h.due(fmt.Sprint(i), fmt.Sprintf("c%d@example.com", i))] = true
		h.dueOf(other, fmt.Sprint("z", i), fmt.Sprintf("c%d@example.com", i))
	}
	sent := map[bool]int{}
	for range 2 {
		h.run()
		h.clock.add(time.Minute)
	}
	for _, e := range h.service.accepted {
		sent[ids[cx.OrderID(e.Tags[mail.TagOrder])]]++
	}
	if sent[true] == 0 || sent[false] == 0 {
		t.Errorf("one shop sent %d, the other %d", sent[true], sent[false])
	}
}
