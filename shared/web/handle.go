// Package web is the toolkit of Earshot's HTTP applications on net/http: handlers that return an error, one table from
// kinds of errors to statuses, request ids, bounded bodies, cookies, security headers and pages. The applications stay
// plain http.Handlers; what Lambda needs is in web/gateway, which only functions link.
//
// What it promises: a failure is logged once, with the request id and the route's pattern and never the path or query,
// because these hold tokens; nobody outside learns more than the public text of an error; and a page is either whole or
// an error page, never half of one. It routes nothing (http.ServeMux does) and knows no application.
//
// How an application is put together, from the inside out:
//
//	mux.Handle("GET /dashboard/{$}", web.HandlePages(log, kindPage, a.home)) // and so on, one route a line
//	web.Identify(random, web.Secure(random, web.Clean(web.SameOrigin(log, kindPage, mux))))
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"earshot/shared/cx"
)

// Func is a handler that may fail. It writes nothing before it returns an error.
type Func func(w http.ResponseWriter, r *http.Request) error

// Failure is all that an answer may say about an error.
type Failure struct {
	Status    int
	Kind      cx.Kind
	Text      string // cx.Public's: one sentence for the caller
	RequestID string
}

// ErrorPage answers a failure in the form of one application: a kind page for people, another API's JSON. It may answer
// with another status than Failure's where a foreign protocol wants so. If it fails before it wrote, JSONError answers.
type ErrorPage func(w http.ResponseWriter, r *http.Request, f Failure) error

// Handle makes an http.Handler of f for callers that are programs: failures are answered in JSON, see JSONError.
func Handle(log *slog.Logger, f Func) http.Handler { return HandlePages(log, JSONError, f) }

// HandlePages is Handle with failures answered by page. It alone logs failures, so what f returns it should wrap and not
// log. A panic is an Internal failure; its text stays out of answer and log, since it may quote what f worked on.
func HandlePages(log *slog.Logger, page ErrorPage, f Func) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tw := &tracked{ResponseWriter: w}
		err := safely(f, tw, r)
		if err == nil {
			return
		}
		logFailure(log, r, err)
		if tw.wrote {
			return // the rule was broken: half an answer is out, and more would not mend it
		}
		answer(log, page, tw, r, err)
	})
}

func answer(log *slog.Logger, page ErrorPage, w *tracked, r *http.Request, err error) {
	kind, text := cx.Public(err)
	f := Failure{Status: Status(kind), Kind: kind, Text: text, RequestID: RequestID(r.Context())}
	w.Header().Set("Cache-Control", "no-store")
	setRetryAfter(w.Header(), err)
	show := func(w http.ResponseWriter, r *http.Request) error { return page(w, r, f) }
	if failed := safely(show, w, r); failed != nil {
		logFailure(log, r, fmt.Errorf("render the error page: %w", failed))
		if !w.wrote {
			_ = JSONError(w, r, f) // all that can fail now is the connection
		}
	}
}

func logFailure(log *slog.Logger, r *http.Request, err error) {
	kind, _ := cx.Public(err)
	log.Log(r.Context(), level(kind), "request failed", "request_id", RequestID(r.Context()), "method", r.Method,
		"route", r.Pattern, "status", Status(kind), "err", err)
}

// level is Error only for what somebody has to mend: a scanner of wrong links must not raise an alarm.
func level(k cx.Kind) slog.Level {
	switch k {
	case cx.Internal:
		return slog.LevelError
	case cx.Unavailable:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// Status is the one table from kinds to HTTP statuses. A kind that it lacks is 500; its test walks every kind.
func Status(k cx.Kind) int {
	switch k {
	case cx.Invalid:
		return http.StatusBadRequest
	case cx.Unauthorized:
		return http.StatusUnauthorized
	case cx.Forbidden:
		return http.StatusForbidden
	case cx.NotFound:
		return http.StatusNotFound
	case cx.Conflict:
		return http.StatusConflict
	case cx.TooLarge:
		return http.StatusRequestEntityTooLarge
	case cx.TooMany:
		return http.StatusTooManyRequests
	case cx.Gone:
		return http.StatusGone
	case cx.Unavailable:
		return http.StatusServiceUnavailable
	case cx.Unprocessable:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// RetryAfter marks err (of kind TooMany or Unavailable) with how long the caller should wait; the answer says it in
// whole seconds, rounded up, one at least. A nil err stays nil.
func RetryAfter(err error, wait time.Duration) error {
	if err == nil {
		return nil
	}
	return &later{error: err, wait: wait}
}

type later struct {
	error
	wait time.Duration
}

func (l *later) Unwrap() error { return l.error }

func setRetryAfter(h http.Header, err error) {
	if l, ok := errors.AsType[*later](err); ok {
		seconds := (l.wait + time.Second - 1) / time.Second
		h.Set("Retry-After", strconv.FormatInt(int64(max(seconds, 1)), 10))
	}
}

// safely turns a panic of f into an error. http.ErrAbortHandler goes on: net/http asks for that.
func safely(f Func, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			err = panicked(v)
		}
	}()
	return f(w, r)
}

// panicked names the panic by its text only where the runtime made it; any other value is named by its type.
func panicked(v any) error {
	if e, ok := v.(runtime.Error); ok {
		return fmt.Errorf("panic: %w\n%s", e, debug.Stack())
	}
	return fmt.Errorf("panic: a value of type %T\n%s", v, debug.Stack())
}

// tracked knows whether an answer has begun.
type tracked struct {
	http.ResponseWriter
	wrote bool
}

func (t *tracked) WriteHeader(status int) {
	t.wrote = t.wrote || status >= 200
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracked) Write(p []byte) (int, error) {
	t.wrote = true
	return t.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what it needs.
func (t *tracked) Unwrap() http.ResponseWriter { return t.ResponseWriter }

type requestIDKey struct{}

// WithRequestID gives a context the id of its request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the id that Identify or the gateway gave, else "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
