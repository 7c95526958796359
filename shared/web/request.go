package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"earshot/shared/cx"
)

// MaxBody is what a webhook or form may weigh, in bytes.
const MaxBody = 2 << 20

// Body reads the whole body, exactly as it was sent: signatures are checked on these bytes. Over limit bytes it is a
// *cx.Error of kind TooLarge; a body that breaks off is Invalid.
func Body(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		drain(r.Body)
		return nil, tooLarge(nil)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		drain(r.Body)
		return nil, unread(err)
	}
	return body, nil
}

// drain takes what is still coming, up to what API Gateway lets through at all (10 MB): many clients read no answer
// before they have sent everything, and would see a broken connection instead of the 413.
func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, 10<<20) // what breaks off here is refused in any case
}

// Form reads a form's fields from the body, urlencoded or multipart (mail providers send either to one-click
// unsubscribe), files left out. The query is not part of it. Errors are those of Body, and Invalid for what is no form.
func Form(w http.ResponseWriter, r *http.Request, limit int64) (url.Values, error) {
	body, err := Body(w, r, limit)
	if err != nil {
		return nil, err
	}
	again := *r // a second reader of the request finds the body again
	again.Body = io.NopCloser(bytes.NewReader(body))
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "multipart/form-data") {
		err = again.ParseMultipartForm(limit) // all of it fits: nothing is spilled to files
	} else {
		err = again.ParseForm()
	}
	if err != nil {
		return nil, unread(err)
	}
	return again.PostForm, nil
}

func unread(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(err)
	}
	return &cx.Error{Kind: cx.Invalid, Text: "The request body could not be read.", Cause: err}
}

func tooLarge(cause error) error {
	return &cx.Error{Kind: cx.TooLarge, Text: "The request body is too large.", Cause: cause}
}

// Origin is our own scheme and host as the caller sees them, such as "https://answers.example.com", for links back.
func Origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// SetCookie gives the browser a cookie for the whole origin: Secure, HttpOnly, SameSite=Lax, its name prefixed with
// "__Host-" so that no neighbouring domain can set it. On http at a loopback host, where no browser takes a Secure
// cookie for certain, it has the plain name and no Secure. seconds 0 keeps it until the browser ends.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: cookieName(r, name), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !plainLoopback(r)})
}

// ClearCookie takes back what SetCookie gave.
func ClearCookie(w http.ResponseWriter, r *http.Request, name string) { SetCookie(w, r, name, "", -1) }

// Cookie is the value that SetCookie gave under name, else "".
func Cookie(r *http.Request, name string) string {
	c, err := r.Cookie(cookieName(r, name))
	if err != nil {
		return ""
	}
	return c.Value
}

func cookieName(r *http.Request, name string) string {
	if plainLoopback(r) {
		return name
	}
	return "__Host-" + name
}

func plainLoopback(r *http.Request) bool { return r.TLS == nil && Loopback(r.Host) }

// Loopback reports whether host, with or without a port, is this machine by its name alone.
func Loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
