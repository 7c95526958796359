package mail

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed templates/*.html
var templates embed.FS

// sheet is a template taken apart once. A slot in two braces is a text and is always escaped; one in three braces is
// markup that another sheet made. The two have different types, so that a name can never get in where markup belongs.
//
// It is no html/template: a mail has no script, no style and no URL that a customer's words get into, so escaping needs
// no knowledge of the place, and rendering is several times as fast.
type sheet struct {
	literals []string // one more than slots
	slots    []slot
}

type slot struct {
	name   string
	markup bool
}

type markup []byte

// texts and markups are the values of slots by name. One that is missing is empty; the tests demand all.
type (
	texts   map[string]string
	markups map[string]markup
)

// readSheet reads a template; the indentation that makes it readable is not mailed.
func readSheet(name string) (sheet, error) {
	raw, err := templates.ReadFile("templates/" + name + ".html")
	if err != nil {
		return sheet{}, err
	}
	var b strings.Builder
	for line := range strings.Lines(string(raw)) {
		b.WriteString(strings.TrimLeft(line, " "))
	}
	s, err := split(b.String())
	if err != nil {
		return sheet{}, fmt.Errorf("read template %s: %w", name, err)
	}
	return s, nil
}

func split(src string) (sheet, error) {
	var s sheet
	for {
		literal, rest, found := strings.Cut(src, "{{")
		s.literals = append(s.literals, literal)
		if !found {
			return s, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		isMarkup := strings.HasPrefix(name, "{")
		if isMarkup {
			name, closed = name[1:], closed && strings.HasPrefix(after, "}")
			after = strings.TrimPrefix(after, "}")
		}
		if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return sheet{}, fmt.Errorf("slot %q is not the name of a slot in two or three braces", name)
		}
		s.slots, src = append(s.slots, slot{name, isMarkup}), after
	}
}

// render appends the filled sheet to b.
func (s sheet) render(b []byte, t texts, m markups) []byte {
	for i, slot := range s.slots {
		b = append(b, s.literals[i]...)
		if slot.markup {
			b = append(b, m[slot.name]...)
		} else {
			b = appendEscaped(b, t[slot.name])
		}
	}
	return append(b, s.literals[len(s.slots)]...)
}

// appendEscaped escapes for text and for attributes in double quotes alike.
func appendEscaped(b []byte, s string) []byte {
	for {
		at := strings.IndexAny(s, `&<>"'`)
		if at < 0 {
			return append(b, s...)
		}
		b = append(b, s[:at]...)
		b = append(b, entity(s[at])...)
		s = s[at+1:]
	}
}

func entity(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	}
	return "&#39;"
}
