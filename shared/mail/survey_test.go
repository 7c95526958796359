package mail_test

import (
	"io"
	"maps"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"earshot/shared/cx"
	"earshot/shared/mail"
)

// read is a mail as another program reads it.
type read struct {
	header     netmail.Header
	text, html string
}

func parse(t testing.TB, raw []byte) read {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatalf("read the mail: %v", err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type = %q, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	r := read{header: m.Header, text: body(t, parts, "text/plain"), html: body(t, parts, "text/html")}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Errorf("a third part, or %v", err)
	}
	return r
}

// body reads the next part; the reader decodes quoted-printable by itself.
func body(t testing.TB, parts *multipart.Reader, want string) string {
	t.Helper()
	p, err := parts.NextPart()
	if err != nil {
		t.Fatalf("next part: %v", err)
	}
	if got := p.Header.Get("Content-Type"); got != want+"; charset=utf-8" {
		t.Errorf("Content-Type of a part = %q, want %q", got, want)
	}
	b, err := io.ReadAll(p)
	if err != nil {
		t.Fatalf("decode %s: %v", want, err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

func decoded(t testing.TB, s string) string {
	t.Helper()
	d, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		t.Fatalf("decode %q: %v", s, err)
	}
	return d
}

func TestEveryMailIsSevenBitsInShortLines(t *testing.T) {
	w := writer(t, book(t))
	for name, f := range variants(t) {
		raw := string(survey(t, w, f).Raw)
		for line := range strings.SplitSeq(strings.TrimSuffix(raw, "\r\n"), "\r\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%s: a line with more than printable ASCII: %q", name, line)
			}
			if len(line) > 78 && !strings.HasPrefix(line, "List-Unsubscribe: ") {
				t.Errorf("%s: a line of %d characters: %q", name, len(line), line)
			}
		}
		if strings.Contains(strings.ReplaceAll(raw, "\r\n", ""), "\n") {
			t.Errorf("%s: a line end that is not CRLF", name)
		}
	}
}

func TestHeaders(t *testing.T) {
	r := parse(t, survey(t, writer(t, book(t)), ada(t)).Raw)
	want := map[string]string{
		"From": `"Mia Lindqvist of Nordlys Ceramics" <mia@nordlys.example>`, "To": "<ada@example.com>",
		"Reply-To": "<hello@nordlys.example>", "Subject": "Ada, how do you like the Serving bowl Fjord?",
		"Date":                  "Fri, 20 Nov 2026 10:30:00 +0000",
		"List-Unsubscribe":      "<https://hear.example.com/u/" + token().Reveal() + ">",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Message-Id":            "<" + string(token().Hash()) + "@nordlys.example>",
		"Auto-Submitted":        "auto-generated", "Mime-Version": "1.0",
	}
	for name, value := range want {
		if got := r.header[name]; len(got) != 1 || decoded(t, got[0]) != value {
			t.Errorf("%s = %q, want once %q", name, got, value)
		}
	}
	if got := len(r.header) - 1; got != len(want) { // and Content-Type
		t.Errorf("headers %v, want %d and Content-Type", slices.Sorted(maps.Keys(r.header)), len(want))
	}
}

func TestNastyWordsStayWords(t *testing.T) {
	r := parse(t, survey(t, writer(t, book(t)), variants(t)["nasty"]).Raw)
	if r.header.Get("Bcc") != "" {
		t.Error("a name began a header")
	}
	from, err := r.header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Address != "mia@nordlys.example" {
		t.Fatalf("From = %v, %v", from, err)
	}
	if !strings.Contains(from[0].Name, `<script>alert(1)</script> {{shop}} {first} &amp; =?utf-8?q?x?=`) {
		t.Errorf("the name in From = %q: not what was put in", from[0].Name)
	}
	doc, err := html.Parse(strings.NewReader(r.html))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "script" {
			t.Error("a name became a script")
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("a name became the attribute %s", a.Key)
			}
		}
	}
	if !strings.Contains(visible(doc), `"><script>alert(1)</script> {{shop}} {first} &amp;`) {
		t.Error("the item's title cannot be read as it was written")
	}
	if strings.ContainsAny(r.html+r.text, "\u202e\u202c\x00\r") || strings.Contains(r.html, "#fff;}") {
		t.Error("control characters, direction marks or a colour that is none got in")
	}
}

