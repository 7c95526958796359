package local

import (
	"net"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/local/moved"
	"earshot/shared/web"
)

// loopbackOnly refuses who is not on this machine, by address and by the name that was asked for: a page from anywhere
// could otherwise give its own name this machine's address and read the secrets of the shop (DNS rebinding).
func loopbackOnly(next web.Func) web.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() || !web.Loopback(r.Host) {
			return &cx.Error{Kind: cx.Forbidden, Text: "This part of the local program answers on this machine only: open it as http://localhost."}
		}
		return next(w, r)
	}
}

// holding keeps the clock where it is while a request is answered.
func holding(c *moved.Clock, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer c.Hold()()
		next.ServeHTTP(w, r)
	})
}

// upToDate counts what was written before a page of numbers is shown: in the cloud that takes a second or two.
func (s *system) upToDate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.count(r.Context()); err != nil {
			s.log.WarnContext(r.Context(), "numbers may be behind", "err", err)
		}
		next.ServeHTTP(w, r)
	})
}
