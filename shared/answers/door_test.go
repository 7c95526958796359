package answers_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

const door = "/f/nordlys"

// atDoor opens the door's page and reads it for two seconds; it returns a form with the page's nonce.
func (b browser) atDoor(text, number, contact string) url.Values {
	b.Helper()
	w := b.get(door)
	found := nonceField.FindStringSubmatch(w.Body.String())
	if w.Code != 200 || found == nil {
		b.Fatalf("GET the door = %d without a nonce: %s", w.Code, w.Body)
	}
	b.pass(2 * time.Second)
	return url.Values{"words": {text}, "number": {number}, "contact": {contact}, "nonce": {found[1]}}
}

func (b browser) knock(form url.Values) *httptest.ResponseRecorder {
	b.Helper()
	return b.do("POST", door, form, byHand())
}

// notes is what the table holds.
func (s *stage) notes() []cx.DoorNote {
	s.Helper()
	all, _, err := s.facts.DoorNotes(s.Context(), "nordlys", ledger.Page{From: mailed.AddDate(0, -1, 0), To: mailed.AddDate(0, 1, 0)})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

func TestTheDoorTakesWhatIsSaid(t *testing.T) {
	s := set(t)
	b := s.phone()
	form := b.atDoor("Where is\r\nmy bowl?", "#1001", "bo@example.com")
	wants(t, b.knock(form), 200, "Thank you", "Mia has your words", "bo@example.com")
	wants(t, b.knock(form), 200, "Thank you") // sent again by a reload
	all := s.notes()
	if len(all) != 1 || all[0].Text != "Where is\nmy bowl?" || all[0].Number != "1001" || all[0].Contact.Reveal() != "bo@example.com" || all[0].Day != "2026-11-17" {
		t.Fatalf("the table holds %+v, want one note", all)
	}
	form.Set("words", "And where is my mug?") // by the back button
	wants(t, b.knock(form), 422, "once more", "And where is my mug?")
	if n := len(s.notes()); n != 1 {
		t.Errorf("%d notes after a form was changed and sent with its old nonce", n)
	}
	wants(t, b.knock(b.atDoor("Just thank you.", "", "")), 200, "no answer can come")
	if logs := s.logged.String(); strings.Contains(logs, "bo@example.com") || strings.Contains(logs, "bowl") {
		t.Errorf("the log holds what was said: %s", logs)
	}
}

func TestTheDoorKeepsWhatWasTyped(t *testing.T) {
	tests := []struct {
		name, text, number, contact string
		want                        []string
	}{
		{"nothing said", " ", "1001", "bo@example.com", []string{"Please write a few words first", `value="1001"`, `value="bo@example.com"`, `aria-describedby="why-words"`}},
		{"half an address", "Hello there", "", "bo@", []string{"not a whole mail address", "Hello there", `value="bo@"`, "why-contact"}},
		{"far too much", strings.Repeat("x", cx.CommentLimit+1), "", "", []string{"more than we can take"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			b := s.phone()
			w := b.knock(b.atDoor(tt.text, tt.number, tt.contact))
			if w.Code != 422 || len(s.notes()) != 0 {
				t.Errorf("status %d, %d notes, want 422 and none", w.Code, len(s.notes()))
			}
			for _, want := range tt.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			again := nonceField.FindStringSubmatch(w.Body.String())
			s.pass(2 * time.Second)
			wants(t, b.knock(url.Values{"words": {"Better now."}, "nonce": {again[1]}}), 200, "Thank you")
		})
	}
}

// Programs do not get in by the ways that cost a person nothing.
func TestTheDoorIsNoneForMachines(t *testing.T) {
	s := set(t)
	b := s.phone()
	good := b.atDoor("Hello", "", "")
	young := b.atDoor("Hello", "", "")
	s.pass(-1500 * time.Millisecond)
	wants(t, b.knock(young), 422, "Not sent yet")
	for _, nonce := range []string{"", "x.y.z", strings.Replace(good.Get("nonce"), ".", "0.", 1)} {
		wants(t, b.knock(url.Values{"words": {"Hello"}, "nonce": {nonce}}), 422, "Not sent yet")
	}
	cross := map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
	if w := b.do("POST", door, good, cross); w.Code != 403 {
		t.Errorf("another site's form = %d, want 403", w.Code)
	}
	s.pass(8 * 24 * time.Hour)
	wants(t, b.knock(good), 422, "Not sent yet", "Hello")
	if n := len(s.notes()); n != 0 {
		t.Errorf("%d notes were taken", n)
	}
}

func TestTheDoorIsLimited(t *testing.T) {
	s := set(t)
	b := s.phone()
	for range 6 {
		wants(t, b.knock(b.atDoor("Hello", "", "")), 200, "Thank you")
	}
	last := b.atDoor("One too many", "", "")
	wants(t, b.knock(last), 429, "very often", "One too many")
	other := s.browser("203.0.113.9", "Another browser", nil)
	wants(t, other.knock(other.atDoor("Hello", "", "")), 200, "Thank you")
	s.pass(time.Hour)
	wants(t, b.knock(last), 200, "Thank you") // what was typed is not lost
	if n := len(s.notes()); n != 8 {
		t.Errorf("%d notes, want 8", n)
	}
}

func TestTheDoorOfAShopAndDay(t *testing.T) {
	s := set(t)
	for i := range 300 {
		if ok, err := s.facts.Allow(t.Context(), "door of a day", "nordlys "+s.now().Format(time.DateOnly), 300, 24*time.Hour, s.now()); err != nil || !ok {
			t.Fatalf("use %d: %v, %v", i, ok, err)
		}
	}
	b := s.phone()
	wants(t, b.knock(b.atDoor("Hello", "", "")), 429, "very often")
}

func TestTheDoorSpeaks(t *testing.T) {
	s := set(t)
	german := s.browser("198.51.100.7", "Safari", map[string]string{"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
	wants(t, german.get(door), 200, "Was möchten Sie sagen?")
	nobody := s.browser("198.51.100.7", "Safari", map[string]string{"Accept-Language": "xx"})
	wants(t, nobody.get(door), 200, "What would you like to say?")
	if w := nobody.get("/f/nordlys?order=%231042"); !strings.Contains(w.Body.String(), `name="number" value="1042"`) {
		t.Error("the number of the packing slip's link is not in the form")
	}
	for _, path := range []string{"/f/nobody", "/f/NOT-A-SHOP", "/f/nordlys/more", "/f/"} {
		if w := nobody.get(path); w.Code != 404 {
			t.Errorf("GET %s = %d, want 404", path, w.Code)
		}
	}
	w := s.phone().knock(s.phone().atDoor(`"><script>alert(1)</script>`, `"><b>`, `"@`))
	if strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), `"><b>`) {
		t.Error("what was typed is markup")
	}
	if size := len(s.phone().get(door).Body.Bytes()); size > 30<<10 {
		t.Errorf("the page weighs %d bytes, want at most 30 KB", size)
	}
}
