package dashboard_test

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
)

// filled are the fields of the page's form that posts to path, as a browser would send them.
func (s *site) filled(path, action string) url.Values {
	s.t.Helper()
	return filledIn(parsed(s.t, s.get(path)), action)
}

func filledIn(doc node, action string) url.Values {
	v := url.Values{}
	form := doc.one("form", "action", action)
	for _, in := range form.all("input", "", "") {
		if kind := in.attr("type"); (kind != "checkbox" && kind != "radio" || in.has("checked")) && kind != "file" {
			v.Add(in.attr("name"), in.attr("value"))
		}
	}
	for _, area := range form.all("textarea", "", "") {
		text := ""
		if area.FirstChild != nil {
			text = area.FirstChild.Data
		}
		v.Set(area.attr("name"), text)
	}
	for _, choice := range form.all("select", "", "") {
		for _, o := range choice.all("option", "selected", "") {
			v.Set(choice.attr("name"), o.attr("value"))
		}
	}
	return v
}

// why is what a page says at a field.
func why(doc node, field string) string {
	for _, e := range doc.all("span", "id", "why-"+field) {
		return e.text()
	}
	return ""
}

const settingsRoom = "/dashboard/nordlys/settings"

func TestSettingsAreSaved(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	v := s.filled(settingsRoom, settingsRoom)
	v.Set("sender", "Jonas <script>alert(1)</script> Wahl")
	v.Set("languages", "en")
	v.Set("throttle", "30")
	v.Set("fallback2", "")
	if got := s.post(settingsRoom, v); got.status != 303 || got.header.Get("Location") != settingsRoom+"?saved" {
		t.Fatalf("saving = %d %s", got.status, got.body)
	}
	shop, err := s.Ledger.Shop(t.Context(), "nordlys")
	if err != nil || shop.Survey.Throttle != 30 || len(shop.Survey.Fallbacks) != 1 || len(shop.Languages) != 1 || !shop.Live {
		t.Errorf("the shop is %+v, %v", shop, err)
	}
	log := parsed(t, s.get("/dashboard/nordlys/log"))
	wantText(t, log, "The settings were changed: who writes, languages offered, what counts until then, days between surveys.")
	if strings.Contains(log.text(), "Jonas") {
		t.Error("the log says what somebody is called")
	}
	page := s.get(settingsRoom + "?saved")
	if strings.Contains(page.body, "<script>alert") {
		t.Error("a script in a name reaches the page")
	}
	wantText(t, parsed(t, page), "Saved. It holds from the next mail on.")
}

func TestSettingsKeepWhatWasTyped(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	v := s.filled(settingsRoom, settingsRoom)
	v.Set("name", "Another name")
	v.Set("zone", "Oslo")
	v.Set("days", "a week")
	v.Set("colour", "#ffee00")
	got := s.post(settingsRoom, v)
	if got.status != http.StatusUnprocessableEntity {
		t.Fatalf("wrong settings = %d", got.status)
	}
	doc := parsed(t, got)
	for field, want := range map[string]string{"zone": "Europe/Oslo", "days": "whole number", "colour": "The nearest that can be read"} {
		if !strings.Contains(why(doc, field), want) {
			t.Errorf("at %s: %q, want %q", field, why(doc, field), want)
		}
	}
	again := filledIn(doc, settingsRoom)
	if again.Get("name") != "Another name" || again.Get("days") != "a week" || again.Get("seen") != v.Get("seen") {
		t.Errorf("the form forgot what was typed: %v", again)
	}
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); shop.Name != "Nordlys Ceramics" {
		t.Errorf("wrong settings were saved: %+v", shop)
	}
	again.Set("zone", "Europe/Oslo")
	again.Set("days", "7")
	again.Set("use_colour", doc.one("button", "name", "use_colour").attr("value"))
	if got := s.post(settingsRoom, again); got.status != 303 {
		t.Errorf("taking the offered colour = %d %s", got.status, got.body)
	}
}

