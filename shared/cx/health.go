package cx

import (
	"fmt"
	"time"
)

// The bounds beyond which a shop pauses by itself. Mail services end accounts at about twice these numbers, and the
// places that customers' mail goes to begin to look away earlier.
const (
	bounceFloor      = 200 // mails sent before a share of bounces means anything
	bouncePercent    = 4   // more than this share of the mails came back
	complaintFloor   = 3   // complaints before a share of them means anything
	complaintPer10k  = 8   // more than 8 of 10,000, 0.08 %
	healthWindowDays = 30
)

// Sick says why a shop with these counts must send nothing more, as the end of a sentence ("Sending is paused: …"); ""
// if it may go on. More than 4 % of at least 200 mails came back, or at least 3 complaints are more than 0.08 %.
func Sick(t Tally) string {
	switch {
	case t.Sent >= bounceFloor && t.Bounced*100 > bouncePercent*t.Sent:
		return fmt.Sprintf("%d of the last %d mails came back (%s %%), more than 4 %%", t.Bounced, t.Sent, percent(t.Bounced, t.Sent, 1))
	case t.Complained >= complaintFloor && t.Complained*10_000 > complaintPer10k*t.Sent:
		return fmt.Sprintf("%d customers marked one of the last %d mails as spam (%s %%), more than 0.08 %%", t.Complained, t.Sent, percent(t.Complained, t.Sent, 2))
	}
	return ""
}

// percent is part of all in percent, rounded up: a share that is over a bound is never shown as the bound itself.
func percent(part, all int64, digits int) string {
	scale := int64(1)
	for range digits {
		scale *= 10
	}
	all = max(all, 1)
	return fmt.Sprintf("%.*f", digits, float64((part*100*scale+all-1)/all)/float64(scale))
}

// Resumption is when a shop sends again after a pause, and what its day had counted by then: the numbers are judged anew
// from this moment, or the same mails would pause it again at once.
type Resumption struct {
	At         time.Time `json:"at,omitzero"`
	Sent       int64     `json:"sent,omitempty"`
	Bounced    int64     `json:"bounced,omitempty"`
	Complained int64     `json:"complained,omitempty"`
}

// HealthDays are the days, in the shop's zone and both included, whose mails are judged at now: the last 30, or those
// since sending was resumed.
func (s Shop) HealthDays(now time.Time) (from, to string) {
	from, to = s.Day(now.AddDate(0, 0, 1-healthWindowDays)), s.Day(now)
	if !s.Resumed.At.IsZero() {
		from = max(from, s.Day(s.Resumed.At))
	}
	return from, to
}

// SinceResumed takes from the counts of HealthDays what belongs to the time before sending was resumed. A mail of that
// day that comes back only later is counted though: counters know days, not hours.
func (s Shop) SinceResumed(t Tally, now time.Time) Tally {
	if from, _ := s.HealthDays(now); s.Resumed.At.IsZero() || from != s.Day(s.Resumed.At) {
		return t
	}
	t.Sent = max(0, t.Sent-s.Resumed.Sent)
	t.Bounced = max(0, t.Bounced-s.Resumed.Bounced)
	t.Complained = max(0, t.Complained-s.Resumed.Complained)
	return t
}

// Stopped says why a shop sends nothing right now, as the end of a sentence; stopped is false while it may.
func (s Shop) Stopped() (why string, stopped bool) {
	switch {
	case s.Halted:
		return "everything is paused, in all shops", true
	case s.Paused && s.PausedWhy != "":
		return s.PausedWhy, true
	case s.Paused:
		return "you paused it", true
	}
	return "", false
}
