package cx_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"earshot/shared/cx"
)

// holder keeps personal data as the code of an unwary developer might: also where fmt calls no methods.
type holder struct {
	Email, email     cx.Email
	Name, name       cx.Name
	Token, token     cx.Token
	Pointer, pointer *cx.Email
	List, list       []cx.Name
	Map, byToken     map[cx.Token]cx.Email
	Any              any
}

func TestPersonalDataIsNeverPrinted(t *testing.T) {
	e, n, token := email(t, "topsecret@example.org"), cx.NewName("topsecret"), secretToken(t)
	h := holder{
		Email: e, email: e, Name: n, name: n, Token: token, token: token, Pointer: &e, pointer: &e,
		List: []cx.Name{n}, list: []cx.Name{n}, Map: map[cx.Token]cx.Email{token: e}, byToken: map[cx.Token]cx.Email{token: e}, Any: e,
	}
	values := map[string]any{
		"email": e, "name": n, "token": token, "pointer to email": &e, "pointer to name": &n, "pointer to token": &token,
		"struct": h, "pointer to struct": &h, "slice": []cx.Email{e}, "slice of structs": []holder{h},
		"person": cx.Person{Email: e, First: n, Last: n}, "event": cx.OrderEvent{Customer: &cx.CustomerState{Email: e, First: n}},
		"facts": cx.Facts{Person: cx.Person{Email: e, First: n}},
	}
	for name, v := range values {
		t.Run(name, func(t *testing.T) {
			for how, text := range printed(t, v) {
				if strings.Contains(text, "topsecret") || strings.Contains(text, token.Reveal()[cx.IDLength:]) || strings.Contains(text, "746f70") {
					t.Errorf("%s shows %s", how, text)
				}
			}
		})
	}
}

func printed(t *testing.T, v any) map[string]string {
	t.Helper()
	all := map[string]string{"Sprint": fmt.Sprint(v), "error": fmt.Errorf("found %v", v).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%X", "%d", "% x", "%T", "%10.5v"} {
		all[verb] = fmt.Sprintf(verb, v)
	}
	var text, record strings.Builder
	handlers := map[string]func(io.Writer) slog.Handler{
		"slog text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"slog json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	}
	for how, handler := range handlers {
		record.Reset()
		slog.New(handler(&record)).Info("found", "it", v, slog.Group("in", "it", v))
		all[how] = record.String()
	}
	if err := json.NewEncoder(&text).Encode(v); err != nil {
		t.Fatal(err)
	}
	all["json"] = text.String()
	return all
}

func TestRedactedFormSaysWhatItWas(t *testing.T) {
	if got := secretToken(t).String(); got != "[token]" {
		t.Errorf("String = %q", got)
	}
	for _, tt := range []struct {
		v    any
		want string
	}{{email(t, "ann@example.org"), "[email]"}, {cx.NewName("Ann"), "[name]"}, {secretToken(t), "[token]"}} {
		for how, text := range printed(t, tt.v) {
			if how != "%T" && !strings.Contains(text, tt.want) {
				t.Errorf("%s shows %s, want %s", how, text, tt.want)
			}
		}
	}
}

func TestParseEmail(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"plain", "ann@example.org", "ann@example.org"},
		{"spaces around", " ann@example.org\n", "ann@example.org"},
		{"case is kept", "Ann.Lie@Example.org", "Ann.Lie@Example.org"},
		{"plus", "ann+shop@example.co.uk", "ann+shop@example.co.uk"},
		{"umlauts", "jürgen@exämple.de", "jürgen@exämple.de"},
		{"empty", "", ""},
		{"no at", "example.org", ""},
		{"no dot in the domain", "ann@localhost", ""},
		{"an address of numbers", "ann@[127.0.0.1]", ""},
		{"display name", "Ann <ann@example.org>", ""},
		{"angle brackets", "<ann@example.org>", ""},
		{"two mailboxes", "ann@example.org, bob@example.org", ""},
		{"header injection", "ann@example.org\r\nBcc: bob@example.org", ""},
		{"control character", "an\x00n@example.org", ""},
		{"quoted", `"ann lie"@example.org`, ""},
		{"comment", "ann@example.org (Ann)", ""},
		{"254 bytes", strings.Repeat("a", 242) + "@example.org", strings.Repeat("a", 242) + "@example.org"},
		{"255 bytes", strings.Repeat("a", 243) + "@example.org", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := cx.ParseEmail(tt.in)
			if e.Reveal() != tt.want || (err == nil) != (tt.want != "") || e.IsZero() != (tt.want == "") {
				t.Errorf("ParseEmail(%q) = %q, %v; want %q", tt.in, e.Reveal(), err, tt.want)
			}
			if err != nil && tt.in != "" && strings.Contains(err.Error(), tt.in) {
				t.Errorf("the error shows the address: %v", err)
			}
		})
	}
	if got := email(t, "Ann@Example.ORG").Folded(); got != "ann@example.org" {
		t.Errorf("Folded = %q", got)
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"ann@example.org", "Ann <a@b.c>", "a@b.c\r\nBcc: x@y.z", `"a b"@c.d`, "ü@ß.de", "a@b..c", "@", "a@b.c,d@e.f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := cx.ParseEmail(s)
		if err != nil {
			if !e.IsZero() {
				t.Errorf("ParseEmail(%q) gives an address and an error", s)
			}
			return
		}
		again, err := cx.ParseEmail(e.Reveal())
		if err != nil || again != e || strings.ContainsAny(e.Reveal(), "\r\n\x00<>") || len(e.Reveal()) > 254 {
			t.Errorf("ParseEmail(%q) = %q, and again %q, %v", s, e.Reveal(), again.Reveal(), err)
		}
	})
}

func TestNewName(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "Ann", "Ann"},
		{"trimmed", "  Ann Lie ", "Ann Lie"},
		{"control characters", "An\r\nn\x00\u0085", "Ann"},
		{"only control characters", "\x00\x01", ""},
		{"60 bytes of two-byte characters", strings.Repeat("å", 31), strings.Repeat("å", 30)},
		{"cut before a character that does not fit", strings.Repeat("a", 59) + "å", strings.Repeat("a", 59)},
	} {
		if n := cx.NewName(tt.in); n.Reveal() != tt.want || n.IsZero() != (tt.want == "") {
			t.Errorf("%s: NewName(%q) = %q, want %q", tt.name, tt.in, n.Reveal(), tt.want)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("blåbær", 3)
	f.Add("\x80\x80\x80", 2)
	f.Add("日本", 0)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if n < 0 {
			t.Skip("a negative length is the caller's error")
		}
		got := cx.Cut(s, n)
		if len(got) > n || !strings.HasPrefix(s, got) || (utf8.ValidString(s) && (!utf8.ValidString(got) || len(s) > n && len(got) < n-3)) {
			t.Errorf("Cut(%q, %d) = %q", s, n, got)
		}
	})
}
