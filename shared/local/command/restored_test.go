package command_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/local/command"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

// counter is a random source for tests that need no randomness.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func TestRestored(t *testing.T) {
	file, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	facts, err := ledger.Open(t.Context(), table.Once(file, &counter{}), &counter{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	past, future := message(t, facts, "1", now.AddDate(0, 0, -22)), message(t, facts, "2", now.AddDate(0, 0, -3))
	var out bytes.Buffer
	name := "the first table"
	d := command.Desk{
		Facts: facts, Now: func() time.Time { return now }, Out: &out, Progress: func(int64) {},
		Identity: func(context.Context) (string, error) { return name, nil },
	}
	for _, tt := range []struct {
		table, says string
		state       cx.MessageState
	}{
		{"the first table", "Nothing was changed", cx.Due},
		{"the restored table", "1 messages that were due by now were dropped", cx.Dropped},
		{"the restored table", "Nothing was changed", cx.Dropped},
	} {
		name = tt.table
		out.Reset()
		if err := d.Restored(t.Context()); err != nil || !strings.Contains(out.String(), tt.says) {
			t.Errorf("on %s it says %q, %v; want %q", tt.table, out.String(), err, tt.says)
		}
		if o, err := facts.Order(t.Context(), past); err != nil || o.Message.State != tt.state {
			t.Errorf("on %s what was due is %q, %v; want %q", tt.table, o.Message.State, err, tt.state)
		}
	}
	if o, err := facts.Order(t.Context(), future); err != nil || o.Message.State != cx.Due {
		t.Errorf("what comes due later is %q, %v", o.Message.State, err)
	}
}

// message records a paid order; its survey is due 21 days later.
func message(t *testing.T, facts *ledger.Ledger, ref string, paid time.Time) cx.OrderID {
	t.Helper()
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo, s.Postal = "Mia", "mia@nordlys.example", "mia@nordlys.example", "Havnegata 12"
	if err := facts.SaveShop(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	e, err := cx.ParseEmail("customer" + ref + "@example.com")
	if err != nil {
		t.Fatal(err)
	}
	o, err := facts.Record(t.Context(), s, cx.OrderEvent{
		Platform: cx.Standard, Ref: ref, Version: paid, Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: paid},
		State:    &cx.OrderState{Placed: paid, Payment: cx.PaidInFull, Total: 100, Currency: "EUR"},
		Customer: &cx.CustomerState{Version: paid, Email: e},
	}, paid)
	if err != nil || o.Message.State != cx.Due {
		t.Fatalf("the message is %q, %v", o.Message.State, err)
	}
	return o.ID
}
