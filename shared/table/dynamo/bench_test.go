package dynamo_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

// canned answers without a network, so that only the client's own work is measured.
type canned string

func (c canned) Do(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(string(c))), Request: r,
		ContentLength: int64(len(c)), Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}}, nil
}

func offline(answer string) *dynamo.Table {
	o := client("http://127.0.0.1:1").Options()
	o.HTTPClient = canned(answer)
	return dynamo.New(dynamodb.New(o), "t")
}

// order is an item as large as most: 12 attributes.
func order() table.Values {
	v := table.Values{table.Index1Partition: table.String("D#demo#3"), table.Index1Sort: table.String("2026-11-24T12:00:00Z#abc")}
	for _, name := range []string{"shop", "platform", "ref", "number", "person", "version", "state"} {
		v[name] = table.String("a value of some length")
	}
	for _, name := range []string{"rev", "total", table.Expires} {
		v[name] = table.Number(1790000000)
	}
	return v
}

const orderJSON = `{"pk":{"S":"O#abc"},"sk":{"S":"O"},"gsi1pk":{"S":"D#demo#3"},"gsi1sk":{"S":"2026"},"shop":{"S":"demo"},
"platform":{"S":"shopify"},"ref":{"S":"1"},"number":{"S":"1001"},"person":{"S":"x"},"state":{"S":"y"},"rev":{"N":"1"},"ttl":{"N":"2"}}`

// calls are the calls of a webhook: read two items, make one, update another.
func calls() map[string]func(context.Context) error {
	get, many, empty := offline(`{"Item":`+orderJSON+`}`), offline(`{"Responses":{"t":[`+orderJSON+`]}}`), offline(`{}`)
	k, other := key("a"), key("b")
	return map[string]func(context.Context) error{
		"get": func(ctx context.Context) error {
			_, err := get.Get(ctx, k)
			return err
		},
		"get of several": func(ctx context.Context) error {
			_, err := many.Get(ctx, k, other, key("c"))
			return err
		},
		"create": func(ctx context.Context) error { return empty.Commit(ctx, table.Create(k, order())) },
		"update": func(ctx context.Context) error {
			return empty.Commit(ctx, table.Update(k, table.Values{"rev": table.Number(2), "state": table.String("paid")},
				[]string{table.Index1Partition, table.Index1Sort}, table.Equal("rev", table.Number(1))))
		},
		"transaction": func(ctx context.Context) error {
			return empty.Commit(ctx, table.Create(k, order()), table.Check(other, table.Present()))
		},
	}
}

// TestAllocations holds what a webhook may allocate beside a call. It is a count, not a time, so it is a test.
func TestAllocations(t *testing.T) {
	const most = 450
	for name, call := range calls() {
		t.Run(name, func(t *testing.T) {
			var err error
			n := testing.AllocsPerRun(20, func() { err = call(t.Context()) })
			if err != nil || n > most {
				t.Errorf("%v allocations, %v, want at most %d", n, err, most)
			}
			t.Logf("%v allocations", n)
		})
	}
}

func BenchmarkCall(b *testing.B) {
	for name, call := range calls() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := call(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLocal measures whole operations on DynamoDB Local.
func BenchmarkLocal(b *testing.B) {
	tbl := open(b)
	n := 0
	b.Run("create", func(b *testing.B) {
		for b.Loop() {
			n++
			if err := tbl.Commit(b.Context(), table.Create(key(strings.Repeat("x", n%900+1)+string(rune('a'+n/900))), order())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, err := tbl.Get(b.Context(), key("xb")); err != nil {
				b.Fatal(err)
			}
		}
	})
}
