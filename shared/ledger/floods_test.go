package ledger_test

import (
	"context"
	"sync"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// flood does something many times at once.
func flood(t *testing.T, n int, do func() error) {
	t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if err := do(); err != nil {
				t.Errorf("in a flood: %v", err)
			}
		})
	}
	all.Wait()
}

// together is a table on which the first n reads after await all see the same: none returns before all were made.
type together struct {
	table.Table
	mu            sync.Mutex
	left          int
	all           chan struct{}
	gets, commits int
	keys          int
}

func (e *together) await(n int) {
	e.left, e.all, e.gets, e.commits, e.keys = n, make(chan struct{}), 0, 0, 0
}

func (e *together) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	items, err := e.Table.Get(ctx, keys...)
	e.mu.Lock()
	e.gets++
	e.keys += len(keys)
	waits := e.left > 0
	if e.left--; e.left == 0 {
		close(e.all)
	}
	e.mu.Unlock()
	if waits {
		<-e.all
	}
	return items, err
}

func (e *together) Commit(ctx context.Context, writes ...table.Write) error {
	e.mu.Lock()
	e.commits++
	e.mu.Unlock()
	return e.Table.Commit(ctx, writes...)
}

func connectedTogether(t *testing.T) (*ledger.Ledger, *together) {
	t.Helper()
	e := &together{Table: engine(t)}
	l := openOn(t, e)
	done(t, l.SaveShop(t.Context(), shop()))
	done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, "first", at(1, 9)))
	return l, e
}

// TestFloodOfWrongSignatures: each is counted, and none waits for another or fails because of it: an attacker must not be
// able to make us read and write eight times for one request.
func TestFloodOfWrongSignatures(t *testing.T) {
	l, e := connectedTogether(t)
	c := connection(t, l)
	e.await(60)
	flood(t, 60, func() error { return l.NoteRefused(t.Context(), c, "the secret is of another shop", at(2, 9)) })
	if e.gets > 0 || e.commits != 60 {
		t.Errorf("%d reads and %d writes for 60 requests", e.gets, e.commits)
	}
	e.await(0)
	s := connection(t, l).Status
	if s.Refused != 60 || !s.RefusedAt.Equal(at(2, 9)) || s.Hint == "" {
		t.Errorf("the merchant sees %+v", s)
	}
	done(t, l.NoteReceived(t.Context(), connection(t, l), "order.created", false, at(2, 10)))
	if s := connection(t, l).Status; s.Refused != 0 || s.Hint != "" || s.Topic != "order.created" {
		t.Errorf("after a good one the merchant sees %+v", s)
	}
}

// TestFloodOfDeliveries: all saw that nothing was noted for ten minutes; one notes it, the others let it be.
func TestFloodOfDeliveries(t *testing.T) {
	l, e := connectedTogether(t)
	c := connection(t, l)
	e.await(60)
	flood(t, 60, func() error { return l.NoteReceived(t.Context(), c, "order.created", false, at(2, 9)) })
	if e.gets+e.commits > 3*60 {
		t.Errorf("%d reads and %d writes for 60 deliveries", e.gets, e.commits)
	}
	e.await(0)
	if s := connection(t, l).Status; !s.Received.Equal(at(2, 9)) {
		t.Errorf("the merchant sees %+v", s)
	}
}

// TestReserve: many dispatchers take from one ramp; never more than the day's number is given out, all of it is.
func TestReserve(t *testing.T) {
	l := open(t)
	var mu sync.Mutex
	sum := 0
	take := func(n, limit int, day string) int {
		got, err := l.Reserve(t.Context(), "nordlys", day, n, limit)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		sum += got
		return got
	}
	flood(t, 5, func() error { take(10, 33, "2026-11-24"); return nil })
	if sum != 33 {
		t.Errorf("%d of 33 were given out", sum)
	}
	done(t, l.Return(t.Context(), "nordlys", "2026-11-24", 5))
	done(t, l.Return(t.Context(), "nordlys", "2026-11-23", 100))
	if got := take(10, 33, "2026-11-24"); got != 5 {
		t.Errorf("after 5 came back there are %d", got)
	}
	if got := take(10, 20, "2026-11-24"); got != 0 {
		t.Errorf("after the ramp was lowered below what is used, %d are given out", got)
	}
	if got := take(10, 33, "2026-11-25"); got != 10 {
		t.Errorf("the next day begins with %d", got)
	}
}

