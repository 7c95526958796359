package deliveries_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/deliveries"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

type source struct{ *rand.Rand }

func (s source) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s.Uint32())
	}
	return len(p), nil
}

// sentAt is when the mails of the tests are sent, and read when their reports come.
var (
	sentAt = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	read   = sentAt.Add(26 * time.Hour)
)

// office is a ledger with a shop, and the job with its log.
type office struct {
	t      testing.TB
	engine table.Table
	facts  *ledger.Ledger
	job    deliveries.Job
	log    bytes.Buffer
}

func newOffice(t testing.TB) *office {
	t.Helper()
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	must(t, err)
	t.Cleanup(func() { _ = b.Close() })
	o := &office{t: t, engine: b}
	o.use(b)
	must(t, o.facts.SaveShop(t.Context(), shop()))
	return o
}

func (o *office) use(e table.Table) {
	o.t.Helper()
	random := source{rand.New(rand.NewPCG(1, 2))}
	facts, err := ledger.Open(o.t.Context(), table.Once(e, random), random)
	must(o.t, err)
	o.facts = facts
	o.job = deliveries.Job{Facts: facts, Clock: clock.Fixed(read), Log: slog.New(slog.NewTextHandler(&o.log, nil))}
}

func shop() cx.Shop {
	s := cx.NewShop("nordlys", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo, s.Postal = "Mia", "mia@nordlys.example", "mia@nordlys.example", "Havnegata 12"
	s.Live = true
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func address(t testing.TB, s string) cx.Email {
	t.Helper()
	e, err := cx.ParseEmail(s)
	must(t, err)
	return e
}

const customer = "recipient@example.com"

// claimed is an order whose mail is on its way, its answer lost.
func (o *office) claimed() (cx.OrderID, cx.Gate, cx.Token) {
	o.t.Helper()
	placed := sentAt.Add(-22 * 24 * time.Hour)
	order, err := o.facts.Record(o.t.Context(), shop(), cx.OrderEvent{
		Platform: cx.Standard, Ref: "1", Version: placed, Touchpoints: map[cx.Touchpoint]time.Time{cx.Paid: placed},
		State:    &cx.OrderState{Placed: placed, Payment: cx.PaidInFull, Total: 100, Currency: "EUR"},
		Customer: &cx.CustomerState{Version: placed, Email: address(o.t, customer)},
	}, placed)
	must(o.t, err)
	token := cx.NewToken(order.ID, [16]byte{7})
	return order.ID, o.claim(order.ID, 1, token), token
}

func (o *office) claim(id cx.OrderID, attempt int, token cx.Token) cx.Gate {
	o.t.Helper()
	f, err := o.facts.Facts(o.t.Context(), shop(), id)
	must(o.t, err)
	at := sentAt.Add(time.Duration(attempt-1) * 3 * time.Hour)
	g := cx.Gate{Order: id, Attempt: attempt, Nonce: "n" + string(rune('0'+attempt)), At: at, Token: token.Hash(), Wording: "3/de"}
	won, err := o.facts.Claim(o.t.Context(), f.Person, g)
	if err != nil || !won {
		o.t.Fatalf("Claim = %v, %v", won, err)
	}
	return g
}

// sent is an order whose mail was sent.
func (o *office) sent() (cx.OrderID, cx.Token) {
	o.t.Helper()
	id, g, token := o.claimed()
	must(o.t, o.facts.MarkSent(o.t.Context(), id, ledger.Accepted{Gate: g, MailID: "first", Shop: shop()}))
	return id, token
}

func (o *office) take(body []byte) deliveries.Outcome {
	o.t.Helper()
	outcome, err := o.job.Take(o.t.Context(), body)
	must(o.t, err)
	return outcome
}

func (o *office) message(id cx.OrderID) cx.Message {
	o.t.Helper()
	order, err := o.facts.Order(o.t.Context(), id)
	must(o.t, err)
	return order.Message
}

func (o *office) known(s string) cx.Address {
	o.t.Helper()
	a, err := o.facts.Address(o.t.Context(), address(o.t, s))
	must(o.t, err)
	return a
}

type object = map[string]any

// report is a sample of the service's with changes at dotted paths.
func report(t *testing.T, sample string, changes object) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", sample+".json"))
	must(t, err)
	var whole object
	must(t, json.Unmarshal(raw, &whole))
	for path, v := range changes {
		at := whole
		names := strings.Split(path, ".")
		for _, name := range names[:len(names)-1] {
			if at[name] == nil {
				at[name] = object{}
			}
			at = at[name].(object)
		}
		at[names[len(names)-1]] = v
	}
	body, err := json.Marshal(whole)
	must(t, err)
	return append(body, '\n') // as SES sends it
}

// tags are what dispatch puts on a mail.
func tags(id cx.OrderID, attempt string) object {
	return object{cx.TagOrder: []string{string(id)}, cx.TagStep: []string{"0"}, cx.TagAttempt: []string{attempt}}
}

// about is a sample about the mail of an order.
func about(t *testing.T, sample string, id cx.OrderID, changes object) []byte {
	t.Helper()
	all := object{"mail.tags": tags(id, "1"), "mail.timestamp": sentAt}
	for k, v := range changes {
		all[k] = v
	}
	return report(t, sample, all)
}
