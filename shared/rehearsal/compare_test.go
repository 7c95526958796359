package rehearsal_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/rehearsal"
)

func TestCompare(t *testing.T) {
	now := rehearsal.Result{Orders: 12345, People: 10, Asked: 4, Sent: 100, Busiest: rehearsal.Count{Name: "2026-05-07", N: 60},
		Days: []rehearsal.Count{{Name: "2026-05-07", N: 60}, {Name: "2026-05-09", N: 40}},
		Not:  []rehearsal.Reason{{Reason: cx.WasCancelled, N: 2}}, From: time.Unix(0, 0)}
	then := rehearsal.Result{Sent: 50, Days: []rehearsal.Count{{Name: "2026-05-08", N: 50}}, Not: []rehearsal.Reason{{Reason: cx.NotPaid, N: 3}, {Reason: cx.WasCancelled, N: 1}}}
	tables := rehearsal.Compare(now, then, 2)
	if got := fmt.Sprint(tables[0].Rows[0], tables[0].Rows[3], tables[0].Rows[5], tables[0].Rows[8]); got !=
		"{Orders in the file 12\u202f345 0} {Customers not asked 6 0} {Most on one day 60 (2026-05-07) 0} {Answers to expect 5 to 20 2 to 10}" {
		t.Errorf("the numbers are %s", got)
	}
	if got := fmt.Sprint(tables[0].Rows[9]); got != "{Cost on AWS, about $0.11 under $0.01}" {
		t.Errorf("the cost is %s", got)
	}
	if got := fmt.Sprint(tables[1].Rows); got != "[{The order was cancelled 2 1} {The order is not paid 0 3}]" {
		t.Errorf("not asked are %s", got)
	}
	if got := fmt.Sprint(tables[4].Rows, tables[4].Note); got != "[{2026-05-07 60 0} {2026-05-08 0 50}]And 1 later, with mails." {
		t.Errorf("the days are %s", got)
	}
}
