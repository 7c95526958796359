package cx

import (
	"fmt"
	"strings"
)

// Exponent is how many decimals a currency has by ISO 4217; 2 for those not listed.
func Exponent(currency string) int {
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// ParseMoney reads a decimal amount, as platforms write it, into the smallest unit of the currency. More decimals than
// the currency has are cut off. It never passes through a float.
func ParseMoney(s, currency string) (int64, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	negative := strings.HasPrefix(whole, "-")
	digits := strings.TrimPrefix(whole, "-")
	e := Exponent(currency)
	if len(part) > e {
		if strings.Trim(part[e:], "0123456789") != "" {
			return 0, fmt.Errorf("amount %q is not a decimal number", s)
		}
		part = part[:e]
	}
	digits += part + strings.Repeat("0", e-len(part))
	if digits == "" || len(digits) > 18 || whole == "" || whole == "-" || strings.Trim(digits, "0123456789") != "" {
		return 0, fmt.Errorf("amount %q is not a decimal number", s)
	}
	var n int64
	for _, d := range digits {
		n = n*10 + int64(d-'0')
	}
	if negative {
		n = -n
	}
	return n, nil
}

// Band puts an order's total into a value band of its currency, in whole units: "EUR 50-100". The steps follow a
// 1-2-5 series, so that they fit any currency.
func Band(total int64, currency string) string {
	unit := int64(1)
	for range Exponent(currency) {
		unit *= 10
	}
	low := int64(0)
	for high := int64(10); ; {
		for _, next := range []int64{high, 2 * high, 5 * high} {
			if total < next*unit || next >= 1e12 {
				return fmt.Sprintf("%s %d-%d", currency, low, next)
			}
			low = next
		}
		high *= 10
	}
}
