package local_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// asked sends a purchase and moves to its mail.
func (p *program) asked() letter {
	p.t.Helper()
	p.post("/local/purchase", url.Values{"platform": {"shopify"}})
	p.post("/local/forward", url.Values{})
	mails := p.inbox()
	if len(mails) == 0 {
		p.t.Fatal("nobody was asked")
	}
	return mails[0]
}

func withSubject(all []letter, part string) []letter {
	var found []letter
	for _, l := range all {
		if strings.Contains(l.Subject, part) {
			found = append(found, l)
		}
	}
	return found
}

// TestAnUnhappyCustomerReachesAHuman goes the whole way: purchase, mail, tap, alert; worse, better, and worse again.
func TestAnUnhappyCustomerReachesAHuman(t *testing.T) {
	p := start(t, dataFile(t))
	mail := p.asked()
	before := p.now()
	p.answer(scoreLink(t, mail, "2"), "The bowl came in two pieces.")
	p.advance("1m")
	got := withSubject(p.told(), "of 5 from")
	if len(got) != 1 {
		t.Fatalf("%d alerts after a 2, want 1", len(got))
	}
	l := got[0]
	if took := l.At.Sub(before); took > 90*time.Second {
		t.Errorf("the alert took %v", took)
	}
	if l.Headers["Reply-To"] != mail.To && l.Headers["Reply-To"] != "<"+strings.Trim(mail.To, "<>")+">" {
		t.Errorf("a reply goes to %s, want the customer %s", l.Headers["Reply-To"], mail.To)
	}
	for _, want := range []string{"2 of 5", "The bowl came in two pieces.", p.origin + "/dashboard/demo/orders/"} {
		if !strings.Contains(l.Text, want) || !strings.Contains(l.HTML, want) {
			t.Errorf("the alert lacks %q: %s", want, l.Text)
		}
	}
	steps := []struct {
		score string
		want  int
	}{{"2", 1}, {"1", 2}, {"4", 2}, {"1", 2}, {"2", 2}}
	for _, s := range steps {
		p.advance("15m") // several scores at once would look like a scanner
		p.answer(scoreLink(t, mail, s.score), "")
		p.advance("15m")
		if n := len(withSubject(p.told(), "of 5 from")); n != s.want {
			t.Fatalf("%d alerts after a change to %s, want %d", n, s.score, s.want)
		}
	}
	if worse := withSubject(p.told(), "1 of 5 from"); len(worse) != 1 || !strings.Contains(worse[0].Text, "It got worse") {
		t.Errorf("the second alert does not say that it got worse: %+v", worse)
	}
}

// TestAnswersThatAlertNobody: a score that is good, that is held back, or of a person who is erased before the mail.
func TestAnswersThatAlertNobody(t *testing.T) {
	p := start(t, dataFile(t))
	mail := p.asked()
	link := scoreLink(t, mail, "1")[len(p.origin):]
	p.do(http.MethodGet, link, nil)
	form := url.Values{"score": {"1"}, "comment": {"robot"}} // no nonce: a machine
	p.post(link[:strings.LastIndexByte(link, '/')], form, "User-Agent", "a robot")
	p.advance("20m")
	if n := len(withSubject(p.told(), "of 5 from")); n != 0 {
		t.Fatalf("%d alerts for an answer that is held back", n)
	}
	p.answer(scoreLink(t, mail, "5"), "")
	p.advance("20m")
	if n := len(withSubject(p.told(), "of 5 from")); n != 0 {
		t.Fatalf("%d alerts for a 5", n)
	}
}

// TestDigestOnMonday: the week is told once, on Monday morning in the shop's zone.
func TestDigestOnMonday(t *testing.T) {
	p := start(t, dataFile(t))
	p.answer(scoreLink(t, p.asked(), "5"), "What a glaze.")
	p.advance("336h")
	got := withSubject(p.told(), "the week of")
	if len(got) != 1 {
		t.Fatalf("%d digests, want 1 of the one week in which something happened: %+v", len(got), got)
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	if at := got[0].At.In(oslo); at.Weekday() != time.Monday || at.Hour() != 8 {
		t.Errorf("the digest came at %v", at)
	}
	for _, want := range []string{"1 answer came in", "What a glaze.", "Went out: 1 mail"} {
		if !strings.Contains(got[0].Text, want) {
			t.Errorf("the digest lacks %q: %s", want, got[0].Text)
		}
	}
}

// TestTheOpenDoor: somebody speaks without a survey, and the merchant hears of it and can read it.
func TestTheOpenDoor(t *testing.T) {
	p := start(t, dataFile(t))
	page := p.get("/f/demo")
	form := url.Values{"words": {"The parcel stood in the rain."}, "number": {"#1001"}, "contact": {"visitor@example.com"}, "nonce": {hidden(t, page, "nonce")}}
	p.advance("10s")
	for range 2 { // sent twice is said once
		if said := p.post("/f/demo", form, "Sec-Fetch-Site", "same-origin"); !strings.Contains(said, "has your words") {
			t.Fatalf("the door does not take it: %s", short(said))
		}
	}
	p.advance("1m")
	got := withSubject(p.told(), "asks for an answer")
	if len(got) != 1 || !strings.Contains(got[0].Text, "stood in the rain") || !strings.Contains(got[0].Headers["Reply-To"], "visitor@example.com") {
		t.Fatalf("told %+v, want one mail about the door", got)
	}
	for _, l := range p.letters(func(string) bool { return true }) {
		if strings.Contains(l.To, "visitor") {
			t.Error("a mail went to the address that was typed at the door")
		}
	}
	p.stop()
	if strings.Contains(p.log.String(), "visitor@") || strings.Contains(p.log.String(), "rain") {
		t.Errorf("the log holds what was said at the door: %s", p.log)
	}
}
