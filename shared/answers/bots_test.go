package answers_test

import (
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
)

// Each profile does over HTTP what one kind of machine or person does; none needs a browser.
func TestProfiles(t *testing.T) {
	tests := []struct {
		name string
		act  func(*stage)
		want cx.Status // of the response; "": there must be none
	}{
		{"bot: HEAD on every link", headAll, ""},
		{"bot: GET on every link", getAll, ""},
		{"bot: GET on every link in parallel", getAllAtOnce, ""},
		{"bot: prefetch of a link", prefetch, ""},
		{"bot: fills in the form without a nonce", poster(url.Values{"score": {"1"}, "comment": {"buy pills"}}, nil), cx.Held},
		{"bot: fills in the form of the page", posterOfPage(nil, nil), cx.Held},
		{"bot: sends the form without waiting", posterInNoTime, cx.Held},
		{"bot: form.submit() by a script of its own", posterOfPage(url.Values{"js": {"1"}}, byScript()), cx.Held},
		{"bot: form.submit() before the page's script ran", posterOfPage(nil, byScript()), cx.Held},
		{"bot: form.submit() in headless Chromium without its script", agent(chromiumAgent, byScript()), cx.Held},
		{"bot: claims navigation by hand, but the script ran and saw nobody", posterOfPage(url.Values{"js": {"1"}}, byHand()), cx.Held},
		{"bot: a browser that says it is driven", posterOfPage(url.Values{"js": {"1"}, "g": {"1"}, "wd": {"1"}}, byHand()), cx.Held},
		{"bot: a driven browser that moves a mouse", gesture(url.Values{"wd": {"1"}}), cx.Held},
		{"bot: the nonce of another link", nonceOfAnother, cx.Held},
		{"bot: an old nonce", oldNonce, cx.Held},
		{"bot: opens every link, then presses Save by hand", burstThenSave(time.Second), cx.Held},
		{"bot: opens every link, moves the mouse an hour later", burstThenGesture, cx.Held},
		{"bot: reads the page as soon as the mail was sent", readAtOnce, cx.Held},
		{"bot: a gesture without an Origin", gestureByProgram, cx.Held},

		{"person: touches the page", gesture(nil), cx.Counted},
		{"person: reads the page for a while", readLater, cx.Probable},
		{"person: Save without JavaScript", posterOfPage(nil, byHand()), cx.Counted},
		{"person: Save with JavaScript", posterOfPage(url.Values{"js": {"1"}, "g": {"1"}}, byHand()), cx.Counted},
		{"person: Save in an old browser that sends its Origin", posterOfPage(nil, map[string]string{"Origin": "https://" + host}), cx.Counted},
		{"person: Save without JavaScript in Safari, which sends no Sec-Fetch-User", agent(safariAgent, byScript()), cx.Counted},
		{"person: after the scanner of her company", afterScanner, cx.Counted},
		{"person: looks at two scores", burst(2), cx.Counted},
		{"person: presses Save again, after a scanner's form", afterPoster, cx.Counted},
		{"person: could not decide, and comes back later", burstThenSave(11 * time.Minute), cx.Counted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			tt.act(s)
			r := s.said()
			if r.Status != tt.want || r.HasScore != (tt.want != "") {
				t.Errorf("the response is %q (%s), score %v, want %q", r.Status, r.Why, r.HasScore, tt.want)
			}
			if tt.want == cx.Held && r.Why == "" {
				t.Error("held without a reason")
			}
		})
	}
}

func (s *stage) scanner() browser { return s.browser("203.0.113.9", "Mozilla/5.0 (link check)", nil) }

func headAll(s *stage) {
	for n := 1; n <= 5; n++ {
		if w := s.scanner().do("HEAD", s.link("/"+strconv.Itoa(n)), nil, nil); w.Code != 200 {
			s.Errorf("HEAD = %d", w.Code)
		}
	}
	if e := s.evidence(); len(e.Visits) != 0 {
		s.Errorf("HEAD stored %d visits", len(e.Visits))
	}
}

func getAll(s *stage) {
	for range 2 { // the second round is no news
		for n := 1; n <= 5; n++ {
			s.scanner().open(strconv.Itoa(n))
		}
	}
	if e := s.evidence(); len(e.Visits) != 5 {
		s.Errorf("%d visits are stored, want 5", len(e.Visits))
	}
}

func getAllAtOnce(s *stage) {
	var all sync.WaitGroup
	for n := 1; n <= 11; n++ {
		all.Go(func() {
			if w := s.scanner().get(s.link("/" + strconv.Itoa(1+n%5))); w.Code != 200 {
				s.Errorf("GET = %d", w.Code)
			}
		})
	}
	all.Wait()
	if e := s.evidence(); len(e.Visits) < 3 {
		s.Errorf("%d visits are stored, too few to see a scanner", len(e.Visits))
	}
}

func prefetch(s *stage) {
	for _, header := range []map[string]string{{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}} {
		w := s.phone().do("GET", s.link("/4"), nil, header)
		wants(s.T, w, 200, `name="nonce" value=""`)
	}
	if e := s.evidence(); len(e.Visits) != 0 {
		s.Errorf("a prefetch stored %d visits", len(e.Visits))
	}
}

func poster(form url.Values, header map[string]string) func(*stage) {
	return func(s *stage) { s.scanner().save(form, header) }
}

// posterOfPage opens the link, reads the form as it is, changes what more says and sends it.
func posterOfPage(more url.Values, header map[string]string) func(*stage) {
	return func(s *stage) {
		form := url.Values{"nonce": {s.phone().open("4")}, "score": {"4"}, "js": {""}, "g": {""}, "wd": {""}}
		for name, value := range more {
			form[name] = value
		}
		s.phone().save(form, header)
	}
}

