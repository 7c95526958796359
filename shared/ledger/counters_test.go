package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// day is a day of a test, in the form of counters.
func day(y int, m time.Month, d int) string {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// count adds mails that were sent on a day, in a lane.
func count(t *testing.T, e table.Table, day string, n int64, lane int) {
	t.Helper()
	c := ledger.Contribution{{Shop: "nordlys", Survey: "purchase", Day: day, Name: "sent"}: n}
	if err := e.Commit(t.Context(), ledger.Increments(c, lane)...); err != nil {
		t.Fatal(err)
	}
}

// TestTallyOfAnyDays compares sums by day and month with adding up by hand, over the ends of years.
func TestTallyOfAnyDays(t *testing.T) {
	e := &counting{Table: engine(t)}
	l := openOn(t, e)
	random := rand.New(rand.NewPCG(5, 6))
	start, byDay := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), map[string]int64{}
	for range 300 {
		d := start.AddDate(0, 0, random.IntN(800)).Format(time.DateOnly)
		n := int64(1 + random.IntN(9))
		byDay[d] += n
		count(t, e, d, n, random.IntN(ledger.CounterLanes))
	}
	for range 60 {
		from := start.AddDate(0, 0, random.IntN(800))
		to := from.AddDate(0, 0, random.IntN(500)-5)
		var want int64
		for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
			want += byDay[d.Format(time.DateOnly)]
		}
		e.queries = 0
		got, err := l.Tally(t.Context(), "nordlys", "purchase", from.Format(time.DateOnly), to.Format(time.DateOnly))
		if err != nil || got.Sent != want || e.queries > 6 {
			t.Errorf("%s to %s: %d in %d queries, %v; want %d", from.Format(time.DateOnly), to.Format(time.DateOnly), got.Sent, e.queries, err, want)
		}
	}
}

func TestTallyBounds(t *testing.T) {
	e := &counting{Table: engine(t)}
	l := openOn(t, e)
	count(t, e, day(2026, 11, 24), 3, 0)
	tests := []struct {
		name, from, to string
		want           int64
		kind           cx.Kind
		queries        int
	}{
		{"one day", "2026-11-24", "2026-11-24", 3, 0, 1},
		{"a whole year", "2026-01-01", "2026-12-31", 3, 0, 1},
		{"turned around", "2026-11-25", "2026-11-23", 0, 0, 0},
		{"all of time", "0001-01-01", "9999-12-31", 3, 0, 110},
		{"no day", "2026-11-24", "tomorrow", 0, cx.Invalid, 0},
		{"a day that never was", "2026-02-30", "2026-11-24", 0, cx.Invalid, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e.queries = 0
			got, err := l.Tally(t.Context(), "nordlys", "purchase", tt.from, tt.to)
			if got.Sent != tt.want || kindOf(err) != tt.kind || e.queries > tt.queries {
				t.Errorf("%d in %d queries, %v; want %d", got.Sent, e.queries, err, tt.want)
			}
			e.queries = 0
			if _, err := l.Weeks(t.Context(), "nordlys", "purchase", tt.from, tt.to); kindOf(err) != tt.kind || e.queries > 110 {
				t.Errorf("weeks: %d queries, %v", e.queries, err)
			}
		})
	}
}

