package pages_test

import (
	"crypto/rand"
	"html/template"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"earshot/shared/web"
	"earshot/shared/web/look"
	"earshot/shared/web/pages"
)

func parse(t *testing.T) *pages.Set {
	t.Helper()
	p, err := pages.Parse(fstest.MapFS{
		"pages/head.html": {Data: []byte(`{{define "head"}}<!doctype html><style nonce="{{.Nonce}}">{{.CSS}}{{.Data.Brand}}</style>{{end}}`)},
		"pages/home.html": {Data: []byte(`{{template "head" .}}<p>{{.Data.Name}}</p><script nonce="{{.Nonce}}">var n={{.Data.Name}}</script>`)},
	}, nil, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPages(t *testing.T) {
	p := parse(t)
	brand := look.BrandOf(look.Color{R: 0x0f, G: 0x5c, B: 0x55}).CSS()
	tests := []struct {
		name   string
		data   map[string]any
		status int
		want   []string
	}{
		{"whole, with its nonce, its look and its data escaped", map[string]any{"Brand": brand, "Name": "<b>"}, 201,
			[]string{"--brand:#0f5c55", "--paper:#fffefb", "<p>&lt;b&gt;</p>", `var n="\u003cb\u003e"`}},
		{"a key that is missing is an error and no half page", map[string]any{"Brand": template.CSS("")}, 500,
			[]string{`"error":"Something went wrong`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := web.Secure(rand.Reader, web.Handle(slog.New(slog.DiscardHandler), func(w http.ResponseWriter, r *http.Request) error {
				return p.Show(w, r, 201, "home.html", tt.data)
			}))
			w := ask(h)
			body := w.Body.String()
			if w.Code != tt.status {
				t.Errorf("status = %d, want %d: %s", w.Code, tt.status, body)
			}
			for _, want := range tt.want {
				if !strings.Contains(body, want) {
					t.Errorf("page lacks %s", want)
				}
			}
			if strings.Contains(body, "ZgotmplZ") || (w.Code == 500) == strings.Contains(body, "doctype") {
				t.Errorf("page = %s", body)
			}
			_, after, _ := strings.Cut(w.Header().Get("Content-Security-Policy"), "style-src 'nonce-")
			nonce, _, _ := strings.Cut(after, "'")
			if w.Code == 201 && strings.Count(body, `nonce="`+nonce+`"`) != 2 {
				t.Errorf("style and script do not both carry the nonce %q", nonce)
			}
		})
	}
}

func TestPagesThatAreNotThere(t *testing.T) {
	w := ask(web.Handle(slog.New(slog.DiscardHandler), func(w http.ResponseWriter, r *http.Request) error {
		return parse(t).Show(w, r, 200, "nowhere.html", nil)
	}))
	if w.Code != 500 {
		t.Errorf("answer = %d, want 500", w.Code)
	}
	if _, err := pages.Parse(fstest.MapFS{"a.html": {Data: []byte("{{if}}")}}, nil, "*.html"); err == nil {
		t.Error("a broken template was parsed")
	}
}

func TestJSONIsWholeOrAnError(t *testing.T) {
	w := ask(web.Handle(slog.New(slog.DiscardHandler), func(w http.ResponseWriter, _ *http.Request) error {
		return web.JSON(w, 200, map[string]any{"a": 1, "f": func() {}})
	}))
	if w.Code != 500 || strings.Contains(w.Body.String(), `"a"`) {
		t.Errorf("answer = %d %s, want 500 alone", w.Code, w.Body)
	}
}

func ask(h http.Handler) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	return w
}
