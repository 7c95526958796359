package local_test

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// hidden reads a hidden field of a page.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no field %q", name)
	}
	return m[1]
}

// answer opens a score link as a browser without JavaScript does, waits as long as a person takes, and saves.
func (p *program) answer(link, comment string) string {
	p.t.Helper()
	link = link[strings.Index(link, "/r/"):] // the port of an earlier start may be another
	page := p.get(link, "User-Agent", "a browser")
	form := url.Values{"score": {link[strings.LastIndexByte(link, '/')+1:]}, "comment": {comment}, "nonce": {hidden(p.t, page, "nonce")}}
	p.advance("10s")
	return p.post(link[:strings.LastIndexByte(link, '/')], form, "User-Agent", "a browser", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-User", "?1")
}

// TestLifeOfOnePurchase goes the way that the opening page shows, by its forms alone.
func TestLifeOfOnePurchase(t *testing.T) {
	p := start(t, dataFile(t))
	if page := p.get("/"); !strings.Contains(page, "Send a purchase") {
		t.Fatalf("the opening page does not begin: %s", short(page))
	}
	page := p.post("/local/purchase", url.Values{"platform": {"shopify"}})
	if !strings.Contains(page, "Ada bought something") || !strings.Contains(page, "Move the clock to") {
		t.Fatalf("after the purchase: %s", short(page))
	}
	page = p.post("/local/forward", url.Values{})
	mails := p.inbox()
	if len(mails) != 1 || !strings.Contains(page, `src="/local/inbox/`+mails[0].ID+`/html"`) {
		t.Fatalf("after the move the inbox has %d mails, and the page: %s", len(mails), short(page))
	}
	if strings.Contains(page, "ada.berg") {
		t.Error("the opening page says an address")
	}
	p.answer(scoreLink(t, mails[0], "4"), "Lovely glaze.")
	page = p.get("/")
	if !strings.Contains(page, "4 of 5.") || !strings.Contains(page, "Counted: ") || !strings.Contains(page, "Lovely glaze.") {
		t.Errorf("after the answer: %s", short(page))
	}
	if board := p.post("/local/dashboard", nil); !strings.Contains(board, "Lovely glaze.") || !strings.Contains(board, "Sign out") {
		t.Errorf("the dashboard does not know: %s", short(board))
	}
	key := p.shop().APIKey
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.origin+"/v1/metrics.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(key, "")
	code, metrics := p.do(http.MethodGet, "/v1/metrics.json", nil, "Authorization", r.Header.Get("Authorization"))
	if code != 200 || !strings.Contains(metrics, `"csat":100`) {
		t.Errorf("metrics = %d %s", code, metrics)
	}
	p.stop()
	secrets := []string{"ada.berg", "Ada", "Berg", "Lovely", key, p.shopSecrets()[0], scoreLink(t, mails[0], "4")[len(p.origin)+len("/r/"):]}
	for _, secret := range secrets {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, p.log)
		}
	}
	if !strings.Contains(p.log.String(), "msg=webhook") {
		t.Errorf("-v logs no webhook: %s", p.log)
	}
}

// shopSecrets are read from the file: the program may have ended.
func (p *program) shopSecrets() []string {
	p.t.Helper()
	raw, err := os.ReadFile(p.data)
	if err != nil {
		p.t.Fatal(err)
	}
	found := regexp.MustCompile(`shpss_[0-9a-f]{32}`).FindAllString(string(raw), -1)
	if len(found) == 0 {
		p.t.Fatal("no secret in the file")
	}
	return found
}

