package ledger_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestSwitches(t *testing.T) {
	l := open(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want := func(when, why string, halted bool) cx.Shop {
		t.Helper()
		s, err := l.SwitchedShop(t.Context(), "nordlys")
		must(err)
		if got, _ := s.Stopped(); got != why || s.Halted != halted {
			t.Errorf("%s it is stopped because %q, halted %v; want %q, %v", when, got, s.Halted, why, halted)
		}
		return s
	}
	if _, err := l.SwitchedShop(t.Context(), "nordlys"); err == nil {
		t.Error("a shop that is not there was read")
	}
	must(l.SaveShop(t.Context(), shop()))
	want("at first", "", false)
	must(l.HaltAll(t.Context(), true, at(1, 9)))
	s := want("after everything was paused", "everything is paused, in all shops", true)
	if all, err := l.Shops(t.Context()); err != nil || len(all) != 1 || !all[0].Halted {
		t.Errorf("the list of shops does not know that everything is paused: %+v, %v", all, err)
	}
	must(l.SaveShop(t.Context(), s)) // a settings page saves what it read
	must(l.HaltAll(t.Context(), false, at(1, 10)))
	want("after that is over", "", false)
	must(l.PauseShop(t.Context(), "nordlys", "its numbers"))
	must(l.PauseShop(t.Context(), "nordlys", "something else"))
	want("after the shop was paused twice", "its numbers", false)
	must(l.ResumeShop(t.Context(), "nordlys", at(2, 9)))
	if s := want("after it was resumed", "", false); !s.Resumed.At.Equal(at(2, 9)) {
		t.Errorf("resumed at %v", s.Resumed.At)
	}
	must(l.ResumeShop(t.Context(), "nordlys", at(3, 9)))
	if s := want("after a second resume", "", false); !s.Resumed.At.Equal(at(2, 9)) {
		t.Errorf("a shop that was not paused was resumed at %v", s.Resumed.At)
	}
}

func TestPausePerson(t *testing.T) {
	l := open(t)
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	other := record(t, l, paidEvent(t, "2", "ada@example.com", 2), at(2, 11))
	if err := l.PausePerson(t.Context(), o.Person, true, at(20, 9)); err != nil {
		t.Fatal(err)
	}
	f, err := l.Facts(t.Context(), shop(), o.ID)
	if err != nil || !f.Person.Paused {
		t.Fatalf("paused %v, %v", f.Person.Paused, err)
	}
	v := cx.Verdict{Action: cx.Wait, Reason: cx.PersonPaused, Until: at(25, 9)}
	if err := l.Defer(t.Context(), o.ID, v, at(24, 9)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing left to do
		if err := l.PausePerson(t.Context(), o.Person, false, at(24, 10)); err != nil {
			t.Fatal(err)
		}
	}
	due := func(id cx.OrderID) time.Time {
		o, err := l.Order(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return o.Message.Due
	}
	if got := due(o.ID); !got.Equal(at(24, 10)) {
		t.Errorf("what waited for the pause is due at %v, want at once", got)
	}
	if got := due(other.ID); !got.Equal(other.Message.Due) {
		t.Errorf("what did not wait for it moved to %v", got)
	}
}

func TestHoldOrder(t *testing.T) {
	l := open(t)
	done(t, l.SaveShop(t.Context(), shop()))
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	planned := o.Message.Planned
	hold := func(held bool, now time.Time) cx.Message {
		t.Helper()
		done(t, l.HoldOrder(t.Context(), o.ID, held, now))
		return facts(t, l, o.ID).Order.Message
	}
	if m := hold(true, at(3, 9)); !m.Held || m.State != cx.Due || !m.Due.Equal(planned) {
		t.Errorf("held before its time: held %v, %q, due %v; planned %v", m.Held, m.State, m.Due, planned)
	}
	if m := hold(false, at(3, 10)); m.Held || !m.Due.Equal(planned) {
		t.Errorf("let go on before its time: held %v, due %v; planned %v", m.Held, m.Due, planned)
	}
	hold(true, at(3, 11))
	late := planned.Add(48 * time.Hour)
	done(t, l.Defer(t.Context(), o.ID, cx.Verdict{Action: cx.Wait, Reason: cx.OrderHeld, Until: late.Add(24 * time.Hour)}, late))
	if m := hold(true, late); m.Reason != cx.OrderHeld || !m.Due.After(late) {
		t.Errorf("held twice: %q, due %v", m.Reason, m.Due)
	}
	for range 2 { // the second time there is nothing left to do
		if m := hold(false, late); m.Held || m.Reason != "" || !m.Due.Equal(late) {
			t.Errorf("let go on after its time: held %v because %q, due %v; want at once", m.Held, m.Reason, m.Due)
		}
	}
	done(t, l.NeverAsk(t.Context(), o.ID, late))
	if m := hold(true, late); m.Held || m.State != cx.Dropped {
		t.Errorf("what has ended was held: %q", m.State)
	}
}

// TestAHoldOutlivesNews: a later event moves the plan, not the wish to wait.
func TestAHoldOutlivesNews(t *testing.T) {
	l := open(t)
	done(t, l.SaveShop(t.Context(), shop()))
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	done(t, l.HoldOrder(t.Context(), o.ID, true, at(3, 9)))
	record(t, l, deliveredEvent("1", 5), at(5, 10))
	if m := facts(t, l, o.ID).Order.Message; !m.Held || m.Planned.Equal(o.Message.Planned) {
		t.Errorf("held %v, planned %v, before %v", m.Held, m.Planned, o.Message.Planned)
	}
}
