package answers_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func arabic(_ *cx.Shop, e *cx.OrderEvent)      { e.State.Locale = "ar-SA" }
func french(_ *cx.Shop, e *cx.OrderEvent)      { e.State.Locale, e.State.Country = "", "FR" }
func german(_ *cx.Shop, e *cx.OrderEvent)      { e.State.Locale = "de-AT" }
func eleven(shop *cx.Shop, _ *cx.OrderEvent)   { shop.Survey.Scale = cx.ElevenPoints }
func strict(shop *cx.Shop, _ *cx.OrderEvent)   { shop.Survey.Strict = true }
func twoLists(shop *cx.Shop, _ *cx.OrderEvent) { shop.Survey.Bad = []string{"late", "quality"} }

func TestAnswerPage(t *testing.T) {
	tests := []struct {
		name   string
		change func(*cx.Shop, *cx.OrderEvent)
		score  string
		want   []string
	}{
		{"says what was given and that it is not saved", nil, "/4", []string{"You gave the blue bowl a 4.", "Not saved yet. Tap <b>Save</b> to send your 4 to Mia.",
			`value="4" aria-label="4 of 5" class="hi" checked`, "What made it a 4?", `lang="en" dir="ltr"`, "--brand:#0f5c55"}},
		{"speaks Arabic, from right to left", arabic, "/4", []string{`lang="ar" dir="rtl"`, "من 1 (غير جيد) إلى 5 (رائع)", "«\u2068blue bowl\u2069»"}},
		{"speaks the country's language where no other is known", french, "/4", []string{`lang="fr"`, "Vous donnez la note de 4"}},
		{"speaks the customer's language", german, "/4", []string{`lang="de"`, "Sie geben „blue bowl“ eine 4.", "Noch nicht gespeichert."}},
		{"has eleven points", eleven, "/0", []string{"You gave Nordlys Ceramics a 0.", `class="scale eleven"`, `value="10"`, "Not at all likely"}},
		{"asks where the link has no score", nil, "", []string{"How do you like the blue bowl?", "Tap a number, then <b>Save</b>."}},
		{"asks where the score is not on the scale", nil, "/6", []string{"How do you like the blue bowl?"}},
		{"asks where the score is no number", nil, "/+4", []string{"How do you like the blue bowl?"}},
		{"offers each reason once, and something else", twoLists, "/4", []string{`class="chip good"><input type="checkbox" name="reason" value="price"`,
			`class="chip bad"><input type="checkbox" name="reason" value="late"`, `class="chip"><input type="checkbox" name="reason" value="quality"`, `value="other"`}},
		{"leads to a person", nil, "/4", []string{`href="mailto:mia@nordlys.example?subject=%231001"`, `href="/u/`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			if tt.change != nil {
				s = set(t, tt.change)
			}
			w := s.phone().do("GET", s.link(tt.score), nil, map[string]string{"Accept-Language": "fr"})
			wants(t, w, 200, tt.want...)
			if strings.Count(w.Body.String(), `value="quality"`) != 1 {
				t.Error("a reason is offered twice")
			}
		})
	}
}

func TestEveryAnswerIsPrivate(t *testing.T) {
	s := set(t)
	answers := map[string]*httptest.ResponseRecorder{
		"page":        s.phone().get(s.link("/4")),
		"wrong link":  s.phone().get("/r/wrong"),
		"unsubscribe": s.phone().get("/u/" + s.token.Reveal()),
		"one click":   s.phone().do("POST", "/u/"+s.token.Reveal(), url.Values{"List-Unsubscribe": {"One-Click"}}, nil),
		"seen":        s.phone().tell("gesture", "4", "", nil),
	}
	for name, w := range answers {
		want := map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin", "Set-Cookie": ""}
		for header, value := range want {
			if got := w.Header().Get(header); got != value {
				t.Errorf("%s: %s is %q, want %q", name, header, got, value)
			}
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy is %q", name, csp)
		}
	}
	if strings.Contains(s.logged.String(), s.token.Reveal()) || strings.Contains(s.logged.String(), "ada@") {
		t.Errorf("the log holds a token or an address: %s", &s.logged)
	}
}

func TestAPageIsOneSmallRequest(t *testing.T) {
	s := set(t, eleven, german)
	w := s.phone().get(s.link("/10"))
	if n := w.Body.Len(); n > 30<<10 {
		t.Errorf("the page weighs %d bytes, want at most 30 KB", n)
	}
	page := w.Body.String()
	if found := regexp.MustCompile(`(?i)(src=|url\(|@import|<link rel="?stylesheet|https?://)`).FindString(page); found != "" {
		t.Errorf("the page holds %q: it must load nothing", found)
	}
	if strings.Contains(page, " style=") || strings.Contains(page, " onclick=") {
		t.Error("the page holds an attribute that its policy refuses")
	}
	script, err := os.ReadFile("pages/answer.js")
	if err != nil || len(script) > 2500 {
		t.Errorf("the script weighs %d bytes (%v), want at most 2.5 KB", len(script), err)
	}
}

