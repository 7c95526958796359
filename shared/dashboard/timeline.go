package dashboard

import (
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
)

// moment is one line of a timeline.
type moment struct {
	When string
	Time string // RFC 3339
	Text string
	at   time.Time
}

// story collects what happened.
type story struct {
	clock
	all []moment
}

func (s *story) add(at time.Time, format string, args ...any) {
	if at.IsZero() {
		return
	}
	s.all = append(s.all, moment{When: sentence(s.at(at)), Time: at.UTC().Format(time.RFC3339), Text: fmt.Sprintf(format, args...), at: at})
}

// timeline tells the life of one order, oldest first: what cx explains of order and mail, and what the customer did
// with the links, which decides nothing about the mail.
func timeline(f cx.Facts, e cx.Evidence, r cx.Response, c clock) []moment {
	s := &story{clock: c}
	for _, l := range cx.Explain(f, c.now) {
		s.add(l.At, "%s", l.Text)
	}
	s.evidence(e)
	s.response(r)
	slices.SortStableFunc(s.all, func(a, b moment) int { return a.at.Compare(b.at) })
	return s.all
}

func (s *story) evidence(e cx.Evidence) {
	for _, v := range e.Visits {
		s.add(v.At, "The link for a %d was opened.", v.Score)
	}
	for _, c := range e.Confirmations {
		s.add(c.At, "A %d was confirmed: %s.", c.Score, actWords(c))
	}
}

func actWords(c cx.Confirmation) string {
	if len(c.Signs) > 0 {
		return "something spoke of a machine"
	}
	switch c.Act {
	case cx.PressedSave:
		return "Save was pressed"
	case cx.Gesture:
		return "the page was touched, or the mouse moved on it"
	}
	return "the page was read for 5 seconds"
}

func (s *story) response(r cx.Response) {
	switch {
	case r.At.IsZero():
	case !r.HasScore:
		s.add(r.At, "The customer left words without a score.")
	case r.Status == cx.Held:
		s.add(r.Changed, "The answer is held back and counts nowhere: %s.", r.Why)
	default:
		s.add(r.Changed, "The answer is a %d and is %s: %s.", r.Score, r.Status, r.Why)
	}
}
