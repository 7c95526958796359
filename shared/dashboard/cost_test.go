package dashboard

import (
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestCost(t *testing.T) {
	v := vitals{month: cx.Tally{Sent: 100_000}, monthEnded: 20_000, year: cx.Tally{Sent: 1_000_000}, yearEnded: 200_000}
	c := newCost(v, clock{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), zone: time.UTC})
	// 100,000 × $0.0001; 120,000 × 40 × $0.625 a million; 120,000 × 65 × $0.125 a million; 3.6 GB × $0.45.
	want := []string{"$10.00", "$3.00", "$0.98", "$1.62"}
	for i, row := range c.Rows {
		if row.Cost != want[i] {
			t.Errorf("%s costs %s, want %s (%s)", row.What, row.Cost, want[i], row.Sum)
		}
	}
	if c.Total != "$15.60" || c.Month != "November 2026" {
		t.Errorf("%s costs %s", c.Month, c.Total)
	}
}

func TestDollars(t *testing.T) {
	for millionths, want := range map[int64]string{0: "$0", 1: "under $0.0001", 4_149: "$0.0041", 9_999: "$0.0100", 10_000: "$0.01", 1_234_567: "$1.23", 12_345_000_000: "$12,345.00"} {
		if got := dollars(millionths); got != want {
			t.Errorf("dollars(%d) = %s, want %s", millionths, got, want)
		}
	}
}
