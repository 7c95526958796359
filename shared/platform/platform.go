// Package platform knows the e-commerce platforms: one file each, which verifies the platform's signature on the raw
// bytes of a webhook and decodes the body into facts of cx.
//
// It promises that Verify compares in constant time, takes several secrets (two are valid while one is rotated), opens
// nothing with an empty one, and says by its own sentinel why it refuses; that Decode is a pure function of the headers
// and the body, takes any bytes, and uses the platform's own times only; and that no error holds anything of a body.
//
// It is not storage and not HTTP: what is done with a result is the work of webhooks. It asks no platform anything: all
// it knows is in the webhook. It imports cx and the standard library only.
//
// A new platform is one file with a type that has the methods of Platform, a folder of its payloads in testdata, and one
// line in All.
package platform

import (
	"errors"
	"net/http"
	"time"

	"earshot/shared/cx"
)

// The reasons why a webhook is refused or put aside.
var (
	ErrNoSecret      = errors.New("the connection has no usable secret")
	ErrUnsigned      = errors.New("signature headers missing or malformed")
	ErrMismatch      = errors.New("no signature matches any secret")
	ErrTooOld        = errors.New("signed too long ago")
	ErrTooNew        = errors.New("signed in the future")
	ErrNotUnderstood = errors.New("verified but not understood")
)

// Platform is what Earshot must know of one e-commerce platform.
type Platform interface {
	Name() cx.Platform
	// Greets tells that a request is the platform's unsigned first one, which must be answered 200 and says nothing.
	Greets(h http.Header, body []byte) bool
	// Verify returns nil if a signature matches any of the secrets, else one of the sentinels above.
	Verify(h http.Header, body []byte, secrets []string, now time.Time) error
	// Decode says what a verified webhook means; the error is ErrNotUnderstood, with its cause in words.
	Decode(h http.Header, body []byte) (Result, error)
	// Sign sets the headers that Verify wants. It is for whoever plays the platform: tests and the local program. now is
	// only used where the scheme has a time.
	Sign(h http.Header, body []byte, secret string, now time.Time)
	// Describe names what Decode reads of the headers, and says in words what the merchant needs.
	Describe() Description
}

// All is the table of the platforms.
func All() []Platform { return []Platform{Shopify{}, WooCommerce{}, Standard{}} }

// Find gives the platform of a name, and whether there is one.
func Find(name cx.Platform) (Platform, bool) {
	for _, p := range All() {
		if p.Name() == name {
			return p, true
		}
	}
	return nil, false
}

// Description is what people and webhooks need to know of a platform beside its bytes.
type Description struct {
	Title   string   // "Shopify"
	Headers []string // that Decode reads; none of them is a signature
	Setup   string   // what to paste where, in sentences
	Secret  string   // what a wrong signature probably means
	Guide   Guide    // the same at length, for the page of the connection
}

// Hint says to the merchant what to do about a refusal, in one or two sentences.
func Hint(p Platform, err error) string {
	d := p.Describe()
	switch {
	case errors.Is(err, ErrNoSecret):
		return "No usable secret is stored for this connection. " + d.Secret
	case errors.Is(err, ErrUnsigned):
		return "The request had no signature: it may not come from " + d.Title + " at all, or no secret is set there. " + d.Secret
	case errors.Is(err, ErrTooOld), errors.Is(err, ErrTooNew):
		return "The signature's time is more than 5 minutes off. Either the sender's clock is wrong, or an old request was sent again."
	}
	return "The signature fits none of the stored secrets. " + d.Secret
}

// Kind is what a verified webhook is about.
type Kind string

// The kinds of webhooks.
const (
	Orders   Kind = "order"    // Result.Orders says what happened
	Customer Kind = "customer" // Result.Customer says what is known now
	Test     Kind = "test"     // a delivery by a test button, which says nothing
	Privacy  Kind = "privacy"  // a request to tell or to erase somebody's data
	Ignored  Kind = "ignored"  // of no use here; Result.Why says why
)

// Result is what one verified webhook means.
type Result struct {
	Kind     Kind
	Topic    string // as the platform calls it, at most 60 letters, digits and ./_-
	Delivery string // the platform's id of the delivery, in the same letters; "" if there is none
	Domain   string // the shop as the platform calls it: not signed, so a hint only
	Test     bool   // the platform marks it as a test; orders then say so too
	Orders   []cx.OrderEvent
	Customer *cx.CustomerState
	Why      string // of what is ignored, a sentence
}

// ignored is r as something of no use here.
func (r Result) ignored(why string) (Result, error) {
	r.Kind, r.Why = Ignored, why
	return r, nil
}
