package web_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// An application: its routes return errors, and the middleware is the same for all.
func Example() {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	kindPage := func(w http.ResponseWriter, _ *http.Request, f web.Failure) error {
		return web.Text(w, f.Status, "We are sorry. "+f.Text) // pages.Show in an application
	}
	open := func(w http.ResponseWriter, r *http.Request) error {
		if r.PathValue("token") != "known" {
			return fmt.Errorf("open link: %w", &cx.Error{Kind: cx.NotFound, Text: "This link is not one of ours."})
		}
		return web.Text(w, http.StatusOK, "How was it?")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /r/{token}", web.HandlePages(log, kindPage, open))
	app := web.Identify(rand.Reader, web.Secure(rand.Reader, web.Clean(web.SameOrigin(log, kindPage, mux))))

	for _, path := range []string{"/r/known", "/r/guessed"} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 How was it?
	// 404 We are sorry. This link is not one of ours.
}
