package mail

import (
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

// FuzzQuotedPrintable holds our encoder against the decoder of the standard library.
func FuzzQuotedPrintable(f *testing.F) {
	for _, s := range []string{"", "plain", "a=b", "blank at the end \nnext\t\n", "Fjord “ø”\n", strings.Repeat("x", 75) + "\n", strings.Repeat("x", 76), strings.Repeat("é", 100), strings.Repeat("x", 75) + " \n", "\r", "a\r\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		encoded := string(quotedPrintable(nil, []byte(s)))
		for line := range strings.SplitSeq(encoded, "\r\n") {
			if len(line) > lineLength || strings.ContainsFunc(line, func(r rune) bool { return r != '\t' && (r < ' ' || r > '~') }) {
				t.Errorf("line %q", line)
			}
		}
		got, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(encoded)))
		lf := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
		if err != nil || lf(string(got)) != lf(s) {
			t.Errorf("decoded %q, %v, want %q", got, err, s)
		}
	})
}

// FuzzHeaders puts any words into names and subject: they come back as they were but for what clean drops, and nothing
// begins a header.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"Ada", "Zoë", `a "b" \c`, "x\r\nBcc: y", "=?utf-8?q?x?=", strings.Repeat("long ", 40), strings.Repeat("x", 200), "  two  spaces ", "日本語の長い名前日本語の長い名前", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := Message{FromName: s, From: "a@b.example", To: "c@d.example", Subject: s, Date: time.Unix(0, 0), ID: "x"}
		read, err := netmail.ReadMessage(strings.NewReader(string(m.Bytes())))
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		if len(read.Header) != 8 {
			t.Errorf("headers %v", read.Header)
		}
		want := clean(s)
		if got, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject")); err != nil || got != want {
			t.Errorf("Subject = %q, %v, want %q", got, err, want)
		}
		if from, err := read.Header.AddressList("From"); err != nil || from[0].Name != want || from[0].Address != "a@b.example" {
			t.Errorf("From = %v, %v, want the name %q", from, err, want)
		}
	})
}

func TestSplitRefuses(t *testing.T) {
	for _, src := range []string{"{{open", "{{}}", "{{two words}}", "{{{half}}", "{{<b>}}"} {
		if _, err := split(src); err == nil {
			t.Errorf("split(%q): want an error", src)
		}
	}
}

func TestTextIsEscapedAndMarkupIsNot(t *testing.T) {
	s, err := split(`<a href="{{url}}">{{{inner}}}</a>`)
	if err != nil {
		t.Fatal(err)
	}
	got := string(s.render(nil, texts{"url": `"&<>'`, "inner": "not this"}, markups{"inner": markup("<b>"), "url": markup("not this")}))
	if want := `<a href="&#34;&amp;&lt;&gt;&#39;"><b></a>`; got != want {
		t.Errorf("render = %s, want %s", got, want)
	}
}

func TestTonesCanBeRead(t *testing.T) {
	for _, colour := range []string{"#0f5c55", "#ffd400", "#ffffff", "#000000", "#ff0000", "not a colour", "#777777"} {
		m := markups{}
		m.tones(colour)
		for prefix, surfaces := range map[string][]cx.Colour{"": lightSurfaces(), "dark_": darkSurfaces()} {
			fill, on, link := tone(t, m[prefix+"fill"]), tone(t, m[prefix+"on"]), tone(t, m[prefix+"link"])
			for _, s := range surfaces {
				if cx.Contrast(fill, s) < edgeContrast || cx.Contrast(link, s) < textContrast {
					t.Errorf("%s on %v: fill %.2f, link %.2f", colour, s, cx.Contrast(fill, s), cx.Contrast(link, s))
				}
			}
			if cx.Contrast(on, fill) < textContrast {
				t.Errorf("%s: text on it %.2f", colour, cx.Contrast(on, fill))
			}
		}
	}
}

func tone(t *testing.T, m markup) cx.Colour {
	t.Helper()
	c, err := cx.ParseColour(string(m))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