// TestWeeksAtTheEndOfAYear: 2026 has 53 weeks, and the first days of 2027 are in the last of them.
func TestWeeksAtTheEndOfAYear(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	for d, n := range map[string]int64{
		day(2026, 12, 27): 1, day(2026, 12, 28): 10, day(2026, 12, 31): 100, day(2027, 1, 1): 1000, day(2027, 1, 3): 10000, day(2027, 1, 4): 100000,
		day(2024, 12, 30): 7, day(2025, 12, 29): 5, // both in week 1 of the next year
	} {
		count(t, e, d, n, int(n%4))
	}
	tests := []struct {
		from, to string
		want     string
	}{
		{day(2026, 12, 31), day(2027, 1, 1), "2026-W53 2026-12-28 11110"},
		{day(2027, 1, 1), day(2027, 1, 4), "2026-W53 2026-12-28 11110, 2027-W01 2027-01-04 100000"},
		{day(2026, 12, 27), day(2026, 12, 28), "2026-W52 2026-12-21 1, 2026-W53 2026-12-28 11110"},
		{day(2024, 12, 31), day(2025, 1, 1), "2025-W01 2024-12-30 7"},
		{day(2025, 12, 28), day(2026, 1, 1), "2025-W52 2025-12-22 0, 2026-W01 2025-12-29 5"},
	}
	for _, tt := range tests {
		weeks, err := l.Weeks(t.Context(), "nordlys", "purchase", tt.from, tt.to)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, w := range weeks {
			if i > 0 {
				got += ", "
			}
			got += fmt.Sprint(w.Week, " ", w.Monday.Format(time.DateOnly), " ", w.Sent)
		}
		if got != tt.want {
			t.Errorf("%s to %s: %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
}

// TestCountersFollowAnAnswer: one that changes its score or its status is counted once, where it is now; an erasure takes
// no number away, and a wish that the erasure notes is not counted as one.
func TestCountersFollowAnAnswer(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	o, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	sum := func() cx.Tally {
		c := ledger.Contribution{}
		for key, values := range snapshot(t, e) {
			c.Plus(ledger.ContributionOf(table.Item{Key: key, Values: values}))
		}
		fresh := engine(t)
		if writes := ledger.Increments(c, 1); len(writes) > 0 {
			if err := fresh.Commit(t.Context(), writes...); err != nil {
				t.Fatal(err)
			}
		}
		all, err := openOn(t, fresh).Tally(t.Context(), "nordlys", "purchase", "2026-11-01", "2026-11-30")
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	answer := func(act cx.Act, score int, hour int, signs ...cx.Sign) {
		c := cx.Confirmation{Act: act, Score: score, At: at(23, hour), Client: "phone", Signs: signs}
		if _, err := l.Answer(t.Context(), invitation(t, l, token, c.At), &c, cx.Words{}, c.At); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name string
		do   func()
		want map[cx.Status]map[int]int64
	}{
		{"held", func() { answer(cx.PressedSave, 1, 10, cx.Scripted) }, map[cx.Status]map[int]int64{cx.Held: {1: 1}}},
		{"read", func() { answer(cx.Dwell, 3, 11) }, map[cx.Status]map[int]int64{cx.Probable: {3: 1}}},
		{"saved", func() { answer(cx.PressedSave, 4, 12) }, map[cx.Status]map[int]int64{cx.Counted: {4: 1}}},
		{"changed", func() { answer(cx.PressedSave, 5, 13) }, map[cx.Status]map[int]int64{cx.Counted: {5: 1}}},
		{"erased", func() {
			if _, err := l.Erase(t.Context(), shop(), email(t, "ada@example.com"), at(24, 9)); err != nil {
				t.Fatal(err)
			}
		}, map[cx.Status]map[int]int64{cx.Counted: {5: 1}}},
	}
	for _, s := range steps {
		s.do()
		got := sum()
		if fmt.Sprint(got.Answers) != fmt.Sprint(s.want) || got.Sent != 1 || got.Unsubscribed != 0 {
			t.Errorf("%s: %v, sent %d, unsubscribed %d; want %v", s.name, got.Answers, got.Sent, got.Unsubscribed, s.want)
		}
	}
	if r, _ := l.Response(t.Context(), o.Person, o.ID); r.Score != 5 {
		t.Errorf("the score is %d", r.Score)
	}
}

// TestRemovalsByTimeAreNoNews: what is deleted because its time is over was counted all the same.
func TestRemovalsByTimeAreNoNews(t *testing.T) {
	old := table.Item{Key: table.Key{Partition: "O#x", Sort: "E"}, Values: table.Values{"shop": table.String("nordlys"), "survey": table.String("purchase"), "day": table.String("2026-11-24")}}
	if d := ledger.Difference(table.Change{Old: old, Expired: true}); len(d) != 0 {
		t.Errorf("an expired log changes the counters by %v", d)
	}
	if d := ledger.Difference(table.Change{Old: old}); len(d) != 1 {
		t.Errorf("a deleted log changes the counters by %v", d)
	}
}

// TestAnswerIsCountedOnTheDayOfItsScore: words may come weeks before a score does.
func TestAnswerIsCountedOnTheDayOfItsScore(t *testing.T) {
	l := open(t)
	o, token := sentOrder(t, l, "1", "ada@example.com", at(3, 9))
	if _, err := l.Answer(t.Context(), invitation(t, l, token, at(3, 12)), nil, cx.Words{Comment: "Where is it?"}, at(3, 12)); err != nil {
		t.Fatal(err)
	}
	c := cx.Confirmation{Act: cx.Dwell, Score: 4, At: at(20, 12), Client: "phone"}
	r, err := l.Answer(t.Context(), invitation(t, l, token, c.At), &c, cx.Words{}, c.At)
	if err != nil || r.Day != "2026-11-20" || !r.At.Equal(c.At) || r.Comment != "Where is it?" {
		t.Errorf("the answer is of %s, %v, with the words %q, %v", r.Day, r.At, r.Comment, err)
	}
	// The log is whole: a later report that takes the belief away is heard.
	if err := l.NoteDelay(t.Context(), o.ID, at(3, 10)); err != nil {
		t.Fatal(err)
	}
	if err := l.Rejudge(t.Context(), shop(), o.ID, at(20, 13)); err != nil {
		t.Fatal(err)
	}
	if r, _ = l.Response(t.Context(), o.Person, o.ID); r.Status != cx.Held {
		t.Errorf("read before the mail is known to have arrived, but %s", r.Status)
	}
}