// visible is what a reader sees: the texts of the body without the hidden preheader.
func visible(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	for _, a := range n.Attr {
		if a.Key == "style" && strings.Contains(a.Val, "display:none") {
			return ""
		}
	}
	if n.Type == html.ElementNode && n.Data == "head" {
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(visible(c) + " ")
	}
	return b.String()
}

func TestAtMostNinetyWordsBeforeTheFooter(t *testing.T) {
	w := writer(t, book(t))
	for name, f := range variants(t) {
		if name == "nasty" {
			continue
		}
		r := parse(t, survey(t, w, f).Raw)
		doc, err := html.Parse(strings.NewReader(r.html))
		if err != nil {
			t.Fatal(err)
		}
		seen := visible(doc)
		lang := book(t).For(f.Order.State.Locale, "")
		at := strings.Index(seen, lang.Text("mail.why", map[string]string{"shop": f.Shop.Name}))
		if at < 0 {
			t.Fatalf("%s: no footer in %q", name, seen)
		}
		if n := len(strings.Fields(seen[:at])); n > 90 || n < 20 {
			t.Errorf("%s: %d words before the footer", name, n)
		}
		text, _, _ := strings.Cut(r.text, "\n-- \n")
		if n := len(strings.Fields(text)); n > 90 {
			t.Errorf("%s: %d words before the footer of the text", name, n)
		}
	}
}

func TestTextAndHTMLHaveTheSameLinks(t *testing.T) {
	link := regexp.MustCompile(`https://hear\.example\.com/[A-Za-z0-9_/-]+`)
	w := writer(t, book(t))
	for name, f := range variants(t) {
		r := parse(t, survey(t, w, f).Raw)
		var want []string
		for _, score := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
			if f.Shop.Survey.Scale == cx.ElevenPoints || strings.Contains("12345", score) {
				want = append(want, "https://hear.example.com/r/"+token().Reveal()+"/"+score)
			}
		}
		want = append(want, "https://hear.example.com/u/"+token().Reveal())
		if got := link.FindAllString(r.html, -1); !slices.Equal(got, want) {
			t.Errorf("%s: links of the HTML %v, want %v", name, got, want)
		}
		if got := link.FindAllString(r.text, -1); !slices.Equal(got, want) {
			t.Errorf("%s: links of the text %v, want %v", name, got, want)
		}
	}
}

func TestBothPartsSayAllThatMatters(t *testing.T) {
	w := writer(t, book(t))
	tests := []struct {
		variant string
		want    []string
	}{
		{"five-en", []string{"Ada, how do you like the Serving bowl Fjord?", "It arrived on Tuesday.", "Serving bowl “Fjord”, 28 cm",
			"Order 1042, delivered 17 November", "Not good", "Wonderful", "Mia Lindqvist", "because you ordered from Nordlys Ceramics",
			"Stop these mails", "Talk to a person", "Havnegata 12, 7010 Trondheim"}},
		{"five-de", []string{"Ada, wie zufrieden sind Sie mit „Serving bowl Fjord“?", "Am Dienstag ist alles angekommen.", "geliefert am 17. November"}},
		{"eleven-en", []string{"recommend Nordlys Ceramics to a friend?", "Not at all likely", "Extremely likely"}},
		{"reminder", []string{"this is the last time"}},
		{"bare", []string{"How do you like what you ordered?", "You ordered on 11 November."}},
		{"own-words", []string{"Well, Ada?", "The Serving bowl Fjord: tell us.", "Bad", "Great"}},
	}
	for _, tt := range tests {
		r := parse(t, survey(t, w, variants(t)[tt.variant]).Raw)
		for _, want := range tt.want {
			if !strings.Contains(r.text, want) || !strings.Contains(html.UnescapeString(r.html), want) {
				t.Errorf("%s: %q is not in both parts", tt.variant, want)
			}
		}
	}
}

func TestHTMLIsSmallAndNeedsNothingFromElsewhere(t *testing.T) {
	w := writer(t, book(t))
	for name, f := range variants(t) {
		r := parse(t, survey(t, w, f).Raw)
		if len(r.html) > 12<<10 {
			t.Errorf("%s: %d bytes of HTML", name, len(r.html))
		}
		for _, not := range []string{"<img", "<script", "url(", "@import", "{{", "display:grid", "display:flex"} {
			if name != "nasty" && strings.Contains(r.html, not) {
				t.Errorf("%s: %s in the HTML", name, not)
			}
		}
	}
}