func TestTwoPeopleEditSettings(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	first, second := s.filled(settingsRoom, settingsRoom), s.filled(settingsRoom, settingsRoom)
	first.Set("sender", "Jonas Wahl")
	second.Set("colour", "#123456")
	if got := s.post(settingsRoom, first); got.status != 303 {
		t.Fatalf("the first = %d", got.status)
	}
	got := s.post(settingsRoom, second)
	if got.status != http.StatusConflict {
		t.Fatalf("the second = %d", got.status)
	}
	doc := parsed(t, got)
	wantText(t, doc, "Somebody else saved other settings", "Who writes Jonas Wahl Mia Lindqvist", "Colour #0f5c55 #123456")
	if got := s.post(settingsRoom, filledIn(doc, settingsRoom)); got.status != 303 {
		t.Fatalf("saving knowingly = %d", got.status)
	}
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); shop.Colour != "#123456" || shop.Sender != "Mia Lindqvist" {
		t.Errorf("the second version does not hold: %s %s", shop.Colour, shop.Sender)
	}
	if _, err := s.ChangeShop(t.Context(), "nordlys", func(now cx.Shop) (cx.Shop, bool) { now.Paused = true; return now, true }); err != nil {
		t.Fatal(err)
	}
	if got := s.post(settingsRoom, s.filled(settingsRoom, settingsRoom)); got.status != 303 {
		t.Errorf("saving beside a pause = %d", got.status)
	}
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); !shop.Paused {
		t.Error("saving settings undid a pause")
	}
}

func TestNewShop(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	v := s.filled("/dashboard/new", "/dashboard/new")
	if v.Get("reply_to") != owner || v.Get("zone") != "UTC" {
		t.Errorf("the form begins with %v", v)
	}
	got := s.post("/dashboard/new", v)
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(why(parsed(t, got), "postal"), "The law") {
		t.Errorf("an empty shop = %d %s", got.status, why(parsed(t, got), "postal"))
	}
	for name, value := range map[string]string{"name": "Sydlys", "sender": "Eli Holm", "from": "eli@sydlys.example", "postal": "Torget 1, Bergen", "zone": "Europe/Oslo"} {
		v.Set(name, value)
	}
	for id, want := range map[string]string{"nordlys": "already", "signin": "taken", "new": "taken", "Syd Lys": "a-z"} {
		v.Set("id", id)
		if got := s.post("/dashboard/new", v); got.status != 422 || !strings.Contains(why(parsed(t, got), "id"), want) {
			t.Errorf("a shop called %q = %d %q", id, got.status, why(parsed(t, got), "id"))
		}
	}
	v.Set("id", "sydlys")
	if got := s.post("/dashboard/new", v); got.status != 303 || got.header.Get("Location") != "/dashboard/sydlys" {
		t.Fatalf("a whole shop = %d %s", got.status, got.body)
	}
	shop, err := s.Ledger.Shop(t.Context(), "sydlys")
	if err != nil || shop.Live || shop.Sender != "Eli Holm" || shop.Survey.Throttle != 90 || shop.Ramp != 50 {
		t.Errorf("the new shop is %+v, %v", shop, err)
	}
	wantText(t, parsed(t, s.get("/dashboard/sydlys")), "First steps", "Nothing is connected yet")
}

// put posts a picture as a browser does.
func (s *site) put(name string, data []byte) answer {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("logo", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil || m.Close() != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.server.URL+"/dashboard/nordlys/logo", &b)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Origin", s.server.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(s.client, r)
}

func plainPicture(t *testing.T, encode func(*bytes.Buffer, image.Image) error, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, i image.Image) error  { return png.Encode(b, i) }
func asJPEG(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) }
func asGIF(b *bytes.Buffer, i image.Image) error  { return gif.Encode(b, i, nil) }

