package cx

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// ShopID names a shop in URLs and keys: 1 to 40 of a-z, 0-9 and '-'.
type ShopID string

// ParseShopID checks the form of a shop's name.
func ParseShopID(s string) (ShopID, error) {
	if s == "" || len(s) > 40 || s[0] == '-' || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "", &Error{Kind: Invalid, Text: "A shop's name in links has 1 to 40 of a-z, 0-9 and -, for example nordlys."}
	}
	return ShopID(s), nil
}

// Reserved tells that a name is taken by a page of the dashboard, so that no shop can have it.
func (s ShopID) Reserved() bool {
	switch s {
	case "signin", "new", "logo", "sessions":
		return true
	}
	return false
}

// OrderID ("oid") is a keyed hash of shop, platform and the platform's order id, 26 characters of base32 in lower case.
// It is also the locator in links and SES tags: it says nothing to who does not hold the table's key.
type OrderID string

// PersonID ("pid") is a keyed hash of shop and address, in the same form as OrderID.
type PersonID string

// IDLength is the length of an OrderID and a PersonID in characters.
const IDLength = 26

// Platform is the e-commerce platform that an order comes from.
type Platform string

// The platforms whose webhooks Earshot takes.
const (
	Shopify     Platform = "shopify"
	WooCommerce Platform = "woocommerce"
	Standard    Platform = "standard"
)

// Token is the capability in a customer's link: a locator and 128 random bits. The table holds only Hash of the secret.
// It redacts itself: a token in a log would be a key in a log.
type Token struct {
	Order  OrderID
	secret hidden
}

// secretLength is 16 bytes in base64url without padding.
const secretLength = 22

var errToken = errors.New("not a token")

// NewToken makes the token of an order from 16 fresh random bytes.
func NewToken(id OrderID, random [16]byte) Token {
	return Token{Order: id, secret: hide(base64.RawURLEncoding.EncodeToString(random[:]))}
}

// ParseToken reads a token from a link. It checks the form only; whether it opens anything is the table's to say.
func ParseToken(s string) (Token, error) {
	if len(s) != IDLength+secretLength {
		return Token{}, errToken
	}
	id, secret := s[:IDLength], s[IDLength:]
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return Token{}, errToken
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if err != nil || strings.ContainsAny(secret, "\r\n") { // which even a strict decoder skips
		return Token{}, errToken
	}
	return Token{Order: OrderID(id), secret: hide(secret)}, nil
}

// TokenIn reads a token, or takes it out of a whole link: that is what people copy.
func TokenIn(s string) (Token, error) {
	s = strings.TrimSpace(s)
	for _, path := range []string{"/r/", "/u/"} {
		if _, after, ok := strings.Cut(s, path); ok {
			s, _, _ = strings.Cut(after, "/")
			s, _, _ = strings.Cut(s, "?")
		}
	}
	return ParseToken(s)
}

// Reveal gives the token as it stands in a link.
func (t Token) Reveal() string { return string(t.Order) + t.secret.reveal() }

// Hash is what the table keeps of the secret: 16 bytes of its SHA-256 in base64url. The secret is random, so a plain
// hash is enough.
func (t Token) Hash() TokenHash {
	sum := sha256.Sum256([]byte(t.secret.reveal()))
	return TokenHash(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// String, LogValue, MarshalText and Format redact.
func (t Token) String() string               { return "[token]" }
func (t Token) LogValue() slog.Value         { return slog.StringValue("[token]") }
func (t Token) MarshalText() ([]byte, error) { return []byte("[token]"), nil }

// Format writes "[token]" for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[token]") }

// TokenHash is the stored form of a token's secret.
type TokenHash string
