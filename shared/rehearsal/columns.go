package rehearsal

import (
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
)

// column is a fact that a file may tell of an order.
type column int

const (
	colOrder column = iota
	colEmail
	colPlaced
	colPaid
	colFulfilled
	colDelivered
	colCancelled
	colRefunded // an amount, or "yes"
	colStatus   // of the payment (Shopify) or of the whole order (WooCommerce)
	colTotal
	colCurrency
	colCountry
	colProvince
	colLocale
	columns
)

// names lists how the exports call a column, squeezed, the best first: Shopify's orders export; WooCommerce's exports by
// its common extensions (Order Export & Order Import, Advanced Order Export) and by WooCommerce itself; our own CSV.
func (c column) names() []string {
	return [...][]string{
		colOrder:     {"order", "name", "orderid", "ordernumber", "orderno", "id"},
		colEmail:     {"email", "billingemail", "customeremail", "emailbilling", "billingemailaddress", "customeruseremail"},
		colPlaced:    {"placed", "createdat", "orderdate", "datecreated", "placedat", "date"},
		colPaid:      {"paid", "paidat", "paiddate", "datepaid"},
		colFulfilled: {"fulfilled", "fulfilledat", "completeddate", "datecompleted", "shippedat"},
		colDelivered: {"delivered", "deliveredat"},
		colCancelled: {"cancelled", "cancelledat", "canceledat"},
		colRefunded:  {"refunded", "refundedamount", "ordertotalrefunded", "refundedtotal", "totalrefunded", "orderrefundamount"},
		colStatus:    {"financialstatus", "status", "orderstatus"},
		colTotal:     {"total", "ordertotal", "ordertotalamount", "totalprice"},
		colCurrency:  {"currency", "ordercurrency"},
		colCountry:   {"country", "shippingcountry", "shippingcountrycode", "countrycodeshipping", "billingcountry", "billingcountrycode", "countrycodebilling"},
		colProvince:  {"province", "shippingprovince", "shippingstate", "statecodeshipping", "billingprovince", "billingstate", "statecodebilling"},
		colLocale:    {"locale", "language"},
	}[c]
}

// sheet reads the orders of a CSV by its columns.
type sheet struct {
	at     [columns]int // of each column; -1: the file has none
	header []string     // squeezed
	row    []string
	zone   *time.Location
	notes  []string
}

func newSheet(header []string, zone *time.Location) (*sheet, error) {
	s := &sheet{zone: zone}
	for _, name := range header {
		s.header = append(s.header, squeezed(name))
	}
	for c := range columns {
		s.at[c] = -1
		for _, name := range c.names() {
			if i := slices.Index(s.header, name); i >= 0 && s.at[c] < 0 {
				s.at[c] = i
			}
		}
	}
	var missing []string
	for c, name := range map[column]string{colOrder: "order", colEmail: "email", colPlaced: "placed"} {
		if s.at[c] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, wrong("This is no list of orders that can be read here: it has no column for " + strings.Join(missing, ", ") +
			". Take the orders export of Shopify or WooCommerce, or a CSV whose first line is: order,email,placed,paid,fulfilled,delivered,total,currency,country")
	}
	s.assume()
	return s, nil
}

// assume notes what is taken for what the file does not have at all.
func (s *sheet) assume() {
	note := func(when bool, text string) {
		if when {
			s.notes = append(s.notes, text)
		}
	}
	note(s.at[colPaid] < 0 && s.at[colStatus] < 0, "The file does not say what was paid: every order is taken as paid when it was placed.")
	note(s.at[colDelivered] < 0, "The file does not say when orders were delivered: what follows a delivery falls back on what is known, as it does live.")
	note(s.at[colFulfilled] < 0, "The file does not say when orders were shipped.")
	note(s.at[colTotal] < 0, "The file has no totals: no order is taken as free.")
	note(s.at[colRefunded] >= 0, "The file does not say when money was given back: such orders count as refunded from the start, so nobody is asked about them.")
	note(s.at[colCountry] < 0, "The file has no countries: the hours of the shop's own zone are used.")
	note(s.at[colLocale] < 0, "The file has no languages: everyone is counted in the shop's own.")
}

// format names the file by its columns.
func (s *sheet) format() string {
	switch {
	case slices.Contains(s.header, "financialstatus"):
		return "an orders export of Shopify"
	case slices.Contains(s.header, "orderstatus") || slices.Contains(s.header, "billingemail") || slices.Contains(s.header, "customeruseremail"):
		return "an orders export of WooCommerce"
	}
	return "a CSV of orders"
}

// text is a column's field without spaces around it; "" if there is none. The first apostrophe of a field is a guard of
// exports against formulas.
func (s *sheet) text(c column) string {
	if i := s.at[c]; i >= 0 && i < len(s.row) {
		return strings.TrimPrefix(strings.TrimSpace(s.row[i]), "'")
	}
	return ""
}

// layouts are how exports write times; those without a zone are the shop's. Days and months that could be swapped are
// not among them: a guess would be a wrong date.
func layouts() []string {
	return []string{"2006-01-02 15:04:05 -0700", time.RFC3339, "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
		"2006-01-02 15:04", time.DateOnly, "02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006"}
}

// when reads a time; a problem names the column.
func (s *sheet) when(c column) (time.Time, string) {
	text := s.text(c)
	if text == "" || strings.HasPrefix(text, "0000-") {
		return time.Time{}, ""
	}
	for _, layout := range layouts() {
		zone := s.zone
		if strings.HasSuffix(layout, "UTC") {
			zone = time.UTC
		}
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return t.UTC(), ""
		}
	}
	return time.Time{}, "the time in column “" + c.names()[0] + "” is not written like 2026-11-24 13:30"
}

// place is the recipient's country and province, where the country is a code.
func (s *sheet) place() (country, province string) {
	country = strings.ToUpper(s.text(colCountry))
	if len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", ""
	}
	return country, strings.ToUpper(cx.Cut(s.text(colProvince), 10))
}
