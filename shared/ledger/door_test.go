package ledger_test

import (
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestKnock(t *testing.T) {
	l := open(t)
	n, wrong := cx.NewDoorNote("#1042", "Where is it?", "ada@example.com")
	if wrong != (cx.DoorProblem{}) {
		t.Fatal(wrong)
	}
	n.ID, n.Shop, n.At, n.Day = l.DoorID("nordlys", "a nonce"), "nordlys", at(24, 12), "2026-11-24"
	if n.ID == l.DoorID("other", "a nonce") {
		t.Error("the same nonce is the same note in another shop")
	}
	kept, err := l.Knock(t.Context(), n)
	if err != nil || kept != n {
		t.Fatalf("Knock = %+v, %v, want %+v", kept, err, n)
	}
	other := n
	other.Text = "Something else"
	if kept, err = l.Knock(t.Context(), other); err != nil || kept.Text != n.Text {
		t.Errorf("a second Knock with one nonce = %q, %v, want what was kept first", kept.Text, err)
	}
	read, err := l.DoorNote(t.Context(), n.ID)
	if err != nil || read != n {
		t.Errorf("read %+v, %v, wrote %+v", read, err, n)
	}
	all, next, err := l.DoorNotes(t.Context(), "nordlys", ledger.Page{From: at(1, 0), To: at(30, 0)})
	if err != nil || len(all) != 1 || all[0] != n || next != "" {
		t.Errorf("the list is %+v, %q, %v", all, next, err)
	}
	if all, _, err := l.DoorNotes(t.Context(), "other", ledger.Page{From: at(1, 0), To: at(30, 0)}); err != nil || len(all) != 0 {
		t.Errorf("another shop lists %+v, %v", all, err)
	}
}

// A person who never ordered is erased as well: only the door knows the address.
func TestEraseOfWhoOnlyKnocked(t *testing.T) {
	l := open(t)
	n, _ := cx.NewDoorNote("", "Where is it?", "ada@example.com")
	n.ID, n.Shop, n.At, n.Day = l.DoorID("nordlys", "a nonce"), "nordlys", at(24, 12), "2026-11-24"
	if _, err := l.Knock(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	receipt, err := l.Erase(t.Context(), shop(), email(t, "ADA@example.com"), at(25, 12))
	if err != nil || receipt.Notes != 1 {
		t.Fatalf("the receipt says %d notes, %v", receipt.Notes, err)
	}
	if read, err := l.DoorNote(t.Context(), n.ID); err != nil || !read.At.IsZero() {
		t.Errorf("the note is still there: %v, %v", read.At, err)
	}
}
