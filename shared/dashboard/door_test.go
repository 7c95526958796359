package dashboard_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// knock leaves a note at the door of the floor's shop.
func (s *site) knock(number, text, contact string, at time.Time) cx.DoorNote {
	s.t.Helper()
	n, wrong := cx.NewDoorNote(number, text, contact)
	if wrong != (cx.DoorProblem{}) {
		s.t.Fatalf("the note is not taken: %+v", wrong)
	}
	n.ID, n.Shop, n.At, n.Day = s.DoorID(s.Shop.ID, text+at.String()), s.Shop.ID, at, s.Shop.Day(at)
	if _, err := s.Knock(s.t.Context(), n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestTheDoorsRoom(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	path := "/dashboard/" + string(s.Shop.ID) + "/door"
	if page := s.get(path); page.status != 200 || !strings.Contains(page.body, "Nobody has come by yet") || !strings.Contains(page.body, s.server.URL+"/f/nordlys") {
		t.Fatalf("the empty room = %d %s", page.status, page.body)
	}
	order := s.Buy(floor.Someone(1), s.Now.AddDate(0, 0, -9))
	s.knock("#"+order.Number, "The parcel stood in the rain.", "ada@example.com", s.Now.Add(-time.Hour))
	s.knock("99", `"><script>alert(1)</script>`, "", s.Now.Add(-2*time.Hour))
	s.Count()
	page := s.get(path)
	for _, want := range []string{"The parcel stood in the rain.", "mailto:ada@example.com", "/orders/" + string(order.ID), "order 99, which is not known here",
		"2 notes in the last 30 days", `<path fill="#000" d="M4 4h7v1`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the room lacks %q", want)
		}
	}
	if strings.Contains(page.body, "<script>alert") {
		t.Error("a visitor's words are markup")
	}
	if said := s.get("/dashboard/" + string(s.Shop.ID)); strings.Contains(said.body, "stood in the rain") {
		t.Error("what was said at the door is among the answers to surveys")
	}
	file := s.get(path + "/code.svg")
	if file.status != 200 || !strings.HasPrefix(file.header.Get("Content-Type"), "image/svg+xml") || !strings.Contains(file.body, "<svg") {
		t.Errorf("the code as a file = %d %s", file.status, file.header.Get("Content-Type"))
	}
}

func TestTheDoorsRoomPages(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	for i := range 23 {
		s.knock("", "note "+string(rune('a'+i)), "", s.Now.Add(-time.Duration(i)*24*time.Hour))
	}
	path := "/dashboard/" + string(s.Shop.ID) + "/door"
	first := s.get(path).body
	_, rest, ok := strings.Cut(first, `href="`+path+`?after=`)
	if !ok || strings.Contains(first, "note u”") {
		t.Fatal("23 notes are on one page, or there is no way on")
	}
	cursor, _, _ := strings.Cut(rest, "#")
	if older := s.get(path + "?after=" + cursor).body; !strings.Contains(older, "note u”") || strings.Contains(older, "note t”") {
		t.Error("the second page does not go on behind the first")
	}
}

// An erasure removes what was said with the person's address, and what was said about one of the orders.
func TestErasureAtTheDoor(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	b := floor.Someone(1)
	order := s.Buy(b, s.Now.AddDate(0, 0, -9))
	s.knock("", "said with the address", strings.ToUpper(b.Email), s.Now)
	s.knock("# "+order.Number, "about the order", "", s.Now)
	s.knock("", "said by another", "other@example.com", s.Now)
	e, err := cx.ParseEmail(b.Email)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := s.Erase(t.Context(), s.Shop, e, s.Now)
	if err != nil || receipt.Notes != 2 {
		t.Fatalf("the receipt says %d notes, %v, want 2", receipt.Notes, err)
	}
	page := s.get("/dashboard/" + string(s.Shop.ID) + "/door").body
	if strings.Contains(page, "with the address") || strings.Contains(page, "about the order”") || !strings.Contains(page, "said by another") {
		t.Error("the erasure left what it should have removed, or took another's")
	}
}
