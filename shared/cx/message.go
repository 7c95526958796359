package cx

import "time"

// MessageState is where a message of the outbox stands.
type MessageState string

// The states of a message. Sent, Dropped and Stuck are ends; only an end takes a message out of the due index.
const (
	NotScheduled MessageState = ""        // nothing is due: the order is not eligible, or not yet; Reason says why
	Due          MessageState = "due"     // it will be decided and sent at Due
	Sent         MessageState = "sent"    // the mail service took it
	Dropped      MessageState = "dropped" // it will not be sent; Reason says why
	Stuck        MessageState = "unknown" // sent or not: nobody can tell, and it is not tried again
)

// Step tells the mails of one invitation apart.
type Step int

// The steps of an invitation.
const (
	FirstMail Step = iota
	Reminder
)

// Message is an invitation in the outbox. It is a part of its order's record, so that recording a purchase and
// scheduling its survey are one write.
type Message struct {
	State     MessageState
	Step      Step
	Held      bool       // the shop asked to wait with it: it is neither sent nor dropped for that
	Due       time.Time  // when it is decided next, while State is Due
	Planned   time.Time  // what Schedule said when Due was last set by it; a deferral moves Due only
	Trigger   Touchpoint // the touchpoint that Planned follows
	Reason    Reason     // why it waits, was dropped or was not scheduled
	Survey    string     // the survey's id
	Wording   string     // version and language of the texts that were sent, for example "3/de"
	Tokens    []TokenHash
	SentAt    time.Time // the gate's time of the accepted attempt
	SentDay   string    // SentAt's day in the shop's zone, 2006-01-02: the day it is counted on
	Attempt   int       // of the accepted attempt: 1 or 2
	MailID    string    // the mail service's id
	Repeat    bool      // the customer had ordered before: fixed when sent
	Delayed   time.Time // a delay was reported and the mail was not yet delivered
	Delivered time.Time // only known after a delay, or on one machine
	Bounced   time.Time
	Complaint time.Time
	Decisions []Decision // the last few, newest last
}

// Decision is one past decision about a message.
type Decision struct {
	At     time.Time
	Action Action
	Reason Reason
	Until  time.Time // with Wait
}

// KeptDecisions is how many past decisions a message keeps.
const KeptDecisions = 4

// KeptTokens is how many token hashes a message keeps: a reminder or a second attempt must not kill the links of the
// mail before.
const KeptTokens = 3

// Decided returns the message with one more decision, the oldest forgotten.
func (m Message) Decided(d Decision) Message {
	all := append(append([]Decision(nil), m.Decisions...), d)
	m.Decisions = all[max(0, len(all)-KeptDecisions):]
	return m
}

// Ended tells that nothing will be sent any more.
func (m Message) Ended() bool { return m.State == Sent || m.State == Dropped || m.State == Stuck }

// Gate is the claim on one person while a mail to it is on its way. It stands on the person, so that throttle and
// suppression are judged on exactly the state that it replaced.
type Gate struct {
	Order   OrderID
	Step    Step
	Attempt int
	Nonce   string
	At      time.Time // to the second; the mail request is signed with this time
	Token   TokenHash
	Wording string // of the mail: known also when only the service's report proves that it went out
}

// Open tells that somebody holds the gate.
func (g Gate) Open() bool { return g.Nonce != "" }

// The names of the tags that a mail carries: they come back with the mail service's reports and prove which attempt of
// which message a mail was. Their values are never an address.
const (
	TagOrder   = "order"   // the locator, an OrderID
	TagStep    = "step"    // 0 mail, 1 reminder
	TagAttempt = "attempt" // 1 or 2
)

// For tells that the gate is held for this step of this order.
func (g Gate) For(id OrderID, step Step) bool { return g.Open() && g.Order == id && g.Step == step }
