package dashboard_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/dashboard/preview"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/words"
)

const textsRoom = "/dashboard/nordlys/texts"

// draft saves what is typed over what the form shows.
func (s *site) draft(typed map[string]string) url.Values {
	s.t.Helper()
	v := s.filled(textsRoom+"?language=en", textsRoom)
	for name, text := range typed {
		v.Set(name, text)
	}
	if got := s.post(textsRoom, v); got.status != 303 {
		s.t.Fatalf("saving a draft = %d %s", got.status, got.body)
	}
	return v
}

func (s *site) room() node { s.t.Helper(); return parsed(s.t, s.get(textsRoom+"?language=en")) }

func TestTextsFromDraftToHistory(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	wantText(t, s.room(), "Customers get Earshot's own words.", "a made-up order", "Ada, how do you like the Serving bowl?")
	s.draft(map[string]string{"question": "Does the {item} please you, {first}?\nAre you pleased?", "reason.price": "What it cost"})
	doc := s.room()
	wantText(t, doc, "There is a draft", "mia@nordlys.example")
	if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); len(shop.Survey.Texts) != 0 {
		t.Error("a draft is spoken already")
	}
	frame := s.get(doc.one("iframe", "", "").attr("src"))
	if !strings.Contains(frame.body, "Does the Serving bowl please you, Ada?") || frame.header.Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("the frame shows %v %s", frame.header, frame.body)
	}
	if got := s.post(textsRoom+"/publish", filledIn(doc, textsRoom+"/publish")); got.status != 303 {
		t.Fatalf("publishing = %d %s", got.status, got.body)
	}
	shop, _ := s.Ledger.Shop(t.Context(), "nordlys")
	if w := shop.Survey.Texts["en"]; w.Version != "1" || w.Reasons["price"] != "What it cost" || !strings.HasPrefix(w.Question, "Does the {item}") {
		t.Errorf("published are %+v", w)
	}
	wantText(t, s.room(), "Customers get version 1.", "Version 1", "in use")
	s.draft(map[string]string{"question": "Well?"})
	s.post(textsRoom+"/publish", filledIn(s.room(), textsRoom+"/publish"))
	back := filledIn(s.room(), textsRoom+"/revert")
	back.Set("version", "1")
	if got := s.post(textsRoom+"/revert", back); got.status != 303 {
		t.Fatalf("going back = %d %s", got.status, got.body)
	}
	s.post(textsRoom+"/publish", filledIn(s.room(), textsRoom+"/publish"))
	shop, _ = s.Ledger.Shop(t.Context(), "nordlys")
	if w := shop.Survey.Texts["en"]; w.Version != "3" || !strings.HasPrefix(w.Question, "Does the {item}") {
		t.Errorf("after going back, published are %+v", w)
	}
}

func TestWhatCannotBePublished(t *testing.T) {
	for name, tt := range map[string]struct{ field, text, says string }{
		"an unknown field": {"subject", "Hi {firstname}", "There is no {firstname}"},
		"no fallback":      {"question", "{first}?", "Add a line below"},
		"an open brace":    {"intro", "{first", "Braces"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
			s.draft(map[string]string{tt.field: tt.text})
			doc := s.room()
			if !strings.Contains(why(doc, tt.field), tt.says) || filledIn(doc, textsRoom).Get(tt.field) != tt.text {
				t.Errorf("at %s: %q, typed %q", tt.field, why(doc, tt.field), filledIn(doc, textsRoom).Get(tt.field))
			}
			if len(doc.all("form", "action", textsRoom+"/publish")) > 0 {
				t.Error("the page offers to publish it")
			}
			forced := url.Values{"language": {"en"}, "seen": {filledIn(doc, textsRoom).Get("seen")}}
			if got := s.post(textsRoom+"/publish", forced); got.status != 422 {
				t.Errorf("publishing all the same = %d", got.status)
			}
			if shop, _ := s.Ledger.Shop(t.Context(), "nordlys"); len(shop.Survey.Texts) > 0 {
				t.Error("it was published")
			}
		})
	}
}

