package table_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/chaos"
)

func open(t *testing.T) *bolt.Table {
	t.Helper()
	tbl, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tbl.Close() })
	return tbl
}

func nonces() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{7}) }

func key(sort string) table.Key { return table.Key{Partition: "p", Sort: sort} }

func number(n int64) table.Value { return table.Number(n) }

// start is what stands in the table before each case.
func start(t *testing.T, tbl table.Table) {
	t.Helper()
	err := tbl.Commit(t.Context(), table.Put(key("it"), table.Values{"rev": number(1), "n": number(10)}), table.Put(key("old"), nil))
	if err != nil {
		t.Fatal(err)
	}
}

func values(t *testing.T, tbl table.Table, sort string) table.Values {
	t.Helper()
	items, err := tbl.Get(t.Context(), key(sort))
	if err != nil {
		t.Fatal(err)
	}
	return items[0].Values
}

func increment(conditions ...table.Condition) table.Write {
	return table.Add(key("it"), map[string]int64{"n": 1}, conditions...)
}

func step(from int64) table.Write {
	w := increment(table.Equal("rev", number(from)))
	w.Set = table.Values{"rev": number(from + 1)}
	return w
}

func TestOnce(t *testing.T) {
	lost, vanished, conflict, unavailable := chaos.Lost, chaos.Vanished, chaos.Conflict, chaos.Unavailable
	faults := func(f ...chaos.Fault) []chaos.Fault { return f }
	tests := []struct {
		name   string
		writes []table.Write
		faults []chaos.Fault
		want   error
		n      int64 // afterwards, 10 before
	}{
		{"guarded, no fault", []table.Write{step(1)}, nil, nil, 11},
		{"guarded, answer lost", []table.Write{step(1)}, faults(lost), nil, 11},
		{"guarded, lost again and again", []table.Write{step(1)}, faults(vanished, lost, conflict, unavailable), nil, 11},
		{"guarded, vanished", []table.Write{step(1)}, faults(vanished, vanished, vanished, vanished), nil, 11},
		{"guarded, too often", []table.Write{step(1)}, faults(vanished, vanished, vanished, vanished, vanished), table.ErrUnclear, 10},
		{"guarded, lost and then not reached", []table.Write{step(1)}, faults(lost, unavailable, unavailable, unavailable, unavailable), table.ErrUnclear, 11},
		{"never reached", []table.Write{step(1)}, faults(unavailable, unavailable, unavailable, unavailable, unavailable), table.ErrUnavailable, 10},
		{"always in conflict", []table.Write{step(1)}, faults(conflict, conflict, conflict, conflict, conflict), table.ErrConflict, 10},
		{"condition fails", []table.Write{step(2)}, nil, table.ErrCondition, 10},
		{"condition fails after a lost attempt", []table.Write{step(2)}, faults(vanished), table.ErrUnclear, 10},
		{"condition fails after a conflict", []table.Write{step(2)}, faults(conflict), table.ErrCondition, 10},
		{"blind increment, lost", []table.Write{increment()}, faults(lost), table.ErrUnclear, 11},
		{"blind increment, vanished", []table.Write{increment()}, faults(vanished), table.ErrUnclear, 10},
		{"blind increment, conflict", []table.Write{increment()}, faults(conflict), nil, 11},
		{"increment with a condition that stays true, lost", []table.Write{increment(table.Present())}, faults(lost), nil, 11},
		{"increment with a condition that stays true, vanished", []table.Write{increment(table.Present())}, faults(vanished), table.ErrUnclear, 10},
		{"increment that moves its own guard, vanished", []table.Write{table.Add(key("it"), map[string]int64{"n": 1, "rev": 1}, table.Equal("rev", number(1)))}, faults(vanished), nil, 11},
		{"increment that makes what it lacks, vanished", []table.Write{table.Add(key("it"), map[string]int64{"n": 1, "new": 1}, table.Lacks("new"))}, faults(vanished), nil, 11},
		{"increment of something beside its guard, vanished", []table.Write{table.Add(key("it"), map[string]int64{"n": 1}, table.AtMost("n", number(99)))}, faults(vanished), table.ErrUnclear, 10},
		{"increments beside a checkpoint, lost", []table.Write{increment(), table.Put(key("z"), nil, table.Missing())}, faults(lost), nil, 11},
		{"increments beside a checkpoint, vanished", []table.Write{increment(), table.Put(key("z"), nil, table.Missing())}, faults(vanished), nil, 11},
		{"increments without a guard, lost", []table.Write{increment(), table.Put(key("z"), nil)}, faults(lost), nil, 11},
		{"increments without a guard, vanished", []table.Write{increment(), table.Put(key("z"), nil)}, faults(vanished), table.ErrUnclear, 10},
		{"increments guarded by a deletion, lost", []table.Write{increment(), table.Delete(key("old"), table.Present())}, faults(lost), nil, 11},
		{"increments guarded by a deletion, vanished", []table.Write{increment(), table.Delete(key("old"), table.Present())}, faults(vanished), nil, 11},
		{"create, lost", []table.Write{table.Create(key("new"), nil)}, faults(lost), nil, 10},
		{"create over another, lost", []table.Write{table.Create(key("old"), nil)}, faults(lost), table.ErrCondition, 10},
		{"blind put, vanished", []table.Write{table.Put(key("new"), nil)}, faults(vanished, lost), nil, 10},
		{"blind delete, lost", []table.Write{table.Delete(key("old"))}, faults(lost), nil, 10},
		{"guarded delete, vanished", []table.Write{table.Delete(key("old"), table.Present())}, faults(vanished), nil, 10},
		{"guarded delete, lost: two must not both consume it", []table.Write{table.Delete(key("old"), table.Present())}, faults(lost), table.ErrUnclear, 10},
		{"guarded delete of nothing", []table.Write{table.Delete(key("no"), table.Present())}, nil, table.ErrCondition, 10},
		{"delete with a condition that nothing meets too, lost", []table.Write{table.Delete(key("old"), table.Lacks("x"))}, faults(lost), nil, 10},
		{"check, unclear", []table.Write{table.Check(key("it"), table.Present())}, faults(lost, vanished), nil, 10},
		{"check fails, unclear before", []table.Write{table.Check(key("it"), table.Missing())}, faults(vanished), table.ErrCondition, 10},
		{"not allowed", []table.Write{table.Put(table.Key{}, nil)}, nil, table.ErrInvalid, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			engine := open(t)
			start(t, engine)
			err := table.Once(chaos.Script(engine, tt.faults...), nonces()).Commit(t.Context(), tt.writes...)
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("Commit: %v, want %v", err, tt.want)
			}
			if tt.want != table.ErrCondition && errors.Is(err, table.ErrCondition) {
				t.Errorf("Commit: %v claims that nothing was written", err)
			}
			if got := values(t, engine, "it")["n"].Int(); got != tt.n {
				t.Errorf("n = %d, want %d", got, tt.n)
			}
		})
	}
}

