package webhooks_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"reflect"
	"sync"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/table"
	"earshot/shared/table/chaos"
)

// again sends until the answer is 2xx, as a platform does that retries.
func (r *rig) again(send func() answer) {
	r.Helper()
	for range 20 {
		a := send()
		if a.status == http.StatusOK {
			return
		}
		if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
			r.Fatalf("a bad day of the storage is answered %d %s", a.status, a.body)
		}
	}
	r.Fatal("20 attempts were not enough")
}

// TestBadDays: on a storage that loses, refuses and repeats, what was answered 2xx in the end is all there, once.
func TestBadDays(t *testing.T) {
	calm := open(t)
	for _, send := range calm.life() {
		calm.again(send)
	}
	want := calm.stored(cx.Shopify, "5001")
	for seed := range uint64(20) {
		faults := chaos.Faults{Lost: 0.15, Vanished: 0.15, Conflict: 0.1, Unavailable: 0.1, Reads: 0.1}
		off := true
		r := openOn(t, func(engine table.Table) table.Table {
			return &sometimes{engine, table.Once(chaos.Wrap(engine, seed, faults), rand.Reader), &off}
		})
		off = false
		for _, send := range r.life() {
			r.again(send)
		}
		off = true
		got := r.stored(cx.Shopify, "5001")
		p, err := r.facts.Person(t.Context(), got.Person)
		r.must(err)
		if p.Count != 1 || len(p.Orders) != 1 {
			t.Errorf("seed %d: the person has %d orders, %v", seed, p.Count, p.Orders)
		}
		if !reflect.DeepEqual(got.Touched, want.Touched) || !reflect.DeepEqual(got.State, want.State) || got.Refund != want.Refund || got.Message.State != want.Message.State {
			t.Errorf("seed %d ends in\n%+v, want\n%+v", seed, got, want)
		}
	}
}

// sometimes is the calm engine while it is off, and the bad one otherwise.
type sometimes struct {
	table.Table
	bad table.Table
	off *bool
}

func (s *sometimes) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if *s.off {
		return s.Table.Get(ctx, keys...)
	}
	return s.bad.Get(ctx, keys...)
}

func (s *sometimes) Commit(ctx context.Context, writes ...table.Write) error {
	if *s.off {
		return s.Table.Commit(ctx, writes...)
	}
	return s.bad.Commit(ctx, writes...)
}

// TestAtOnce: the events of one order come at the same time, as Shopify sends them.
func TestAtOnce(t *testing.T) {
	r := open(t)
	var group sync.WaitGroup
	for _, send := range append(r.life(), r.life()...) {
		group.Go(func() { r.again(send) })
	}
	group.Wait()
	o := r.stored(cx.Shopify, "5001")
	if len(o.Touched) != 5 || o.Refunds() != cx.PartRefund || o.State.Payment != cx.PaidInFull {
		t.Errorf("after all at once the order is %+v", o)
	}
}
