package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Part is one value of a dimension.
type Part struct {
	By    cx.Dimension
	Value string
}

// valuesPart is the list of what there is: under it a month counts the answers of each value of the dimensions that have
// few values, so that a page knows which counters to read. Products are too many for one item; who wants to know them
// looks at answers.
const valuesPart cx.Dimension = "values"

// partsOf adds what an answer counts under. Held answers reach no metric and are not broken down.
func partsOf(c Contribution, r cx.Response) {
	if !r.HasScore || r.Day == "" || (r.Status != cx.Counted && r.Status != cx.Probable) {
		return
	}
	add := func(p Part, name string) {
		c[Counted{Shop: r.Shop, Survey: r.Survey, Day: r.Day, Name: name, Part: p}]++
	}
	for _, d := range cx.Dimensions() {
		for _, value := range r.Values(d) {
			add(Part{d, value}, answerName(r.Status, r.Score))
			if d != cx.ByProduct {
				add(Part{By: valuesPart}, valueName(d, value))
			}
		}
	}
}

func valueName(d cx.Dimension, value string) string { return string(d) + "_" + value }

// Months is a run of whole months of UTC dates, both included: parts are counted by month.
type Months struct{ From, To time.Time }

// MonthsOf are the months that hold the days from ... to.
func MonthsOf(from, to string) (Months, error) {
	first, last, err := daysOf(from, to)
	return Months{monthStart(first), monthStart(last)}, err
}

// Values says how many answers each value of each dimension has, products left out. It reads a few items a month.
func (l *Ledger) Values(ctx context.Context, shop cx.ShopID, survey string, m Months) (map[cx.Dimension]map[string]int64, error) {
	all := map[cx.Dimension]map[string]int64{}
	items, err := l.partItems(ctx, shop, survey, Part{By: valuesPart}, m)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		for name, n := range item.Values {
			by, value, ok := strings.Cut(name, "_")
			if d := cx.Dimension(by); ok && !n.IsText() && n.Int() != 0 {
				if all[d] == nil {
					all[d] = map[string]int64{}
				}
				all[d][value] += n.Int()
			}
		}
	}
	return all, nil
}

// TallyPart sums the answers of one part over whole months. Only counted and probable answers are broken down.
func (l *Ledger) TallyPart(ctx context.Context, shop cx.ShopID, survey string, p Part, m Months) (cx.Tally, error) {
	sum := cx.Tally{Answers: map[cx.Status]map[int]int64{}}
	items, err := l.partItems(ctx, shop, survey, p, m)
	if err != nil {
		return sum, err
	}
	for _, item := range items {
		sum = sum.Plus(tallyOf(item))
	}
	return sum, nil
}

// partItems are the counters of a part: one query for each year.
func (l *Ledger) partItems(ctx context.Context, shop cx.ShopID, survey string, p Part, m Months) ([]table.Item, error) {
	var all []table.Item
	from, to := join("m", m.From.Format("2006-01")), join("m", m.To.Format("2006-01"))+"$"
	for year := m.From.Year(); year <= m.To.Year(); year++ {
		items, err := l.counters(ctx, dimensionPartition(shop, survey, p.By, p.Value, strconv.Itoa(year)), from, to)
		if err != nil {
			return nil, fmt.Errorf("count by %s: %w", p.By, err)
		}
		all = append(all, items...)
	}
	return all, nil
}