// between lets another writer in after the first Commit.
type between struct {
	table.Table
	then func()
}

func (b *between) Commit(ctx context.Context, writes ...table.Write) error {
	err := b.Table.Commit(ctx, writes...)
	if then := b.then; then != nil {
		b.then = nil
		then()
	}
	return err
}

func TestOnceWrittenOverStaysUnclear(t *testing.T) {
	for _, fault := range []chaos.Fault{chaos.Lost, chaos.Vanished} {
		engine := open(t)
		start(t, engine)
		other := func() {
			rev := values(t, engine, "it")["rev"].Int()
			if err := table.Once(engine, rand.NewChaCha8([32]byte{9})).Commit(t.Context(), step(rev)); err != nil {
				t.Fatal(err)
			}
		}
		once := table.Once(&between{chaos.Script(engine, fault), other}, nonces())
		if err := once.Commit(t.Context(), step(1)); !errors.Is(err, table.ErrUnclear) || errors.Is(err, table.ErrCondition) {
			t.Errorf("fault %d: %v, want ErrUnclear alone: ours may have been done before the other", fault, err)
		}
	}
}

func TestOnceMarksWhatItMustKnowAgain(t *testing.T) {
	engine := open(t)
	once := table.Once(engine, nonces())
	commits := [][]table.Write{
		{table.Put(key("blind"), nil)},
		{table.Create(key("created"), nil)},
		{table.Put(key("one"), nil), table.Add(key("two"), map[string]int64{"n": 1})},
		{table.Create(key("again"), nil)},
	}
	for _, writes := range commits {
		before := slices.Clone(writes)
		if err := once.Commit(t.Context(), writes...); err != nil {
			t.Fatal(err)
		}
		if writes[0].Set != nil || len(before) != len(writes) {
			t.Errorf("the caller's writes were changed: %v", writes)
		}
	}
	nonce := func(sort string) string { return values(t, engine, sort)[table.Nonce].Text() }
	if nonce("blind") != "" || len(nonce("created")) != 16 || nonce("one") == "" || nonce("one") != nonce("two") {
		t.Errorf("nonces %q, %q, %q, %q", nonce("blind"), nonce("created"), nonce("one"), nonce("two"))
	}
	if nonce("created") == nonce("again") {
		t.Error("two commits have one nonce")
	}
}