func TestRightToLeft(t *testing.T) {
	r := parse(t, survey(t, writer(t, mirrored(t)), ada(t)).Raw)
	if n := strings.Count(r.html, `dir="rtl"`); n != 2 {
		t.Errorf(`dir="rtl" %d times, want on html and on the top table`, n)
	}
	if strings.Contains(r.html, "text-align:left") || !strings.Contains(r.html, `align="right"`) {
		t.Error("the text is not set to the right")
	}
}

func TestWhatHappenedLast(t *testing.T) {
	w := writer(t, book(t))
	day := func(n int) time.Time { return now().AddDate(0, 0, -n) }
	tests := []struct {
		name    string
		touched map[cx.Touchpoint]time.Time
		want    string
	}{
		{"delivered days ago", map[cx.Touchpoint]time.Time{cx.Delivered: day(3)}, "It arrived on Tuesday."},
		{"delivered long ago", map[cx.Touchpoint]time.Time{cx.Delivered: day(8)}, "It arrived on 12 November."},
		{"shipped only", map[cx.Touchpoint]time.Time{cx.Fulfilled: day(2)}, "We shipped it on Wednesday."},
		{"delivered in the future: not yet", map[cx.Touchpoint]time.Time{cx.Delivered: day(-1), cx.Fulfilled: day(2)}, "We shipped it on Wednesday."},
		{"late in the evening: the shop's day", map[cx.Touchpoint]time.Time{cx.Delivered: time.Date(2026, 11, 17, 23, 30, 0, 0, time.UTC)}, "It arrived on Wednesday."},
		{"nothing told", nil, "You ordered on 11 November."},
	}
	for _, tt := range tests {
		f := ada(t)
		f.Order.Touched = tt.touched
		if r := parse(t, survey(t, w, f).Raw); !strings.Contains(r.text, tt.want) {
			t.Errorf("%s: %q is missing in %q", tt.name, tt.want, r.text)
		}
	}
}

func TestEnvelope(t *testing.T) {
	w, f := writer(t, book(t)), ada(t)
	f.Order.Message.Step = cx.Reminder
	f.Shop.Survey.Texts = map[string]cx.Wording{"en": {Version: "3"}}
	e, wording, err := w.Survey(f, token(), now())
	if err != nil || wording != "3/en" || e.To != "ada@example.com" || e.Source != "mia@nordlys.example" {
		t.Errorf("Survey = to %q, from %q, wording %q, %v", e.To, e.Source, wording, err)
	}
	if want := map[string]string{mail.TagOrder: string(f.Order.ID), mail.TagStep: "1"}; !maps.Equal(e.Tags, want) {
		t.Errorf("Tags = %v, want %v", e.Tags, want)
	}
	f.Person.Email = cx.Email{}
	if _, _, err := w.Survey(f, token(), now()); err == nil {
		t.Error("Survey without an address: want an error")
	}
}

func TestOwnerMails(t *testing.T) {
	w, o := writer(t, book(t)), mail.OwnerMail{From: "earshot@nordlys.example", To: "mia@nordlys.example", ID: "abc", At: now()}
	const link = "https://hear.example.com/signin/abc?x=1&y=2"
	r := parse(t, w.SignIn(o, link, 15*time.Minute).Raw)
	for _, want := range []string{link, "once, for 15 minutes"} {
		if !strings.Contains(r.text, want) || !strings.Contains(html.UnescapeString(r.html), want) {
			t.Errorf("sign-in: %q is not in both parts", want)
		}
	}
	e := w.Notice(o, "Mails <wait>", "One.\n\nTwo & three.")
	r = parse(t, e.Raw)
	if r.header.Get("Subject") != "Mails <wait>" || r.text != "One.\n\nTwo & three.\n" || !strings.Contains(r.html, "Two &amp; three.") {
		t.Errorf("notice = %q, %q, %q", r.header.Get("Subject"), r.text, r.html)
	}
	if r.header.Get("List-Unsubscribe") != "" || !e.At.Equal(now()) || e.To != o.To {
		t.Errorf("a mail to an owner: %+v", e)
	}
}
