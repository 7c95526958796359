package cx

import (
	"slices"
	"time"
)

// Visit is one opening of a score link. It is evidence, never an opinion: scanners open every link of a mail.
type Visit struct {
	Score  int
	At     time.Time
	Client string // keyed hash of user agent, language and network
}

// Act is how an answer was confirmed.
type Act string

// The acts, by what they are worth.
const (
	PressedSave Act = "save"    // the form was sent
	Gesture     Act = "gesture" // the page's script saw a trusted event: mouse, touch, wheel or key
	Dwell       Act = "dwell"   // the page was visible and focused for 5 seconds
)

// Sign is what speaks of a machine in one confirmation.
type Sign string

// The signs. The first four are seen by the page or the server at the moment, the others follow from the whole log.
const (
	Automation Sign = "automation"   // navigator.webdriver is set
	Scripted   Sign = "scripted"     // the form was sent by a script, not by a person's hand
	BadNonce   Sign = "bad-nonce"    // the page's nonce is invalid or of another link
	YoungNonce Sign = "young-nonce"  // the page was answered faster than a person can
	ManyScores Sign = "many-scores"  // one browser opened more than two different scores within minutes
	TooSoon    Sign = "soon-on-mail" // the page was only read, within a minute after the mail was sent
)

// Confirmation is one POST of the answer page.
type Confirmation struct {
	Act    Act
	Score  int
	At     time.Time
	Client string
	Signs  []Sign
}

// Evidence is the whole log of one invitation. It is kept for 30 days.
type Evidence struct {
	Order         OrderID
	Shop          ShopID
	Survey        string
	Visits        []Visit
	Confirmations []Confirmation
	First         time.Time // of the first visit
	Day           string    // its day in the shop's zone: the day "opened" is counted on
	Rev           int64
}

// The caps of a log: what a flood of scanners can make an item grow to.
const (
	KeptVisits        = 30
	KeptConfirmations = 20
)

// Judgement is what the whole log says at one moment.
type Judgement struct {
	Status Status // "": nothing was even opened
	Score  int    // with Counted, Probable and Held
	At     time.Time
	Why    string
}

const (
	burstWindow = 10 * time.Minute
	burstScores = 2
	dwellAfter  = time.Minute
	// NonceMinAge is the age below which a page's nonce cannot come from a person.
	NonceMinAge = 700 * time.Millisecond
)

// Visited returns the log with one more visit, and whether that is news: the same score by the same client is none, and
// neither is anything over the cap.
func (e Evidence) Visited(v Visit) (Evidence, bool) {
	known := slices.ContainsFunc(e.Visits, func(o Visit) bool { return o.Score == v.Score && o.Client == v.Client })
	if known || len(e.Visits) >= KeptVisits {
		return e, false
	}
	e.Visits = append(slices.Clone(e.Visits), v)
	if e.First.IsZero() {
		e.First = v.At
	}
	return e, true
}

// Confirmed returns the log with one more confirmation. Over the cap the oldest of the lowest rank is forgotten, so
// that no flood of machines can push out a person's answer.
func (e Evidence) Confirmed(c Confirmation, m Message) Evidence {
	e.Confirmations = append(slices.Clone(e.Confirmations), c)
	if len(e.Confirmations) > KeptConfirmations {
		lowest := 0
		for i, o := range e.Confirmations {
			if Rank(e.status(o, m)) < Rank(e.status(e.Confirmations[lowest], m)) {
				lowest = i
			}
		}
		e.Confirmations = slices.Delete(e.Confirmations, lowest, lowest+1)
	}
	return e
}

// Judge recomputes the answer from the whole log: the highest rank wins, then the latest.
func (e Evidence) Judge(m Message) Judgement {
	if len(e.Confirmations) == 0 {
		if len(e.Visits) == 0 {
			return Judgement{}
		}
		return Judgement{Status: Opened, Score: e.Visits[len(e.Visits)-1].Score, At: e.First, Why: "a link was opened, nothing was confirmed"}
	}
	var best Judgement
	for _, c := range e.Confirmations {
		s := e.status(c, m)
		if Rank(s) > Rank(best.Status) || (Rank(s) == Rank(best.Status) && !c.At.Before(best.At)) {
			best = Judgement{Status: s, Score: c.Score, At: c.At, Why: e.why(c, m)}
		}
	}
	return best
}

func (e Evidence) status(c Confirmation, m Message) Status {
	switch {
	case len(e.signs(c, m)) > 0:
		return Held
	case c.Act == Dwell:
		return Probable
	}
	return Counted
}

// signs adds to the signs of the moment those that follow from the whole log.
func (e Evidence) signs(c Confirmation, m Message) []Sign {
	signs := slices.Clone(c.Signs)
	if e.burst(c) {
		signs = append(signs, ManyScores)
	}
	if c.Act == Dwell && tooSoon(c, m) {
		signs = append(signs, TooSoon)
	}
	return signs
}

// burst tells that the confirming client opened more than two different scores within 10 minutes, at any time before
// the confirmation or within 10 minutes after it. Another client's burst says nothing: a person comes after the scanner
// of her company. Save alone forgets a burst that is over: who could not decide may come back later and say it.
func (e Evidence) burst(c Confirmation) bool {
	for _, first := range e.Visits {
		distance := c.At.Sub(first.At)
		over := c.Act == PressedSave && distance > burstWindow
		if first.Client == c.Client && distance >= -burstWindow && !over && e.scoresFrom(first) > burstScores {
			return true
		}
	}
	return false
}

// scoresFrom counts the different scores that a visit's client opened from then on for 10 minutes.
func (e Evidence) scoresFrom(first Visit) int {
	scores := map[int]bool{}
	for _, v := range e.Visits {
		if d := v.At.Sub(first.At); v.Client == first.Client && d >= 0 && d <= burstWindow {
			scores[v.Score] = true
		}
	}
	return len(scores)
}

// tooSoon: scanners read a mail when it arrives. After a reported delay the delivery is the start. As long as the start
// is not known nothing is late enough: the mail is on its way, and its sending not yet noted.
func tooSoon(c Confirmation, m Message) bool {
	from := m.SentAt
	if !m.Delayed.IsZero() {
		from = m.Delivered
	}
	return from.IsZero() || c.At.Before(from.Add(dwellAfter))
}

func (e Evidence) why(c Confirmation, m Message) string {
	if signs := e.signs(c, m); len(signs) > 0 {
		return signs[0].sentence()
	}
	switch c.Act {
	case PressedSave:
		return "pressed Save"
	case Gesture:
		return "moved, touched or typed on the page"
	}
	return "read the page for 5 seconds"
}

func (s Sign) sentence() string {
	switch s {
	case Automation:
		return "the browser said that software controls it"
	case Scripted:
		return "the form was sent by a script"
	case BadNonce:
		return "the form did not come from our page"
	case YoungNonce:
		return "it was answered faster than a person can"
	case ManyScores:
		return "one browser opened several scores within minutes"
	case TooSoon:
		return "the page was only read, within a minute after the mail was sent"
	}
	return string(s)
}
