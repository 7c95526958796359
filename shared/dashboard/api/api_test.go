package api_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/api"
	"earshot/shared/dashboard/floor"
)

// service is the API in front of a floor.
type service struct {
	*floor.Floor
	h   http.Handler
	key string
	t   testing.TB
}

func open(t testing.TB, f *floor.Floor) *service {
	t.Helper()
	key, err := f.NewAPIKey(t.Context(), f.Shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	a := api.API{Facts: f.Ledger, Now: func() time.Time { return f.Now }, Log: slog.New(slog.DiscardHandler)}
	return &service{Floor: f, h: a.Handler(), key: key, t: t}
}

// reply is an answer; its body must be JSON in any case.
type reply struct {
	status int
	header http.Header
	body   string
	t      testing.TB
}

func (s *service) request(method, target string) *http.Request {
	r := httptest.NewRequest(method, "https://earshot.example"+target, nil)
	r.SetBasicAuth(s.key, "")
	r.Header.Set("Accept", "application/json")
	return r
}

func (s *service) do(r *http.Request) reply {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if !json.Valid(w.Body.Bytes()) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		s.t.Fatalf("%s %s: the answer is no JSON: %d %q", r.Method, r.URL.Path, w.Code, w.Body)
	}
	if wait, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code >= 400 && (err != nil || wait < 1) {
		s.t.Errorf("%s %s = %d without seconds in Retry-After, which the PHP client reads on every error", r.Method, r.URL.Path, w.Code)
	}
	return reply{w.Code, w.Header(), w.Body.String(), s.t}
}

func (s *service) get(target string) reply { s.t.Helper(); return s.do(s.request("GET", target)) }

// object and list decode an answer of 200.
func (r reply) object() map[string]any {
	r.t.Helper()
	var v map[string]any
	r.decode(&v)
	return v
}

func (r reply) list() []map[string]any {
	r.t.Helper()
	var v []map[string]any
	r.decode(&v)
	if v == nil {
		r.t.Fatal("the list is null: clients take its length")
	}
	return v
}

func (r reply) decode(v any) {
	r.t.Helper()
	if r.status != 200 {
		r.t.Fatalf("answer = %d %s, want 200", r.status, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		r.t.Fatal(err)
	}
}

func TestCredentials(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	b64 := base64.StdEncoding.EncodeToString
	tests := []struct {
		name, header string
		want         int
	}{
		{"key and colon, as Node sends", "Basic " + b64([]byte(s.key+":")), 200},
		{"key alone, as Python sends", "Basic " + b64([]byte(s.key)), 200},
		{"key twice, as old fides sends", "Basic " + b64([]byte(s.key+":"+s.key)), 200},
		{"without padding", "Basic " + strings.TrimRight(b64([]byte(s.key)), "="), 200},
		{"scheme in small letters", "basic " + b64([]byte(s.key+":")), 200},
		{"no header", "", 401},
		{"another scheme", "Bearer " + s.key, 401},
		{"not encoded", "Basic " + s.key, 401},
		{"no user", "Basic " + b64([]byte(":"+s.key)), 401},
		{"a key that nobody made", "Basic " + b64([]byte(s.key[:len(s.key)-1]+"_:")), 401},
		{"a key with a space", "Basic " + b64([]byte(s.key+" :")), 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := s.request("GET", "/v1/metrics.json")
			r.Header.Set("Authorization", tt.header)
			got := s.do(r)
			if got.status != tt.want {
				t.Fatalf("answer = %d %s, want %d", got.status, got.body, tt.want)
			}
			if tt.want == 401 && got.body != `{"message":"Unauthorized","status":401}`+"\n" {
				t.Errorf("body = %s", got.body)
			}
		})
	}
}

func TestFormats(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	tests := []struct {
		path, accept string
		want         int
	}{
		{"/v1/metrics.json", "text/html", 200},
		{"/v1/metrics", "application/json", 200},
		{"/v1/metrics", "", 200},
		{"/v1/metrics", "text/html, */*;q=0.1", 200},
		{"/v1/metrics", "text/html,application/xml", 406},
		{"/v1/survey_responses", "application/xml", 406},
		{"/v1/survey_responses.json", "application/xml", 200},
	}
	for _, tt := range tests {
		r := s.request("GET", tt.path)
		r.Header.Set("Accept", tt.accept)
		if got := s.do(r); got.status != tt.want {
			t.Errorf("%s asked for as %q = %d, want %d", tt.path, tt.accept, got.status, tt.want)
		}
	}
}

