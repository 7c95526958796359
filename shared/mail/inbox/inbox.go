// Package inbox stands in for a mail service on one machine: it takes mail as SES does, keeps it in a folder where it can
// be read, and reports what became of it in the shape of SES's events, so that nothing that handles real events knows
// the difference. Troubles of the real world can be ordered: a bounce, a complaint, a lost answer, lost events.
//
// It promises that a mail it answered for is in the folder and is there after a restart, that it refuses signatures
// older than 5 minutes by the clock it was given, as SES does, and that Forget leaves no byte of a person's mail.
//
// It sends nothing anywhere, and it is not for Lambda.
package inbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/shared/mail"
)

// Inbox is a mail.Sender and a mail.Account. It may be used by many goroutines.
type Inbox struct {
	folder string
	now    func() time.Time
	events func(ctx context.Context, event []byte) error

	mu    sync.Mutex // guards what follows
	mails []Mail     // oldest first
	last  int64      // number of the newest mail ever
	next  []Trouble  // of the next mail to a customer
}

// Mail is what the inbox knows of a mail besides its bytes.
type Mail struct {
	ID     string            `json:"id"` // letters, digits and -
	At     time.Time         `json:"at"`
	Source string            `json:"source"`
	To     string            `json:"to"`
	Tags   map[string]string `json:"tags"`
}

// Open opens the inbox in a folder, which is made if needed; now is the local program's moved clock. Every event is
// given to events, one after the other with its mail, before Send returns; an error of it is Send's.
func Open(folder string, now func() time.Time, events func(ctx context.Context, event []byte) error) (*Inbox, error) {
	mails, err := load(folder)
	if err != nil {
		return nil, fmt.Errorf("open the inbox: %w", err)
	}
	i := &Inbox{folder: folder, now: now, events: events, mails: mails}
	if len(mails) > 0 {
		i.last = number(mails[len(mails)-1].ID)
	}
	return i, nil
}

// errLost is what a caller sees of an answer that was lost: nothing.
var errLost = errors.New("inbox: the answer was lost, as ordered")

// Send takes a mail; see mail.Sender.
func (i *Inbox) Send(ctx context.Context, e mail.Envelope) (string, error) {
	now := i.now()
	if no := refuse(e, now); no != nil {
		return "", no
	}
	m, troubles, err := i.take(e, now)
	if err != nil {
		return "", &mail.Refusal{Kind: mail.NotSent, Code: "Folder", Text: "The inbox cannot write to its folder.", Cause: err}
	}
	for _, kind := range course(troubles) {
		if err := i.report(ctx, m, kind); err != nil {
			return "", fmt.Errorf("report of mail %s: %w", m.ID, err)
		}
	}
	if slices.Contains(troubles, AnswerLost) {
		return "", errLost
	}
	return m.ID, nil
}

// take writes the mail and then remembers it.
func (i *Inbox) take(e mail.Envelope, now time.Time) (Mail, []Trouble, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := max(i.last+1, now.UnixMilli()) // the time, so that the id of a forgotten mail is not given again
	m := Mail{ID: id(n), At: now, Source: e.Source, To: e.To, Tags: maps.Clone(e.Tags)}
	if err := save(i.folder, m, e.Raw); err != nil {
		return Mail{}, nil, err
	}
	i.last, i.mails = n, append(i.mails, m)
	if m.Tags[mail.TagKind] != "" {
		return m, nil, nil
	}
	troubles := i.next
	i.next = nil
	return m, troubles, nil
}

// signatureLife is how long SES takes a signature for.
const signatureLife = 5 * time.Minute

// refuse says no as SES does.
func refuse(e mail.Envelope, now time.Time) *mail.Refusal {
	if now.Sub(e.At).Abs() > signatureLife {
		return &mail.Refusal{Kind: mail.NotSent, Code: "RequestExpired", Text: "The request came too long after it was signed."}
	}
	for name, value := range e.Tags {
		if !tag(name) || !tag(value) {
			return &mail.Refusal{Kind: mail.RefusedMessage, Code: "InvalidParameterValue", Text: "A tag has 1 to 256 of A-Z a-z 0-9 _ and -."}
		}
	}
	return nil
}

func tag(s string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	return s != "" && len(s) <= 256 && strings.Trim(s, allowed) == ""
}

// Quota has no limit a day, and a rate that no local run reaches.
func (i *Inbox) Quota(context.Context) (mail.Quota, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	day, sent := i.now().Add(-24*time.Hour), 0
	for _, m := range i.mails {
		if m.At.After(day) {
			sent++
		}
	}
	return mail.Quota{PerDay: -1, PerSecond: 1000, Sent: float64(sent)}, nil
}

// Next orders troubles for the next mail to a customer. Those to owners arrive: a weekly word that comes first must not
// use up what somebody wants to see happen to a survey.
func (i *Inbox) Next(troubles ...Trouble) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.next = slices.Clone(troubles)
}

// Mails lists all mails, newest first.
func (i *Inbox) Mails() []Mail {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := slices.Clone(i.mails)
	slices.Reverse(all)
	return all
}

// Proven answers for the report channel, which on one machine is the inbox itself: true means that no mail with all
// these tags was ever taken, so it may be sent once more. One that was taken is reported again instead.
func (i *Inbox) Proven(ctx context.Context, tags map[string]string) (bool, error) {
	for _, m := range i.Mails() {
		if holds(m.Tags, tags) {
			return false, i.report(ctx, m, Send)
		}
	}
	return true, nil
}

func holds(have, want map[string]string) bool {
	for name, value := range want {
		if have[name] != value {
			return false
		}
	}
	return true
}

// Forget removes all mails to an address, in any case of letters, and tells how many there were.
func (i *Inbox) Forget(address string) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var errs []error
	before := len(i.mails)
	i.mails = slices.DeleteFunc(i.mails, func(m Mail) bool {
		if !strings.EqualFold(m.To, address) {
			return false
		}
		err := remove(i.folder, m.ID)
		errs = append(errs, err)
		return err == nil
	})
	return before - len(i.mails), errors.Join(errs...)
}
