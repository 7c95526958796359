package cx

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"strings"
	"unicode"
)

// Email is the address of a customer. It leaks nowhere by accident: fmt, slog and JSON all write "[email]". A log line
// says who by customer id.
type Email struct{ addr hidden }

var errEmail = errors.New("not a usable mail address")

// ParseEmail takes an address as platforms send it: trimmed, at most 254 bytes, one mailbox with a domain that has a
// dot, no display name and no control characters (header injection). The zero Email is returned with the error.
func ParseEmail(s string) (Email, error) {
	s = strings.TrimSpace(s)
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || len(s) > 254 || strings.ContainsFunc(s, unicode.IsControl) {
		return Email{}, errEmail
	}
	at := strings.LastIndexByte(s, '@')
	if domain := s[at+1:]; !strings.Contains(domain, ".") || strings.HasPrefix(domain, "[") {
		return Email{}, errEmail
	}
	return Email{hide(s)}, nil
}

// Reveal gives the address as the customer wrote it, for mail and ledger; repo_test.go holds the list of callers.
func (e Email) Reveal() string { return e.addr.reveal() }

// Folded gives the address in lower case: who writes it in another case is the same person.
func (e Email) Folded() string { return strings.ToLower(e.addr.reveal()) }

// IsZero tells that there is no address.
func (e Email) IsZero() bool { return e == Email{} }

// LogValue, MarshalText and Format redact.
func (e Email) LogValue() slog.Value         { return slog.StringValue("[email]") }
func (e Email) MarshalText() ([]byte, error) { return []byte("[email]"), nil }

// Format writes "[email]" for every verb.
func (e Email) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[email]") }

// Name is a part of a customer's name. It redacts itself like Email.
type Name struct{ text hidden }

// NewName trims, drops control characters and cuts at 60 bytes, at a character.
func NewName(s string) Name {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	return Name{hide(Cut(s, 60))}
}

// Reveal gives the name, for mail, pages of the shop and ledger.
func (n Name) Reveal() string { return n.text.reveal() }

// IsZero tells that there is no name.
func (n Name) IsZero() bool { return n == Name{} }

// LogValue, MarshalText and Format redact.
func (n Name) LogValue() slog.Value         { return slog.StringValue("[name]") }
func (n Name) MarshalText() ([]byte, error) { return []byte("[name]"), nil }

// Format writes "[name]" for every verb.
func (n Name) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[name]") }

// Cut shortens s to at most n bytes without splitting a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
