package cx

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// DoorID names what one visitor of the open door said: a keyed hash of the form's nonce, so that a form that is sent
// twice is said once.
type DoorID string

// DoorNote is what somebody said at the open door, before any survey or without one. Nobody knows who it was: order
// number and address are what the visitor typed, and no mail is ever sent to that address by Earshot.
type DoorNote struct {
	ID      DoorID
	Shop    ShopID
	Number  string // of an order, as typed; "" if none was named
	Text    string
	Contact Email // where the visitor would like an answer; zero: none is wanted
	At      time.Time
	Day     string // At's day in the shop's zone: the day it is counted on
}

// DoorSurvey is what counters call the open door, so that it is counted apart from surveys.
const DoorSurvey = "/door"

// doorNumberLimit is the most bytes that are kept of an order's number.
const doorNumberLimit = 40

// DoorProblem is what a visitor has to change, by field; empty fields are well.
type DoorProblem struct{ Text, Contact bool }

// NewDoorNote takes what a visitor typed. A problem says what has to be changed before anything can be kept.
func NewDoorNote(number, text, contact string) (DoorNote, DoorProblem) {
	n := DoorNote{Number: DoorNumber(number), Text: cleanComment(text)}
	var wrong DoorProblem
	wrong.Text = n.Text == "" || len(text) > CommentLimit
	if contact = strings.TrimSpace(contact); contact != "" {
		var err error
		n.Contact, err = ParseEmail(contact)
		wrong.Contact = err != nil
	}
	return n, wrong
}

// DoorNumber is an order's number as the open door keeps it: without the sign that many write before it.
func DoorNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(Cut(strings.TrimLeft(strings.TrimSpace(s), "# "), doorNumberLimit))
}

// Same tells that two notes say the same, whenever they were said.
func (n DoorNote) Same(o DoorNote) bool {
	return n.Number == o.Number && n.Text == o.Text && n.Contact == o.Contact
}

// isoWeek is the name of the ISO week of a day.
func isoWeek(t time.Time) string {
	year, week := t.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}
