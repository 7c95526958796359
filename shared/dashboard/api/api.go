// Package api is the read API, in the shapes of Delighted's: GET /v1/metrics and GET /v1/survey_responses, with and
// without .json, for the clients that people have. A shop's key is the user name of HTTP Basic, with or without a colon.
//
// It promises a JSON body on every answer, errors in the documented shapes, scores that are never rescaled, and that
// metrics come from counters: whole days of the shop's zone, not seconds. What is ours is extra: `evidence`, `status`,
// csat and the interval. It writes nothing but the count of requests, and it does not take people or surveys in.
package api

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/web"
)

// API is the read API of all shops of an installation.
type API struct {
	Facts  *ledger.Ledger
	Now    func() time.Time
	Log    *slog.Logger
	Origin string // scheme and host of links to the dashboard; "": those of the request
}

// requestsAMinute is what one key may ask. A page of 100 answers costs about as much as a page of the dashboard.
const requestsAMinute = 240

// Handler serves everything under /v1/.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	route := func(path string, f func(call) error) {
		for _, suffix := range []string{"", ".json"} {
			mux.Handle("GET "+path+suffix, a.handle(suffix != "", f))
		}
	}
	route("/v1/metrics", a.metrics)
	route("/v1/survey_responses", a.surveyResponses)
	mux.Handle("/v1/", web.HandlePages(a.Log, errorBody, func(http.ResponseWriter, *http.Request) error {
		return &cx.Error{Kind: cx.NotFound, Text: "There is no such route. There are GET /v1/metrics and GET /v1/survey_responses."}
	}))
	return mux
}

// call is one request of a known key.
type call struct {
	w    http.ResponseWriter
	r    *http.Request
	shop cx.Shop
	now  time.Time
	// nameless keys see no names and addresses: they are for who may read numbers and answers alone.
	nameless bool
}

func (a API) handle(suffix bool, f func(call) error) http.Handler {
	return web.HandlePages(a.Log, errorBody, func(w http.ResponseWriter, r *http.Request) error {
		shop, grant, err := a.authorized(r)
		if err != nil {
			return err
		}
		if !suffix && !wantsJSON(r.Header) {
			return status(w, http.StatusNotAcceptable, "Not Acceptable")
		}
		err = f(call{w: w, r: r, shop: shop, now: a.Now(), nameless: grant.Nameless})
		if wrong, ok := errors.AsType[invalid](err); ok {
			return wrong.write(w)
		}
		return err
	})
}

// authorized finds the shop of the key and what it opens, within the limit of requests.
func (a API) authorized(r *http.Request) (cx.Shop, ledger.Grant, error) {
	key, ok := credential(r.Header.Get("Authorization"))
	if !ok {
		return cx.Shop{}, ledger.Grant{}, &cx.Error{Kind: cx.Unauthorized, Text: "Unauthorized"}
	}
	grant, err := a.Facts.APIKey(r.Context(), key)
	if err != nil {
		return cx.Shop{}, grant, fmt.Errorf("check an API key: %w", err)
	}
	allowed, err := a.Facts.Allow(r.Context(), "api", string(grant.Shop), requestsAMinute, time.Minute, a.Now())
	if err != nil {
		return cx.Shop{}, grant, fmt.Errorf("limit requests of %s: %w", grant.Shop, err)
	}
	if !allowed {
		return cx.Shop{}, grant, web.RetryAfter(&cx.Error{Kind: cx.TooMany, Text: "Too Many Requests"}, time.Minute)
	}
	shop, err := a.Facts.Shop(r.Context(), grant.Shop)
	if err != nil {
		return cx.Shop{}, grant, fmt.Errorf("read shop %s: %w", grant.Shop, err)
	}
	return shop, grant, nil
}

// credential reads the user of HTTP Basic by hand: net/http refuses what has no colon, which is what the Python client
// sends. The scheme is in any case; a password is ignored.
func credential(header string) (string, bool) {
	scheme, encoded, _ := strings.Cut(strings.TrimSpace(header), " ")
	if !strings.EqualFold(scheme, "basic") {
		return "", false
	}
	encoded = strings.TrimRight(strings.TrimSpace(encoded), "=")
	raw, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || len(raw) > 500 {
		return "", false
	}
	user, _, _ := strings.Cut(string(raw), ":")
	return user, user != ""
}

// wantsJSON takes who names JSON, who takes anything, and who says nothing.
func wantsJSON(h http.Header) bool {
	accept := strings.ToLower(strings.Join(h.Values("Accept"), ","))
	if strings.TrimSpace(accept) == "" {
		return true
	}
	for _, part := range strings.Split(accept, ",") {
		media, _, _ := strings.Cut(part, ";")
		switch strings.TrimSpace(media) {
		case "application/json", "application/*", "*/*":
			return true
		}
	}
	return false
}

// errorBody is Delighted's: {"status": 401, "message": "Unauthorized"}.
func errorBody(w http.ResponseWriter, r *http.Request, f web.Failure) error {
	body := map[string]any{"status": f.Status, "message": http.StatusText(f.Status)}
	if f.Kind != cx.Unauthorized && f.Kind != cx.TooMany {
		body["detail"], body["request_id"] = f.Text, f.RequestID
	}
	if f.Kind == cx.Unauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="Earshot"`)
	}
	retryAfter(w)
	return web.JSON(w, f.Status, body)
}

// retryAfter puts a Retry-After on every error that names no time: the PHP client reads the first one whatever the status.
func retryAfter(w http.ResponseWriter) {
	if w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "1")
	}
}

func status(w http.ResponseWriter, code int, message string) error {
	retryAfter(w)
	return web.JSON(w, code, map[string]any{"status": code, "message": message})
}

// invalid are parameters that are not allowed, by name; it is an error only on its way to the answer 422.
type invalid map[string][]string

func (e invalid) Error() string { return fmt.Sprintf("%d parameters are not allowed", len(e)) }

func (e invalid) write(w http.ResponseWriter) error {
	retryAfter(w)
	return web.JSON(w, http.StatusUnprocessableEntity, map[string]any{
		"status": http.StatusUnprocessableEntity, "message": "Unprocessable Entity", "errors": map[string][]string(e),
	})
}