func TestOtherRoutesAreJSON(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	for _, route := range []string{"GET /v1/", "GET /v1/people.json", "POST /v1/people", "DELETE /v1/people/1", "POST /v1/metrics", "GET /v1/survey_responses/9"} {
		method, path, _ := strings.Cut(route, " ")
		if got := s.do(s.request(method, path)); got.status != 404 || got.object404()["status"] != 404.0 {
			t.Errorf("%s = %d %s, want 404", route, got.status, got.body)
		}
	}
}

func (r reply) object404() map[string]any {
	var v map[string]any
	_ = json.Unmarshal([]byte(r.body), &v)
	return v
}

func TestTooManyRequestsNameTheTimeToWait(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	var got reply
	n := 0
	for ; n < 300 && got.status != 429; n++ {
		got = s.get("/v1/metrics")
	}
	if wait, err := strconv.Atoi(got.header.Get("Retry-After")); got.status != 429 || err != nil || wait < 1 || n != 241 {
		t.Fatalf("request %d = %d, Retry-After %q, want 429 at the 241st", n, got.status, got.header.Get("Retry-After"))
	}
	if got.body != `{"message":"Too Many Requests","status":429}`+"\n" {
		t.Errorf("body = %s", got.body)
	}
	s.Now = s.Now.Add(time.Minute + time.Second)
	if got := s.get("/v1/metrics"); got.status != 200 {
		t.Errorf("after the wait = %d, want 200", got.status)
	}
}

func TestWrongParameters(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	for target, field := range map[string]string{
		"metrics?since=yesterday": "since", "metrics?until=-1": "until", "metrics?trend=7": "trend", "metrics?groups[]=sms": "groups",
		"survey_responses?per_page=101": "per_page", "survey_responses?per_page=0": "per_page", "survey_responses?page=x": "page",
		"survey_responses?page=101&per_page=100": "page", "survey_responses?order=newest": "order", "survey_responses?status=good": "status",
		"survey_responses?expand[]=everything": "expand", "survey_responses?since=99999999999999": "since", "survey_responses?trend=1": "trend",
		"survey_responses?updated_since=x": "updated_since",
	} {
		got := s.get("/v1/" + target)
		var body struct {
			Status  int
			Message string
			Errors  map[string][]string
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil {
			t.Fatal(err)
		}
		if got.status != 422 || body.Status != 422 || body.Message != "Unprocessable Entity" || len(body.Errors[field]) != 1 {
			t.Errorf("%s = %d %s, want 422 about %s", target, got.status, got.body, field)
		}
	}
	if got := s.get("/v1/survey_responses?page=101&per_page=100"); !strings.Contains(got.body, "use since") {
		t.Errorf("a page too far says %s", got.body)
	}
}

// TestClients sends what the real clients were measured to send.
func TestClients(t *testing.T) {
	f := floor.Open(t, cx.ElevenPoints)
	f.Said(floor.Someone(1), 9, f.Now.Add(-time.Hour))
	f.Count()
	s := open(t, f)
	t.Run("Python: key without colon and a body on every GET", func(t *testing.T) {
		r := httptest.NewRequest("GET", "/v1/metrics", strings.NewReader("{}"))
		r.Header = http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(s.key))},
			"Accept": {"application/json"}, "Content-Type": {"application/json"}, "User-Agent": {"Delighted Python 4.2.0"}}
		if got := s.do(r).object(); got["nps"] != 100.0 || got["id"] != nil {
			t.Errorf("metrics are %v", got)
		}
		r = httptest.NewRequest("GET", "/v1/survey_responses?expand%5B%5D=person&order=desc", io.NopCloser(strings.NewReader("{}")))
		r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(s.key)))
		if id := s.do(r).list()[0]["person"].(map[string]any)["id"]; id == "" {
			t.Errorf("the expanded person has no id")
		}
	})
	t.Run("Node: expand=person", func(t *testing.T) {
		got := s.get("/v1/survey_responses?expand=person&per_page=100").list()
		p, ok := got[0]["person"].(map[string]any)
		if len(got) != 1 || !ok || p["email"] != "customer1@example.com" || p["name"] != "Jonas Wahl" {
			t.Errorf("responses are %v", got)
		}
	})
	t.Run("Node: since as seconds of a date", func(t *testing.T) {
		q := url.Values{"since": {strconv.FormatInt(f.Now.Add(-30*time.Minute).Unix(), 10)}}
		if got := s.get("/v1/survey_responses?" + q.Encode()).list(); len(got) != 0 {
			t.Errorf("responses are %v, want none", got)
		}
	})
	t.Run("airbyte: pages of 100 until one is short", func(t *testing.T) {
		if got := s.get("/v1/survey_responses.json?per_page=100&page=2").list(); len(got) != 0 {
			t.Errorf("the second page is %v, want []", got)
		}
	})
}
