package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Rebuilt is what a comparison of the counters with the facts found.
type Rebuilt struct {
	Records  int64    // looked at
	Counters int      // compared
	Wrong    []string // counters that differed, in a sentence each
	Mended   bool
}

// repairLane is the lane of corrections, apart from those of the feed.
const repairLane = CounterLanes

// Rebuild counts all facts anew and compares the result with the counters by day, week and month; with mend it adds what
// is missing. The feed should be idle: what is on its way is seen in the facts and not yet in the counters. "Opened" is
// only compared where the logs are still kept, 30 days; older counts stay as they are.
//
// It reads the whole table. progress is called now and then with the number of records seen.
func (l *Ledger) Rebuild(ctx context.Context, mend bool, progress func(records int64)) (Rebuilt, error) {
	var report Rebuilt
	facts, counters := Contribution{}, map[table.Key]table.Values{}
	for found, err := range l.table.Walk(ctx, 0, 1, table.Position{}) {
		if err != nil {
			return report, fmt.Errorf("read the facts: %w", unavailable(err))
		}
		if report.Records++; report.Records%1000 == 0 {
			progress(report.Records)
		}
		facts.Plus(ContributionOf(found.Item))
		gather(counters, found.Item)
	}
	progress(report.Records)
	missing := compareCounters(facts, counters)
	report.Counters = len(counters)
	for _, w := range missing {
		for _, name := range slices.Sorted(maps.Keys(w.Add)) {
			report.Wrong = append(report.Wrong, fmt.Sprintf("%s %s: %s is %+d off", w.Key.Partition, w.Key.Sort, name, -w.Add[name]))
		}
	}
	if mend && len(missing) > 0 {
		err := l.mend(ctx, missing)
		report.Mended = err == nil
		return report, err
	}
	return report, nil
}

// gather sums the lanes of a counter item.
func gather(counters map[table.Key]table.Values, item table.Item) {
	if !strings.HasPrefix(item.Key.Partition, "C#") {
		return
	}
	key := table.Key{Partition: item.Key.Partition, Sort: item.Key.Sort[:strings.LastIndexByte(item.Key.Sort, '#')]}
	if counters[key] == nil {
		counters[key] = table.Values{}
	}
	for name, v := range item.Values {
		if name != table.Nonce && name != rev && !v.IsText() {
			counters[key][name] = table.Number(counters[key][name].Int() + v.Int())
		}
	}
}

// compareCounters is what has to be added to the counters, in the lane of corrections.
func compareCounters(facts Contribution, counters map[table.Key]table.Values) []table.Write {
	need := map[table.Key]map[string]int64{}
	for _, w := range Increments(facts, repairLane) {
		need[w.Key] = w.Add
	}
	for key, have := range counters {
		key.Sort = join(key.Sort, strconv.Itoa(repairLane))
		if need[key] == nil {
			need[key] = map[string]int64{}
		}
		for name, n := range have {
			if name == countOpened && n.Int() > need[key][name] {
				delete(need[key], name) // the logs behind it may be gone
				continue
			}
			need[key][name] -= n.Int()
		}
	}
	var writes []table.Write
	for key, by := range need {
		maps.DeleteFunc(by, func(_ string, n int64) bool { return n == 0 })
		if len(by) > 0 {
			writes = append(writes, table.Add(key, by))
		}
	}
	slices.SortFunc(writes, func(a, b table.Write) int { return compare(a.Key.Partition+a.Key.Sort, b.Key.Partition+b.Key.Sort) })
	return writes
}

// mend adds the corrections one by one, each only if its item is the one that nobody changed in the meantime.
func (l *Ledger) mend(ctx context.Context, corrections []table.Write) error {
	for _, w := range corrections {
		old, err := l.get(ctx, w.Key)
		if err != nil {
			return err
		}
		want := table.Values{}
		if old.Exists() {
			want = copied(old.Values)
		}
		for name, n := range w.Add {
			want[name] = table.Number(want[name].Int() + n)
		}
		done, err := l.write(ctx, old, w.Key, want)
		if err != nil {
			return fmt.Errorf("mend %s: %w", w.Key.Sort, err)
		}
		if !done {
			return &cx.Error{Kind: cx.Conflict, Text: "Somebody else mends the counters at the same time. Run it again.", Cause: table.ErrCondition}
		}
	}
	return nil
}
