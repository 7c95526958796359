package words

import "golang.org/x/text/unicode/bidi"

// The marks of the Unicode Bidirectional Algorithm around words whose direction is their own.
const (
	isolateStart = "\u2068" // FIRST STRONG ISOLATE
	isolateEnd   = "\u2069" // POP DIRECTIONAL ISOLATE
)

// Isolated puts marks around words that run against the language's direction, so that a Latin title keeps its brackets
// and numbers at their places in an Arabic sentence, and the sentence its order. The marks are characters, not <bdi>:
// subjects and plain texts have no markup. Words that run along come back as they are.
func (l Language) Isolated(s string) string {
	for _, r := range s {
		if l.against(r) {
			return isolateStart + s + isolateEnd
		}
	}
	return s
}

// against tells that a letter runs against the language.
func (l Language) against(r rune) bool {
	if l.Dir != "rtl" && r < '\u0590' { // before Hebrew no letter runs to the left
		return false
	}
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		return l.Dir == "rtl"
	case bidi.R, bidi.AL:
		return l.Dir != "rtl"
	}
	return false
}
