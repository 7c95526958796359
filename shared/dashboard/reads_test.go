package dashboard_test

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// meter counts the items that were read.
type meter struct {
	table.Table
	read int
}

func (m *meter) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	m.read += len(keys)
	return m.Table.Get(ctx, keys...)
}

func (m *meter) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	items, next, err := m.Table.Query(ctx, q)
	m.read += len(items)
	return items, next, err
}

// TestNoPageReadsMuch: however many answers there are, a page reads a few hundred items, and one that looks for answers at
// most 500 of them with their index entries.
func TestNoPageReadsMuch(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	for n := range 700 {
		f.Said(floor.Someone(n), 5, f.Now.Add(-time.Duration(n)*time.Hour))
	}
	f.Count()
	m := &meter{Table: f.Table()}
	s := open(t, f).signedIn()
	facts, err := ledger.Open(t.Context(), m, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.app.Facts = facts
	s.start(httptest.NewServer)
	s.signedIn()
	tests := []struct {
		path string
		most int
	}{
		{"/dashboard/nordlys", 300},
		{"/dashboard/nordlys?days=365", 400},
		{"/dashboard/nordlys?country=FR", 1300},
		{"/dashboard/nordlys?country=NO&score=5&visit=first", 300},
		{"/dashboard/nordlys/answers.csv", 1600},
		{"/dashboard/nordlys/by?by=country&days=365", 100},
		{"/dashboard/nordlys/by?by=product&days=365", 1100},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			m.read = 0
			if got := s.get(tt.path); got.status != 200 {
				t.Fatalf("= %d %s", got.status, got.body)
			}
			if m.read > tt.most || m.read == 0 {
				t.Errorf("the page read %d items, want at most %d", m.read, tt.most)
			}
			t.Logf("%d items", m.read)
		})
	}
}
