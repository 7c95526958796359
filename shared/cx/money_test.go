package cx_test

import (
	"math/big"
	"strings"
	"testing"

	"earshot/shared/cx"
)

func TestParseMoney(t *testing.T) {
	tests := []struct {
		name, in, currency string
		want               int64
		bad                bool
	}{
		{"two decimals", "49.95", "EUR", 4995, false},
		{"one decimal", "49.9", "EUR", 4990, false},
		{"whole", "49", "EUR", 4900, false},
		{"zero", "0.00", "EUR", 0, false},
		{"negative", "-1.05", "EUR", -105, false},
		{"spaces around", " 49.95\n", "EUR", 4995, false},
		{"the yen has no decimals", "5000.00", "JPY", 5000, false},
		{"the dinar has three", "1.2345", "KWD", 1234, false},
		{"lower case", "1.2", "kwd", 1200, false},
		{"what a float would get wrong", "1.15", "EUR", 115, false},
		{"more than a float can hold", "90071992547409.93", "EUR", 9007199254740993, false},
		{"more decimals are cut, not rounded", "0.999", "EUR", 99, false},
		{"18 digits", "9999999999999999.99", "EUR", 999999999999999999, false},
		{"19 digits", "99999999999999999.99", "EUR", 0, true},
		{"empty", "", "EUR", 0, true},
		{"only a sign", "-", "EUR", 0, true},
		{"only decimals", ".5", "EUR", 0, true},
		{"a comma", "49,95", "EUR", 0, true},
		{"thousands", "1,049.95", "EUR", 0, true},
		{"two points", "1.2.3", "EUR", 0, true},
		{"exponent", "1e5", "EUR", 0, true},
		{"plus", "+5", "EUR", 0, true},
		{"two signs", "--5", "EUR", 0, true},
		{"letters in what is cut", "1.23x", "EUR", 0, true},
		{"not a number", "NaN", "EUR", 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ParseMoney(tt.in, tt.currency)
			if got != tt.want || (err != nil) != tt.bad {
				t.Errorf("ParseMoney(%q, %s) = %d, %v; want %d", tt.in, tt.currency, got, err, tt.want)
			}
		})
	}
}

// What is taken is exactly the number that was written, but for the decimals that the currency does not have.
func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"49.95", "-0.001", "90071992547409.93", "1e5", "١.٢", "0x10", "1_000", "Inf", "1."} {
		f.Add(s, "EUR")
		f.Add(s, "JPY")
		f.Add(s, "KWD")
	}
	f.Fuzz(func(t *testing.T, s, currency string) {
		got, err := cx.ParseMoney(s, currency)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(strings.TrimSuffix(strings.TrimSpace(s), "."))
		if !ok {
			t.Fatalf("ParseMoney(%q, %q) = %d, which is no number elsewhere", s, currency, got)
		}
		for range cx.Exponent(currency) {
			want.Mul(want, big.NewRat(10, 1))
		}
		cut := new(big.Int).Quo(want.Num(), want.Denom())
		if !cut.IsInt64() || cut.Int64() != got {
			t.Errorf("ParseMoney(%q, %q) = %d, want %s", s, currency, got, cut)
		}
	})
}

func TestBand(t *testing.T) {
	tests := []struct {
		name     string
		total    int64
		currency string
		want     string
	}{
		{"nothing", 0, "EUR", "EUR 0-10"},
		{"a cent below ten", 999, "EUR", "EUR 0-10"},
		{"ten", 1000, "EUR", "EUR 10-20"},
		{"a cent below fifty", 4999, "EUR", "EUR 20-50"},
		{"fifty", 5000, "EUR", "EUR 50-100"},
		{"a hundred", 10000, "EUR", "EUR 100-200"},
		{"yen", 5000, "JPY", "JPY 5000-10000"},
		{"dinar", 49999, "KWD", "KWD 20-50"},
		{"negative", -1, "EUR", "EUR 0-10"},
		{"the greatest number ends", 1<<63 - 1, "JPY", "JPY 500000000000-1000000000000"},
	}
	for _, tt := range tests {
		if got := cx.Band(tt.total, tt.currency); got != tt.want {
			t.Errorf("%s: Band(%d, %s) = %q, want %q", tt.name, tt.total, tt.currency, got, tt.want)
		}
	}
}
