package dispatch_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"earshot/shared/cx"
	"earshot/shared/deliveries"
	"earshot/shared/ledger"
	"earshot/shared/local/sample"
	"earshot/shared/parts"
	"earshot/shared/reactions"
	"earshot/shared/table"
	"earshot/shared/table/dynamo"
	"earshot/shared/webhooks"
)

// till is a table on DynamoDB Local that tells what was spent: write units, and calls of any kind.
type till struct {
	table.Table
	units float64
	calls int
}

func newTill(t *testing.T) *till {
	t.Helper()
	c := dynamo.Client("eu-central-1", credentials.NewStaticCredentialsProvider("test", "test", ""), parts.DynamoDB(t))
	name := "cost" + rand.Text()
	must(t, dynamo.Create(t.Context(), c, name, func(ctx context.Context, _ int) error { return ctx.Err() }))
	t.Cleanup(func() {
		_, _ = c.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	p := &till{}
	p.Table = dynamo.New(c, name).WithCapacity(func(units float64, op string) {
		p.calls++
		if !strings.Contains(op, "Get") && op != "Query" && op != "Scan" {
			p.units += units
		}
	})
	return p
}

// Commit is done on the house if it is a run's lease or note of itself, which are the same for any number of mails. A
// transaction costs two units an item of up to 1 KB; DynamoDB Local says 4 for any number of items.
func (p *till) Commit(ctx context.Context, writes ...table.Write) error {
	before := p.units
	err := p.Table.Commit(ctx, writes...)
	if len(writes) > 1 {
		p.units = before + 2*float64(len(writes))
	}
	if strings.HasPrefix(writes[0].Key.Partition, "L#") {
		p.units = before
	}
	return err
}

// spent is what do costs.
func (p *till) spent(do func()) (units float64, calls int) {
	p.units, p.calls = 0, 0
	do()
	return p.units, p.calls
}

func newHouseOn(t *testing.T, e table.Table) *house {
	t.Helper()
	c := &moved{now: noon}
	h := &house{t: t, engine: e, clock: c, service: &service{clock: c}, proven: true}
	var err error
	h.facts, err = ledger.Open(t.Context(), table.Once(e, rand.Reader), rand.Reader) // nonces are known to all tables there
	must(t, err)
	must(t, h.facts.SaveShop(t.Context(), shop()))
	return h
}

// told is one event that tells all of an order whose survey is due at noon.
func told(t *testing.T, ref, address string) cx.OrderEvent {
	t.Helper()
	email, err := cx.ParseEmail(address)
	must(t, err)
	at := noon.Add(-21*24*time.Hour - 2*time.Hour)
	return cx.OrderEvent{
		Platform: cx.Standard, Ref: ref, Number: "N" + ref, Version: at, Touchpoints: map[cx.Touchpoint]time.Time{cx.Ordered: at, cx.Paid: at},
		State: &cx.OrderState{Placed: at, Payment: cx.PaidInFull, Total: 6400, Currency: "EUR", Country: "GB", Locale: "en",
			Items: []cx.Item{{ID: "7513594", Title: "Serving bowl “Fjord”, 28 cm, with a title as long as shops like them"}}},
		Customer: &cx.CustomerState{Version: at, Email: email, First: cx.NewName("Ada"), Last: cx.NewName("Berg")},
	}
}

// answer taps the link of the newest mail and saves.
func (h *house) answer() {
	h.t.Helper()
	token, err := cx.ParseToken(string(h.service.accepted[len(h.service.accepted)-1].Raw))
	must(h.t, err)
	for _, act := range []func(cx.Invitation) error{
		func(inv cx.Invitation) error {
			return h.facts.Visit(h.t.Context(), inv, cx.Visit{Score: 4, At: h.clock.Now(), Client: "abcdefghijkl"})
		},
		func(inv cx.Invitation) error {
			save := cx.Confirmation{Act: cx.PressedSave, Score: 4, At: h.clock.Now(), Client: "abcdefghijkl"}
			_, err := h.facts.Answer(h.t.Context(), inv, &save, cx.Words{Reasons: []string{"quality"}, Comment: "Lovely, and well packed."}, h.clock.Now())
			return err
		},
	} {
		inv, err := h.facts.Invitation(h.t.Context(), token, h.clock.Now())
		must(h.t, err)
		must(h.t, act(inv))
		h.clock.add(time.Minute)
	}
}

// TestCostOfOneSurvey holds the budget of write units: 4 to store and schedule, 3 to claim and send, 5 to answer, which one
// in five does. What a run notes of itself is no part of it; counters are printed apart.
func TestCostOfOneSurvey(t *testing.T) {
	p := newTill(t)
	h := newHouseOn(t, p)
	stored, _ := p.spent(func() {
		_, err := h.facts.Record(t.Context(), shop(), told(t, "1", "ada@example.com"), noon.Add(-20*24*time.Hour))
		must(t, err)
	})
	again, _ := p.spent(func() {
		_, err := h.facts.Record(t.Context(), shop(), told(t, "1", "ada@example.com"), noon.Add(-20*24*time.Hour))
		must(t, err)
	})
	sent, _ := p.spent(func() {
		if r := h.run(); r.Sent != 1 {
			t.Fatalf("the run: %+v", r)
		}
	})
	answered, _ := p.spent(h.answer)
	h.clock.add(time.Hour)
	body := event("Delivery", h.service.accepted[0], "mail-1", h.clock.Now())
	job := deliveries.Job{Facts: h.facts, Clock: h.clock, Log: slog.New(slog.DiscardHandler)}
	for range 2 { // the first moves the watermark
		_, err := job.Take(t.Context(), body)
		must(t, err)
	}
	delivered, _ := p.spent(func() {
		_, err := job.Take(t.Context(), body)
		must(t, err)
	})
	all := stored + sent + answered/5
	t.Logf("stored %v, sent %v, answered %v, delivered %v: a survey costs %v write units; its counters %v",
		stored, sent, answered, delivered, all, counterCost(t, p, h))
	if stored > 4 || again > 0 || sent > 3 || answered > 5 || delivered > 0 || all > 8 {
		t.Errorf("stored %v (again %v), sent %v, answered %v, delivered %v, in all %v; want at most 4 (0), 3, 5, 0, 8", stored, again, sent, answered, delivered, all)
	}
}

// counterCost is what the counters of one answer without reasons cost that comes alone: each is an item, by day, week and
// month, and all are one transaction with the feed's checkpoint. A batch of the feed shares them.
func counterCost(t *testing.T, p *till, h *house) float64 {
	t.Helper()
	change := table.Change{Sequence: "1", New: table.Item{Key: table.Key{Partition: "P#x", Sort: "R#y"}, Values: table.Values{
		"shop": table.String("nordlys"), "survey": table.String("purchase"), "day": table.String("2026-11-24"), "status": table.String("counted"), "score": table.Number(4),
	}}}
	units, _ := p.spent(func() {
		_, err := (reactions.Job{Facts: h.facts}).Apply(t.Context(), "shard", []table.Change{change})
		must(t, err)
	})
	return units
}

// TestCostOfShopifysEvents: the four webhooks of a delivered order, with the default trigger, then the mail and the answer
// of one in five: 4 to store, nothing for a payment within minutes, 3 each for the two that move the due date (the fulfilment
// is a fallback), 4 for the rest: 14 write units. No webhook makes more than four calls of the database.
func TestCostOfShopifysEvents(t *testing.T) {
	p := newTill(t)
	h := newHouseOn(t, p)
	const secret = "a secret of the platform"
	must(t, h.facts.SaveConnection(t.Context(), "nordlys", cx.Shopify, []string{secret}, ""))
	app := (&webhooks.App{Facts: h.facts, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)}).Handler()
	post := func(number, address string, e sample.Event, at time.Time) {
		d, err := sample.Sign(cx.Shopify, sample.Order{
			Number: number, Email: address, First: "Ada", Last: "Berg", Country: "GB", Locale: "en", Item: "Serving bowl “Fjord”, 28 cm",
			ItemID: 7513594, Total: "64.00", Currency: "EUR", Placed: noon,
		}, e, at, secret, at)
		must(t, err)
		r := httptest.NewRequest(http.MethodPost, "https://hooks.example/hooks/nordlys/shopify", bytes.NewReader(d.Body))
		r.Header = d.Header
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if w.Code/100 != 2 {
			t.Fatalf("%s: %d %s", e, w.Code, w.Body)
		}
	}
	var all float64
	for i, e := range []sample.Event{sample.Created, sample.Paid, sample.Fulfilled, sample.Delivered} {
		h.clock.add([]time.Duration{time.Second, time.Minute, 24 * time.Hour, 48 * time.Hour}[i])
		post("999", "other@example.com", e, h.clock.Now()) // notes that webhooks arrive, at most once in ten minutes
		units, calls := p.spent(func() { post("1001", "ada@example.com", e, h.clock.Now()) })
		t.Logf("%s: %v write units, %d calls", e, units, calls)
		if all += units; calls > 4 {
			t.Errorf("webhook %d (%s) made %d calls, want at most 4", i+1, e, calls)
		}
	}
	h.clock.add(5 * 24 * time.Hour)
	h.run() // both mails
	if len(h.service.accepted) != 2 {
		t.Fatalf("%d mails went out", len(h.service.accepted))
	}
	answered, _ := p.spent(h.answer)
	all += 3 + answered/5 // the mail as in TestCostOfOneSurvey
	t.Logf("in all %v write units", all)
	if all > 14 {
		t.Errorf("a survey after four events costs %v write units, want at most 14", all)
	}
}
