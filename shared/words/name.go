package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest that still reads well in the middle of a sentence, in characters.
const (
	longestName = 25
	longestItem = 44
)

// FirstName is a first name as a person would say it, or "" where it is better to say none: initials, numbers,
// addresses, links that somebody typed into a name field to have them mailed, and what nobody is called. Names all in
// capitals or all in small letters are set right; others stay as their owner wrote them.
func FirstName(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	n := utf8.RuneCountInString(s)
	if n < 2 || n > longestName || strings.ContainsFunc(s, notInNames) || nobody(s) {
		return ""
	}
	if n > 2 && (s == strings.ToUpper(s) || s == strings.ToLower(s)) {
		return capitals(s)
	}
	return s
}

func notInNames(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’·׳", r)
}

func nobody(s string) bool {
	switch strings.ToLower(s) {
	case "guest", "gast", "test", "customer", "kunde", "null", "none", "unknown", "undefined", "na", "mr", "mrs", "herr", "frau",
		"client", "cliente", "klant", "klient", "invité", "invitado", "ospite", "gość", "monsieur", "madame", "señor", "señora",
		"meneer", "mevrouw", "ضيف", "عميل", "אורח", "לקוח":
		return true
	}
	return !strings.ContainsFunc(s, unicode.IsLetter)
}

func capitals(s string) string {
	start := true
	return strings.Map(func(r rune) rune {
		first := start
		start = r == ' ' || r == '-' || r == '\'' || r == '’'
		if first {
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// Calling is what a customer calls the person who writes: the first word of the name.
func Calling(sender string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(sender), " ")
	return first
}

// Item shortens a product's title to what one says in a sentence, "" if that is still too long: sizes and colours after
// a comma, a dash, a bar or a bracket go, and so do quotation marks, which a sentence has of its own. Pages and mails
// show the whole title beside it.
func Item(title string) string {
	title = unquoted(strings.Join(strings.Fields(title), " "))
	for _, end := range []string{", ", " - ", " – ", " — ", " | ", " / ", " (", " ["} {
		if head, _, found := strings.Cut(title, end); found && utf8.RuneCountInString(head) >= 3 {
			title = head
		}
	}
	if utf8.RuneCountInString(title) > longestItem {
		return ""
	}
	return title
}

// unquoted drops quotation marks, but not the sign for inches.
func unquoted(s string) string {
	var before rune
	return strings.Map(func(r rune) rune {
		mark := strings.ContainsRune("“”„«»", r) || (r == '"' && !unicode.IsDigit(before))
		before = r
		if mark {
			return -1
		}
		return r
	}, s)
}