func TestLogo(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	whole := plainPicture(t, asPNG, 64)
	for name, bad := range map[string]struct {
		data []byte
		says string
	}{
		"nothing":             {nil, "Choose a picture"},
		"an SVG":              {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), "may hold scripts"},
		"a page":              {[]byte("<html>"), "no PNG"},
		"half a picture":      {whole[:len(whole)-20], "broken"},
		"more than 12 KB":     {append(bytes.Clone(whole), make([]byte, 12<<10)...), "13 KB"},
		"a small file, large": {plainPicture(t, asGIF, 2001), "larger than 2000"},
	} {
		if got := s.put("logo.png", bad.data); got.status != 422 || !strings.Contains(why(parsed(t, got), "logo"), bad.says) {
			t.Errorf("%s = %d %q, want %q", name, got.status, why(parsed(t, got), "logo"), bad.says)
		}
	}
	for kind, data := range map[string][]byte{"image/png": whole, "image/jpeg": plainPicture(t, asJPEG, 64), "image/gif": plainPicture(t, asGIF, 64)} {
		if got := s.put("logo", data); got.status != 303 {
			t.Fatalf("a %s = %d %s", kind, got.status, got.body)
		}
		src := parsed(t, s.get(settingsRoom)).one("img", "class", "logo").attr("src")
		got := s.getBy(s.browser(), src) // nobody is signed in where a mail is read
		if got.header.Get("Content-Type") != kind || got.body != string(data) || !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is served as %v", kind, got.header)
		}
		if !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("the picture may act as a page: %v", got.header)
		}
	}
	if got := s.post("/dashboard/nordlys/logo", url.Values{"drop": {"1"}}); got.status != 400 {
		t.Errorf("a form of another kind = %d", got.status)
	}
	s.dropLogo()
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); shop.Logo != "" {
		t.Error("the settings still name a logo")
	}
	if got := s.getBy(s.browser(), "/dashboard/nordlys/logo"); got.status != 404 {
		t.Errorf("a dropped logo = %d", got.status)
	}
}

func (s *site) dropLogo() {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("drop", "1"); err != nil || m.Close() != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.server.URL+"/dashboard/nordlys/logo", &b)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if got := s.do(s.client, r); got.status != 303 {
		s.t.Fatalf("dropping a logo = %d %s", got.status, got.body)
	}
}

// ownerMails are the mails to owners that wait.
func (s *site) ownerMails() []ledger.OwnerMail {
	s.t.Helper()
	var all []ledger.OwnerMail
	for lane := range ledger.Lanes {
		entries, err := s.DueOwnerMails(s.t.Context(), lane, s.Now, 10)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, e := range entries {
			m, mine, err := s.ClaimOwnerMail(s.t.Context(), e, s.Now)
			if err != nil || !mine {
				s.t.Fatalf("claim a mail: %v %v", mine, err)
			}
			all = append(all, m)
		}
	}
	return all
}

func TestReplyToIsConfirmedByItsReader(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	if got := s.post(settingsRoom+"/reply", nil); got.status != 303 {
		t.Fatalf("asking for a test mail = %d", got.status)
	}
	mails := s.ownerMails()
	if len(mails) != 1 || mails[0].Kind != ledger.ReplyMail || mails[0].To != "mia@nordlys.example" {
		t.Fatalf("the mails are %+v", mails)
	}
	reader, path := s.browser(), strings.TrimPrefix(mails[0].Payload, s.server.URL)
	page := s.getBy(reader, path)
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); shop.ReplyConfirmed() {
		t.Error("opening the link confirmed: scanners open links")
	}
	form := filledIn(parsed(t, page), "/dashboard/signin/reply")
	wantText(t, parsed(t, s.postBy(reader, "/dashboard/signin/reply", form)), "now knows that somebody reads")
	shop, _ := s.Ledger.Shop(t.Context(), "nordlys")
	if !shop.ReplyConfirmed() {
		t.Error("the button did not confirm")
	}
	wantText(t, parsed(t, s.get(settingsRoom)), "Yes: somebody opened the link")
	shop.ReplyTo = "shop@nordlys.example"
	s.Save(shop)
	if got := parsed(t, s.get(settingsRoom)).text(); strings.Contains(got, "Yes: somebody") {
		t.Error("another address counts as confirmed")
	}
	if got := s.getBy(reader, "/dashboard/signin/reply/guess"); got.status != 404 {
		t.Errorf("a guessed link = %d", got.status)
	}
	for range 3 {
		s.post(settingsRoom+"/reply", nil)
	}
	if got := s.post(settingsRoom+"/reply", nil); got.status != http.StatusTooManyRequests {
		t.Errorf("the fourth test mail within an hour = %d", got.status)
	}
}
