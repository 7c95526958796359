package dashboard

import (
	"fmt"
	"strings"
)

// The prices of AWS in us-east-1, in millionths of a dollar, as its price lists stood in November 2026. Sources: the
// pages "Amazon SES pricing" and "Amazon DynamoDB pricing" (on demand, standard class).
const (
	pricesOf     = "November 2026, us-east-1"
	mailPrice    = 100    // a mail: $0.10 for 1,000
	unitPrice    = 625000 // a million write units
	storagePrice = 250000 // a gigabyte for a month
)

// What a survey takes at most, in write units and bytes: 4 to record and schedule, 1 to claim, 2 to send, 1 for answers
// of one customer in five, and up to 12 to count, when changes come one by one. An order that is not asked about takes up
// to 7 and 6. An order, its customer and their index entries are under 3 KB.
const (
	surveyUnits = 20
	endedUnits  = 13
	orderBytes  = 3000
)

// costBody is an estimate of the month from the shop's own counters.
type costBody struct {
	Month  string
	Rows   []costRow
	Total  string
	Prices string
}

// costRow is one line of arithmetic.
type costRow struct{ What, Sum, Cost string }

// newCost multiplies what was counted since the first of the month by the price list, and shows how.
func newCost(v vitals, k clock) costBody {
	sent, ended, records := v.month.Sent, v.monthEnded, v.year.Sent+v.yearEnded
	mails := sent * mailPrice
	units := sent*surveyUnits + ended*endedUnits
	writes := units * unitPrice / 1_000_000
	bytes := records * orderBytes
	storage := int64(float64(bytes) / 1e9 * storagePrice)
	return costBody{
		Month: k.now.In(k.zone).Format("January 2006"), Prices: pricesOf, Total: dollars(mails + writes + storage),
		Rows: []costRow{
			{"Mail", fmt.Sprintf("%s × $0.10 for 1\u202f000", count(int(sent), "survey sent", "surveys sent")), dollars(mails)},
			{"Writing", fmt.Sprintf("%s × %d and %s × %d write units × $0.625 a million", thousands(int(sent)), surveyUnits,
				count(int(ended), "order not asked", "orders not asked"), endedUnits), dollars(writes)},
			{"Keeping", fmt.Sprintf("%s of 12 months × 3 KB × $0.25 a gigabyte", count(int(records), "order", "orders")), dollars(storage)},
		},
	}
}

// dollars is a sum in millionths of a dollar, in cents; a smaller one in hundredths of a cent, since it is not nothing.
func dollars(millionths int64) string {
	switch {
	case millionths == 0:
		return "$0"
	case millionths < 100:
		return "under $0.0001"
	case millionths < 10_000:
		return fmt.Sprintf("$0.%04d", (millionths+50)/100)
	}
	cents := (millionths + 5_000) / 10_000
	return fmt.Sprintf("$%s.%02d", strings.ReplaceAll(thousands(int(cents/100)), "\u202f", ","), cents%100)
}
