package events

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/answers"
	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/dashboard"
	"earshot/shared/deliveries"
	"earshot/shared/ledger"
	"earshot/shared/reactions"
	"earshot/shared/seed"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/dynamo/event"
	"earshot/shared/web/gateway"
	"earshot/shared/webhooks"
	"earshot/shared/words"
)

// quiet is a log that nobody reads.
var quiet = slog.New(slog.DiscardHandler)

// woken is the ledger on the seed, as a function finds it.
func woken(t *testing.T) *ledger.Ledger {
	t.Helper()
	s, err := seed.File("seed.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	if err := s.Fill(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), table.Once(b, &stream{n: 1 << 41}), &stream{n: 1 << 42})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// applications are the handlers of the functions behind the API, on one ledger.
func applications(t *testing.T, l *ledger.Ledger) map[string]http.Handler {
	t.Helper()
	at := func() time.Time { return now }
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := answers.App{Facts: l, Words: book, Now: at, Random: &stream{}, Log: quiet}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	merchant := dashboard.App{Facts: l, Owners: []string{owner}, Now: at, Random: &stream{}, Log: quiet}
	desk, err := merchant.Desk()
	if err != nil {
		t.Fatal(err)
	}
	setup, err := merchant.Setup()
	if err != nil {
		t.Fatal(err)
	}
	hooks := &webhooks.App{Facts: l, Now: at, Log: quiet}
	return map[string]http.Handler{"answers": pages, "dashboard": desk, "setup": setup, "webhooks": hooks.Handler()}
}

var wantedStatus = regexp.MustCompile(`-(\d{3})\.json$`)

// Every request of this folder goes through the adapter to the real application and is answered as its name says.
func TestRequestsAreAnswered(t *testing.T) {
	contains := map[string]string{ // what an answer must hold, so that 200 of the wrong page is no success
		"answers-open.json":          `name="score"`,
		"answers-door.json":          `name="words"`,
		"answers-door-say.json":      "Mia has your words",
		"dashboard-score.json":       "Nordlys Ceramics",
		"dashboard-outbox.json":      "Order 5001",
		"dashboard-metrics.json":     `"satisfied_count":1`,
		"dashboard-responses.json":   "The glaze is even more beautiful",
		"dashboard-signin.json":      "",
		"dashboard-signin-page.json": "<form",
		"setup-settings.json":        "Havnegata 12",
		"setup-texts.json":           "<form",
		"setup-rehearsal.json":       "Rehearsal",
	}
	for name := range newWorld(t).requests(t) {
		t.Run(name, func(t *testing.T) {
			function, _, _ := strings.Cut(name, "-")
			answer := invoke(t, applications(t, woken(t))[function], name)
			least, most := 200, 399
			if m := wantedStatus.FindStringSubmatch(name); m != nil {
				least, _ = strconv.Atoi(m[1])
				most = least
			}
			if answer.StatusCode < least || answer.StatusCode > most || !strings.Contains(answer.Body, contains[name]) {
				t.Errorf("answered %d, want %d to %d with %q: %.1000s", answer.StatusCode, least, most, contains[name], answer.Body)
			}
		})
	}
}

func invoke(t *testing.T, app http.Handler, file string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	raw, err := gateway.New(app, quiet, nil).Invoke(t.Context(), read(t, file))
	if err != nil {
		t.Fatal(err)
	}
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Orders of the three platforms are in the table afterwards, with a survey that is planned.
func TestOrdersAreRecorded(t *testing.T) {
	for file, number := range map[string]string{
		"webhooks-shopify-order.json": "1048", "webhooks-woocommerce-order.json": "1049", "webhooks-standard-order.json": "A-1050",
	} {
		t.Run(file, func(t *testing.T) {
			l := woken(t)
			invoke(t, applications(t, l)["webhooks"], file)
			found, err := l.Outbox(t.Context(), shop().ID, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range found {
				if o.Number == number {
					return
				}
			}
			t.Errorf("order %s is not among the %d in the outbox", number, len(found))
		})
	}
}

// A saved answer counts: the form carries all that speaks for a person.
func TestTheSavedAnswerCounts(t *testing.T) {
	l, w := woken(t), newWorld(t)
	invoke(t, applications(t, l)["answers"], "answers-save.json")
	o, err := l.Order(t.Context(), w.asked.ID)
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.Response(t.Context(), o.Person, o.ID)
	if err != nil || r.Score != 4 || r.Status != cx.Counted {
		t.Errorf("the response is %+v, %v: want a score of 4 that counts", r, err)
	}
}

func TestReportsOfMailLeadSomewhere(t *testing.T) {
	for file, want := range map[string]deliveries.Outcome{
		"deliveries-delivery.json": deliveries.Expected, "deliveries-bounce.json": deliveries.Suppressed,
		"deliveries-complaint.json": deliveries.Suppressed, "deliveries-first.json": deliveries.Ignored,
	} {
		var e events.SQSEvent
		if err := json.Unmarshal(read(t, file), &e); err != nil {
			t.Fatal(err)
		}
		job := deliveries.Job{Facts: woken(t), Clock: clock.Fixed(now), Log: quiet}
		got, err := job.Take(t.Context(), []byte(e.Records[0].Body))
		if err != nil || got != want {
			t.Errorf("%s led to %q, %v, want %q", file, got, err, want)
		}
	}
}

func TestTheChangeIsCountedOnce(t *testing.T) {
	var e events.DynamoDBTimeWindowEvent
	if err := json.Unmarshal(read(t, "reactions-response.json"), &e); err != nil {
		t.Fatal(err)
	}
	var changes []table.Change
	for _, r := range e.Records {
		c, err := event.Change(e.ShardID, r)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, c)
	}
	job := reactions.Job{Facts: woken(t)}
	for round, want := range []reactions.Report{{Changes: 1}, {Known: 1}} {
		got, err := job.Apply(context.WithoutCancel(t.Context()), e.ShardID, changes)
		if err != nil || got.Changes != want.Changes || got.Known != want.Known || (round == 0) != (got.Counted > 0) {
			t.Errorf("round %d: %+v, %v", round, got, err)
		}
	}
}
