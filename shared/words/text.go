package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// text is the variants of one text, the most special first.
type text []variant

// variant is one way to say a text: plain, or by plural category.
type variant struct {
	plain pieces
	forms map[plural.Form]pieces
}

// pieces are the parts of a string, in turn literal and the name of a field: the second, fourth, … are names.
type pieces []string

var errBraces = errors.New("braces must hold the name of a field: small letters and _")

// parse takes a string with fields in braces apart.
func parse(s string) (pieces, error) {
	var p pieces
	for {
		literal, rest, found := strings.Cut(s, "{")
		if strings.Contains(literal, "}") {
			return nil, errBraces
		}
		p = append(p, literal)
		if !found {
			return p, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return nil, errBraces
		}
		p, s = append(p, name), after
	}
}

// Fields lists the fields in braces of a shop's own words, for checking them; the error says that braces are not paired.
func Fields(s string) ([]string, error) {
	p, err := parse(s)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", s, err)
	}
	return p.names(), nil
}

func (p pieces) names() []string {
	var names []string
	for i := 1; i < len(p); i += 2 {
		names = append(names, p[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// written puts the fields back into their braces.
func (p pieces) written() string {
	var b strings.Builder
	for i, s := range p {
		if i%2 == 1 {
			s = "{" + s + "}"
		}
		b.WriteString(s)
	}
	return b.String()
}

func (p pieces) complete(a Args) bool {
	for i := 1; i < len(p); i += 2 {
		if a[p[i]] == "" {
			return false
		}
	}
	return true
}

// pick chooses the plural form by the field {count}, a whole number.
func (v variant) pick(tag language.Tag, a Args) pieces {
	if v.forms == nil {
		return v.plain
	}
	n, err := strconv.Atoi(a["count"])
	if err != nil {
		return v.forms[plural.Other]
	}
	if p, ok := v.forms[form(tag, n)]; ok {
		return p
	}
	return v.forms[plural.Other]
}

func form(tag language.Tag, n int) plural.Form {
	return plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)
}

// parseText reads a string, an object of plural forms, or a list of both.
func parseText(raw json.RawMessage) (text, error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	if len(list) == 0 {
		return nil, errors.New("a list without variants")
	}
	var t text
	for _, one := range list {
		v, err := parseVariant(one)
		if err != nil {
			return nil, err
		}
		t = append(t, v)
	}
	return t, nil
}

func parseVariant(raw json.RawMessage) (variant, error) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		p, err := parse(s)
		return variant{plain: p}, err
	}
	var written map[string]string
	if err := json.Unmarshal(raw, &written); err != nil {
		return variant{}, err
	}
	v := variant{forms: map[plural.Form]pieces{}}
	for name, s := range written {
		f, ok := categories()[name]
		p, err := parse(s)
		if !ok || err != nil {
			return variant{}, errors.Join(fmt.Errorf("plural category %q", name), err)
		}
		v.forms[f] = p
	}
	if _, ok := v.forms[plural.Other]; !ok {
		return variant{}, errors.New(`the plural category "other" is missing`)
	}
	return v, nil
}

func categories() map[string]plural.Form {
	return map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few,
		"many": plural.Many, "other": plural.Other}
}
