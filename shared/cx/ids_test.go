package cx_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/shared/cx"
)

func secretToken(t testing.TB) cx.Token {
	t.Helper()
	return cx.NewToken("abcdefghijklmnopqrstuvwxyz", [16]byte{0: 1, 5: 200, 15: 255})
}

func TestParseShopID(t *testing.T) {
	for _, tt := range []struct {
		in   string
		good bool
	}{
		{"nordlys", true}, {"n", true}, {"shop-2", true}, {strings.Repeat("a", 40), true},
		{"", false}, {strings.Repeat("a", 41), false}, {"-shop", false}, {"Nordlys", false}, {"a b", false}, {"a#b", false}, {"nordlys\n", false}, {"å", false},
	} {
		id, err := cx.ParseShopID(tt.in)
		if (err == nil) != tt.good || (tt.good && string(id) != tt.in) || (!tt.good && id != "") {
			t.Errorf("ParseShopID(%q) = %q, %v", tt.in, id, err)
		}
		if kind, _ := cx.Public(err); !tt.good && kind != cx.Invalid {
			t.Errorf("ParseShopID(%q) is an error of kind %d, want Invalid", tt.in, kind)
		}
	}
}

func TestTokenComesBackFromItsLink(t *testing.T) {
	token := secretToken(t)
	again, err := cx.ParseToken(token.Reveal())
	if err != nil || again != token || again.Hash() != token.Hash() {
		t.Fatalf("ParseToken of a new token: %v", err)
	}
	if len(token.Reveal()) != 48 || strings.Trim(token.Reveal(), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("a token of %d characters, want 48 that need no escaping in a link", len(token.Reveal()))
	}
	if len(token.Hash()) != 22 || strings.Contains(token.Reveal(), string(token.Hash())) {
		t.Errorf("hash %q, want 22 characters that say nothing", token.Hash())
	}
	if other := cx.NewToken(token.Order, [16]byte{1}); other.Hash() == token.Hash() {
		t.Error("two secrets have one hash")
	}
}

func TestTokenIn(t *testing.T) {
	token := cx.NewToken("abcdefghijklmnopqrstuvwxyz", [16]byte{1, 2, 3})
	for _, s := range []string{"%s", " %s\n", "https://x.example/r/%s/4", "https://x.example/r/%s", "http://localhost:8080/u/%s?x=1"} {
		got, err := cx.TokenIn(fmt.Sprintf(s, token.Reveal()))
		if err != nil || got != token {
			t.Errorf("TokenIn(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "https://x.example/r/", "https://x.example/q/" + token.Reveal(), token.Reveal()[1:]} {
		if _, err := cx.TokenIn(s); err == nil {
			t.Errorf("TokenIn(%q) is a token", s)
		}
	}
}

func TestParseTokenRefuses(t *testing.T) {
	good := secretToken(t).Reveal()
	for name, s := range map[string]string{
		"empty":                     "",
		"short":                     good[:47],
		"long":                      good + "A",
		"upper case locator":        strings.ToUpper(good[:26]) + good[26:],
		"digit that base32 lacks":   "1" + good[1:],
		"separator in the locator":  "#" + good[1:],
		"padding":                   good[:46] + "==",
		"standard alphabet":         good[:47] + "+",
		"bits beyond the 16 bytes":  good[:47] + "B",
		"line breaks in the secret": good[:26] + "\r\n" + good[28:],
	} {
		if token, err := cx.ParseToken(s); err == nil || token != (cx.Token{}) {
			t.Errorf("%s: ParseToken gives a token, error %v", name, err)
		} else if strings.Contains(err.Error(), good[30:40]) {
			t.Errorf("%s: the error shows the token: %v", name, err)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(secretToken(f).Reveal())
	f.Add(strings.Repeat("a", 48))
	f.Add(strings.Repeat("a", 26) + "\r\n" + strings.Repeat("A", 20))
	f.Fuzz(func(t *testing.T, s string) {
		token, err := cx.ParseToken(s)
		if err == nil && token.Reveal() != s {
			t.Errorf("ParseToken(%q) is another token", s)
		}
		if err != nil && token != (cx.Token{}) {
			t.Errorf("ParseToken(%q) gives a token and an error", s)
		}
	})
}

func TestPublic(t *testing.T) {
	cause := errors.New("dial 10.0.0.1: refused")
	tests := []struct {
		name string
		err  error
		kind cx.Kind
		text string
	}{
		{"classified", &cx.Error{Kind: cx.NotFound, Text: "No such order.", Cause: cause}, cx.NotFound, "No such order."},
		{"wrapped", errors.Join(errors.New("record order"), &cx.Error{Kind: cx.Gone, Text: "Over."}), cx.Gone, "Over."},
		{"not classified", cause, cx.Internal, "Something went wrong on our side. Send us the request id."},
		{"classified as internal", &cx.Error{Text: "dial 10.0.0.1"}, cx.Internal, "Something went wrong on our side. Send us the request id."},
	}
	for _, tt := range tests {
		if kind, text := cx.Public(tt.err); kind != tt.kind || text != tt.text {
			t.Errorf("%s: Public = %d, %q; want %d, %q", tt.name, kind, text, tt.kind, tt.text)
		}
	}
}

func TestErrorJoinsItsTexts(t *testing.T) {
	cause := errors.New("refused")
	err := error(&cx.Error{Kind: cx.Unavailable, Text: "Not now.", Cause: cause})
	if err.Error() != "Not now.: refused" || !errors.Is(err, cause) {
		t.Errorf("error %q, is its cause: %v", err, errors.Is(err, cause))
	}
	if got := (&cx.Error{Text: "Not now."}).Error(); got != "Not now." {
		t.Errorf("error without a cause: %q", got)
	}
}

func TestKindsAreComplete(t *testing.T) {
	for i, k := range cx.Kinds() {
		if int(k) != i {
			t.Errorf("kind %d stands at %d: one is missing or twice", k, i)
		}
	}
	if last := cx.Kinds()[len(cx.Kinds())-1]; last != cx.Unprocessable {
		t.Errorf("the last kind is %d", last)
	}
}

// FuzzTokenIn: what somebody pastes is a token that stands in it, or none.
func FuzzTokenIn(f *testing.F) {
	token := cx.NewToken("abcdefghijklmnopqrstuvwxyz", [16]byte{1, 2, 3}).Reveal()
	for _, s := range []string{token, "https://x.example/r/" + token + "/4", "/u/" + token, "/r//u/", "/r/" + token + "?x", "\x00", "ada@example.com"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := cx.TokenIn(s)
		if err == nil && !strings.Contains(s, got.Reveal()) {
			t.Errorf("TokenIn(%q) = %q, which does not stand in it", s, got.Reveal())
		}
	})
}
