package ledger

import (
	"context"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// endings is the "survey" under which the messages that ended without being sent are counted, of all surveys together:
// many of them never had one. No survey has this id, as a survey's is never empty.
const endings = ""

// endingName is the counter of a way to end: "ended_dropped_refunded".
func endingName(s cx.MessageState, why cx.Reason) string {
	return strings.Join([]string{"ended", string(s), string(why)}, "_")
}

// endingContribution counts what the index of ended messages lists (see orderIndexes), on the day (UTC) under which it
// stands there: of the last decision, or of the order where nothing was ever planned. One that is planned after all is
// taken back by the same difference of two images.
func endingContribution(v table.Values, add func(survey, day, name string)) {
	if !strings.HasPrefix(v[table.Index1Partition].Text(), "Q#") {
		return
	}
	day, _, _ := strings.Cut(v[table.Index1Sort].Text(), "T")
	add(endings, day, endingName(cx.MessageState(v["state"].Text()), cx.Reason(v["reason"].Text())))
}

// Ending is a way in which messages ended without being sent.
type Ending struct {
	State  cx.MessageState
	Reason cx.Reason
}

// Endings counts how the messages of a shop ended on the days (UTC) from ... to, both included: those that will not be
// sent and those of which nobody can tell.
func (l *Ledger) Endings(ctx context.Context, shop cx.ShopID, from, to string) (map[Ending]int64, error) {
	spans, err := spansOf(from, to)
	if err != nil {
		return nil, err
	}
	sum := map[Ending]int64{}
	for _, s := range spans {
		items, err := l.counters(ctx, counterPartition(shop, endings, s.year), s.from, s.to)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			for name, n := range item.Values {
				if p := strings.Split(name, "_"); len(p) == 3 && p[0] == "ended" && n.Int() != 0 {
					sum[Ending{cx.MessageState(p[1]), cx.Reason(p[2])}] += n.Int()
				}
			}
		}
	}
	return sum, nil
}
