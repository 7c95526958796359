package local_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestNobodyIsShutOut has axe inspect every page of Earshot on a phone and a desktop, light and dark.
func TestNobodyIsShutOut(t *testing.T) {
	tests := []struct {
		name  string
		visit func(*inspector)
	}{
		{"a shop at work", atWork},
		{"a shop that was just made", justMade},
		{"what a customer sees", customerSees},
		{"what a press makes of a room", pressed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.visit(newInspector(t, chromium(t), start(t, dataFile(t))))
		})
	}
}

// signIn opens the link that the program prints.
func (i *inspector) signIn() {
	i.Helper()
	i.do(chromedp.Navigate(i.p.origin + "/local/dashboard"))
}

// atWork walks from the opening page and from the first room. Of few pages the walk has lost its way.
func atWork(i *inspector) {
	i.p.season()
	i.signIn()
	if n := i.walk("/", "/") + i.walk("/dashboard/demo", "/"); n < 30 {
		i.Errorf("the walk came to %d pages", n)
	}
}

// justMade walks through a shop that has nothing yet, from the list of shops.
func justMade(i *inspector) {
	i.open("/")
	i.signIn()
	i.p.post("/local/dashboard", nil)
	i.p.post("/dashboard/new", url.Values{"id": {"fjord"}, "name": {"Fjord"}, "sender": {"Per Birk"}, "from": {"per@fjord.example"},
		"reply_to": {"per@fjord.example"}, "postal": {"Fjord, Bergen"}, "zone": {"Europe/Oslo"}})
	i.open("/dashboard") // a list, now that there are two
	if n := i.walk("/dashboard/fjord", "/dashboard/fjord"); n < 15 {
		i.Errorf("the walk came to %d pages", n)
	}
}

// season has mails, answers of all kinds, one who wants no more mail, one mail that came back, words at the open door, a
// forged webhook, somebody invited, and a purchase that waits.
func (p *program) season() {
	p.t.Helper()
	for range 6 {
		p.post("/local/purchase", url.Values{"platform": {"shopify"}})
	}
	p.advance("480h")
	mails := p.inbox()
	if len(mails) < 6 {
		p.t.Fatalf("%d mails, want 6", len(mails))
	}
	for n, said := range []string{"1", "4", "5"} {
		p.answer(scoreLink(p.t, mails[n], said), "Said with a "+said+".")
	}
	p.get(path(p.t, mails[3], "3"))
	p.post("/local/inbox/"+mails[4].ID+"/report", url.Values{"fate": {"Bounce"}})
	p.do(http.MethodPost, p.shop().Connections["shopify"].URL, url.Values{}, "X-Shopify-Hmac-Sha256", "forged")
	p.notUnderstood()
	p.post("/local/dashboard", nil)
	p.post("/dashboard/demo/people/invite", url.Values{"address": {"ines@demo.example"}, "role": {"analyst"}})
	p.post("/local/purchase", url.Values{"platform": {"woocommerce"}})
	p.advance("1m")
}

