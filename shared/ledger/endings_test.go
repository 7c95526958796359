package ledger_test

import (
	"maps"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestHowMessagesEnd(t *testing.T) {
	l := open(t)
	ctx := t.Context()
	done(t, l.SaveShop(ctx, shop()))
	refunded := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	unclear := record(t, l, paidEvent(t, "2", "jon@example.com", 3), at(3, 11))
	record(t, l, paidEvent(t, "3", "chen@example.com", 4), at(4, 11))
	bare := paidEvent(t, "4", "x@example.com", 5)
	bare.Customer = nil
	record(t, l, bare, at(5, 11))
	done(t, l.Drop(ctx, refunded.ID, cx.WasRefunded, at(20, 9)))
	done(t, l.GiveUp(ctx, unclear.ID, cx.NoProof, at(21, 9)))
	wantEndings := func(from, to string, want map[ledger.Ending]int64) {
		t.Helper()
		if _, err := l.Rebuild(ctx, true, func(int64) {}); err != nil {
			t.Fatal(err)
		}
		got, err := l.Endings(ctx, "nordlys", from, to)
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("endings from %s to %s are %v, %v, want %v", from, to, got, err, want)
		}
	}
	noAddress := ledger.Ending{State: cx.NotScheduled, Reason: cx.NoAddress}
	gone := ledger.Ending{State: cx.Dropped, Reason: cx.WasRefunded}
	stuck := ledger.Ending{State: cx.Stuck, Reason: cx.NoProof}
	wantEndings("2026-11-01", "2026-11-30", map[ledger.Ending]int64{gone: 1, stuck: 1, noAddress: 1})
	wantEndings("2026-11-20", "2026-11-20", map[ledger.Ending]int64{gone: 1})
	late := paidEvent(t, "4", "x@example.com", 6)
	late.Version = at(6, 10)
	record(t, l, late, at(6, 11))
	wantEndings("2026-11-01", "2026-11-30", map[ledger.Ending]int64{gone: 1, stuck: 1})
	again, err := l.Rebuild(ctx, false, func(int64) {})
	if err != nil || len(again.Wrong) != 0 {
		t.Errorf("counting anew finds %v, %v", again.Wrong, err)
	}
	if tally, err := l.Tally(ctx, "nordlys", "purchase", "2026-11-01", "2026-11-30"); err != nil || tally.Sent != 0 {
		t.Errorf("the survey's own counters say %+v, %v", tally, err)
	}
}

func TestRunsAreNotedOnceAMinute(t *testing.T) {
	l := open(t)
	start := at(10, 9)
	note := func(after time.Duration, worked bool, trouble string) ledger.Run {
		t.Helper()
		done(t, l.NoteRun(t.Context(), ledger.DispatchJob, worked, trouble, start.Add(after)))
		runs, err := l.Runs(t.Context(), ledger.ReactionsJob, ledger.DispatchJob)
		done(t, err)
		if !runs[0].At.IsZero() {
			t.Errorf("a job that never ran ran at %v", runs[0].At)
		}
		return runs[1]
	}
	tests := []struct {
		name    string
		after   time.Duration
		worked  bool
		trouble string
		at      time.Duration
		work    time.Duration
	}{
		{"the first", 0, true, "", 0, 0},
		{"again within the minute", 30 * time.Second, true, "", 0, 0},
		{"a minute later, idle", time.Minute, false, "", time.Minute, 0},
		{"work after an idle minute", 70 * time.Second, true, "", 70 * time.Second, 70 * time.Second},
		{"trouble", 75 * time.Second, false, "no quota", 75 * time.Second, 70 * time.Second},
		{"the end of the trouble", 80 * time.Second, false, "", 80 * time.Second, 70 * time.Second},
	}
	for _, tt := range tests {
		got := note(tt.after, tt.worked, tt.trouble)
		if !got.At.Equal(start.Add(tt.at)) || !got.Worked.Equal(start.Add(tt.work)) || got.Trouble != tt.trouble {
			t.Errorf("%s: noted %+v", tt.name, got)
		}
	}
}
