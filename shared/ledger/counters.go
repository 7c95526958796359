package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// CounterLanes is how many items one day's counters are spread over, by shard of the change feed.
const CounterLanes = 4

// Contribution is what one record adds to the counters: the name of a counter on a day of a survey. It is a pure
// function of the record, so the counters are the sum over all records, and a change adds the difference of two images.
type Contribution map[Counted]int64

// Counted names one counter of one day.
type Counted struct {
	Shop   cx.ShopID
	Survey string
	Day    string // 2006-01-02 in the shop's zone, as stored on the record
	Name   string
	// Part is what an answer is broken down by; the zero Part is the whole. Parts are kept by month alone.
	Part Part
}

// The names of counters; the answers' are built by answerName.
const (
	countSent         = "sent"
	countBounced      = "bounced"
	countComplained   = "complained"
	countUnsubscribed = "unsubscribed"
	countOpened       = "opened"
	countKnocked      = "knocked" // of cx.DoorSurvey
)

func answerName(s cx.Status, score int) string {
	return "answer_" + string(s) + "_" + strconv.Itoa(score)
}

// ContributionOf says what a record adds. Orders count when their mail was sent, on that day; bounces and complaints on
// the day of the mail; a customer who stopped the mails on the day of that; an opened link on the day of the first
// visit; an answer on the day of its first confirmation, by status and score.
func ContributionOf(item table.Item) Contribution {
	c, v := Contribution{}, item.Values
	add := func(survey, day, name string) {
		if day != "" {
			c[Counted{Shop: cx.ShopID(v["shop"].Text()), Survey: survey, Day: day, Name: name}]++
		}
	}
	switch kind, _, _ := strings.Cut(item.Key.Sort, "#"); {
	case kind == "O" && strings.HasPrefix(item.Key.Partition, "O#"):
		orderContribution(v, add)
		endingContribution(v, add)
	case kind == "F" && strings.HasPrefix(item.Key.Partition, "F#"):
		add(cx.DoorSurvey, v["day"].Text(), countKnocked)
	case kind == "E":
		add(v["survey"].Text(), v["day"].Text(), countOpened)
	case kind == "P" && v["off"].Int() != 0:
		add(v["offsurvey"].Text(), v["offday"].Text(), countUnsubscribed)
	case kind == "R":
		if _, ok := v["score"]; ok {
			add(v["survey"].Text(), v["day"].Text(), answerName(cx.Status(v["status"].Text()), int(v["score"].Int())))
			partsOf(c, responseOf(item))
		}
	}
	return c
}

func orderContribution(v table.Values, add func(survey, day, name string)) {
	survey, day := v["survey"].Text(), v["day"].Text()
	add(survey, day, countSent)
	if v["bounced"].Int() != 0 {
		add(survey, day, countBounced)
	}
	if v["complaint"].Int() != 0 {
		add(survey, day, countComplained)
	}
}

// Counts tells whether a change is of a record that may add to the counters. A consumer passes over the others; the
// template's filter of the stream keeps most of them away.
func Counts(c table.Change) bool {
	key := c.New.Key
	if !c.New.Exists() {
		key = c.Old.Key
	}
	kind, _, _ := strings.Cut(key.Sort, "#")
	if kind == "F" {
		return strings.HasPrefix(key.Partition, "F#")
	}
	return (kind == "O" || kind == "E" || kind == "P" || kind == "R") &&
		(strings.HasPrefix(key.Partition, "O#") || strings.HasPrefix(key.Partition, "P#"))
}

// Difference is what a change adds to the counters. Removals because a record's time was over are no news.
func Difference(c table.Change) Contribution {
	if c.Expired {
		return nil
	}
	d := Contribution{}
	if c.New.Exists() {
		d.Plus(ContributionOf(c.New))
	}
	if c.Old.Exists() {
		for k, n := range ContributionOf(c.Old) {
			d[k] -= n
		}
	}
	maps.DeleteFunc(d, func(_ Counted, n int64) bool { return n == 0 })
	return d
}

// Plus adds another contribution to c.
func (c Contribution) Plus(other Contribution) {
	for k, n := range other {
		c[k] += n
	}
}

// Increments turns contributions into additions to counter items, one an item: each day is kept by day, by ISO week and
// by month, so that a page reads few items; parts by month alone. The lane spreads the items of a busy day.
func Increments(c Contribution, lane int) []table.Write {
	by := map[table.Key]map[string]int64{}
	for k, n := range c {
		for _, key := range counterKeys(k, lane) {
			if by[key] == nil {
				by[key] = map[string]int64{}
			}
			by[key][k.Name] += n
		}
	}
	var writes []table.Write
	for _, key := range slices.SortedFunc(maps.Keys(by), func(a, b table.Key) int {
		return compare(a.Partition+a.Sort, b.Partition+b.Sort)
	}) {
		writes = append(writes, table.Add(key, by[key]))
	}
	return writes
}

