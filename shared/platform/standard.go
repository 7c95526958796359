package platform

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
)

// Standard takes Standard Webhooks (standardwebhooks.com) around Earshot's own purchase JSON, which
// standard/purchase.schema.json describes: for any shop that has no connector. Svix sends the same under svix-….
type Standard struct{}

// tolerance is how far the time of a signature may be off, both ways.
const tolerance = 5 * time.Minute

// Name is the platform's name in addresses and the table.
func (Standard) Name() cx.Platform { return cx.Standard }

// Greets: everything is signed.
func (Standard) Greets(http.Header, []byte) bool { return false }

// Verify wants one v1 signature that fits any secret. Its time is judged first, as the reference libraries do.
func (Standard) Verify(h http.Header, body []byte, secrets []string, now time.Time) error {
	var keys [][]byte
	for _, s := range secrets {
		keys = append(keys, standardKey(s))
	}
	m := envelopeOf(h)
	if m.id == "" || len(m.id) > 256 || len(m.at) == 0 || len(m.at) > 12 || strings.Trim(m.at, "0123456789") != "" {
		return ErrUnsigned
	}
	seconds, err := strconv.ParseInt(m.at, 10, 64)
	if err != nil {
		return ErrUnsigned
	}
	switch age := now.Unix() - seconds; {
	case age > int64(tolerance/time.Second):
		return ErrTooOld
	case -age > int64(tolerance/time.Second):
		return ErrTooNew
	}
	return matches(m.signatures, keys, []byte(m.id+"."+m.at+"."), body)
}

// Sign sets all three headers. The id is of the body, as it has to be the same when the same is sent again.
func (Standard) Sign(h http.Header, body []byte, secret string, now time.Time) {
	sum := sha256.Sum256(body)
	id, at := "msg_"+hex.EncodeToString(sum[:12]), strconv.FormatInt(now.Unix(), 10)
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", at)
	h.Set("Webhook-Signature", "v1,"+macBase64(standardKey(secret), []byte(id+"."+at+"."), body))
}

// Describe says what the sender needs.
func (Standard) Describe() Description {
	return Description{
		Title:   "Standard Webhooks",
		Guide:   standardGuide(),
		Headers: []string{"Webhook-Id", "Svix-Id"},
		Setup: "Send each event of an order as JSON by POST to this address, signed by the rules of standardwebhooks.com with a " +
			"secret that begins with whsec_. The JSON is described by purchase.schema.json in the repository of Earshot.",
		Secret: "It is whsec_ and the base64 of 24 to 64 bytes; what is signed is the id, the time and the body exactly as sent, " +
			"with points between.",
	}
}

// standardKey decodes a secret; nil if it is none. The prefix and the padding may be missing.
func standardKey(secret string) []byte {
	text := strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(secret), "whsec_"), "=")
	key, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return key
}

// envelope are the three headers of one family.
type envelope struct {
	id, at     string
	signatures []string // of v1, in base64
}

// envelopeOf takes all three from one family: with the id of another one, an old message could pass for a new one.
func envelopeOf(h http.Header) envelope {
	prefix := "Svix-"
	for name := range h {
		if strings.HasPrefix(strings.ToLower(name), "webhook-") {
			prefix = "Webhook-"
		}
	}
	return envelope{
		id: single(h, prefix+"Id"), at: single(h, prefix+"Timestamp"), signatures: signaturesOf(h.Values(prefix + "Signature")),
	}
}

// signaturesOf reads the list "v1,<base64> v1,<base64>". A gateway glues repeated headers by a comma, so what stands
// between spaces and commas is looked at one by one. Other versions, and entries without a comma, are passed over.
func signaturesOf(lines []string) []string {
	words := strings.FieldsFunc(strings.Join(lines, ","), func(r rune) bool { return r == ' ' || r == ',' })
	var all []string
	for i, w := range words {
		if w == "v1" && i+1 < len(words) {
			all = append(all, words[i+1])
		}
	}
	return all
}
