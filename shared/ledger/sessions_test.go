package ledger_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func begin(t *testing.T, l *ledger.Ledger, address, browser string, now time.Time) string {
	t.Helper()
	cookie, err := l.NewSession(t.Context(), address, browser, now)
	if err != nil {
		t.Fatal(err)
	}
	return cookie
}

func listed(t *testing.T, l *ledger.Ledger, address string, now time.Time) []ledger.Session {
	t.Helper()
	all, err := l.Sessions(t.Context(), address, now)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	l := open(t)
	phone, laptop := begin(t, l, owner, "Safari on iPhone", at(1, 9)), begin(t, l, owner, "Firefox on Linux", at(2, 9))
	other := begin(t, l, "ines@nordlys.example", "", at(2, 9))
	all := listed(t, l, owner, at(2, 10))
	if len(all) != 2 || all[0].Browser != "Firefox on Linux" || all[1].ID != ledger.SessionID(phone) || !all[1].At.Equal(at(1, 9)) {
		t.Fatalf("Sessions = %+v", all)
	}
	if err := l.EndSessionOf(t.Context(), owner, ledger.SessionID(other)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Session(t.Context(), other, at(2, 10)); err != nil {
		t.Errorf("somebody else's session was ended: %v", err)
	}
	if err := l.EndSessionOf(t.Context(), owner, all[1].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Session(t.Context(), phone, at(2, 10)); kindOf(err) != cx.Unauthorized {
		t.Errorf("an ended session: %v", err)
	}
	if got := listed(t, l, owner, at(2, 10)); len(got) != 1 || got[0].ID != ledger.SessionID(laptop) {
		t.Errorf("after the end: %+v", got)
	}
	if got := listed(t, l, owner, at(16, 10)); len(got) != 0 {
		t.Errorf("after 14 days: %+v", got)
	}
}

func TestEndAllOtherSessions(t *testing.T) {
	l := open(t)
	keep, end := begin(t, l, owner, "", at(1, 9)), begin(t, l, owner, "", at(1, 9))
	if err := l.EndSessions(t.Context(), owner, ledger.SessionID(keep)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Session(t.Context(), keep, at(1, 10)); err != nil {
		t.Errorf("the session that was to stay: %v", err)
	}
	if _, err := l.Session(t.Context(), end, at(1, 10)); err == nil {
		t.Error("the other one still holds")
	}
}

// TestOneSessionMoreEndsTheOldest: the list of an address cannot grow without bound.
func TestOneSessionMoreEndsTheOldest(t *testing.T) {
	l := open(t)
	first := begin(t, l, owner, "", at(1, 9))
	for range 20 {
		begin(t, l, owner, "", at(2, 9))
	}
	if got := listed(t, l, owner, at(2, 9)); len(got) != 20 {
		t.Errorf("%d sessions, want 20", len(got))
	}
	if _, err := l.Session(t.Context(), first, at(2, 9)); kindOf(err) != cx.Unauthorized {
		t.Errorf("the oldest: %v", err)
	}
}
