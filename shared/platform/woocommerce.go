package platform

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
)

// WooCommerce signs the body with the webhook's secret as WordPress reads it, that is with the entities of HTML's special
// characters decoded. There is no time in the signature. It sends the state at the time of sending, and never again.
type WooCommerce struct{}

// Name is the platform's name in addresses and the table.
func (WooCommerce) Name() cx.Platform { return cx.WooCommerce }

// Greets knows the ping that is sent when a webhook is saved: a form with the webhook's id, unsigned. Any answer but
// exactly 200 is shown as an error there.
func (WooCommerce) Greets(h http.Header, body []byte) bool {
	id, ok := bytes.CutPrefix(body, []byte("webhook_id="))
	digits := len(bytes.Trim(id, "0123456789")) == 0 && len(id) > 0 && len(id) < 20
	return ok && digits && len(values(h, "X-WC-Webhook-Signature")) == 0
}

// Verify wants a match of X-WC-Webhook-Signature.
func (WooCommerce) Verify(h http.Header, body []byte, secrets []string, _ time.Time) error {
	var keys [][]byte
	for _, s := range secrets {
		keys = append(keys, []byte(decodeSpecial(s)))
	}
	return matches(values(h, "X-WC-Webhook-Signature"), keys, body)
}

// Sign sets the signature alone: the topic is the sender's to say.
func (WooCommerce) Sign(h http.Header, body []byte, secret string, _ time.Time) {
	h.Set("X-WC-Webhook-Signature", macBase64([]byte(decodeSpecial(secret)), body))
}

// Describe says where WooCommerce shows what.
func (WooCommerce) Describe() Description {
	return Description{
		Title:   "WooCommerce",
		Guide:   wooGuide(),
		Headers: []string{"X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID", "X-WC-Webhook-Source"},
		Setup: "In WordPress open WooCommerce, Settings, Advanced, Webhooks, and add two webhooks with the topics Order created " +
			"and Order updated, status Active. Paste this address as the delivery URL, and give both the same secret as Earshot.",
		Secret: "It has to be the text of the field Secret of the webhook in WooCommerce; when that field was left empty, " +
			"WooCommerce made one up: type the same into both.",
	}
}

// decodeSpecial is WordPress's wp_specialchars_decode(secret, ENT_QUOTES): it knows the five special characters only, by
// name and by number with any zeros before it, and reads the text once ("&amp;lt;" is "&lt;").
func decodeSpecial(s string) string {
	var out strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			return out.String() + s
		}
		out.WriteString(s[:i])
		s = s[i:]
		c, n := special(s)
		out.WriteByte(c)
		s = s[n:]
	}
}

// special reads one entity at the beginning of s, which is '&'; what is none stands for its first byte.
func special(s string) (c byte, length int) {
	end := strings.IndexByte(s, ';')
	if end < 0 {
		return s[0], 1
	}
	switch name := s[1:end]; {
	case name == "amp":
		return '&', end + 1
	case name == "lt":
		return '<', end + 1
	case name == "gt":
		return '>', end + 1
	case name == "quot":
		return '"', end + 1
	case strings.HasPrefix(name, "#"):
		if c := numbered(name[1:]); c != 0 {
			return c, end + 1
		}
	}
	return s[0], 1
}

// numbered knows the numbers that WordPress knows: decimal for all but hexadecimal for the quotes and '&' alone.
func numbered(s string) byte {
	if x := strings.TrimLeft(s, "xX"); len(x) == len(s)-1 {
		switch strings.TrimLeft(x, "0") {
		case "22":
			return '"'
		case "26":
			return '&'
		case "27":
			return '\''
		}
		return 0
	}
	switch strings.TrimLeft(s, "0") {
	case "34":
		return '"'
	case "38":
		return '&'
	case "39":
		return '\''
	case "60":
		return '<'
	case "62":
		return '>'
	}
	return 0
}

// Decode goes by the topic and, for orders, by what the order says.
func (WooCommerce) Decode(h http.Header, body []byte) (Result, error) {
	r := Result{
		Topic:    label(single(h, "X-WC-Webhook-Topic")),
		Delivery: label(single(h, "X-WC-Webhook-Delivery-ID")),
		Domain:   siteHost(single(h, "X-WC-Webhook-Source")),
	}
	switch r.Topic {
	case "order.created", "order.updated", "order.restored":
		return wooOrders(r, body)
	case "customer.created", "customer.updated":
		return wooCustomers(r, body)
	case "order.deleted":
		return r.ignored("A deleted order stays as it was last told of.")
	case "":
		return r, notUnderstood("the request names no topic, or several")
	}
	return r.ignored("Earshot has no use for the topic " + r.Topic + ".")
}

// siteHost is the host of a site's address.
func siteHost(source string) string {
	_, rest, ok := strings.Cut(strings.ToLower(source), "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return label(host)
}

// wooTime reads the times of the REST API, which are UTC and say no zone; some plugins add one.
func wooTime(s string) (time.Time, error) { return moment(s, "2006-01-02T15:04:05", time.RFC3339) }

func wooCustomers(r Result, body []byte) (Result, error) {
	var c wooCustomer
	if err := scan(body, c.read); err != nil {
		return r, notUnderstood("read the customer: %w", err)
	}
	if c.code != "" {
		return r, errWooRights
	}
	version, err := wooTime(c.version())
	if err != nil || version.IsZero() || c.id == "" {
		return r, notUnderstood("the customer has no id or no usable date_modified_gmt")
	}
	email := firstEmail(c.email, c.billing.email)
	if email.IsZero() {
		return r.ignored("The customer has no usable mail address.")
	}
	p := firstPlace(c.shipping.place, c.billing.place)
	r.Kind = Customer
	r.Customer = &cx.CustomerState{Version: version, Email: email, First: cx.NewName(c.first), Last: cx.NewName(c.last),
		Country: p.country, Province: p.province}
	return r, nil
}