func TestTwoPeopleWriteTexts(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints)).signedIn()
	second := s.filled(textsRoom+"?language=en", textsRoom)
	s.draft(map[string]string{"subject": "Theirs"})
	seen := filledIn(s.room(), textsRoom+"/publish")
	second.Set("subject", "Mine")
	got := s.post(textsRoom, second)
	if got.status != http.StatusConflict {
		t.Fatalf("the second draft = %d", got.status)
	}
	wantText(t, parsed(t, got), "Somebody else saved another draft", "Subject Theirs Mine")
	if got := s.post(textsRoom, filledIn(parsed(t, got), textsRoom)); got.status != 303 {
		t.Errorf("saving knowingly = %d", got.status)
	}
	if got := s.post(textsRoom+"/publish", seen); got.status != http.StatusConflict {
		t.Errorf("publishing a draft that nobody saw = %d", got.status)
	}
	d, err := s.Ledger.Draft(t.Context(), "nordlys", "en")
	if err != nil || d.Words.Subject != "Mine" {
		t.Errorf("the draft is %+v, %v", d, err)
	}
	if got := s.post(textsRoom+"/drop", url.Values{"language": {"en"}}); got.status != 303 {
		t.Errorf("dropping the draft = %d", got.status)
	}
	if d, _ := s.Ledger.Draft(t.Context(), "nordlys", "en"); d.Rev != 0 {
		t.Error("the draft is still there")
	}
}

func TestPreviewEscapesWhatCustomersWrote(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	o := f.Buy(floor.Buyer{First: "Ada", Email: "ada@example.com", Item: `Mug <img src=x onerror=alert(1)>`}, f.Now.AddDate(0, 0, -4))
	s := open(t, f).signedIn()
	s.draft(map[string]string{"question": "<b>How</b> is the {item}?\nWell?"})
	doc := s.room()
	wantText(t, doc, "order 1001", "Mug")
	frame := s.get(doc.one("iframe", "", "").attr("src"))
	if strings.Contains(frame.body, "<img src=x") || strings.Contains(frame.body, "<b>How") {
		t.Errorf("markup of others is in the mail: %s", frame.body)
	}
	if !strings.Contains(frame.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the frame's policy is %s", frame.header.Get("Content-Security-Policy"))
	}
	for _, view := range []string{"phone", "desktop", "dark", "text"} {
		page := s.get(textsRoom + "?language=de&view=" + view + "&order=" + string(o.ID))
		if page.status != 200 || (view == "text") != strings.Contains(page.body, `class="plain-mail"`) {
			t.Errorf("the view %s = %d", view, page.status)
		}
	}
	dark := s.get(textsRoom + "/mail?language=en&look=dark").body
	light := s.get(textsRoom + "/mail?language=en&look=light").body
	if strings.Contains(dark+light, "prefers-color-scheme") || !strings.Contains(dark, "@media all") || !strings.Contains(light, "@media not all") {
		t.Error("the frame follows this screen and not what was asked for")
	}
}

func TestPreviewOfAnothersOrderIsMadeUp(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	o := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -4))
	f.Save(floor.Nordlys("sydlys", cx.FivePoints))
	s := open(t, f).signedIn()
	page := s.get("/dashboard/sydlys/texts?language=en&order=" + string(o.ID))
	if strings.Contains(page.body, "Serving bowl “Fjord”") || !strings.Contains(page.body, "made-up order") {
		t.Error("another shop's order is shown")
	}
}

func TestSendToMe(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	o := f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -4))
	s := open(t, f).signedIn()
	s.draft(map[string]string{"subject": "A draft for {first}\nA draft"})
	if got := s.post(textsRoom+"/send", filledIn(s.room(), textsRoom+"/send")); got.status != 303 {
		t.Fatalf("sending to me = %d %s", got.status, got.body)
	}
	mails := s.ownerMails()
	if len(mails) != 1 || mails[0].Kind != ledger.PreviewMail || mails[0].To != owner || strings.Contains(mails[0].Payload, "@") {
		t.Fatalf("the mails are %+v", mails)
	}
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	writer, err := mail.New(book, "https://hear.nordlys.example")
	if err != nil {
		t.Fatal(err)
	}
	e, err := preview.Mail(t.Context(), f.Ledger, writer, mails[0], f.Now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.Open(e.Raw)
	if err != nil || e.To != owner || m.Headers["Subject"] != "A draft for Jonas" {
		t.Errorf("the mail to %s is %v, %v", e.To, m.Headers, err)
	}
	if len(e.Tags) != 1 || e.Tags[mail.TagKind] != "owner" {
		t.Errorf("the service's reports would count it as the customer's: %v", e.Tags)
	}
	_, after, _ := strings.Cut(m.Text, "/r/")
	token, err := cx.ParseToken(after[:48])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Invitation(t.Context(), token, f.Now); err == nil || token.Order != o.ID {
		t.Errorf("a link of the preview opens something: %v", err)
	}
}