// counterKeys are the items that a day is counted in. Week and month are of the day as it stands, without a zone.
func counterKeys(k Counted, lane int) []table.Key {
	day, err := time.Parse(time.DateOnly, k.Day)
	if err != nil {
		return nil
	}
	if k.Part != (Part{}) {
		partition := dimensionPartition(k.Shop, k.Survey, k.Part.By, k.Part.Value, strconv.Itoa(day.Year()))
		return []table.Key{{Partition: partition, Sort: join("m", day.Format("2006-01"), strconv.Itoa(lane))}}
	}
	year, week := day.ISOWeek()
	key := func(year int, kind, period string) table.Key {
		return table.Key{Partition: counterPartition(k.Shop, k.Survey, strconv.Itoa(year)), Sort: join(kind, period, strconv.Itoa(lane))}
	}
	return []table.Key{
		key(day.Year(), "d", k.Day),
		key(year, "w", fmt.Sprintf("%04d-W%02d", year, week)),
		key(day.Year(), "m", day.Format("2006-01")),
	}
}

// Tally sums the counters of the days from ... to, both included; whole months are read as months.
func (l *Ledger) Tally(ctx context.Context, shop cx.ShopID, survey, from, to string) (cx.Tally, error) {
	sum := cx.Tally{Answers: map[cx.Status]map[int]int64{}}
	spans, err := spansOf(from, to)
	if err != nil {
		return sum, err
	}
	for _, s := range spans {
		items, err := l.counters(ctx, counterPartition(shop, survey, s.year), s.from, s.to)
		if err != nil {
			return sum, err
		}
		for _, item := range items {
			sum = sum.Plus(tallyOf(item))
		}
	}
	return sum, nil
}

func (l *Ledger) counters(ctx context.Context, partition, from, to string) ([]table.Item, error) {
	var all []table.Item
	var after table.Position
	for {
		items, next, err := l.table.Query(ctx, table.Query{Partition: partition, From: from, To: to, After: after})
		if err != nil {
			return nil, fmt.Errorf("read counters: %w", unavailable(err))
		}
		all = append(all, items...)
		if after = next; next == (table.Position{}) {
			return all, nil
		}
	}
}

// Weeks are the tallies of the ISO weeks that hold the days from ... to, oldest first, without gaps.
func (l *Ledger) Weeks(ctx context.Context, shop cx.ShopID, survey, from, to string) ([]cx.WeekTally, error) {
	first, last, err := daysOf(from, to)
	if err != nil {
		return nil, err
	}
	var weeks []cx.WeekTally
	at := map[string]int{}
	years := map[int]bool{}
	for monday := first.AddDate(0, 0, -(int(first.Weekday())+6)%7); !monday.After(last); monday = monday.AddDate(0, 0, 7) {
		year, week := monday.ISOWeek()
		name := fmt.Sprintf("%04d-W%02d", year, week)
		at[name], years[year] = len(weeks), true
		weeks = append(weeks, cx.WeekTally{Week: name, Monday: monday, Tally: cx.Tally{Answers: map[cx.Status]map[int]int64{}}})
	}
	if len(weeks) == 0 {
		return nil, nil
	}
	lo, hi := join("w", weeks[0].Week), join("w", weeks[len(weeks)-1].Week)+"$"
	for year := range years {
		items, err := l.counters(ctx, counterPartition(shop, survey, strconv.Itoa(year)), lo, hi)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			name := strings.Split(item.Key.Sort, "#")[1]
			if i, ok := at[name]; ok {
				weeks[i].Tally = weeks[i].Plus(tallyOf(item))
			}
		}
	}
	return weeks, nil
}

func tallyOf(item table.Item) cx.Tally {
	v := item.Values
	t := cx.Tally{
		Sent: v[countSent].Int(), Bounced: v[countBounced].Int(), Complained: v[countComplained].Int(),
		Unsubscribed: v[countUnsubscribed].Int(), Opened: v[countOpened].Int(),
		Knocked: v[countKnocked].Int(), Answers: map[cx.Status]map[int]int64{},
	}
	for name, n := range v {
		p := strings.Split(name, "_")
		if len(p) == 3 && p[0] == "answer" && n.Int() != 0 {
			s := cx.Status(p[1])
			if t.Answers[s] == nil {
				t.Answers[s] = map[int]int64{}
			}
			t.Answers[s][atoi(p[2])] += n.Int()
		}
	}
	return t
}
