// Package gateway runs an http.Handler behind API Gateway's HTTP API (payload version 2.0) in Lambda, and lets the same
// function be invoked directly with an event of our own. Only functions link it: the applications know no Lambda.
//
// What it promises: the handler sees the bytes that the caller sent (base64 undone, so signatures hold), header values
// as they came and never split at commas, the path as API Gateway decoded it and never parsed again, the host and scheme
// that API Gateway vouches for, the function's deadline in the context, and API Gateway's request id (web.RequestID). A
// panic is 500 without a text, never a dead sandbox.
//
// It is our own because the known adapters are archived, heavy, or split comma-joined headers. It buffers whole answers
// (6 MB is all that Lambda returns) and streams nothing.
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/web"
)

// maxAnswer is what Lambda lets a function return, in bytes of JSON: 6 MB.
const maxAnswer = 6 << 20

// Direct takes an event that is no HTTP request, from `aws lambda invoke`, a test or another trigger. What it returns
// is encoded as JSON. Who may invoke a function directly is IAM's matter: over HTTP nobody reaches it, because API
// Gateway wraps whatever a caller sends.
type Direct func(ctx context.Context, event json.RawMessage) (any, error)

// Function is what a function's main starts: lambda.Start(gateway.New(app, log, nil)). It implements lambda.Handler.
type Function struct {
	app    http.Handler
	log    *slog.Logger
	direct Direct
}

// New makes a function of app. Direct may be nil: other events then fail.
func New(app http.Handler, log *slog.Logger, direct Direct) Function {
	return Function{app: app, log: log, direct: direct}
}

// Invoke answers one event. An error (and so a failed invocation) comes only from events that are no HTTP requests.
func (f Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	var e events.APIGatewayV2HTTPRequest
	malformed := json.Unmarshal(event, &e)
	if e.RequestContext.HTTP.Method == "" { // API Gateway alone sets it, and always
		return f.invokeDirect(ctx, event)
	}
	answer, err := encode(f.answer(ctx, e, malformed))
	if err == nil && len(answer) > maxAnswer {
		err = fmt.Errorf("answer of %d bytes is over the limit of %d", len(answer), maxAnswer)
	}
	if err != nil {
		f.log.ErrorContext(ctx, "no answer", "err", err)
		return encode(failure(http.StatusInternalServerError))
	}
	return answer, nil
}

// encode leaves '<' and its like alone: escaped, a page would grow by a quarter on its way out.
func encode(response events.APIGatewayV2HTTPResponse) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(response)
	return out.Bytes(), err
}

func (f Function) invokeDirect(ctx context.Context, event []byte) ([]byte, error) {
	if f.direct == nil {
		return nil, errors.New("this function answers HTTP API events of version 2.0 alone")
	}
	result, err := f.direct(ctx, event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

// answer never fails: what goes wrong is an answer too.
func (f Function) answer(ctx context.Context, e events.APIGatewayV2HTTPRequest, malformed error) events.APIGatewayV2HTTPResponse {
	r, err := request(web.WithRequestID(ctx, e.RequestContext.RequestID), e)
	if err = errors.Join(malformed, err); err != nil {
		f.log.WarnContext(ctx, "event refused", "request_id", e.RequestContext.RequestID, "err", err)
		return failure(http.StatusBadRequest)
	}
	w := newRecorder()
	if f.panicked(w, r) {
		return failure(http.StatusInternalServerError)
	}
	return w.response(r.Method)
}

// panicked runs the application and reports whether it panicked. The value may quote what the handler worked on, so the
// log gets its type alone.
func (f Function) panicked(w http.ResponseWriter, r *http.Request) (panicked bool) {
	defer func() {
		if v := recover(); v != nil {
			f.log.ErrorContext(r.Context(), "panic", "request_id", web.RequestID(r.Context()), "type", fmt.Sprintf("%T", v),
				"stack", string(debug.Stack()))
			panicked = true
		}
	}()
	f.app.ServeHTTP(w, r)
	return false
}

func failure(status int) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"},
		Body:       http.StatusText(status),
	}
}
