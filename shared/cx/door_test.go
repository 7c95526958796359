package cx_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"earshot/shared/cx"
)

func TestNewDoorNote(t *testing.T) {
	long := strings.Repeat("x", cx.CommentLimit+1)
	tests := []struct {
		name, number, text, contact string
		wrong                       cx.DoorProblem
		kept                        string // number and text, if nothing is wrong
	}{
		{"words alone", "", "Lovely shop.", "", cx.DoorProblem{}, "|Lovely shop."},
		{"a number as people write it", " # 1042 ", "Where is it?", "ada@example.com", cx.DoorProblem{}, "1042|Where is it?"},
		{"lines and control characters", "10\x0042", "one\r\ntwo\x07", "", cx.DoorProblem{}, "1042|one\ntwo"},
		{"nothing said", "1042", " \n ", "", cx.DoorProblem{Text: true}, ""},
		{"far too much said", "", long, "", cx.DoorProblem{Text: true}, ""},
		{"half an address", "", "Hello", "ada@", cx.DoorProblem{Contact: true}, ""},
		{"an address that would begin a header", "", "Hello", "ada@example.com\r\nBcc: eve@example.com", cx.DoorProblem{Contact: true}, ""},
		{"both wrong", "", "", "ada", cx.DoorProblem{Text: true, Contact: true}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, wrong := cx.NewDoorNote(tt.number, tt.text, tt.contact)
			if wrong != tt.wrong || (wrong == cx.DoorProblem{} && n.Number+"|"+n.Text != tt.kept) {
				t.Errorf("NewDoorNote = %q|%q, %+v, want %q, %+v", n.Number, n.Text, wrong, tt.kept, tt.wrong)
			}
		})
	}
}

// What anyone may type is kept in bounds and as valid text, and taking it again changes nothing.
func FuzzNewDoorNote(f *testing.F) {
	f.Add("#1042", "Where is it?", "ada@example.com")
	f.Add("####", "\xff\x00\r\n", "\r\n")
	f.Fuzz(func(t *testing.T, number, text, contact string) {
		n, wrong := cx.NewDoorNote(number, text, contact)
		if wrong != (cx.DoorProblem{}) {
			return
		}
		again, _ := cx.NewDoorNote(n.Number, n.Text, contact)
		if len(n.Number) > 40 || len(n.Text) > cx.CommentLimit || !utf8.ValidString(n.Number+n.Text) || !n.Same(again) {
			t.Errorf("NewDoorNote(%q, %q) keeps %q, %q; again %q, %q", number, text, n.Number, n.Text, again.Number, again.Text)
		}
	})
}
