package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/shared/cx"
)

// Envelope is one finished mail to one recipient, as a Sender takes it.
type Envelope struct {
	Source string // address of the sender, for the service's checks and bounces
	To     string // exactly one recipient: privacy, and a token per recipient
	Raw    []byte // the whole MIME message with CRLF line ends
	// Tags come back in the service's events: they prove what became of the mail. Names and values are 1 to 256 of
	// A-Z a-z 0-9 _ and -; never an address.
	Tags map[string]string
	// At is the time that the request is signed with: the gate's. The service refuses requests signed more than 5 minutes
	// ago, so a run that was frozen after its claim cannot send later.
	At time.Time
}

// The tags of a survey's mail; a mail to an owner has TagKind alone.
const (
	TagKind    = "kind" // owner
	TagOrder   = cx.TagOrder
	TagStep    = cx.TagStep
	TagAttempt = cx.TagAttempt
)

// Sender hands one mail to a mail service, with one request and no retries. It returns the service's id of the mail, or
// a *Refusal when the service definitely did not take it; every other error is ambiguous: it may have been taken.
type Sender interface {
	Send(ctx context.Context, e Envelope) (id string, err error)
}

// Account tells what the mail service allows.
type Account interface {
	Quota(ctx context.Context) (Quota, error)
}

// Quota is what the mail service allows: mails in any 24 hours (negative: no limit), mails a second, and mails sent in
// the last 24 hours by the whole account.
type Quota struct {
	PerDay, PerSecond, Sent float64
}

// RefusalKind says what a refusal is about, and so what has to be done with the message.
type RefusalKind int

// The kinds of refusals.
const (
	// RefusedMessage is about this message alone: it is dropped.
	RefusedMessage RefusalKind = iota
	// RefusedRecipient is the sandbox that does not know the recipient: the message waits a day, others go on.
	RefusedRecipient
	// RefusedAccount is about the account, its configuration or its rate: nothing is sent for now and the owner is told.
	RefusedAccount
	// RefusedRate is the rate per second: the run slows down.
	RefusedRate
	// RefusedQuota is the daily quota: nothing is sent before it is free again.
	RefusedQuota
	// NotSent is a failure before a byte was written: the message is due as before.
	NotSent
)

// Refusal is a definite no: the service did not take the mail. Code is the service's; Text is for the owner and holds
// no address.
type Refusal struct {
	Kind  RefusalKind
	Code  string
	Text  string
	Cause error
}

func (r *Refusal) Error() string { return fmt.Sprintf("mail refused (%s): %s", r.Code, r.Text) }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// AsRefusal tells a definite no from an ambiguous error.
func AsRefusal(err error) (*Refusal, bool) { return errors.AsType[*Refusal](err) }