// TestSecondStart: data, clock, secrets and inbox are kept; also when the end came in the middle.
func TestSecondStart(t *testing.T) {
	data := dataFile(t)
	p := start(t, data)
	shop := p.shop()
	p.post("/local/purchase", url.Values{"platform": {"standard"}})
	before := p.advance("24h").Now
	p.stop()

	p = start(t, data)
	if again := p.shop(); again.APIKey != shop.APIKey || again.Connections["shopify"].Secret != shop.Connections["shopify"].Secret {
		t.Error("the second start made new secrets")
	}
	if now := p.now(); now.Before(before) || now.After(before.Add(time.Minute)) {
		t.Errorf("the second start's clock is at %v, want %v", now, before)
	}
	if page := p.get("/"); !strings.Contains(page, "Ada bought something") {
		t.Errorf("the second start forgot the purchase: %s", short(page))
	}
	p.post("/local/forward", url.Values{})
	link := scoreLink(t, p.inbox()[0], "2")
	p.stop()

	p = start(t, data)
	if len(p.inbox()) != 1 {
		t.Fatal("the third start lost the mail")
	}
	p.answer(link, "")
	if page := p.get("/"); !strings.Contains(page, "2 of 5.") {
		t.Errorf("the link of the mail is not good any more: %s", short(page))
	}
}

// TestBeginAnew: without its data file the program begins anew, and so does the inbox, whose links would lead nowhere.
func TestBeginAnew(t *testing.T) {
	data := dataFile(t)
	p := start(t, data)
	p.post("/local/purchase", url.Values{})
	p.post("/local/forward", url.Values{})
	if len(p.inbox()) != 1 {
		t.Fatal("no mail came")
	}
	p.stop()
	if err := os.Remove(data); err != nil {
		t.Fatal(err)
	}
	p = start(t, data)
	if n := len(p.inbox()); n != 0 {
		t.Errorf("the new program has %d mails of the old one", n)
	}
}

// TestEndWithABrowserOpen: a browser connects ahead of what it asks. Ctrl+C ends the program all the same, and well.
func TestEndWithABrowserOpen(t *testing.T) {
	p := start(t, dataFile(t))
	ahead, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.origin, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer ahead.Close()
	p.get("/") // the one before it in the queue is taken by now
	p.stop()   // fails where the program ends with another code than 0
}

// TestEndInTheMiddleOfAMove: Ctrl+C does not wait for a hundred days, and the next start goes on from where it stopped.
func TestEndInTheMiddleOfAMove(t *testing.T) {
	p := start(t, dataFile(t))
	for range 30 {
		p.post("/local/purchase", url.Values{})
	}
	moved := make(chan string, 1)
	go func() {
		answer, err := p.client.PostForm(p.origin+"/local/clock", url.Values{"advance": {"2400h"}})
		if err != nil {
			moved <- err.Error()
			return
		}
		_ = answer.Body.Close()
		moved <- answer.Status
	}()
	waitFor(t, func() string { return map[bool]string{true: "begun"}[len(p.inbox()) > 0] })
	p.stop()
	t.Logf("the move was answered: %s", <-moved)
	p = start(t, p.data)
	p.advance("2400h")
	if n := len(p.inbox()); n != 30 {
		t.Errorf("%d mails, want 30", n)
	}
}

func TestPortTaken(t *testing.T) {
	first := start(t, dataFile(t))
	second := start(t, dataFile(t), "-addr", strings.TrimPrefix(first.origin, "http://"))
	if second.origin == first.origin || !strings.Contains(second.out.String(), "is taken, so this is port") {
		t.Errorf("the second start is at %s and says %s", second.origin, second.out)
	}
	if code, _, log := command(t, first.data); code != 1 || !strings.Contains(log, "it runs already: open "+first.origin) {
		t.Errorf("a start on a held file = %d %s", code, log)
	}
}

func TestGreeting(t *testing.T) {
	p := start(t, dataFile(t))
	shop := p.shop()
	for _, want := range []string{"/local/dashboard", "/local/inbox", "/local/clock", "/local/shop.json", shop.Connections["shopify"].URL,
		shop.Connections["woocommerce"].URL, shop.Connections["standard"].URL} {
		if !strings.Contains(p.out.String(), want) {
			t.Errorf("the greeting lacks %s: %s", want, p.out)
		}
	}
	if strings.Contains(p.out.String(), shop.Connections["shopify"].Secret) || strings.Contains(p.out.String(), shop.APIKey) {
		t.Error("the greeting tells a secret")
	}
	if board := p.get("/local/dashboard"); !strings.Contains(board, "Sign out") {
		t.Errorf("the printed link does not sign in: %s", short(board))
	}
}
