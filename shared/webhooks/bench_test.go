package webhooks_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"earshot/shared/platform"
	"earshot/shared/table"
)

func request(body []byte, h http.Header) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/hooks/nordlys/shopify", bytes.NewReader(body))
	r.Header = h
	return r
}

// sink is a ResponseWriter that keeps the status only, so that the recorder's work is not measured.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// meter counts the calls of the storage, and the allocations within them.
type meter struct {
	table.Table
	calls  int
	allocs uint64
}

func (m *meter) measure() func() {
	m.calls++
	before := allocations()
	return func() { m.allocs += allocations() - before }
}

func allocations() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.Mallocs
}

func (m *meter) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	defer m.measure()()
	return m.Table.Get(ctx, keys...)
}

func (m *meter) Commit(ctx context.Context, writes ...table.Write) error {
	defer m.measure()()
	return m.Table.Commit(ctx, writes...)
}

// BenchmarkIntake is one new order of 10 KB through the handler: at most 4 calls of the storage and 450 allocations
// beside them are the promise.
func BenchmarkIntake(b *testing.B) {
	m := &meter{}
	r := openOn(b, func(engine table.Table) table.Table { m.Table = engine; return m })
	handler := r.app.Handler()
	var beside uint64
	n := 0
	send := func() {
		n++
		body := r.order(map[string]any{"id": 6000 + n})
		h := http.Header{"X-Shopify-Topic": {"orders/paid"}}
		platform.Shopify{}.Sign(h, body, shopifySecret, time.Time{})
		req, w := request(body, h), &sink{header: http.Header{}}
		m.calls, m.allocs = 0, 0
		before := allocations()
		handler.ServeHTTP(w, req)
		beside += allocations() - before - m.allocs
		if w.status != http.StatusOK {
			b.Fatalf("answered %d", w.status)
		}
	}
	send() // the first one also notes that the connection works
	beside = 0
	calls := 0
	for b.Loop() {
		send()
		calls += m.calls
	}
	b.ReportMetric(float64(calls)/float64(b.N), "calls/op")
	b.ReportMetric(float64(beside)/float64(b.N), "allocs-beside/op")
}
