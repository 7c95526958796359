package platform_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

const schemaFile = "standard/purchase.schema.json"

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, body []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// examples are those of the schema, and the files of testdata.
func examples(t *testing.T) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Examples []json.RawMessage }
	if err := json.Unmarshal(data, &file); err != nil || len(file.Examples) < 5 {
		t.Fatalf("%d examples in the schema, %v", len(file.Examples), err)
	}
	all := map[string][]byte{}
	for i, e := range file.Examples {
		all["example "+string(rune('1'+i))] = e
	}
	names, _ := filepath.Glob("testdata/standard/*.json")
	for _, name := range names {
		all[name] = read(t, "standard/"+filepath.Base(name))
	}
	return all
}

// TestStandardExamples: what the schema shows it also takes, and so do we.
func TestStandardExamples(t *testing.T) {
	s := schema(t)
	for name, body := range examples(t) {
		if err := valid(t, s, body); err != nil {
			t.Errorf("%s breaks the schema: %v", name, err)
		}
		if r, err := decode(t, platform.Standard{}, "", body); err != nil || r.Kind == platform.Ignored {
			t.Errorf("%s: Decode = %s %q, %v", name, r.Kind, r.Why, err)
		}
	}
}

// TestStandardSchema: what the schema takes is understood, and what it refuses is kept.
func TestStandardSchema(t *testing.T) {
	s := schema(t)
	const order = `"id":"1","placed_at":"2026-11-24T10:00:00Z","currency":"EUR","total":"1.00"`
	const at = `"timestamp":"2026-11-24T10:00:00Z"`
	tests := []struct {
		name, body string
		want       bool
	}{
		{"the least", `{"type":"order.created",` + at + `,"data":{` + order + `}}`, true},
		{"id as a large number", `{"type":"order.delivered",` + at + `,"data":{"id":820982911946154508}}`, true},
		{"data before the type", `{"data":{"id":"1"},` + at + `,"type":"order.delivered"}`, true},
		{"unknown type with any data", `{"type":"cart.filled",` + at + `,"data":[1,2]}`, true},
		{"test with any data", `{"type":"test",` + at + `,"data":"hello"}`, true},
		{"nulls", `{"type":"order.paid",` + at + `,"data":{` + order + `,"number":null,"customer":null}}`, true},
		{"customer without an address", `{"type":"order.paid",` + at + `,"data":{` + order + `,"customer":{"email":null}}}`, true},
		{"no type", `{` + at + `,"data":{` + order + `}}`, false},
		{"no timestamp", `{"type":"order.paid","data":{` + order + `}}`, false},
		{"timestamp without zone", `{"type":"order.paid","timestamp":"2026-11-24T10:00:00","data":{` + order + `}}`, false},
		{"timestamp of 1970", `{"type":"order.paid","timestamp":"1970-01-01T00:00:00Z","data":{` + order + `}}`, false},
		{"no data", `{"type":"order.paid",` + at + `}`, false},
		{"data that is a list", `{"type":"order.paid",` + at + `,"data":[]}`, false},
		{"paid with the id alone", `{"type":"order.paid",` + at + `,"data":{"id":"1"}}`, false},
		{"half an order", `{"type":"order.delivered",` + at + `,"data":{"id":"1","total":"1.00"}}`, false},
		{"total as a number", `{"type":"order.paid",` + at + `,"data":{"id":"1","placed_at":"2026-11-24T10:00:00Z","currency":"EUR","total":1.00}}`, false},
		{"total with a comma", `{"type":"order.paid",` + at + `,"data":{"id":"1","placed_at":"2026-11-24T10:00:00Z","currency":"EUR","total":"1,00"}}`, false},
		{"payment of another kind", `{"type":"order.paid",` + at + `,"data":{` + order + `,"payment":"maybe"}}`, false},
		{"refund of another kind", `{"type":"order.refunded",` + at + `,"data":{"id":"1","refund":"half"}}`, false},
		{"empty id", `{"type":"order.delivered",` + at + `,"data":{"id":""}}`, false},
		{"customer without an address to write to", `{"type":"customer.updated",` + at + `,"data":{"first_name":"Jon"}}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := valid(t, s, []byte(tt.body)); (err == nil) != tt.want {
				t.Errorf("the schema says %v, want it valid = %v", err, tt.want)
			}
			if _, err := decode(t, platform.Standard{}, "", []byte(tt.body)); (err == nil) != tt.want || (err != nil && !errors.Is(err, platform.ErrNotUnderstood)) {
				t.Errorf("Decode = %v, want it understood = %v", err, tt.want)
			}
		})
	}
}

func TestStandardOrder(t *testing.T) {
	e := decodeOrder(t, platform.Standard{}, "", read(t, "standard/order.paid.json"))
	placed, paid := time.Date(2026, 11, 24, 10, 14, 10, 0, time.UTC), time.Date(2026, 11, 24, 10, 15, 0, 0, time.UTC)
	state := cx.OrderState{Placed: placed, Payment: cx.PaidInFull, Total: 12900, Currency: "EUR", Country: "DE", Locale: "de-DE",
		Items: []cx.Item{{ID: "mug-7", Title: "Stoneware mug"}, {ID: "bowl-2", Title: "Bowl"}}}
	touched := map[cx.Touchpoint]time.Time{cx.Ordered: placed, cx.Paid: paid}
	if e.Ref != "o-1001" || e.Number != "1001" || !e.Version.Equal(paid) || !reflect.DeepEqual(*e.State, state) || !reflect.DeepEqual(e.Touchpoints, touched) {
		t.Errorf("Decode = %+v, state %+v, want state %+v, touched %v", e, *e.State, state, touched)
	}
	if c := e.Customer; c.Email.Reveal() != "jon@example.com" || c.Last.Reveal() != "Snow" {
		t.Errorf("customer %q %q", c.Email.Reveal(), c.Last.Reveal())
	}
}

// TestStandardMeaning: what the data leaves open is filled by the type.
func TestStandardMeaning(t *testing.T) {
	tests := []struct {
		kind, extra string
		payment     cx.Payment
		refund      cx.Refund
		cancelled   bool
		touched     []cx.Touchpoint // besides ordered
	}{
		{"order.created", "", cx.Unpaid, cx.NoRefund, false, nil},
		{"order.created", `,"payment":"paid"`, cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid}},
		{"order.paid", "", cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid}},
		{"order.fulfilled", "", cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid, cx.Fulfilled}},
		{"order.fulfilled", `,"payment":"pending"`, cx.Unpaid, cx.NoRefund, false, []cx.Touchpoint{cx.Fulfilled}},
		{"order.delivered", `,"refund":"none"`, cx.PaidInFull, cx.NoRefund, false, []cx.Touchpoint{cx.Paid, cx.Delivered}},
		{"order.cancelled", "", cx.Unpaid, cx.NoRefund, true, []cx.Touchpoint{cx.Cancelled}},
		{"order.cancelled", `,"payment":"voided"`, cx.Voided, cx.NoRefund, true, []cx.Touchpoint{cx.Cancelled}},
		{"order.refunded", "", cx.PaidInFull, cx.FullRefund, false, []cx.Touchpoint{cx.Paid, cx.Refunded}},
		{"order.refunded", `,"refund":"partial"`, cx.PaidInFull, cx.PartRefund, false, []cx.Touchpoint{cx.Paid, cx.Refunded}},
		{"order.delivered", `,"cancelled":true`, cx.PaidInFull, cx.NoRefund, true, []cx.Touchpoint{cx.Paid, cx.Delivered}},
	}
	for _, tt := range tests {
		t.Run(tt.kind+tt.extra, func(t *testing.T) {
			body := `{"type":"` + tt.kind + `","timestamp":"2026-11-24T10:00:00Z","data":{"id":"1","placed_at":"2026-11-20T10:00:00Z","currency":"JPY","total":"900"` + tt.extra + `}}`
			e := decodeOrder(t, platform.Standard{}, "", []byte(body))
			if s := e.State; s.Payment != tt.payment || s.Refund != tt.refund || e.Refund != tt.refund || s.Cancelled != tt.cancelled || s.Total != 900 {
				t.Errorf("state %+v, refund %d", s, e.Refund)
			}
			if len(e.Touchpoints) != len(tt.touched)+1 {
				t.Errorf("touched %v, want ordered and %v", e.Touchpoints, tt.touched)
			}
			for _, p := range tt.touched {
				if e.Touchpoints[p].IsZero() {
					t.Errorf("not touched: %s", p)
				}
			}
		})
	}
}
