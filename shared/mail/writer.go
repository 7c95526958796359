// Package mail writes the mails of Earshot and says what a mail service is. A Writer turns facts into a finished mail;
// a Sender (packages ses, inbox and console) hands it to a service with one request.
//
// It promises: multipart text and HTML that say the same, 7 bits, both headers of RFC 8058 unfolded, nothing that a
// customer or a shop wrote in a header or in markup unescaped, colours that can be read on light and dark, at most 90
// words before the footer, no image but the shop's own logo (its name where images are off) and no script. No List-Id: a
// question to one buyer is no mailing list.
//
// It decides nothing: whether and when a message goes out is a rule of cx and the work of dispatch. The sentences are in
// package words.
package mail

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"earshot/shared/cx"
	"earshot/shared/words"
)

// Writer writes mails. It may be used by many goroutines.
type Writer struct {
	book   *words.Book
	origin string
	sheets sheets
	last   atomic.Pointer[head]
}

// sheets are the templates.
type sheets struct{ survey, owner, style, name, logo, item, row, point, gap, paragraph, button, quote, fact, facts sheet }

// New makes a Writer whose links begin with origin, like https://hear.example.com, without a slash at the end.
func New(book *words.Book, origin string) (*Writer, error) {
	w := &Writer{book: book, origin: strings.TrimSuffix(origin, "/")}
	s := &w.sheets
	for name, to := range map[string]*sheet{"survey": &s.survey, "owner": &s.owner, "style": &s.style, "item": &s.item,
		"name": &s.name, "logo": &s.logo,
		"row": &s.row, "point": &s.point, "gap": &s.gap, "paragraph": &s.paragraph, "button": &s.button,
		"quote": &s.quote, "fact": &s.fact, "facts": &s.facts} {
		read, err := readSheet(name)
		if err != nil {
			return nil, err
		}
		*to = read
	}
	return w, nil
}

// Survey writes the mail, or the reminder, that asks about an order, and names its wording ("3/de"). Who sends it adds
// the tag of its attempt and At.
func (w *Writer) Survey(f cx.Facts, t cx.Token, now time.Time) (Envelope, string, error) {
	to := f.Person.Email.Reveal()
	if to == "" {
		return Envelope{}, "", fmt.Errorf("write the mail of order %s: no address", f.Order.ID)
	}
	l := w.letter(f, t, now)
	m := Message{
		FromName: l.say("mail.from"), From: f.Shop.From, To: to, ReplyTo: f.Shop.ReplyTo, Subject: l.subject(),
		Date: now, ID: string(t.Hash()), Unsubscribe: l.unsubscribe, Text: l.text(),
	}
	m.HTML = l.html(w.sheets, m.Subject)
	tags := map[string]string{TagOrder: string(f.Order.ID), TagStep: fmt.Sprint(int(f.Order.Message.Step))}
	return Envelope{Source: f.Shop.From, To: to, Raw: m.Bytes(), Tags: tags}, l.wording, nil
}

// link is an address of the customer's pages: r for a score, u for unsubscribing.
func (w *Writer) link(kind string, t cx.Token, more string) string {
	return w.origin + "/" + kind + "/" + t.Reveal() + more
}
