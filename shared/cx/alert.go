package cx

import "time"

// Alerts say who hears of an unhappy customer and of the week, and from which score on.
type Alerts struct {
	To       []string `json:"to,omitempty"`        // addresses; none: the owners of the installation
	AtMost   int      `json:"at_most,omitempty"`   // the highest score that is told; 0: 2 of 5, or 6 of 10
	NoDigest bool     `json:"no_digest,omitempty"` // no mail on Mondays
}

// MostAlerted is how many addresses hear of one thing at most.
const MostAlerted = 10

// Unusable finds the first text among the addresses that is none.
func (a Alerts) Unusable() (string, bool) {
	for _, to := range a.To {
		if !isEmail(to) {
			return to, true
		}
	}
	return "", false
}

func (a Alerts) usable() bool {
	_, bad := a.Unusable()
	return !bad && len(a.To) <= MostAlerted
}

// ProbableWait is how long an answer that is only probable has to stand before it is told: the customer may still say
// it, or something may show that it was a machine.
const ProbableWait = 10 * time.Minute

// NoScore is above every score.
const NoScore = 100

// Low tells that an answer is one of an unhappy customer and is believed. A held answer never is.
func (a Alerts) Low(r Response) bool {
	return r.HasScore && (r.Status == Counted || r.Status == Probable) && r.Score <= a.limit(r.Scale)
}

func (a Alerts) limit(s Scale) int {
	switch {
	case a.AtMost > 0:
		return a.AtMost
	case s == ElevenPoints:
		return 6
	}
	return 2
}

// News tells whether the change of an answer from old to r (old is the zero Response for a first one) is worth telling,
// and when: a low score that was not low before, that is lower than before, or that is surer than before. A counted one
// is told at once, a probable one after ProbableWait.
func (a Alerts) News(old, r Response) (due time.Time, news bool) {
	surer := old.Status != r.Status && r.Status == Counted
	if !a.Low(r) || (a.Low(old) && r.Score >= old.Score && !surer) {
		return time.Time{}, false
	}
	if r.Status == Probable {
		return r.Changed.Add(ProbableWait), true
	}
	return r.Changed, true
}

// Still decides when an alert is about to be sent, from the state then: "" if it goes out, else why nobody has to hear of
// it any more. told is the score that was told before, or NoScore: only a lower one is told again.
func (a Alerts) Still(s Shop, p Person, r Response, told int) Quiet {
	switch {
	case !s.Live:
		return QuietRehearsal
	case !p.Erased.IsZero() || p.Email.IsZero():
		return QuietErased
	case !a.Low(r):
		return QuietBetter
	case r.Score >= told:
		return QuietTold
	}
	return ""
}

// Quiet is the code of why an alert was not sent. It is stored.
type Quiet string

// Why nobody is told.
const (
	QuietRehearsal Quiet = "rehearsal" // the shop is not live
	QuietErased    Quiet = "erased"    // there is nobody any more
	QuietBetter    Quiet = "better"    // the score is not low any more, or not believed
	QuietTold      Quiet = "told"      // the score was told already
	QuietNobody    Quiet = "nobody"    // there is no address to tell
	QuietTooLate   Quiet = "too-late"  // the mail service refused for a week
)

// Digest is a week that the owners are told about on the Monday after it.
type Digest struct {
	Week     string // ISO: "2026-W47"
	From, To string // its Monday and its Sunday, 2006-01-02
}

// The digest goes out on Monday from 08:00 on in the shop's zone; what could not be sent by Wednesday is no news.
const (
	digestHour = 8
	digestLate = 48 * time.Hour
)

// DigestDue says whether the time for a digest is now, in the zone of the shop, and of which week.
func (s Shop) DigestDue(now time.Time) (Digest, bool) {
	start := s.digestTime(now)
	if !s.Live || s.Alerts.NoDigest || now.Before(start) || !now.Before(start.Add(digestLate)) {
		return Digest{}, false
	}
	return digestOf(start), true
}

// NextDigest is the next time for a digest after a moment; zero if the shop gets none.
func (s Shop) NextDigest(after time.Time) time.Time {
	if !s.Live || s.Alerts.NoDigest {
		return time.Time{}
	}
	start := s.digestTime(after)
	if !start.After(after) {
		local := start.In(s.Location())
		start = time.Date(local.Year(), local.Month(), local.Day()+7, digestHour, 0, 0, 0, s.Location())
	}
	return start
}

// digestTime is when the digest of the week before t's is due.
func (s Shop) digestTime(t time.Time) time.Time {
	local := t.In(s.Location())
	back := (int(local.Weekday()) + 6) % 7 // days since Monday
	return time.Date(local.Year(), local.Month(), local.Day()-back, digestHour, 0, 0, 0, s.Location())
}

func digestOf(monday time.Time) Digest {
	first := time.Date(monday.Year(), monday.Month(), monday.Day()-7, 0, 0, 0, 0, time.UTC)
	return Digest{Week: isoWeek(first), From: first.Format(time.DateOnly), To: first.AddDate(0, 0, 6).Format(time.DateOnly)}
}

// Span is the time of the week in the shop's zone, from midnight to midnight.
func (d Digest) Span(s Shop) (from, to time.Time, err error) {
	first, err := time.ParseInLocation(time.DateOnly, d.From, s.Location())
	if err != nil {
		return from, to, err
	}
	return first, time.Date(first.Year(), first.Month(), first.Day()+7, 0, 0, 0, 0, s.Location()), nil
}