func TestTheStatusLineIsTrue(t *testing.T) {
	given := func(s *stage, more url.Values) *httptest.ResponseRecorder {
		form := url.Values{"nonce": {s.phone().open("4")}, "score": {"4"}}
		for name, value := range more {
			form[name] = value
		}
		return s.phone().save(form, byHand())
	}
	t.Run("after Save", func(t *testing.T) {
		s := set(t)
		wants(t, given(s, nil), 200, "Thank you", "Saved. Mia has your 4.", "Nobody will write to you")
		wants(t, s.phone().get(s.link("/4")), 200, "Your 4 is saved.")
		wants(t, s.phone().get(s.link("")), 200, "You gave the blue bowl a 4.")
		wants(t, s.phone().get(s.link("/2")), 200, "Not saved yet. Your saved answer is 4; tap <b>Save</b> to make it 2.")
	})
	t.Run("after Save with words", func(t *testing.T) {
		s := set(t)
		wants(t, given(s, url.Values{"comment": {"Lovely.\r\nReally."}, "contact": {"1"}, "reason": {"price", "invented"}}), 200, "Mia may write back")
		if r := s.said(); r.Comment != "Lovely.\nReally." || !r.MayContact || strings.Join(r.Reasons, " ") != "price" {
			t.Errorf("kept %q, %v, %v", r.Comment, r.MayContact, r.Reasons)
		}
		wants(t, s.phone().get(s.link("/4")), 200, "Lovely.\nReally.", `value="price" checked`)
	})
	t.Run("after a Save that was held back", func(t *testing.T) {
		s := set(t)
		w := given(s, url.Values{"js": {"1"}, "comment": {"my words"}})
		wants(t, w, 200, "That was not saved. Please tap <b>Save</b> once more.", "my words")
		again := nonceField.FindStringSubmatch(w.Body.String())[1]
		s.pass(time.Second)
		w = s.phone().save(url.Values{"nonce": {again}, "score": {"4"}, "comment": {"my words"}}, byHand())
		wants(t, w, 200, "Saved. Mia has your 4.")
	})
	t.Run("held back after a good one, with other words", func(t *testing.T) {
		s := set(t)
		given(s, url.Values{"comment": {"good"}})
		wants(t, given(s, url.Values{"js": {"1"}, "comment": {"better"}}), 200, "That was not saved.")
		if r := s.said(); r.Comment != "good" || r.Status != cx.Counted {
			t.Errorf("kept %q, %s", r.Comment, r.Status)
		}
	})
	t.Run("the script is told", func(t *testing.T) {
		s := set(t)
		wants(t, s.phone().tell("dwell", "4", s.phone().open("4"), nil), 200, `{"status":"probable","saved":true}`)
		wants(t, s.phone().tell("gesture", "5", s.phone().open("5"), url.Values{"wd": {"1"}}), 200, `{"status":"probable","saved":false}`)
		s = set(t, strict)
		wants(t, s.phone().tell("dwell", "4", s.phone().open("4"), nil), 200, `{"status":"probable","saved":false}`)
		wants(t, s.phone().get(s.link("/4")), 200, "Not saved yet.")
	})
}

func TestWordsWithoutAScore(t *testing.T) {
	tests := []struct {
		name   string
		form   url.Values
		header map[string]string
		want   string
		kept   string
	}{
		{"are taken", url.Values{"comment": {"Where is it?"}}, byHand(), "Saved. Mia has your words.", "Where is it?"},
		{"by a script are not", url.Values{"comment": {"pills"}, "js": {"1"}}, byHand(), "That was not saved.", ""},
		{"by a program are not", url.Values{"comment": {"pills"}}, nil, "That was not saved.", ""},
		{"that are none are no answer", url.Values{"comment": {" "}}, byHand(), "Tap a number", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			tt.form.Set("nonce", s.phone().open("4"))
			wants(t, s.phone().save(tt.form, tt.header), 200, tt.want)
			if r := s.said(); r.Comment != tt.kept || r.HasScore {
				t.Errorf("kept %q, score %v", r.Comment, r.HasScore)
			}
		})
	}
}

func TestSaveRefuses(t *testing.T) {
	tests := []struct {
		name   string
		form   url.Values
		header map[string]string
		code   int
		want   string
	}{
		{"a score that is not on the scale", url.Values{"score": {"6"}}, byHand(), 422, "There is no such score."},
		{"a comment that is too long, and keeps it", url.Values{"score": {"4"}, "comment": {strings.Repeat("ä", 2001)}}, byHand(), 422, "äää"},
		{"a form that is far too long", url.Values{"comment": {strings.Repeat("a", 70<<10)}}, byHand(), 413, "make it shorter"},
		{"a form of another site", url.Values{"score": {"4"}}, map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-User": "?1"}, 403, "our own page"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			tt.form.Set("nonce", s.phone().open("4"))
			wants(t, s.phone().save(tt.form, tt.header), tt.code, tt.want)
			if r := s.said(); !r.At.IsZero() {
				t.Errorf("stored: %+v", r)
			}
		})
	}
	t.Run("not a comment of exactly the limit", func(t *testing.T) {
		s := set(t)
		form := url.Values{"nonce": {s.phone().open("4")}, "score": {"4"}, "comment": {strings.Repeat("a\r\n", 1999) + "bc"}}
		wants(t, s.phone().save(form, byHand()), 200, "Saved.")
	})
}

func TestSeenRefuses(t *testing.T) {
	s := set(t)
	nonce := s.phone().open("4")
	wants(t, s.phone().tell("save", "4", nonce, nil), 422, `"error"`)
	wants(t, s.phone().tell("gesture", "9", nonce, nil), 422, `"error"`)
	if r := s.said(); !r.At.IsZero() {
		t.Errorf("stored: %+v", r)
	}
}

func TestAFailureIsSaid(t *testing.T) {
	s := set(t)
	form := url.Values{"nonce": {s.phone().open("4")}, "score": {"4"}}
	if err := s.engine.Close(); err != nil {
		t.Fatal(err)
	}
	w := s.phone().save(form, byHand())
	if w.Code < 500 {
		t.Errorf("status %d, want a failure", w.Code)
	}
	wants(t, w, w.Code, "nothing was saved")
	if strings.Contains(w.Body.String(), "bolt") || strings.Contains(w.Body.String(), "closed") {
		t.Error("the page tells the cause")
	}
}
