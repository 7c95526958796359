package inbox

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"time"
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
	l, err := decode(raw)
	if err != nil {
		return Letter{}, fmt.Errorf("read mail %s: %w", m.ID, err)
	}
	l.ID, l.At, l.To = m.ID, m.At, m.To
	return l, nil
}

func decode(raw []byte) (Letter, error) {
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return Letter{}, err
	}
	l := Letter{Headers: map[string]string{}}
	for name, values := range m.Header {
		l.Headers[name] = word(strings.Join(values, ", "))
	}
	l.From, l.Subject = l.Headers["From"], l.Headers["Subject"]
	return l, l.body(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

// word decodes encoded words; what cannot be decoded is shown as it is.
func word(s string) string {
	if decoded, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return decoded
	}
	return s
}

// body reads a part, or the parts in it.
func (l *Letter) body(contentType, encoding string, r io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain" // what a mail without a type is
	}
	if strings.HasPrefix(kind, "multipart/") {
		return l.parts(multipart.NewReader(r, params["boundary"]))
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(r)
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	switch kind {
	case "text/html":
		l.HTML = text
	case "text/plain":
		l.Text = text
	}
	return err
}

func (l *Letter) parts(r *multipart.Reader) error {
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := l.body(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); err != nil {
			return err
		}
	}
}