func TestLease(t *testing.T) {
	l := open(t)
	steps := []struct {
		name, owner string
		from, until int // hours
		want        bool
	}{
		{"free", "a", 1, 3, true}, {"held", "b", 2, 4, false}, {"renewed by its holder", "a", 2, 5, true}, {"held on", "b", 4, 6, false},
		{"over at its last moment", "b", 5, 7, true}, {"the old holder", "a", 6, 8, false},
	}
	for _, s := range steps {
		if got, err := l.TakeLease(t.Context(), "dispatch", s.owner, at(1, s.from), at(1, s.until)); err != nil || got != s.want {
			t.Errorf("%s: %v, %v", s.name, got, err)
		}
	}
	done(t, l.EndLease(t.Context(), "dispatch", "a")) // not its to give back
	if got, _ := l.TakeLease(t.Context(), "dispatch", "c", at(1, 6), at(1, 7)); got {
		t.Error("somebody else gave the lease back")
	}
	done(t, l.EndLease(t.Context(), "dispatch", "b"))
	if got, _ := l.TakeLease(t.Context(), "dispatch", "c", at(1, 6), at(1, 7)); !got {
		t.Error("a lease that was given back is still held")
	}
}

// TestWatermark: the newest mail whose report arrived; an older report does not take it back.
func TestWatermark(t *testing.T) {
	l := open(t)
	if seen, err := l.SeenEvent(t.Context()); err != nil || !seen.IsZero() {
		t.Errorf("before any report: %v, %v", seen, err)
	}
	for _, hour := range []int{9, 12, 10} {
		done(t, l.SawEvent(t.Context(), at(24, hour)))
	}
	if seen, err := l.SeenEvent(t.Context()); err != nil || !seen.Equal(at(24, 12)) {
		t.Errorf("seen %v, %v", seen, err)
	}
}

func TestHomeIsBoundToOneTable(t *testing.T) {
	l := open(t)
	for _, s := range []struct {
		table string
		same  bool
	}{{"first", true}, {"first", true}, {"copy", false}} {
		if same, err := l.BindHome(t.Context(), s.table); err != nil || same != s.same {
			t.Errorf("BindHome(%s) = %v, %v", s.table, same, err)
		}
	}
	done(t, l.RebindHome(t.Context(), "copy"))
	if same, err := l.BindHome(t.Context(), "copy"); err != nil || !same {
		t.Errorf("after the owner's word: %v, %v", same, err)
	}
}

// TestKeepToken: the links of a message are bounded, the newest stay.
func TestKeepToken(t *testing.T) {
	l := open(t)
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	for _, hash := range []cx.TokenHash{"a", "b", "b", "c", "d"} {
		done(t, l.KeepToken(t.Context(), o.ID, hash))
	}
	got := facts(t, l, o.ID).Order.Message.Tokens
	if len(got) != cx.KeptTokens || got[len(got)-1] != "d" {
		t.Errorf("kept %v", got)
	}
}

// TestMarkSentOfAnEarlierStep: a late proof of the first mail says nothing about the reminder that is due.
func TestMarkSentOfAnEarlierStep(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	setStep(t, e, o.ID)
	done(t, l.MarkSent(t.Context(), o.ID, ledger.Accepted{Gate: cx.Gate{Order: o.ID, Step: cx.FirstMail, At: at(23, 9), Token: "t"}, Shop: shop()}))
	if m := facts(t, l, o.ID).Order.Message; m.State != cx.Due || len(m.Tokens) != 1 {
		t.Errorf("the reminder is %q, %d links open", m.State, len(m.Tokens))
	}
}
