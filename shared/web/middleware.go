package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"earshot/shared/cx"
)

// Identify gives each request an id, made from random (crypto/rand.Reader; safe for concurrent use), unless the gateway
// gave one before, and tells it in X-Request-Id. An id sent by the caller is ignored: it would write into our logs.
func Identify(random io.Reader, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if RequestID(r.Context()) == "" {
			id, err := token(random, 12)
			if err != nil {
				http.Error(w, "no randomness", http.StatusInternalServerError)
				return
			}
			r = r.WithContext(WithRequestID(r.Context(), id))
		}
		w.Header().Set("X-Request-Id", RequestID(r.Context()))
		next.ServeHTTP(w, r)
	})
}

type nonceKey struct{}

// Nonce is what <style> and <script> of this response must carry; "" where Secure is not around.
func Nonce(ctx context.Context) string {
	nonce, _ := ctx.Value(nonceKey{}).(string)
	return nonce
}

// Secure sets the headers of every answer before next does its work, so that a handler can still override one. The
// policy allows inline style and script with the response's nonce (made from random), forms and requests to ourselves,
// our own and inlined images, and nothing else; style attributes and event attributes are refused. Nothing is cached or
// indexed. The referrer policy is same-origin and not no-referrer, under which a browser sends "Origin: null" with our
// own forms.
func Secure(random io.Reader, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce, err := token(random, 16)
		if err != nil { // a page without a nonce would be a page without its look: better none
			http.Error(w, "no randomness", http.StatusInternalServerError)
			return
		}
		setSecurity(w.Header(), nonce, r.TLS != nil)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nonceKey{}, nonce)))
	})
}

func setSecurity(h http.Header, nonce string, https bool) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; script-src 'nonce-"+nonce+
		"'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for what is too old to know frame-ancestors
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// SameOrigin refuses state-changing requests that a browser sends from another site, as 403, through page. Left alone
// are /u/, /hooks/ and /v1/: mail providers post the one-click unsubscribe, platforms post webhooks, programs call the
// API, and none of them sends a cookie that could be abused.
func SameOrigin(log *slog.Logger, page ErrorPage, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, prefix := range []string{"/u/", "/hooks/", "/v1/"} {
		protection.AddInsecureBypassPattern(prefix)
	}
	check := func(_ http.ResponseWriter, r *http.Request) error {
		if err := protection.Check(r); err != nil {
			return &cx.Error{Kind: cx.Forbidden, Text: "This form was sent from another site. Open our page and try again.",
				Cause: err}
		}
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tw := &tracked{ResponseWriter: w}
		if HandlePages(log, page, check).ServeHTTP(tw, r); !tw.wrote {
			next.ServeHTTP(w, r)
		}
	})
}

// Clean takes doubled slashes and dots out of the path instead of leaving it to ServeMux, which redirects: a platform
// that was given "https://host//hooks/..." does not follow, and its webhook would be lost.
func Clean(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if clean := cleaned(r.URL.Path); clean != r.URL.Path {
			again := *r
			url := *r.URL
			url.Path, url.RawPath = clean, ""
			again.URL = &url
			r = &again
		}
		next.ServeHTTP(w, r)
	})
}

func cleaned(p string) string {
	clean := path.Clean("/" + p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// token is n random bytes in letters, digits, '-' and '_'.
func token(random io.Reader, n int) (string, error) {
	raw := make([]byte, n)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("read %d random bytes: %w", n, err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
