package answers_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestLinksThatLeadNowhere(t *testing.T) {
	s := set(t)
	known := s.token.Reveal()
	other, err := cx.ParseToken(known[:len(known)-22] + strings.Repeat("A", 22))
	if err != nil {
		t.Fatal(err)
	}
	unknown := cx.NewToken(cx.OrderID(strings.Repeat("a", cx.IDLength)), [16]byte{1}).Reveal()
	page := func(path string) string {
		w := s.browser("198.51.100.7", "Safari", map[string]string{"Accept-Language": "fi,de-AT;q=0.9,en;q=0.5"}).get(path)
		wants(t, w, 404, "This link does not work", "Dieser Link", `lang="de"`)
		return visible(w.Body.String())
	}
	first := page("/r/" + unknown + "/4")
	for name, path := range map[string]string{"a wrong secret": "/r/" + other.Reveal() + "/4", "no token": "/r/xyz/4", "no path of ours": "/r/a/b/c"} {
		if got := page(path); got != first {
			t.Errorf("%s is answered otherwise than an unknown token: %q", name, got)
		}
	}
	if w := s.phone().get("/u/" + unknown); strings.Contains(w.Body.String(), `lang="de"`) {
		t.Error("an English browser is spoken to in German too")
	}
	wants(t, s.phone().get("/u/"+unknown), 404, "reply to the last one")
	wants(t, s.phone().do("POST", "/u/"+unknown, nil, nil), 404)
	wants(t, s.phone().do("HEAD", "/r/"+unknown+"/4", nil, nil), 404)
}

func TestAnErasedCustomersLink(t *testing.T) {
	s := set(t)
	address, err := cx.ParseEmail("ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.facts.Erase(t.Context(), shopOf(), address, s.now()); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	wants(t, s.phone().get(s.link("/4")), 404, "This link does not work")
	s.phone().save(url.Values{"score": {"4"}, "comment": {"again"}}, byHand())
	if r := s.said(); r.Comment != "" {
		t.Errorf("an erased person's page kept %q", r.Comment)
	}
}

func TestALinkThatIsTooOldTakesWords(t *testing.T) {
	s := set(t)
	s.pass(181 * 24 * time.Hour)
	w := s.phone().get(s.link("/4"))
	wants(t, w, 200, "too old for a score", `name="comment"`)
	if strings.Contains(w.Body.String(), `name="score"`) || len(s.evidence().Visits) != 0 {
		t.Error("the page still asks for a score, or stored a visit")
	}
	form := url.Values{"nonce": {nonceField.FindStringSubmatch(w.Body.String())[1]}, "score": {"4"}, "comment": {"It broke."}}
	s.pass(time.Second)
	wants(t, s.phone().save(form, byHand()), 200, "Saved. Mia has your words.")
	if r := s.said(); r.HasScore || r.Comment != "It broke." {
		t.Errorf("kept %q, score %v", r.Comment, r.HasScore)
	}
	wants(t, s.phone().tell("gesture", "4", "", nil), 410, `"error"`)
	form.Set("comment", strings.Repeat("x", 4001))
	wants(t, s.phone().save(form, byHand()), 422, "make it shorter", "xxx")
}

func TestUnsubscribe(t *testing.T) {
	multi := func() (string, string) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("List-Unsubscribe", "One-Click")
		_ = form.Close()
		return form.FormDataContentType(), body.String()
	}
	kind, body := multi()
	tests := []struct{ name, method, contentType, body, want string }{
		{"GET changes nothing", "GET", "", "", "Stop these mails from Nordlys Ceramics?"},
		{"HEAD changes nothing", "HEAD", "", "", ""},
		{"one click, urlencoded", "POST", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "Done."},
		{"one click, multipart", "POST", kind, body, "Done."},
		{"one click with a broken body", "POST", "multipart/form-data", "?", "Done."},
		{"the page's button", "POST", "application/x-www-form-urlencoded", "page=1", "Undo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			for range 2 { // the second time is the same
				r := httptest.NewRequestWithContext(t.Context(), tt.method, "https://"+host+"/u/"+s.token.Reveal(), strings.NewReader(tt.body))
				r.Header.Set("Content-Type", tt.contentType)
				r.Header.Set("Sec-Fetch-Site", "cross-site") // a webmail's own page may post it
				w := httptest.NewRecorder()
				s.handler.ServeHTTP(w, r)
				wants(t, w, 200, tt.want)
			}
			if off := !s.person().Unsubscribed.IsZero(); off != (tt.method == "POST") {
				t.Errorf("unsubscribed: %v", off)
			}
		})
	}
}

func TestUnsubscribeCanBeUndone(t *testing.T) {
	s := set(t)
	path := "/u/" + s.token.Reveal()
	s.phone().do("POST", path, url.Values{"page": {"1"}}, nil)
	wants(t, s.phone().get(path), 200, "Undo", path+"/undo")
	wants(t, s.phone().do("POST", path+"/undo", url.Values{}, nil), 200, "You get these mails again.")
	if !s.person().Unsubscribed.IsZero() {
		t.Error("still unsubscribed")
	}
	if w := s.phone().get(path + "/undo"); w.Code != 404 {
		t.Errorf("GET of undo = %d, want 404", w.Code)
	}
}
