package rehearsal_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/rehearsal"
)

const shopify = `Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Billing Country,Shipping Country,Shipping Province,Cancelled at,Refunded Amount,Notes,Created at
#1001,ada@example.com,paid,2026-05-01 10:00:05 +0200,fulfilled,2026-05-03 09:00:00 +0200,yes,NOK,600.00,649.00,1,"Mug, blue",NO,NO,,,0.00,"leave it
at the door",2026-05-01 10:00:00 +0200
#1001,ada@example.com,,,,,,,,,2,Bowl,,,,,,,
#1002,,pending,,,,no,NOK,100.00,100.00,1,Mug,,,,,0.00,,2026-05-02 10:00:00 +0200
#1003,bo@example.com,partially_refunded,2026-05-02 10:00:00 +0200,,,no,USD,100.00,100.00,1,Mug,US,US,CA,,20.00,,2026-05-02 10:00:00 +0200
#1004,cy@example.com,voided,,,,no,USD,100.00,100.00,1,Mug,US,US,CA,2026-05-04 10:00:00 +0200,0.00,,2026-05-02 10:00:00 +0200
`

const woocommerce = "\xef\xbb\xbforder_id;order_number;order_date;paid_date;status;order_total;order_currency;billing_email;shipping_country;shipping_state\r" +
	"71;71;2026-05-01 10:00:00;2026-05-01 10:01:00;wc-completed;1.234,50;EUR;ada@example.com;DE;DE-BE\r" +
	"72;72;2026-05-01 11:00:00;;on-hold;12,00;EUR;bo@example.com;DE;\r" +
	"73;73;01.05.2026 12:00;;refunded;12;EUR;cy@example.com;Germany;\r"

const own = "order\temail\tplaced\tdelivered\tlocale\tcancelled\n" +
	"A-1\tada@example.com\t2026-05-01\t2026-05-04T10:00:00Z\tde-DE\t\n" +
	"A-2\tbo@example.com\t2026-05-01\t\t\t2026-05-02\n\n"

func read(t *testing.T, text string) rehearsal.History {
	t.Helper()
	h, err := rehearsal.Read(strings.NewReader(text), oslo(t))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return h
}

func oslo(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// ends is an order after all its events.
func ends(p rehearsal.Past) cx.Order {
	var o cx.Order
	for _, e := range p.Events {
		o = o.Apply(e.OrderEvent)
	}
	return o
}

func TestReadShopify(t *testing.T) {
	h := read(t, shopify)
	if h.Format != "an orders export of Shopify" || len(h.Orders) != 4 || h.Broken != 0 {
		t.Fatalf("%s with %d orders and %d broken lines: %v", h.Format, len(h.Orders), h.Broken, h.Problems)
	}
	first := ends(h.Orders[0])
	at := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	if !first.State.Placed.Equal(at) || first.State.Total != 64900 || first.State.Country != "NO" || first.State.Payment != cx.PaidInFull ||
		!first.Touched[cx.Fulfilled].Equal(at.Add(47*time.Hour)) || first.Refunds() != cx.NoRefund {
		t.Errorf("the first order is %+v", first)
	}
	if o := ends(h.Orders[1]); !h.Orders[1].Email.IsZero() || o.State.Payment != cx.Unpaid || !o.Touched[cx.Paid].IsZero() {
		t.Errorf("the pending order without an address is %+v", o)
	}
	if o := ends(h.Orders[2]); o.Refunds() != cx.PartRefund || o.State.Province != "CA" {
		t.Errorf("the refunded order is %+v", o)
	}
	if o := ends(h.Orders[3]); !o.State.Cancelled || o.State.Payment != cx.Voided || h.Orders[3].Events[0].State.Cancelled {
		t.Errorf("the cancelled order is %+v; was it cancelled from the start? %v", o, h.Orders[3].Events[0].State.Cancelled)
	}
}

func TestReadWooCommerce(t *testing.T) {
	h := read(t, woocommerce)
	if h.Format != "an orders export of WooCommerce" || len(h.Orders) != 3 || h.Broken != 0 {
		t.Fatalf("%s with %d orders: %v", h.Format, len(h.Orders), h.Problems)
	}
	first := ends(h.Orders[0])
	if !first.State.Placed.Equal(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)) || first.State.Total != 123450 || first.State.Province != "DE-BE" {
		t.Errorf("the first order is %+v", first.State)
	}
	if o := ends(h.Orders[1]); o.State.Payment != cx.Unpaid || o.State.Total != 1200 {
		t.Errorf("the order on hold is %+v", o.State)
	}
	if o := ends(h.Orders[2]); o.Refunds() != cx.FullRefund || o.State.Country != "" || !o.State.Placed.Equal(time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("the refunded order is %+v", o.State)
	}
}

func TestReadOwn(t *testing.T) {
	h := read(t, own)
	if h.Format != "a CSV of orders" || len(h.Orders) != 2 || h.Broken != 0 {
		t.Fatalf("%s with %d orders: %v", h.Format, len(h.Orders), h.Problems)
	}
	o := ends(h.Orders[0])
	if o.State.Payment != cx.PaidInFull || o.State.Total <= 0 || o.State.Locale != "de-DE" || o.Touched[cx.Delivered].IsZero() {
		t.Errorf("the first order is %+v", o)
	}
	if len(h.Notes) == 0 || !strings.Contains(strings.Join(h.Notes, " "), "every order is taken as paid") {
		t.Errorf("what is taken for granted is not said: %v", h.Notes)
	}
	if o := ends(h.Orders[1]); !o.State.Cancelled {
		t.Errorf("the second order is %+v", o)
	}
}

