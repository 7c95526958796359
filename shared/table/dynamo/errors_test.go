package dynamo_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

// answering plays DynamoDB with one answer for everything. A status of 0 breaks the connection after the request.
func answering(t *testing.T, status int, body string) (*dynamo.Table, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return dynamo.New(client(server.URL), "t"), &calls
}

func fault(code, more string) string {
	return `{"__type":"com.amazonaws.dynamodb.v20120810#` + code + `","message":"told"` + more + `}`
}

func reasons(codes ...string) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = `{"Code":"` + c + `"}`
	}
	return fault("TransactionCanceledException", `,"CancellationReasons":[`+strings.Join(list, ",")+`]`)
}

func TestWhatAFailedWriteMeans(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"condition", 400, fault("ConditionalCheckFailedException", ""), table.ErrCondition},
		{"conflict of a single write", 400, fault("TransactionConflictException", ""), table.ErrConflict},
		{"conflict of a transaction", 400, reasons("None", "TransactionConflict"), table.ErrConflict},
		{"condition in a transaction", 400, reasons("None", "ConditionalCheckFailed"), table.ErrCondition},
		{"condition and conflict", 400, reasons("TransactionConflict", "ConditionalCheckFailed"), table.ErrCondition},
		{"transaction throttled", 400, reasons("ThrottlingError", "None"), table.ErrUnavailable},
		{"transaction over capacity", 400, reasons("None", "ProvisionedThroughputExceeded"), table.ErrUnavailable},
		{"transaction not allowed", 400, reasons("ValidationError", "None"), table.ErrInvalid},
		{"the same transaction still runs", 400, fault("TransactionInProgressException", ""), table.ErrUnclear},
		{"throttled", 400, fault("ThrottlingException", ""), table.ErrUnavailable},
		{"over capacity", 400, fault("ProvisionedThroughputExceededException", ""), table.ErrUnavailable},
		{"over the limit of the account", 400, fault("RequestLimitExceeded", ""), table.ErrUnavailable},
		{"not allowed", 400, fault("ValidationException", ""), table.ErrInvalid},
		{"server error", 500, fault("InternalServerError", ""), table.ErrUnclear},
		{"server error of a proxy", 502, "<html>bad gateway</html>", table.ErrUnclear},
		{"service unavailable", 503, fault("ServiceUnavailable", ""), table.ErrUnclear},
		{"connection broken", 0, "", table.ErrUnclear},
		{"no such table", 400, fault("ResourceNotFoundException", ""), nil},
		{"access denied", 400, fault("AccessDeniedException", ""), nil},
	}
	sentinels := []error{table.ErrCondition, table.ErrConflict, table.ErrUnavailable, table.ErrUnclear, table.ErrInvalid}
	writes := []table.Write{table.Put(key("a"), nil), table.Update(key("a"), nil, []string{"x"}), table.Delete(key("a"))}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tbl, calls := answering(t, tt.status, tt.body)
			for _, commit := range [][]table.Write{writes[:1], writes[1:2], writes[2:], {writes[0], table.Put(key("b"), nil)}} {
				calls.Store(0)
				err := tbl.Commit(t.Context(), commit...)
				if err == nil {
					t.Fatal("Commit succeeded")
				}
				for _, s := range sentinels {
					if errors.Is(err, s) != (s == tt.want) {
						t.Errorf("Commit: %v, want %v", err, tt.want)
					}
				}
				if calls.Load() != 1 {
					t.Errorf("the write was sent %d times", calls.Load())
				}
			}
		})
	}
}

func TestFoundItemOfACondition(t *testing.T) {
	item := `{"pk":{"S":"p"},"sk":{"S":"a"},"n":{"N":"-3"}}`
	tests := []struct{ name, body string }{
		{"of a single write", fault("ConditionalCheckFailedException", `,"Item":`+item)},
		{"of a transaction", fault("TransactionCanceledException",
			`,"CancellationReasons":[{"Code":"ConditionalCheckFailed","Item":`+item+`},{"Code":"None"}]`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tbl, _ := answering(t, 400, tt.body)
			c, ok := errors.AsType[*table.ConditionError](tbl.Commit(t.Context(), table.Create(key("a"), nil)))
			if !ok || !c.Found[0].Same(table.Item{Key: key("a"), Values: table.Values{"n": table.Number(-3)}}) {
				t.Errorf("found %v", c)
			}
		})
	}
}

func TestUnreachableWriteWasNotDone(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	err := dynamo.New(client(server.URL), "t").Commit(t.Context(), table.Put(key("a"), nil))
	if !errors.Is(err, table.ErrUnavailable) || errors.Is(err, table.ErrUnclear) {
		t.Errorf("Commit: %v, want ErrUnavailable", err)
	}
}

func TestContextThatEndsMeanwhile(t *testing.T) {
	arrived, ctx, cancel := make(chan bool, 9), t.Context(), func() {}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- true
		<-r.Context().Done()
	}))
	defer server.Close()
	tbl := dynamo.New(client(server.URL), "t")
	begin := func() {
		ctx, cancel = context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
	}
	begin()
	err := tbl.Commit(ctx, table.Put(key("a"), nil))
	if !errors.Is(err, table.ErrUnclear) || !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: %v, want ErrUnclear and why", err)
	}
	begin()
	if _, err = tbl.Get(ctx, key("a")); !errors.Is(err, context.Canceled) || errors.Is(err, table.ErrUnclear) {
		t.Errorf("Get: %v, want context.Canceled", err)
	}
	cancel()
}

func TestFailedReads(t *testing.T) {
	tests := []struct {
		name, body string
		status     int
		want       error
		calls      int32
	}{
		{"throttled is repeated", fault("ThrottlingException", ""), 400, table.ErrUnavailable, 3},
		{"server error is repeated", fault("InternalServerError", ""), 500, table.ErrUnavailable, 3},
		{"broken connection is repeated", "", 0, table.ErrUnavailable, 3},
		{"not allowed", fault("ValidationException", ""), 400, table.ErrInvalid, 1},
		{"not ours", `{"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"l":{"BOOL":true}}}`, 200, nil, 1},
		{"a fraction", `{"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"n":{"N":"0.5"}}}`, 200, nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tbl, calls := answering(t, tt.status, tt.body)
			items, err := tbl.Get(t.Context(), key("a"))
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || calls.Load() != tt.calls {
				t.Errorf("Get = %v, %v in %d calls, want %v in %d", items, err, calls.Load(), tt.want, tt.calls)
			}
		})
	}
}
