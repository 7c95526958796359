// Package console prints mails instead of sending them: for a function under sam local, where there is no mail service
// and nothing may go out. It takes every mail, and nothing is ever reported of one.
package console

import (
	"context"
	"fmt"
	"io"
	"sync"

	"earshot/shared/mail"
)

// Sender is a mail.Sender and a mail.Account.
type Sender struct {
	mu  sync.Mutex
	out io.Writer
}

// New prints to out.
func New(out io.Writer) *Sender { return &Sender{out: out} }

// Send prints headers and text of a mail. Its id is the Message-ID.
func (s *Sender) Send(_ context.Context, e mail.Envelope) (string, error) {
	m, err := mail.Open(e.Raw)
	if err != nil {
		return "", &mail.Refusal{Kind: mail.RefusedMessage, Code: "Unreadable", Text: "The mail cannot be read.", Cause: err}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err = fmt.Fprintf(s.out, "--- mail, printed and not sent ---\nFrom: %s\nTo: %s\nSubject: %s\n\n%s--- end of mail ---\n",
		m.Headers["From"], e.To, m.Headers["Subject"], m.Text)
	if err != nil {
		return "", fmt.Errorf("print a mail: %w", err)
	}
	return m.Headers["Message-Id"], nil
}

// Quota has no limits that a test by hand would reach.
func (s *Sender) Quota(context.Context) (mail.Quota, error) {
	return mail.Quota{PerDay: -1, PerSecond: 100}, nil
}
