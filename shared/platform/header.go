package platform

import (
	"net/http"
	"strings"
)

// values gives all values of a header. Gateways join repeated headers by commas, and no header that is read here holds a
// comma of its own.
func values(h http.Header, names ...string) []string {
	var all []string
	for _, name := range names {
		for _, line := range h.Values(name) {
			for v := range strings.SplitSeq(line, ",") {
				if v = strings.TrimSpace(v); v != "" {
					all = append(all, v)
				}
			}
		}
	}
	return all
}

// single gives the value of a header that must have one: several equal ones are one, several different ones are none.
func single(h http.Header, names ...string) string {
	all := values(h, names...)
	for _, v := range all {
		if v != all[0] {
			return ""
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// label makes foreign text fit for storing, showing and logging: at most 60 letters, digits and ./_-, else "".
func label(s string) string {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-"
	if len(s) > 60 || strings.Trim(s, allowed) != "" {
		return ""
	}
	return s
}
