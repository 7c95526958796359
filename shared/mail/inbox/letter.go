package inbox

import (
	"fmt"
	"time"

	"earshot/shared/mail"
)

// Letter is a mail as its reader sees it, everything decoded. Its JSON is what /local/inbox.json lists.
type Letter struct {
	ID      string            `json:"id"`
	At      time.Time         `json:"at"`
	From    string            `json:"from"`
	To      string            `json:"to"`
	Subject string            `json:"subject"`
	Headers map[string]string `json:"headers"`
	Text    string            `json:"text"`
	HTML    string            `json:"html"`
}

// Raw gives the bytes of a mail as they were sent.
func (i *Inbox) Raw(id string) ([]byte, error) {
	for _, m := range i.Mails() { // not the folder: an id comes from a URL
		if m.ID == id {
			_, raw, err := open(i.folder, id)
			return raw, err
		}
	}
	return nil, missing(id)
}

// Letter reads one mail.
func (i *Inbox) Letter(id string) (Letter, error) {
	for _, m := range i.Mails() {
		if m.ID == id {
			return i.letter(m)
		}
	}
	return Letter{}, missing(id)
}

// Letters reads all mails, newest first.
func (i *Inbox) Letters() ([]Letter, error) {
	all := []Letter{}
	for _, m := range i.Mails() {
		l, err := i.letter(m)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func (i *Inbox) letter(m Mail) (Letter, error) {
	_, raw, err := open(i.folder, m.ID)
	if err != nil {
		return Letter{}, err
	}
	r, err := mail.Open(raw)
	if err != nil {
		return Letter{}, fmt.Errorf("read mail %s: %w", m.ID, err)
	}
	return Letter{ID: m.ID, At: m.At, From: r.Headers["From"], To: m.To, Subject: r.Headers["Subject"], Headers: r.Headers, Text: r.Text, HTML: r.HTML}, nil
}
