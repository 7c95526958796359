package ledger_test

import (
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// answered is an order with a score and a comment.
func answered(t *testing.T, l *ledger.Ledger, ref string, score int, now time.Time) cx.Response {
	t.Helper()
	_, token := sentOrder(t, l, ref, ref+"@example.com", at(10, 9))
	inv, err := l.Invitation(t.Context(), token, now)
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.Answer(t.Context(), inv, &cx.Confirmation{Act: cx.PressedSave, Score: score, At: now, Client: "c"}, cx.Words{Comment: "so"}, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMarkRead(t *testing.T) {
	l := open(t)
	r := answered(t, l, "1", 4, at(11, 9))
	other := answered(t, l, "2", 2, at(11, 10))
	_, token := sentOrder(t, l, "3", "3@example.com", at(10, 9)) // nobody answered
	tests := []struct {
		name string
		shop cx.ShopID
		seen []ledger.Seen
		n    int
		read time.Time // of r, afterwards
	}{
		{"nothing", "nordlys", nil, 0, time.Time{}},
		{"of another shop", "fjell", []ledger.Seen{{Order: r.Order, Changed: r.Changed}}, 0, time.Time{}},
		{"an order that is not there", "nordlys", []ledger.Seen{{Order: "x", Changed: r.Changed}}, 0, time.Time{}},
		{"before its newest change", "nordlys", []ledger.Seen{{Order: r.Order, Changed: r.Changed.Add(-time.Second)}}, 1, r.Changed.Add(-time.Second)},
		{"from the future is as it is now", "nordlys", []ledger.Seen{{Order: r.Order, Changed: at(30, 9)}}, 1, r.Changed},
		{"an older sight takes nothing back", "nordlys", []ledger.Seen{{Order: r.Order, Changed: at(1, 9)}}, 1, r.Changed},
		{"twice, and one without an answer", "nordlys", []ledger.Seen{{Order: r.Order, Changed: r.Changed}, {Order: r.Order, Changed: r.Changed}, {Order: token.Order, Changed: at(11, 9)}}, 2, r.Changed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := l.MarkRead(t.Context(), tt.shop, tt.seen...)
			if err != nil || n != tt.n {
				t.Errorf("MarkRead = %d, %v; want %d", n, err, tt.n)
			}
			got, err := l.Response(t.Context(), r.Person, r.Order)
			if err != nil || !got.Read.Equal(tt.read) || got.Unread() != tt.read.Before(r.Changed) {
				t.Errorf("read as of %v (unread: %v), %v; want %v", got.Read, got.Unread(), err, tt.read)
			}
		})
	}
	if got, err := l.Response(t.Context(), other.Person, other.Order); err != nil || !got.Unread() {
		t.Errorf("an answer that nobody marked is read: %v", err)
	}
}

func TestAChangedAnswerKeepsWhatWasRead(t *testing.T) {
	l := open(t)
	r := answered(t, l, "1", 4, at(11, 9))
	if _, err := l.MarkRead(t.Context(), "nordlys", ledger.Seen{Order: r.Order, Changed: r.Changed}); err != nil {
		t.Fatal(err)
	}
	inv := cx.Invitation{Shop: shop(), Order: cx.Order{ID: r.Order, Shop: "nordlys", Person: r.Person}}
	after, err := l.Answer(t.Context(), inv, nil, cx.Words{Comment: "or not"}, at(12, 9))
	if err != nil || !after.Read.Equal(r.Changed) || !after.Unread() {
		t.Errorf("after new words it is read as of %v, unread %v, %v; want %v and unread", after.Read, after.Unread(), err, r.Changed)
	}
}
