package mail

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
)

// Opened is a mail as its reader sees it, everything decoded.
type Opened struct {
	Headers    map[string]string // several of one name are joined by a comma
	Text, HTML string            // with LF
}

// Open reads a mail that a Writer wrote: parts in quoted-printable or plain.
func Open(raw []byte) (Opened, error) {
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return Opened{}, fmt.Errorf("open a mail: %w", err)
	}
	o := Opened{Headers: map[string]string{}}
	for name, values := range m.Header {
		o.Headers[name] = word(strings.Join(values, ", "))
	}
	return o, o.body(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

// word decodes encoded words; what cannot be decoded is shown as it is.
func word(s string) string {
	if decoded, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return decoded
	}
	return s
}

// body reads a part, or the parts in it.
func (o *Opened) body(contentType, encoding string, r io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain" // what a mail without a type is
	}
	if strings.HasPrefix(kind, "multipart/") {
		return o.parts(multipart.NewReader(r, params["boundary"]))
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(r)
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	switch kind {
	case "text/html":
		o.HTML = text
	case "text/plain":
		o.Text = text
	}
	return err
}

func (o *Opened) parts(r *multipart.Reader) error {
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := o.body(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); err != nil {
			return err
		}
	}
}
