package cx

// Reason is the code of why a message waits, was dropped or was not scheduled. It is stored; Sentence says it in words.
type Reason string

// The reasons. Their codes are stored with messages and never change.
const (
	// Not scheduled, or dropped when decided.
	TestOrder    Reason = "test"
	ZeroTotal    Reason = "zero-total"
	NoAddress    Reason = "no-address"
	BeforeLive   Reason = "before-live"
	TooOld       Reason = "too-old"
	NotPaid      Reason = "not-paid"
	NotHappened  Reason = "not-happened"
	Unknown      Reason = "order-unknown"
	WasCancelled Reason = "cancelled"
	WasRefunded  Reason = "refunded"
	OptedOut     Reason = "unsubscribed"
	HardBounce   Reason = "bounced"
	Complained   Reason = "complained"
	Suppressed   Reason = "suppressed"
	HeldPerson   Reason = "person-held"
	WasErased    Reason = "erased"
	Rehearsal    Reason = "rehearsal"
	ByHand       Reason = "by-hand"
	Restored     Reason = "restored"
	// The mail service said no to this message for good.
	Refused Reason = "refused"
	// Waiting.
	ShopPaused   Reason = "paused"
	PersonPaused Reason = "person-paused"
	OrderHeld    Reason = "order-held"
	Throttled    Reason = "throttled"
	QuietHours   Reason = "quiet-hours"
	RampFull     Reason = "ramp"
	QuotaFull    Reason = "quota"
	OtherMail    Reason = "other-mail"
	Ambiguous    Reason = "unclear"
	SandboxOnly  Reason = "sandbox"
	ServiceWaits Reason = "mail-service"
	// The end of an unclear attempt.
	NoProof    Reason = "no-proof"
	TwiceLost  Reason = "twice-unclear"
	NowUnclear Reason = "rule-changed-while-unclear"
	// Sent.
	AllClear Reason = "all-clear"
)

// Sentence says a reason to the merchant, as the end of "not asked: …", "waits: …".
func (r Reason) Sentence() string {
	if s, ok := sentences()[r]; ok {
		return s
	}
	return string(r)
}

// Passing tells that the next event of the platform usually lifts the reason: nothing is planned yet, but nobody decided
// anything either.
func (r Reason) Passing() bool { return r == NotPaid || r == NotHappened || r == Unknown }

// Reasons lists all reasons that have a sentence, for tests and documents.
func Reasons() []Reason {
	all := make([]Reason, 0, len(sentences()))
	for r := range sentences() {
		all = append(all, r)
	}
	return all
}

func sentences() map[Reason]string {
	return map[Reason]string{
		TestOrder:    "it is a test order",
		ZeroTotal:    "the order was free",
		NoAddress:    "the platform told no usable mail address",
		BeforeLive:   "the order is from before the shop went live",
		TooOld:       "the order was more than 60 days old when a survey could first be planned",
		NotPaid:      "the order is not paid",
		NotHappened:  "what the survey follows has not happened yet",
		Unknown:      "the platform has not told of the order itself yet",
		WasCancelled: "the order was cancelled",
		WasRefunded:  "the order was refunded",
		OptedOut:     "the customer stopped these mails",
		HardBounce:   "the address does not exist (a mail came back)",
		Complained:   "the customer marked an earlier mail as spam",
		Suppressed:   "the address is on the do-not-write list",
		HeldPerson:   "you decided never to ask this customer",
		WasErased:    "the customer was erased",
		Rehearsal:    "the shop is in rehearsal: it would have been sent",
		ByHand:       "you decided not to ask about this order",
		Restored:     "the table was restored from a backup, and it may have been sent before",
		Refused:      "the mail service refused this message",
		ShopPaused:   "sending is paused",
		PersonPaused: "you paused this customer",
		OrderHeld:    "you asked to wait with this order",
		Throttled:    "the customer was asked not long ago",
		QuietHours:   "it is outside the hours in which mails may arrive there",
		RampFull:     "the number of mails for today is reached",
		QuotaFull:    "the mail service's daily quota is reached",
		OtherMail:    "another mail to the same customer is on its way",
		Ambiguous:    "the mail service's answer was lost; waiting for its report before anything is repeated",
		SandboxOnly:  "the mail service is in its sandbox and does not know this address",
		ServiceWaits: "the mail service does not take mails right now",
		NoProof:      "the mail service's answer was lost and nothing proves what happened, so it is not repeated",
		TwiceLost:    "the mail service's answer was lost twice, so it is not tried again",
		NowUnclear:   "the answer was lost, and a rule now forbids to repeat it",
		AllClear:     "all rules say yes",
	}
}