const events = `{"type":"order.created","timestamp":"2026-05-01T10:00:00Z","data":{"id":"1","number":"1001","placed_at":"2026-05-01T10:00:00Z","currency":"EUR","total":"49.00","payment":"paid","customer":{"email":"ada@example.com","country":"DE","locale":"de-DE"}}}
{"type":"order.delivered","timestamp":"2026-05-04T10:00:00Z","data":{"id":"1"}}
{"type":"customer.updated","timestamp":"2026-05-04T10:00:00Z","data":{"email":"ada@example.com"}}
`

func TestReadJSON(t *testing.T) {
	asList := "[" + strings.ReplaceAll(strings.TrimSpace(events), "\n", ",") + "]"
	for name, text := range map[string]string{"one a line": events, "with CRLF": strings.ReplaceAll(events, "\n", "\r\n"), "in a list": asList} {
		t.Run(name, func(t *testing.T) {
			h := read(t, text)
			if len(h.Orders) != 1 || h.Broken != 0 || h.Orders[0].Email.IsZero() {
				t.Fatalf("%d orders, problems %v", len(h.Orders), h.Problems)
			}
			if o := ends(h.Orders[0]); o.State.Total != 4900 || o.Touched[cx.Delivered].IsZero() {
				t.Errorf("the order is %+v", o)
			}
		})
	}
}

func TestBrokenLines(t *testing.T) {
	head := "order,email,placed,total\n"
	tests := []struct {
		name, text string
		line       int
		want       string
	}{
		{"no number", head + "1,a@example.com,2026-05-01,10\n,b@example.com,2026-05-01,10\n", 3, "the line has no order number"},
		{"no time", head + "1,a@example.com,,10\n", 2, "the line does not say when the order was placed"},
		{"day and month could be swapped", head + "1,a@example.com,05/01/2026,10\n", 2, "the time in column “placed” is not written like 2026-11-24 13:30"},
		{"a sum in words", head + "1,a@example.com,2026-05-01,ten\n", 2, "the sum in column “total” is no number"},
		{"more fields than columns", head + "1,a@example.com,2026-05-01,10,11\n", 2, "the line has 5 fields and the first line names 4 columns"},
		{"a quote in the middle", head + "1,a\"x@example.com,2026-05-01,10\n2,b@example.com,2026-05-01,10\n", 2, "a quote stands where none may, or is not closed"},
		{"a quote that is never closed", head + "1,\"a@example.com,2026-05-01,10\n2,b@example.com,2026-05-01,10\n", 2, "a quote stands where none may, or is not closed"},
		{"after a field with a line break", head + "1,\"a@example.com\n\",2026-05-01,10\n2,b@example.com,x,10\n", 4, "the time in column “placed” is not written like 2026-11-24 13:30"},
		{"JSON that is none", events + "{]\n", 4, ""},
		{"JSON of something else", `{"a":1}`, 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := read(t, tt.text)
			if h.Broken != 1 || len(h.Problems) != 1 || h.Problems[0].Line != tt.line || tt.want != "" && h.Problems[0].Text != tt.want {
				t.Fatalf("%d broken lines: %+v, want line %d: %s", h.Broken, h.Problems, tt.line, tt.want)
			}
			if strings.Contains(h.Problems[0].Text, "example.com") {
				t.Errorf("the report repeats an address: %s", h.Problems[0].Text)
			}
		})
	}
}

func TestManyBrokenLines(t *testing.T) {
	h := read(t, "order,email,placed\n"+strings.Repeat("1,a@example.com,never\n", 5000))
	if h.Broken != 5000 || len(h.Problems) != 100 {
		t.Errorf("%d are counted and %d told, want 5000 and 100", h.Broken, len(h.Problems))
	}
}

func TestWrongFiles(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "The file is empty."},
		{"spaces", " \n \n", "The file is empty."},
		{"a spreadsheet", "PK\x03\x04xxxx", "spreadsheet"},
		{"UTF-16", "\xff\xfeo\x00r\x00", "UTF-16"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00", "no text"},
		{"other columns", "a,b,c\n1,2,3\n", "no column for email, order, placed"},
		{"columns alone", "order,email,placed\n", "There is no order in the file."},
		{"a list that breaks off", `[{"type":"test"`, "no JSON from entry 1"},
		{"a list that is not closed", `[{"type":"test"}`, "no JSON"},
		{"something after the list", `[] x`, "no JSON"},
		{"a field without end", "order,email,placed\n1,\"" + strings.Repeat("x", 3<<20), "a field is longer than 1 MB"},
		{"a line without end", `{"a":"` + strings.Repeat("x", 3<<20), "longer than 1 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := rehearsal.Read(strings.NewReader(tt.text), time.UTC)
			kind, text := cx.Public(err)
			if err == nil || kind != cx.Unprocessable || !strings.Contains(text, tt.want) {
				t.Errorf("Read = %d orders, %v, want %q", len(h.Orders), err, tt.want)
			}
		})
	}
}

// FuzzRead: any bytes give a history or an error, and a history can be played.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{shopify, woocommerce, own, events, "[]", "order;email;placed\n\"1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := rehearsal.Read(strings.NewReader(text), time.UTC)
		if err != nil {
			return
		}
		if len(h.Orders) == 0 && h.Broken == 0 {
			t.Error("nothing was read, and nothing is wrong")
		}
		r := rehearsal.Run(h.Orders, rehearsal.Rules{Shop: shop(), Language: english})
		if r.Sent+r.Late+rehearsal.Most(r.Not) != r.Orders {
			t.Errorf("%d mails and %d not asked are not %d orders", r.Sent, rehearsal.Most(r.Not), r.Orders)
		}
	})
}
