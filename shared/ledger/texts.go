package ledger

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"earshot/shared/cx"
)

// touchedText holds the touchpoints as "ordered 1731000000 paid 1731000001", in the order of an order's life.
func touchedText(o cx.Order) string {
	var parts []string
	for _, t := range cx.Touchpoints() {
		if at, ok := o.Touched[t]; ok {
			parts = append(parts, string(t), unix(at))
		}
	}
	return strings.Join(parts, " ")
}

func readTouched(o *cx.Order, s string) {
	for pair := range slices.Chunk(words(s), 2) {
		if len(pair) == 2 {
			touch(o, cx.Touchpoint(pair[0]), pair[1])
		}
	}
}

func touch(o *cx.Order, t cx.Touchpoint, at string) {
	if o.Touched == nil {
		o.Touched = map[cx.Touchpoint]time.Time{}
	}
	o.Touched[t] = fromUnix(at)
}

// The most that is kept of an order's items and of the name of its wording.
const (
	wordingBytes = 20
	keptItems    = 3
	titleBytes   = 80 // of the item that mails and pages name
	otherBytes   = 40 // of the others, which segments tell apart
)

// between separates the parts of a list in a text: a control character, which no part holds.
const between = "\x1f"

// itemsText holds id and title in turn.
func itemsText(items []cx.Item) string {
	var flat []string
	bytes := titleBytes
	for _, i := range items[:min(keptItems, len(items))] {
		flat = append(flat, cx.Cut(printable(i.ID), 30), cx.Cut(printable(i.Title), bytes))
		bytes = otherBytes
	}
	return strings.Join(flat, between)
}

func itemsOf(s string) []cx.Item {
	if s == "" {
		return nil
	}
	var items []cx.Item
	for pair := range slices.Chunk(strings.Split(s, between), 2) {
		if len(pair) == 2 {
			items = append(items, cx.Item{ID: pair[0], Title: pair[1]})
		}
	}
	return items
}

// printable drops control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

func tokensText(tokens []cx.TokenHash) string {
	var all []string
	for _, t := range tokens {
		all = append(all, string(t))
	}
	return strings.Join(all, " ")
}

func tokensOf(s string) []cx.TokenHash {
	var all []cx.TokenHash
	for _, t := range words(s) {
		all = append(all, cx.TokenHash(t))
	}
	return all
}

// decisionsText holds at, action, reason and until of each decision.
func decisionsText(all []cx.Decision) string {
	var parts []string
	for _, d := range all {
		parts = append(parts, columns(unix(d.At), string(d.Action), string(d.Reason), unix(d.Until)))
	}
	return strings.Join(parts, " ")
}

func decisionsOf(s string) []cx.Decision {
	var all []cx.Decision
	for _, p := range rows(s, 4) {
		all = append(all, cx.Decision{At: fromUnix(p[0]), Action: cx.Action(p[1]), Reason: cx.Reason(p[2]), Until: fromUnix(p[3])})
	}
	return all
}
