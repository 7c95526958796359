package mail_test

import (
	"bytes"
	"html/template"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// BenchmarkSurvey writes the mail our way and plainly, by html/template, mime/multipart and quotedprintable, in turns of
// 20; "ratio" is how many times ours is as fast, by the best turn of each, since others use the machine too. The plain
// way is spared some work: its texts are there already and its templates have fewer pieces.
func BenchmarkSurvey(b *testing.B) {
	w, f, plain := writer(b, book(b)), ada(b), newPlain(b)
	ours, theirs := time.Hour, time.Hour
	for b.Loop() {
		ours = min(ours, turn(func() {
			if _, _, err := w.Survey(f, token(), now()); err != nil {
				b.Fatal(err)
			}
		}))
		theirs = min(theirs, turn(func() { plain.survey(b) }))
	}
	b.ReportMetric(float64(theirs)/float64(ours), "ratio")
	b.ReportMetric(turnLength/ours.Seconds(), "mails/s")
}

const turnLength = 20

func turn(f func()) time.Duration {
	start := time.Now()
	for range turnLength {
		f()
	}
	return time.Since(start)
}

// plain is the same mail done plainly.
type plain struct {
	frame, point, item *template.Template
	values             map[string]any
	text               string
}

func newPlain(b *testing.B) plain {
	b.Helper()
	r := parse(b, survey(b, writer(b, book(b)), ada(b)).Raw)
	style, _, _ := strings.Cut(r.html[strings.Index(r.html, "<style>"):], "</style>")
	p := plain{frame: goTemplate(b, "survey"), point: goTemplate(b, "point"), item: goTemplate(b, "item"), text: r.text}
	p.values = map[string]any{"lang": "en", "dir": "ltr", "start": "left", "end": "right", "subject": "Ada, how do you like the Serving bowl Fjord?",
		"style": template.HTML(style + "</style>"), "preheader": "One tap is enough.", "shop": "Nordlys Ceramics", "title": "Serving bowl “Fjord”, 28 cm", "order": "Order 1042, delivered 17 November",
		"question": "Ada, how do you like the Serving bowl Fjord?", "intro": "It arrived on Tuesday.", "low": "Not good", "high": "Wonderful",
		"fill": template.CSS("#0f5c55"), "on": template.CSS("#fffefb"), "link": template.CSS("#0f5c55"), "font": template.CSS("sans-serif"), "initial": "M",
		"sender": "Mia Lindqvist", "person": "Just reply.", "why": "You ordered.", "unsubscribe": "https://hear.example.com/u/" + token().Reveal(),
		"stop": "Stop", "talk": "Talk", "mailto": "mailto:hello@nordlys.example?subject=x", "postal": "Havnegata 12"}
	return p
}

// goTemplate is one of our templates in the syntax of html/template.
func goTemplate(b *testing.B, name string) *template.Template {
	b.Helper()
	raw, err := os.ReadFile("templates/" + name + ".html")
	if err != nil {
		b.Fatal(err)
	}
	t, err := template.New(name).Parse(regexp.MustCompile(`\{\{\{?([a-z_]+)\}?\}\}`).ReplaceAllString(string(raw), "{{.$1}}"))
	if err != nil {
		b.Fatal(err)
	}
	return t
}

func (p plain) survey(b *testing.B) []byte {
	var points, item, html, mail bytes.Buffer
	for _, score := range []string{"1", "2", "3", "4", "5"} {
		url := "https://hear.example.com/r/" + token().Reveal() + "/" + score
		if err := p.point.Execute(&points, map[string]any{"url": url, "label": score + " of 5", "score": score, "height": template.CSS("52")}); err != nil {
			b.Fatal(err)
		}
	}
	if err := p.item.Execute(&item, p.values); err != nil {
		b.Fatal(err)
	}
	p.values["scale"], p.values["item"] = template.HTML(points.String()), template.HTML(item.String())
	if err := p.frame.Execute(&html, p.values); err != nil {
		b.Fatal(err)
	}
	mail.WriteString("From: Mia Lindqvist <mia@nordlys.example>\r\nSubject: " + mime.QEncoding.Encode("utf-8", "Ada, how do you like the Serving bowl “Fjord”?") + "\r\n")
	parts := multipart.NewWriter(&mail)
	p.part(b, parts, "text/plain; charset=utf-8", []byte(p.text))
	p.part(b, parts, "text/html; charset=utf-8", html.Bytes())
	if err := parts.Close(); err != nil {
		b.Fatal(err)
	}
	return mail.Bytes()
}

func (p plain) part(b *testing.B, parts *multipart.Writer, kind string, body []byte) {
	w, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}, "Content-Transfer-Encoding": {"quoted-printable"}})
	if err != nil {
		b.Fatal(err)
	}
	q := quotedprintable.NewWriter(w)
	if _, err := q.Write(body); err != nil {
		b.Fatal(err)
	}
	if err := q.Close(); err != nil {
		b.Fatal(err)
	}
}
