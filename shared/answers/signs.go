package answers

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
)

// nonceLife is how long a page may be answered after it was made: as long as its log is kept.
const nonceLife = 30 * 24 * time.Hour

// nonce proves later that our page for this link was made at now.
func (s *server) nonce(t cx.Token, now time.Time) string {
	at := strconv.FormatInt(now.UnixMilli(), 36)
	return at + "." + s.Facts.Seal("answer page", t.Reveal(), at)
}

// nonceSigns judges the nonce of a POST. A page from the future is as young as can be: clocks differ by less than that.
func (s *server) nonceSigns(nonce string, t cx.Token, now time.Time) []cx.Sign {
	at, seal, _ := strings.Cut(nonce, ".")
	ms, err := strconv.ParseInt(at, 36, 64)
	if err != nil || !s.Facts.Sealed(seal, "answer page", t.Reveal(), at) {
		return []cx.Sign{cx.BadNonce}
	}
	switch age := now.Sub(time.UnixMilli(ms)); {
	case age > nonceLife:
		return []cx.Sign{cx.BadNonce}
	case age < cx.NonceMinAge:
		return []cx.Sign{cx.YoungNonce}
	}
	return nil
}

// saveSigns are the signs of a machine in a form that was sent.
func (s *server) saveSigns(r *http.Request, form url.Values, t cx.Token, now time.Time) []cx.Sign {
	byHand := form.Get("g") == "1" // the script saw a trusted event in the form
	if form.Get("js") != "1" {
		byHand = sentByHand(r)
	}
	return s.signs(byHand, form, t, now)
}

// seenSigns are the signs of a machine in what the page's script tells. Every browser with fetch sends an Origin with it.
func (s *server) seenSigns(r *http.Request, form url.Values, t cx.Token, now time.Time) []cx.Sign {
	return s.signs(ownOrigin(r) || r.Header.Get("Sec-Fetch-Site") == "same-origin", form, t, now)
}

func (s *server) signs(believable bool, form url.Values, t cx.Token, now time.Time) []cx.Sign {
	signs := s.nonceSigns(form.Get("nonce"), t, now)
	if form.Get("wd") == "1" {
		signs = append(signs, cx.Automation)
	}
	if !believable {
		signs = append(signs, cx.Scripted)
	}
	return signs
}

// sentByHand tells that a form came from a browser in which a person sent it, as far as headers can: Sec-Fetch-User is
// what a page's script cannot make. Browsers that are too old for fetch metadata tell their Origin, and so does WebKit,
// which has never sent Sec-Fetch-User beside the rest (mdn/browser-compat-data#27928): without this exception no Save of
// an iPhone without JavaScript would count.
func sentByHand(r *http.Request) bool {
	if user := r.Header.Get("Sec-Fetch-User"); user != "" {
		return user == "?1"
	}
	for _, name := range []string{"Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"} {
		if r.Header.Get(name) != "" {
			return webKit(r) && ownOrigin(r)
		}
	}
	return ownOrigin(r)
}

// webKit tells Safari and every browser of an iPhone from Chromium, which names WebKit and itself.
func webKit(r *http.Request) bool {
	agent := r.UserAgent()
	return strings.Contains(agent, "AppleWebKit/") && !strings.Contains(agent, "Chrome/") && r.Header.Get("Sec-CH-UA") == ""
}

// ownOrigin compares hosts alone, as http.CrossOriginProtection does: a proxy before us may have taken off the TLS.
func ownOrigin(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && u.Host != "" && u.Host == r.Host
}

// prefetched tells that nobody looks at the page yet, and perhaps nobody will.
func prefetched(r *http.Request) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if v := strings.ToLower(r.Header.Get(name)); strings.Contains(v, "prefetch") || strings.Contains(v, "preview") {
			return true
		}
	}
	return false
}

// client is a keyed hash of what tells one browser from another: its name, its languages and its network.
func (s *server) client(r *http.Request) string {
	return s.Facts.ClientKey(r.UserAgent(), r.Header.Get("Accept-Language"), network(r.RemoteAddr))
}

// network is the /24 of an IPv4 address and the /48 of an IPv6 address, what providers give to one customer or office.
func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	bits := 48
	if ip = ip.Unmap(); ip.Is4() {
		bits = 24
	}
	p, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
