package dashboard_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

func (s *site) alerts() cx.Alerts {
	s.t.Helper()
	shop, err := s.Floor.Ledger.Shop(s.t.Context(), s.Shop.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return shop.Alerts
}

func TestWhoHearsOfIt(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	const path = "/dashboard/nordlys/alerts"
	seen := hiddenField(t, s.get(path).body, "seen")
	saved := s.post(path, url.Values{"to": {"mia@nordlys.example\r\n bo@nordlys.example ,"}, "at_most": {"3"}, "seen": {seen}})
	if saved.status != 303 || saved.header.Get("Location") != path+"?saved" {
		t.Fatalf("saved = %d to %s: %s", saved.status, saved.header.Get("Location"), saved.body)
	}
	want := cx.Alerts{To: []string{"mia@nordlys.example", "bo@nordlys.example"}, AtMost: 3, NoDigest: true}
	if got := s.alerts(); !slices.Equal(got.To, want.To) || got.AtMost != want.AtMost || got.NoDigest != want.NoDigest {
		t.Errorf("stored %+v, want %+v", got, want)
	}
	if page := s.get(path + "?saved").body; !strings.Contains(page, "Saved.") || !strings.Contains(page, "bo@nordlys.example</textarea>") {
		t.Errorf("the page does not show what was saved: %s", page)
	}
	// Who wrote while another saved sees both, and the second Save holds.
	late := s.post(path, url.Values{"to": {"cai@nordlys.example"}, "at_most": {"0"}, "digest": {"1"}, "seen": {seen}})
	if late.status != 409 || !strings.Contains(late.body, "Somebody else saved") || !strings.Contains(late.body, "cai@nordlys.example") || !strings.Contains(late.body, "mia@nordlys.example, bo@nordlys.example") {
		t.Fatalf("a second editor = %d %s", late.status, late.body)
	}
	again := s.post(path, url.Values{"to": {"cai@nordlys.example"}, "at_most": {"0"}, "digest": {"1"}, "seen": {hiddenField(t, late.body, "seen")}})
	if got := s.alerts(); again.status != 303 || !slices.Equal(got.To, []string{"cai@nordlys.example"}) || got.NoDigest {
		t.Errorf("the second Save = %d, stored %+v", again.status, got)
	}
}

func TestAlertsThatCannotBe(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	const path = "/dashboard/nordlys/alerts"
	for name, v := range map[string]url.Values{
		"half an address":           {"to": {"mia@"}, "at_most": {"0"}},
		"a header in an address":    {"to": {"mia@nordlys.example\tBcc: eve@evil.example"}, "at_most": {"0"}},
		"everybody is unhappy":      {"to": {""}, "at_most": {"5"}},
		"no number":                 {"to": {""}, "at_most": {"low"}},
		"a whole list of suppliers": {"to": {strings.Repeat("a@example.com\n", 11)}, "at_most": {"0"}},
	} {
		v.Set("seen", hiddenField(t, s.get(path).body, "seen"))
		if got := s.post(path, v); got.status != 422 || !strings.Contains(got.body, `aria-invalid="true"`) {
			t.Errorf("%s = %d %s", name, got.status, got.body)
		}
	}
	if got := s.alerts(); len(got.To) != 0 {
		t.Errorf("something was stored: %+v", got)
	}
}

// hiddenField reads a hidden field of a page.
func hiddenField(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("the page has no field %q: %s", name, page)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(value)
}
