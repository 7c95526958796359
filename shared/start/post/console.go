package post

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	stdmail "net/mail"

	"earshot/shared/mail"
)

// Console is a mail service that prints the text of each mail: what a function under sam local has instead of SES.
type Console struct{ Out io.Writer }

// Send prints the mail.
func (c Console) Send(_ context.Context, e mail.Envelope) (string, error) {
	m, err := stdmail.ReadMessage(bytes.NewReader(e.Raw))
	if err != nil {
		return "", &mail.Refusal{Kind: mail.RefusedMessage, Code: "Unreadable", Text: "the mail is no MIME message", Cause: err}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = m.Header.Get("Subject")
	}
	text, err := plain(m)
	if err != nil {
		return "", &mail.Refusal{Kind: mail.RefusedMessage, Code: "Unreadable", Text: "the mail has no readable text", Cause: err}
	}
	_, err = fmt.Fprintf(c.Out, "\n--- a mail that nobody gets ---\nFrom: %s\nTo: %s\nSubject: %s\n\n%s---\n\n", m.Header.Get("From"), e.To, subject, text)
	return "printed", err
}

// plain is the text of a mail: the first part of a multipart one.
func plain(m *stdmail.Message) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if kind != "multipart/alternative" {
		return io.ReadAll(quotedprintable.NewReader(m.Body))
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(part) // NextPart decodes quoted-printable
}

// Quota has no limit.
func (Console) Quota(context.Context) (mail.Quota, error) { return mail.Quota{PerDay: -1}, nil }