const (
	safariAgent   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	chromiumAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36"
)

// agent sends the form without JavaScript, as a browser of this name.
func agent(name string, header map[string]string) func(*stage) {
	return func(s *stage) {
		b := s.browser("198.51.100.7", name, nil)
		b.save(url.Values{"nonce": {b.open("4")}, "score": {"4"}}, header)
	}
}

func posterInNoTime(s *stage) {
	nonce := s.phone().open("4")
	s.pass(-2*time.Second + 699*time.Millisecond)
	s.phone().save(url.Values{"nonce": {nonce}, "score": {"4"}}, byHand())
}

func gesture(more url.Values) func(*stage) {
	return func(s *stage) { s.phone().tell("gesture", "4", s.phone().open("4"), more) }
}

func gestureByProgram(s *stage) {
	nonce := s.phone().open("4")
	s.phone().do("POST", s.link("/seen"), url.Values{"act": {"gesture"}, "score": {"4"}, "nonce": {nonce}}, nil)
}

func nonceOfAnother(s *stage) {
	other := set(s.T)
	s.phone().save(url.Values{"nonce": {other.phone().open("4")}, "score": {"4"}}, byHand())
}

func oldNonce(s *stage) {
	nonce := s.phone().open("4")
	s.pass(31 * 24 * time.Hour)
	s.phone().save(url.Values{"nonce": {nonce}, "score": {"4"}}, byHand())
}

func burstThenSave(later time.Duration) func(*stage) {
	return func(s *stage) {
		var nonce string
		for n := 1; n <= 5; n++ {
			nonce = s.phone().open(strconv.Itoa(n))
		}
		s.pass(later)
		w := s.phone().save(url.Values{"nonce": {nonce}, "score": {"5"}}, byHand())
		if later < time.Minute {
			wants(s.T, w, 200, "does not count yet")
		}
	}
}

func burstThenGesture(s *stage) {
	var nonce string
	for n := 1; n <= 3; n++ {
		nonce = s.phone().open(strconv.Itoa(n))
	}
	s.pass(time.Hour)
	s.phone().tell("gesture", "3", nonce, nil)
}

func burst(scores int) func(*stage) {
	return func(s *stage) {
		var nonce string
		for n := 1; n <= scores; n++ {
			nonce = s.phone().open(strconv.Itoa(n))
		}
		s.phone().save(url.Values{"nonce": {nonce}, "score": {"2"}}, byHand())
	}
}

func readAtOnce(s *stage) {
	s.pass(-time.Hour + 20*time.Second)
	s.phone().tell("dwell", "4", s.phone().open("4"), nil)
}

func readLater(s *stage) { s.phone().tell("dwell", "4", s.phone().open("4"), nil) }

func afterScanner(s *stage) {
	getAll(s)
	s.phone().tell("gesture", "2", s.phone().open("2"), nil)
	if r := s.said(); r.Score != 2 {
		s.Errorf("score %d, want the person's 2", r.Score)
	}
}

func afterPoster(s *stage) {
	s.scanner().save(url.Values{"score": {"1"}, "comment": {"buy pills"}}, nil)
	s.phone().save(url.Values{"nonce": {s.phone().open("4")}, "score": {"4"}, "comment": {"lovely"}}, byHand())
	s.pass(time.Second)
	s.scanner().save(url.Values{"score": {"1"}, "comment": {"more pills"}}, nil)
	if r := s.said(); r.Score != 4 || r.Comment != "lovely" {
		s.Errorf("score %d with %q, want the person's", r.Score, r.Comment)
	}
}

func TestWhoIsOneClient(t *testing.T) {
	tests := []struct {
		name  string
		from  [3]string
		agent [3]string
		want  cx.Status
	}{
		{"one network of IPv4", [3]string{"198.51.100.7", "198.51.100.8", "198.51.100.200"}, [3]string{"a", "a", "a"}, cx.Held},
		{"three networks of IPv4", [3]string{"198.51.100.7", "198.51.101.7", "198.51.102.7"}, [3]string{"a", "a", "a"}, cx.Counted},
		{"one network of IPv6", [3]string{"[2001:db8:1::7]", "[2001:db8:1:2::8]", "[2001:db8:1:ffff::9]"}, [3]string{"a", "a", "a"}, cx.Held},
		{"three browsers of one network", [3]string{"198.51.100.7", "198.51.100.7", "198.51.100.7"}, [3]string{"a", "b", "c"}, cx.Counted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := set(t)
			var last browser
			var nonce string
			for i := range 3 {
				last = s.browser(tt.from[i], tt.agent[i], nil)
				nonce = last.open(strconv.Itoa(1 + i))
			}
			last.save(url.Values{"nonce": {nonce}, "score": {"3"}}, byHand())
			if r := s.said(); r.Status != tt.want {
				t.Errorf("the response is %q (%s), want %q", r.Status, r.Why, tt.want)
			}
		})
	}
}

func FuzzNonce(f *testing.F) {
	for _, nonce := range []string{"", ".", "0.", "mhz2k0.AAAAAAAAAAAAAAAAAAAAAA", "zzzzzzzzzzzzzzzz.x", "-1.x", "mhz2k0"} {
		f.Add(nonce)
	}
	f.Fuzz(func(t *testing.T, nonce string) {
		s := set(t)
		s.phone().save(url.Values{"nonce": {nonce}, "score": {"4"}}, byHand())
		if r := s.said(); r.Status != cx.Held {
			t.Errorf("a made-up nonce gave %q", r.Status)
		}
	})
}