// notUnderstood sends what is signed well and makes no sense: it is kept.
func (p *program) notUnderstood() {
	p.t.Helper()
	shop, body := p.shop().Connections["woocommerce"], url.Values{"what": {"nobody knows"}}
	mac := hmac.New(sha256.New, []byte(shop.Secret))
	mac.Write([]byte(body.Encode()))
	code, said := p.do(http.MethodPost, shop.URL, body, "X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"X-WC-Webhook-Topic", "order.updated")
	if code != http.StatusAccepted {
		p.t.Fatalf("what nobody understands was answered %d %s", code, said)
	}
}

// path is that of a score's link.
func path(t *testing.T, l letter, score string) string {
	link := scoreLink(t, l, score)
	return link[strings.Index(link, "/r/"):]
}

var aLanguage = regexp.MustCompile(`<html[^>]*>`)

// customerSees goes through the mails and through each state of the pages that they lead to.
func customerSees(i *inspector) {
	i.p.season()
	for _, l := range i.p.letters(func(string) bool { return true }) {
		kind := aLanguage.FindString(l.HTML) + l.Subject
		if strings.Contains(l.Text, "/r/") { // a survey: the subject names who bought what
			kind = aLanguage.FindString(l.HTML)
		}
		if i.isNew(kind) {
			i.mail(l)
		}
	}
	surveys := i.p.surveys()
	answer, given := path(i.T, surveys[0], "4"), path(i.T, surveys[len(surveys)-1], "2")
	bare, stop := answer[:len(answer)-2], strings.Replace(answer[:len(answer)-2], "/r/", "/u/", 1)
	german := slices.IndexFunc(surveys, func(l letter) bool { return strings.Contains(l.HTML, `lang="de"`) })
	for _, path := range []string{answer, bare, path(i.T, surveys[german], "1"), given, "/r/wrong", "/u/wrong", "/f/demo", "/f/nobody", "/nowhere", stop} {
		i.open(path)
	}
	i.do(chromedp.Navigate(i.p.origin + given))
	i.p.advance("10s")
	i.loads(chromedp.Click("#answer button"))
	i.inspect("an answer that is saved")
	i.press("/f/demo", "form button")
	i.do(chromedp.Navigate(i.p.origin+"/f/demo"), chromedp.SendKeys("[name=words]", "It rained."))
	i.p.advance("10s")
	i.loads(chromedp.Click("form button"))
	i.inspect("the open door with words")
	i.press(stop, "form button")
	i.goesOn("form button")
	i.p.advance("9600h")
	i.open(given)
}

// pressed presses buttons that lead to a page of their own, to a notice, or to a complaint about a field. The shop asks for
// 0 to 10.
func pressed(i *inspector) {
	i.p.eleven()
	i.p.season()
	i.mail(i.p.surveys()[0])
	i.open(path(i.T, i.p.surveys()[1], "10"))
	i.press("/dashboard/signin", "main form button", chromedp.SetValue("[name=address]", "you@demo.example"))
	i.p.advance("1m")
	i.open(i.p.mailed("/dashboard/signin/link/"))
	i.open("/dashboard/signin/link/wrong")
	i.signIn()
	i.press("/dashboard/demo", "form.find button", chromedp.SendKeys("form.find input", "nobody"))
	i.press("/dashboard/demo", "form.find button", chromedp.SendKeys("form.find input", i.p.buyer()))
	i.goesOn(`form[action$="/erase"] button`)
	i.goesOn("main form button")
	i.press("/dashboard/demo/settings", `form[action$="/reply"] button`)
	i.p.advance("1m")
	i.open(i.p.mailed("/dashboard/signin/reply/"))
	i.goesOn("main form button")
	for _, room := range []string{"settings", "texts", "alerts"} {
		i.press("/dashboard/demo/"+room, "main form button")
	}
	i.press("/dashboard/demo/people", `form[action$="/invite"] button`)
	i.press("/dashboard/demo/people", `form[action$="/key"] button`)
	i.press("/dashboard/demo/live", `form[action$="/pause"] button`)
	i.press("/dashboard/demo/connections/shopify", `form[action*="/secret"] button`)
	i.press("/dashboard/demo/rehearsal/history", "main form button")
	i.press("/dashboard/demo/rehearsal/history", "main form button", chromedp.SetUploadFiles("[type=file]", []string{i.p.pastOrders()}))
	i.open("/dashboard/demo/domain")
	i.press("/dashboard/new", "main form button")
	i.open("/dashboard/demo/nowhere")
	i.press("/dashboard/demo", `form[action="/dashboard/signin/out"] button`)
}

// eleven makes the demo shop ask for 0 to 10.
func (p *program) eleven() {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "shop.json")
	if err := os.WriteFile(file, []byte(`{"id":"demo","survey":{"scale":11}}`), 0o600); err != nil {
		p.t.Fatal(err)
	}
	wantOut(p.t, p.data, 0, "is saved", "shop", file)
}

// pastOrders is a file with an order of long ago and a line that is none.
func (p *program) pastOrders() string {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "orders.csv")
	text := "order,email,placed,delivered\n1,zed@example.com,2026-05-01,2026-05-04\n2,zed@example.com,some day,\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return file
}

// mailed is the path of the newest link in a mail that begins so.
func (p *program) mailed(begins string) string {
	p.t.Helper()
	for _, l := range p.letters(func(string) bool { return true }) {
		if _, link, ok := strings.Cut(l.Text, p.origin+begins); ok {
			return begins + strings.Fields(link)[0]
		}
	}
	p.t.Fatalf("no mail has a link to %s", begins)
	return ""
}

// buyer is the address of somebody who was asked.
func (p *program) buyer() string {
	p.t.Helper()
	return strings.Trim(p.surveys()[0].To, "<>")
}

// surveys are the mails that ask, newest first.
func (p *program) surveys() []letter {
	p.t.Helper()
	return slices.DeleteFunc(p.inbox(), func(l letter) bool { return !strings.Contains(l.Text, "/r/") })
}
