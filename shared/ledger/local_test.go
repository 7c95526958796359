package ledger_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestNextDue(t *testing.T) {
	l := open(t)
	next := func(after time.Time) time.Time {
		t.Helper()
		at, err := l.NextDue(t.Context(), after)
		if err != nil {
			t.Fatalf("NextDue: %v", err)
		}
		return at
	}
	if at := next(at(1, 0)); !at.IsZero() {
		t.Errorf("in an empty table something is due at %v", at)
	}
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	var due []time.Time
	for i, ref := range []string{"1", "2", "3", "4"} { // of different people, so on different lanes
		o := record(t, l, paidEvent(t, ref, ref+"@example.com", 2+i), at(2+i, 11))
		due = append(due, o.Message.Due)
	}
	for i, from := range append([]time.Time{at(1, 0)}, due[:3]...) {
		if got := next(from); !got.Equal(due[i]) {
			t.Errorf("after %v the next is due at %v, want %v", from, got, due[i])
		}
	}
	if got := next(due[0].Add(-time.Nanosecond)); !got.Equal(due[0]) {
		t.Errorf("just before %v the next is due at %v", due[0], got)
	}
	if got := next(due[3]); !got.IsZero() {
		t.Errorf("after the last the next is due at %v, want never", got)
	}
	if err := l.MailOwner(t.Context(), ledger.NoticeMail, "you@demo.example", "x", "text", at(20, 0)); err != nil {
		t.Fatal(err)
	}
	if got := next(at(1, 0)); !got.Equal(at(20, 0)) {
		t.Errorf("with a mail to an owner the next is due at %v, want %v", got, at(20, 0))
	}
}

func TestUnresolved(t *testing.T) {
	l := open(t)
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	lost := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	record(t, l, paidEvent(t, "2", "bo@example.com", 2), at(2, 11)) // due, and nobody tried
	f, err := l.Facts(t.Context(), shop(), lost.ID)
	if err != nil {
		t.Fatal(err)
	}
	gate := cx.Gate{Order: lost.ID, Attempt: 1, Nonce: "n", At: at(24, 9), Token: "t"}
	if won, err := l.Claim(t.Context(), f.Person, gate); err != nil || !won {
		t.Fatalf("Claim = %v, %v", won, err)
	}
	gates, err := l.Unresolved(t.Context(), at(25, 0), 10)
	if err != nil || len(gates) != 1 || gates[0].Order != lost.ID || !gates[0].At.Equal(at(24, 9)) {
		t.Errorf("Unresolved = %+v, %v, want the gate of %s", gates, err, lost.ID)
	}
	if gates, err := l.Unresolved(t.Context(), at(3, 0), 10); err != nil || len(gates) != 0 {
		t.Errorf("before anything is due: %+v, %v", gates, err)
	}
}

func TestNote(t *testing.T) {
	l := open(t)
	if text, err := l.Note(t.Context(), "clock"); err != nil || text != "" {
		t.Errorf("a note that nobody left: %q, %v", text, err)
	}
	for _, text := range []string{"one", "two", "two"} {
		if err := l.SaveNote(t.Context(), "clock", text); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Note(t.Context(), "clock"); err != nil || got != text {
			t.Errorf("Note = %q, %v, want %q", got, err, text)
		}
	}
	if text, err := l.Note(t.Context(), "demo"); err != nil || text != "" {
		t.Errorf("another note: %q, %v", text, err)
	}
}
