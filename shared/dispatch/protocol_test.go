package dispatch_test

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/mail"
	"earshot/shared/table"
)

// mortal is a process's view of the table and the mail service: after a number of effects the process is dead, and
// nothing it tries has an effect any more. It does not respect the lease, so that two may run at once.
type mortal struct {
	table.Table
	mu     sync.Mutex
	left   int // effects until death; negative: immortal
	used   int
	sender mail.Sender
}

var errDead = fmt.Errorf("the process is dead: %w", table.ErrUnavailable)

func (m *mortal) effect() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left == 0 {
		return errDead
	}
	m.left--
	m.used++
	return nil
}

func isLease(k table.Key) bool { return k.Partition == "L#dispatch" }

func (m *mortal) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if isLease(keys[0]) {
		return []table.Item{{}}, nil
	}
	m.mu.Lock()
	dead := m.left == 0
	m.mu.Unlock()
	if dead {
		return nil, errDead
	}
	return m.Table.Get(ctx, keys...)
}

func (m *mortal) Commit(ctx context.Context, writes ...table.Write) error {
	if isLease(writes[0].Key) {
		return nil
	}
	if err := m.effect(); err != nil {
		return err
	}
	return m.Table.Commit(ctx, writes...)
}

func (m *mortal) Walk(ctx context.Context, segment, segments int, after table.Position) iter.Seq2[table.Found, error] {
	return m.Table.Walk(ctx, segment, segments, after)
}

// Send is an effect of its own: the process may die before the request, or after it with the answer unread.
func (m *mortal) Send(ctx context.Context, e mail.Envelope) (string, error) {
	if err := m.effect(); err != nil {
		return "", &mail.Refusal{Kind: mail.NotSent, Cause: err} // a dead process sends nothing and notes nothing
	}
	return m.sender.Send(ctx, e)
}

// fates are what may become of the request of the first attempt.
func fates() map[string]behaviour {
	return map[string]behaviour{
		"clear answer":                            {take: true, report: time.Second},
		"clear answer, no event":                  {take: true},
		"not accepted, answer lost":               {lose: true},
		"accepted, answer lost, event at once":    {take: true, lose: true, report: time.Second},
		"accepted, answer lost, event in an hour": {take: true, lose: true, report: time.Hour},
		"accepted, answer lost, no event":         {take: true, lose: true},
		"frozen for ten minutes before it":        {take: true, freeze: 10 * time.Minute, report: time.Second},
		"frozen for three hours before it":        {take: true, freeze: 3 * time.Hour, report: time.Second},
	}
}

// TestProtocol kills one or two dispatchers, which respect no lease, after each number of effects, with each fate of the
// first request, and then lets healthy runs follow for more than a day. Copies stay within the bound, a second copy
// needs the bound's conditions, and the message ends with a reason.
func TestProtocol(t *testing.T) {
	for name, fate := range fates() {
		for dispatchers := 1; dispatchers <= 2; dispatchers++ {
			for effects := range 6 {
				t.Run(fmt.Sprintf("%s, %d at once, dead after %d", name, dispatchers, effects), func(t *testing.T) {
					t.Parallel()
					protocol(t, fate, dispatchers, effects)
				})
			}
		}
	}
}

func protocol(t *testing.T, fate behaviour, dispatchers, effects int) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	h.service.answer = func(n int, _ mail.Envelope) behaviour {
		if n == 1 {
			return fate
		}
		return behaviour{take: true, report: time.Second}
	}
	var all sync.WaitGroup
	for d := range dispatchers {
		view := &mortal{Table: h.engine, left: -1, sender: h.service}
		facts := h.ledger(view, uint64(10+d))
		view.left = effects
		all.Go(func() { _, _ = h.job(facts, view, uint64(20+d)).Run(t.Context()) })
	}
	all.Wait()
	h.settle()
	copies, m := h.service.copies(id), h.order(id).Message
	lostWithEvents := fate.take && fate.report == 0 // accepted, and all its events were lost
	if copies > 2 || (copies == 2 && !lostWithEvents) {
		t.Errorf("%d copies were accepted", copies)
	}
	if !m.Ended() || (m.State != cx.Sent && m.Reason == "") {
		t.Errorf("the message ended %q because %q", m.State, m.Reason)
	}
	if m.State == cx.Sent && copies == 0 {
		t.Error("the message is noted as sent and nothing was accepted")
	}
	if m.State == cx.Dropped {
		t.Errorf("the message was dropped because %q: no rule said so", m.Reason)
	}
}

// TestProtocolWithoutProof: if nothing proves that the event channel works, an unclear attempt is never repeated.
func TestProtocolWithoutProof(t *testing.T) {
	for _, taken := range []bool{true, false} {
		t.Run(fmt.Sprint("accepted: ", taken), func(t *testing.T) {
			h := newHouse(t)
			h.proven = false
			id := h.due("1", "ada@example.com")
			h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: taken, lose: true} }
			h.run()
			h.settle()
			if m := h.order(id).Message; m.State != cx.Stuck || m.Reason != cx.NoProof || h.service.requests != 1 {
				t.Errorf("the message is %q because %q after %d requests", m.State, m.Reason, h.service.requests)
			}
		})
	}
}

// TestSecondAttempt: the answer is lost twice, so the message ends as unknown; the links of both mails open.
func TestSecondAttempt(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{take: true, lose: true} }
	h.run()
	h.settle()
	if m := h.order(id).Message; m.State != cx.Stuck || m.Reason != cx.TwiceLost || len(h.service.accepted) != 2 {
		t.Fatalf("the message is %q because %q after %d copies", m.State, m.Reason, len(h.service.accepted))
	}
	for i, e := range h.service.accepted {
		token, err := cx.ParseToken(string(e.Raw))
		must(t, err)
		if _, err := h.facts.Invitation(t.Context(), token, h.clock.Now()); err != nil {
			t.Errorf("the link of copy %d does not open: %v", i+1, err)
		}
	}
}

// TestUnclearAndForbidden: while the answer is lost the customer stops the mails; nothing is repeated.
func TestUnclearAndForbidden(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	h.service.answer = func(int, mail.Envelope) behaviour { return behaviour{lose: true} }
	h.run()
	h.suppress("ada@example.com", cx.Complained)
	h.settle()
	if m := h.order(id).Message; m.State != cx.Stuck || m.Reason != cx.NowUnclear || h.service.requests != 1 {
		t.Errorf("the message is %q because %q after %d requests", m.State, m.Reason, h.service.requests)
	}
}

// TestPauseHoldsForClaimed: a shop that is paused between the gate and the request sends nothing.
func TestPauseHoldsForClaimed(t *testing.T) {
	h := newHouse(t)
	id := h.due("1", "ada@example.com")
	j := h.job(h.facts, h.service, 5)
	render := j.Survey
	j.Survey = func(f cx.Facts, token cx.Token, now time.Time) (mail.Envelope, string, error) {
		h.set(func(s *cx.Shop) { s.Paused = true })
		h.clock.add(11 * time.Second)
		return render(f, token, now)
	}
	if _, err := j.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.service.copies(id); n != 0 {
		t.Errorf("%d mails went out of a paused shop", n)
	}
	h.set(func(s *cx.Shop) { s.Paused = false })
	h.clock.add(20 * time.Minute)
	if r := h.run(); r.Sent != 1 {
		t.Errorf("after the pause: %+v", r)
	}
}
