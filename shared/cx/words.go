package cx

import (
	"slices"
	"strings"
	"unicode"
)

// Words are what a customer may add to a score, or say without one.
type Words struct {
	Reasons    []string // ids of the survey's reasons, or OtherReason
	Comment    string
	MayContact bool // "you may contact me"
}

const (
	// OtherReason is the reason "something else", which every survey has.
	OtherReason = "other"
	// KeptReasons is the most reasons that are kept of one answer.
	KeptReasons = 8
)

// Clean returns what is kept of w: reasons that the survey offers, each once, in the order given and at most
// KeptReasons; and the comment as valid text without control characters other than line breaks and tabs, trimmed, at
// most CommentLimit bytes. It says nothing of what it dropped: a form that was tampered with has nobody to tell.
func (w Words) Clean(survey Survey) Words {
	var reasons []string
	for _, r := range w.Reasons {
		if len(reasons) < KeptReasons && survey.offers(r) && !slices.Contains(reasons, r) {
			reasons = append(reasons, r)
		}
	}
	return Words{Reasons: reasons, Comment: cleanComment(w.Comment), MayContact: w.MayContact}
}

// offers tells that a customer can choose the reason in this survey.
func (s Survey) offers(reason string) bool {
	return reason == OtherReason || slices.Contains(s.Good, reason) || slices.Contains(s.Bad, reason)
}

// cleanComment turns the line breaks of forms (CR LF) into LF: twice the bytes of a limit for nothing.
func cleanComment(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(Cut(strings.TrimSpace(s), CommentLimit))
}
