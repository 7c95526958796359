package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

// attributeValue is what an attribute is to the SDK.
type attributeValue = types.AttributeValue

// stingy is a DynamoDB that leaves keys of a batch for later.
type stingy struct {
	dynamo.API
	give  int // keys it answers a call
	calls int
}

func (s *stingy) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	s.calls++
	wanted := in.RequestItems["t"]
	if !aws.ToBool(wanted.ConsistentRead) {
		return nil, errors.New("a batch without consistent read")
	}
	n := min(s.give, len(wanted.Keys))
	out := &dynamodb.BatchGetItemOutput{}
	out.Responses = map[string][]map[string]attributeValue{"t": wanted.Keys[:n]}
	wanted.Keys = wanted.Keys[n:]
	out.UnprocessedKeys = in.RequestItems
	out.UnprocessedKeys["t"] = wanted
	return out, nil
}

func TestUnprocessedKeysAreReadToo(t *testing.T) {
	keys := []table.Key{key("a"), key("b"), key("c"), key("d"), key("e")}
	s := &stingy{give: 2}
	items, err := dynamo.New(s, "t").Get(t.Context(), keys...)
	if err != nil || s.calls != 3 {
		t.Fatalf("Get in %d calls: %v", s.calls, err)
	}
	for i, item := range items {
		if item.Key != keys[i] {
			t.Errorf("item %d is %v, want %v", i, item.Key, keys[i])
		}
	}
	s = &stingy{}
	if _, err := dynamo.New(s, "t").Get(t.Context(), keys...); !errors.Is(err, table.ErrUnavailable) || s.calls > 5 {
		t.Errorf("Get that brings nothing: %v in %d calls, want ErrUnavailable soon", err, s.calls)
	}
}

// TestTransactionsCarryTheNonce wants the token of a repeated transaction, and all of its text, to be the same.
func TestTransactionsCarryTheNonce(t *testing.T) {
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(b))
		w.WriteHeader(500)
	}))
	defer server.Close()
	once := table.Once(dynamo.New(client(server.URL), "t"), strings.NewReader(strings.Repeat("x", 12)))
	w := table.Update(key("a"), table.Values{"rev": table.Number(2), "b": table.Number(1), "c": table.Number(1)}, nil, table.Equal("rev", table.Number(1)))
	w.Add = map[string]int64{"d": 1, "e": 1}
	if err := once.Commit(t.Context(), w, table.Delete(key("b"))); !errors.Is(err, table.ErrUnclear) {
		t.Fatalf("Commit: %v", err)
	}
	if len(bodies) != 5 {
		t.Fatalf("%d requests, want 5", len(bodies))
	}
	first := request(t, bodies[0])
	if first.ClientRequestToken != "eHh4eHh4eHh4eHh4" {
		t.Errorf("token %q, want the nonce", first.ClientRequestToken)
	}
	for _, b := range bodies[1:] {
		if again := request(t, b); again != first {
			t.Errorf("%+v, then %+v", first, again)
		}
	}
}

type sent struct{ ClientRequestToken, Update, Condition, Names string }

func request(t *testing.T, body string) sent {
	t.Helper()
	var in struct {
		ClientRequestToken string
		TransactItems      []struct {
			Update struct {
				UpdateExpression, ConditionExpression string
				ExpressionAttributeNames              map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		t.Fatal(err)
	}
	u := in.TransactItems[0].Update
	names, err := json.Marshal(u.ExpressionAttributeNames) // sorts
	if err != nil {
		t.Fatal(err)
	}
	return sent{in.ClientRequestToken, u.UpdateExpression, u.ConditionExpression, string(names)}
}

func TestCreateWaitsForTheTable(t *testing.T) {
	states := []string{"CREATING", "CREATING", "ACTIVE"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		answer := map[string]string{"CreateTable": "{}", "DescribeTimeToLive": `{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}`, "UpdateTimeToLive": "{}"}[op]
		if op == "DescribeTable" {
			answer = `{"Table":{"TableStatus":"` + states[0] + `"}}`
			states = states[1:]
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	waits := 0
	wait := func(context.Context, int) error { waits++; return nil }
	if err := dynamo.Create(t.Context(), client(server.URL), "t", wait); err != nil || waits != 2 {
		t.Errorf("Create: %v after %d waits, want 2", err, waits)
	}
	states = []string{"CREATING"}
	over := errors.New("over")
	err := dynamo.Create(t.Context(), client(server.URL), "t", func(context.Context, int) error { return over })
	if !errors.Is(err, over) {
		t.Errorf("Create: %v, want the end of the wait", err)
	}
}

func TestClientHasTimeouts(t *testing.T) {
	c := dynamo.HTTPClient()
	answer := c.Transport.(*http.Transport).ResponseHeaderTimeout
	if answer <= 0 || answer >= 5*time.Second || c.Timeout <= 0 {
		t.Errorf("an answer may take %v, a call %v: platforms give a webhook 5 s", answer, c.Timeout)
	}
}