func TestOnceWithoutRandomnessWritesNothing(t *testing.T) {
	engine := open(t)
	if err := table.Once(engine, bytes.NewReader(nil)).Commit(t.Context(), table.Create(key("a"), nil)); err == nil {
		t.Error("Commit without a nonce succeeded")
	}
	if values(t, engine, "a") != nil {
		t.Error("an item was written")
	}
}

func TestOnceWaitsBetweenAttempts(t *testing.T) {
	engine := chaos.Script(open(t), chaos.Conflict, chaos.Unavailable)
	var waits []int
	once := table.Once(engine, nonces(), func(_ context.Context, attempt int) error {
		waits = append(waits, attempt)
		return nil
	})
	if err := once.Commit(t.Context(), table.Create(key("a"), nil)); err != nil || !slices.Equal(waits, []int{1, 2}) {
		t.Errorf("Commit: %v after waits %v, want 1 and 2", err, waits)
	}
}

func TestOnceEndsWithItsContext(t *testing.T) {
	tests := []struct {
		name  string
		fault chaos.Fault
		want  error
	}{
		{"nothing was written", chaos.Conflict, table.ErrConflict},
		{"an answer was lost", chaos.Lost, table.ErrUnclear},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			over := errors.New("no time left")
			once := table.Once(chaos.Script(open(t), tt.fault), nonces(), func(context.Context, int) error { return over })
			err := once.Commit(t.Context(), table.Create(key("a"), nil))
			if !errors.Is(err, tt.want) || !errors.Is(err, over) {
				t.Errorf("Commit: %v, want %v and why it ended", err, tt.want)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	var longest [5]time.Duration
	attempt := 0
	fired := make(chan time.Time)
	close(fired)
	wait := table.Backoff(nonces(), func(d time.Duration) <-chan time.Time {
		longest[attempt] = max(longest[attempt], d)
		return fired
	})
	for i := range 400 {
		attempt = 1 + i%4
		if err := wait(t.Context(), attempt); err != nil {
			t.Fatal(err)
		}
	}
	for attempt, most := range []time.Duration{0, 25, 50, 100, 200} {
		most *= time.Millisecond
		if longest[attempt] < most*8/10 || longest[attempt] > most {
			t.Errorf("the longest of 100 pauses after attempt %d is %v, want nearly %v", attempt, longest[attempt], most)
		}
	}
	if err := table.Backoff(bytes.NewReader(nil), time.After)(t.Context(), 1); err == nil {
		t.Error("a pause without randomness")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := table.Backoff(nonces(), func(time.Duration) <-chan time.Time { return nil })
	if err := never(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("wait in an ended context: %v", err)
	}
}
