package mail

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
)

// OwnerMail is a mail to the merchant.
type OwnerMail struct {
	From, To string // addresses
	ID       string // the left part of the Message-ID, of letters, digits, - and _
	At       time.Time
}

// ownerName is who mails to owners come from.
const ownerName = "Earshot"

// SignIn writes the mail that brings a sign-in link, which works for life.
func (w *Writer) SignIn(o OwnerMail, link string, life time.Duration) Envelope {
	lang := w.book.For("", "")
	say := func(key string) string {
		return lang.Text(key, map[string]string{"count": strconv.Itoa(int(life.Minutes()))})
	}
	subject, hello, expires, ignore := say("signin.subject"), say("signin.text"), say("signin.expires"), say("signin.ignore")
	body := w.sheets.paragraph.render(nil, texts{"text": hello}, nil)
	body = w.sheets.button.render(body, texts{"url": link, "text": say("signin.button")}, w.head(cx.Shop{}).markups)
	body = w.paragraphs(body, expires, ignore)
	return w.owner(o, subject, strings.Join([]string{hello, link, expires, ignore}, "\n\n")+"\n", body)
}

// Notice writes a mail that tells an owner of something: a subject, and a text whose paragraphs are separated by an
// empty line.
func (w *Writer) Notice(o OwnerMail, subject, text string) Envelope {
	return w.owner(o, subject, text+"\n", w.paragraphs(nil, strings.Split(text, "\n\n")...))
}

func (w *Writer) paragraphs(b markup, all ...string) markup {
	for _, text := range all {
		b = w.sheets.paragraph.render(b, texts{"text": text}, nil)
	}
	return b
}

func (w *Writer) owner(o OwnerMail, subject, text string, body markup) Envelope {
	lang := w.book.For("", "")
	start, _ := sides(lang.Dir)
	m := maps.Clone(w.head(cx.Shop{}).markups)
	m["paragraphs"] = body
	html := w.sheets.owner.render(nil, texts{"lang": lang.Tag, "dir": lang.Dir, "start": start, "subject": subject}, m)
	message := Message{FromName: ownerName, From: o.From, To: o.To, Subject: subject, Date: o.At, ID: o.ID, Text: []byte(text), HTML: html}
	return Envelope{Source: o.From, To: o.To, Raw: message.Bytes(), Tags: map[string]string{TagKind: "owner"}, At: o.At}
}
