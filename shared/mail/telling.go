package mail

import (
	"maps"
	"strings"

	"earshot/shared/cx"
)

// telling is a mail to the merchant before it takes a form: paragraphs, words that somebody said, facts, and one way on.
type telling struct {
	writer      *Writer
	head        OwnerMail
	subject     string
	replyTo     string // "" for nobody
	intro, last []string
	quote       string
	facts       [][2]string
	list        []string // words of several people
	button, url string
}

func (w *Writer) telling(o OwnerMail, subject string) *telling {
	return &telling{writer: w, head: o, subject: clean(subject)}
}

// say adds a paragraph before the facts, end one after the button.
func (l *telling) say(text string) { l.intro = append(l.intro, text) }
func (l *telling) end(text string) { l.last = append(l.last, text) }

// fact adds a line; one without a value says nothing.
func (l *telling) fact(name, value string) {
	if value = strings.TrimSpace(clean(value)); value != "" {
		l.facts = append(l.facts, [2]string{name, value})
	}
}

func (l *telling) text() []byte {
	var b strings.Builder
	for _, p := range l.intro {
		b.WriteString(p + "\n\n")
	}
	for _, q := range l.quotes() {
		b.WriteString("> " + strings.ReplaceAll(q, "\n", "\n> ") + "\n\n")
	}
	for _, f := range l.facts {
		b.WriteString(f[0] + ": " + f[1] + "\n")
	}
	b.WriteString("\n" + l.button + ": " + l.url + "\n")
	for _, p := range l.last {
		b.WriteString("\n" + p + "\n")
	}
	return []byte(b.String())
}

// quotes are what people said, line by line without what could deceive.
func (l *telling) quotes() []string {
	var all []string
	for _, q := range append([]string{l.quote}, l.list...) {
		var lines []string
		for line := range strings.Lines(q) {
			lines = append(lines, clean(strings.TrimSuffix(line, "\n")))
		}
		if len(lines) > 0 {
			all = append(all, strings.Join(lines, "\n"))
		}
	}
	return all
}

func (l *telling) html(start string) markup {
	s := l.writer.sheets
	b := l.writer.paragraphs(nil, l.intro...)
	for _, q := range l.quotes() {
		var said markup
		for i, line := range strings.Split(q, "\n") {
			if i > 0 {
				said = append(said, "<br>"...)
			}
			said = appendEscaped(said, line)
		}
		b = s.quote.render(b, texts{"start": start}, markups{"words": said})
	}
	var rows markup
	for _, f := range l.facts {
		rows = s.fact.render(rows, texts{"start": start, "name": f[0], "value": f[1]}, nil)
	}
	b = s.facts.render(b, nil, markups{"rows": rows})
	b = s.button.render(b, texts{"url": l.url, "text": l.button}, l.writer.head(cx.Shop{}).markups)
	return l.writer.paragraphs(b, l.last...)
}

func (l *telling) envelope() Envelope {
	lang := l.writer.book.For("", "")
	start, _ := sides(lang.Dir)
	m := maps.Clone(l.writer.head(cx.Shop{}).markups)
	m["paragraphs"] = l.html(start)
	html := l.writer.sheets.owner.render(nil, texts{"lang": lang.Tag, "dir": lang.Dir, "start": start, "subject": l.subject}, m)
	message := Message{
		FromName: ownerName, From: l.head.From, To: l.head.To, ReplyTo: l.replyTo, Subject: l.subject, Date: l.head.At, ID: l.head.ID,
		Text: l.text(), HTML: html,
	}
	return Envelope{Source: l.head.From, To: l.head.To, Raw: message.Bytes(), Tags: map[string]string{TagKind: "owner"}, At: l.head.At}
}
