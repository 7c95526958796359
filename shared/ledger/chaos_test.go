package ledger_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/chaos"
)

// patient does something until it is not told to come again, as a platform, a customer or the next run does.
func patient(t *testing.T, what string, do func() error) {
	t.Helper()
	var err error
	for range 50 {
		if err = do(); err == nil || kindOf(err) != cx.Unavailable {
			break
		}
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// life is all that happens to three orders, each step repeated until it is answered.
func life(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	ctx := t.Context()
	patient(t, "save the shop", func() error { return l.SaveShop(ctx, shop()) })
	for n := range 3 {
		ref := fmt.Sprint(n)
		for _, e := range []cx.OrderEvent{
			paidEvent(t, ref, "typo@example.com", 2), deliveredEvent(ref, 5), movedEvent(t, ref, fmt.Sprintf("c%d@example.com", n), 2),
		} {
			patient(t, "record", func() error { _, err := l.Record(ctx, shop(), e, at(6, 0)); return err })
		}
		id := l.OrderID("nordlys", cx.Shopify, ref)
		token := cx.NewToken(id, [16]byte{byte(n + 1)})
		gate := cx.Gate{Order: id, Attempt: 1, Nonce: "n" + ref, At: at(9, 9), Token: token.Hash(), Wording: "1/en"}
		claimOnce(t, l, gate)
		patient(t, "mark sent", func() error {
			return l.MarkSent(ctx, id, ledger.Accepted{Gate: gate, MailID: "m" + ref, Shop: shop()})
		})
		afterwards(t, l, n, token)
	}
}

// claimOnce closes the gate, or finds that it is closed already: its answer may have been lost.
func claimOnce(t *testing.T, l *ledger.Ledger, g cx.Gate) {
	t.Helper()
	patient(t, "claim", func() error {
		f, err := l.Facts(t.Context(), shop(), g.Order)
		if err != nil || f.Person.Gate.Nonce == g.Nonce {
			return err
		}
		won, err := l.Claim(t.Context(), f.Person, g)
		if err == nil && !won {
			t.Error("nobody else was there, but the claim was lost")
		}
		return err
	})
}

func afterwards(t *testing.T, l *ledger.Ledger, n int, token cx.Token) {
	t.Helper()
	ctx, now := t.Context(), at(9, 12)
	open := func() (cx.Invitation, error) { return l.Invitation(ctx, token, now) }
	patient(t, "visit", func() error {
		inv, err := open()
		if err != nil {
			return err
		}
		return l.Visit(ctx, inv, cx.Visit{Score: 4, At: now, Client: "phone"})
	})
	patient(t, "answer", func() error {
		inv, err := open()
		if err != nil {
			return err
		}
		save := cx.Confirmation{Act: cx.PressedSave, Score: 3 + n, At: now.Add(time.Minute), Client: "phone"}
		_, err = l.Answer(ctx, inv, &save, cx.Words{Comment: "x"}, save.At)
		return err
	})
	if n == 1 {
		patient(t, "unsubscribe", func() error {
			inv, err := open()
			if err != nil {
				return err
			}
			return l.Unsubscribe(ctx, inv, now)
		})
	}
	patient(t, "bounce", func() error { return l.NoteBounce(ctx, token.Order, now) })
}

// facts of a table: all items without what marks their writes, and without the log's repetitions.
func settled(t *testing.T, e table.Table) map[table.Key]table.Values {
	t.Helper()
	all := snapshot(t, e)
	for key, v := range all {
		for _, mark := range []string{"rev", table.Nonce} {
			delete(v, mark)
		}
		if key.Sort == "E" { // a repeated request is a line more; what follows from the log is in the response
			delete(v, "log")
		}
	}
	return all
}

// TestChaos: a whole life under lost answers, lost writes, conflicts and throttling ends as it does on a good day.
func TestChaos(t *testing.T) {
	good := engine(t)
	life(t, openOn(t, good))
	want := settled(t, good)
	for seed := range uint64(12) {
		e := engine(t)
		openOn(t, e) // HOME, with the same key
		f := chaos.Some()
		f.Lost, f.Vanished, f.Reads = 0.15, 0.1, 0.05
		life(t, openOn(t, chaos.Wrap(e, seed, f)))
		got := settled(t, e)
		for key, v := range want {
			if !reflect.DeepEqual(got[key], v) {
				t.Errorf("seed %d: %v is\n%v, want\n%v", seed, key, got[key], v)
			}
		}
		if len(got) != len(want) {
			t.Errorf("seed %d: %d items, want %d", seed, len(got), len(want))
		}
	}
}

// TestOwnerMailUnderChaos: of two who claim one sign-in mail with answers that get lost, one sends it at most.
func TestOwnerMailUnderChaos(t *testing.T) {
	for seed := range uint64(20) {
		e := engine(t)
		l := openOn(t, e)
		done(t, l.MailOwner(t.Context(), ledger.SignInMail, owner, "once", "link", at(24, 9)))
		entries, err := l.DueOwnerMails(t.Context(), laneOfOwner(t, l), at(24, 9), 10)
		if err != nil || len(entries) != 1 {
			t.Fatalf("%d are due, %v", len(entries), err)
		}
		faulty := openOn(t, chaos.Wrap(e, seed, chaos.Faults{Lost: 0.4, Vanished: 0.3}))
		mine := 0
		for range 3 {
			if _, won, _ := faulty.ClaimOwnerMail(context.Background(), entries[0], at(24, 9)); won {
				mine++
			}
		}
		if mine > 1 {
			t.Errorf("seed %d: claimed %d times", seed, mine)
		}
	}
}

func laneOfOwner(t *testing.T, l *ledger.Ledger) int {
	t.Helper()
	for lane := range ledger.Lanes {
		if entries, err := l.DueOwnerMails(t.Context(), lane, at(24, 9), 1); err == nil && len(entries) > 0 {
			return lane
		}
	}
	t.Fatal("no lane has the mail")
	return 0
}
