package mail

import (
	"fmt"
	"strings"

	"earshot/shared/cx"
)

// Digest is what the merchant is told of a week on the Monday after it.
type Digest struct {
	Shop       cx.Shop
	Week       cx.Digest
	Score      string // "71 %, between 62 and 79"; "" where the answers are too few for a number
	Answers    int
	Sent       int64
	Bounced    int64
	Stopped    int64 // customers who stopped the mails
	Knocked    int64 // notes of the open door
	Said       []cx.Response
	MoreToRead bool // there are more answers with words than Said
}

// Digest writes the mail of a Monday.
func (w *Writer) Digest(o OwnerMail, d Digest) Envelope {
	l := w.telling(o, d.Shop.Name+", the week of "+day(d.Week.From))
	switch {
	case d.Score != "":
		l.say(fmt.Sprintf("%s, from %s.", d.Score, counted(d.Answers, "answer", "answers")))
	case d.Answers > 0:
		l.say(fmt.Sprintf("%s came in: too few for a number, enough to read.", counted(d.Answers, "answer", "answers")))
	default:
		l.say("No answers came in.")
	}
	for _, r := range d.Said {
		score := ""
		if r.HasScore {
			score = fmt.Sprintf("%d · ", r.Score)
		}
		l.list = append(l.list, score+r.Comment)
	}
	l.fact("Went out", counted(int(d.Sent), "mail", "mails"))
	l.fact("Came back", some(d.Bounced, "mail", "mails"))
	l.fact("Stopped", some(d.Stopped, "customer", "customers"))
	l.fact("Open door", some(d.Knocked, "note", "notes"))
	l.button, l.url = "Read what they said", w.origin+"/dashboard/"+string(d.Shop.ID)
	if d.MoreToRead {
		l.end("There are more answers with words than fit here.")
	}
	l.end("This mail comes on Mondays, if anything happened. The shop’s settings turn it off.")
	return l.envelope()
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n) + " " + many
}

// some is counted, or nothing for none.
func some(n int64, one, many string) string {
	if n == 0 {
		return ""
	}
	return counted(int(n), one, many)
}

// day says 2026-11-16 as "16 November".
func day(s string) string {
	months := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	var y, m, d int
	if _, err := fmt.Sscanf(strings.TrimSpace(s), "%d-%d-%d", &y, &m, &d); err != nil || m < 1 || m > 12 {
		return s
	}
	return fmt.Sprintf("%d %s", d, months[m-1])
}
