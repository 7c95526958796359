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
	writePrice   = 625000 // a million write units
	readPrice    = 125000 // a million read units
	storagePrice = 450000 // a gigabyte for a month: $0.25 for the table, $0.20 for its backups
)

// What an order takes, as docs/cost.md measured it: four webhooks, one mail, an answer of one customer in five, counters
// included. An order that is not asked about takes less; it is counted as if it did not.
const (
	orderWrites = 40 // units
	orderReads  = 65
	orderBytes  = 3000 // with its customer and index entries
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
	sent, orders, kept := v.month.Sent, v.month.Sent+v.monthEnded, v.year.Sent+v.yearEnded
	mails := sent * mailPrice
	writes := orders * orderWrites * writePrice / 1_000_000
	reads := orders * orderReads * readPrice / 1_000_000
	storage := int64(float64(kept*orderBytes) / 1e9 * storagePrice)
	all := count(int(orders), "order", "orders")
	return costBody{
		Month: k.now.In(k.zone).Format("January 2006"), Prices: pricesOf, Total: dollars(mails + writes + reads + storage),
		Rows: []costRow{
			{"Mail", fmt.Sprintf("%s × $0.10 for 1\u202f000", count(int(sent), "survey sent", "surveys sent")), dollars(mails)},
			{"Writing", fmt.Sprintf("%s × %d units × $0.625 a million", all, orderWrites), dollars(writes)},
			{"Reading", fmt.Sprintf("%s × %d units × $0.125 a million", all, orderReads), dollars(reads)},
			{"Keeping", fmt.Sprintf("%s of 12 months × 3 KB × $0.45 a gigabyte, backups included", count(int(kept), "order", "orders")), dollars(storage)},
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
