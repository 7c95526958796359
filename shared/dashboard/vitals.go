package dashboard

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// How late is late.
const (
	lateRun    = 5 * time.Minute // dispatch runs every minute where anything is due
	lateMail   = 2 * time.Hour   // as the alarm of the template
	lateReport = 30 * time.Minute
	lateCount  = 15 * time.Minute
)

// mail is whether what is due goes out. Where nothing is due no run is missed: on one machine there is none then.
func (v vitals) mail(k clock) healthLine {
	run, h := v.runs[ledger.DispatchJob], healthLine{Name: "Sending", URL: shopPath(v.shop.ID) + "/outbox", Link: "What goes out"}
	if !run.At.IsZero() {
		h.Lines = append(h.Lines, "The last run was "+k.at(run.At)+".")
	}
	overdue, late := v.overdue(k.now, lateRun), v.overdue(k.now, lateMail)
	switch {
	case run.Trouble != "":
		h.is(needWord, needClass, "The last run stopped: %s.", strings.TrimSuffix(run.Trouble, "."))
	case len(overdue) > 0 && k.now.Sub(run.At) > lateRun:
		h.is(needWord, needClass, "%s due for %s, and no run has looked since.", count(len(overdue), "survey is", "surveys are"), span(k.now.Sub(v.due[0].Message.Due)))
	case len(late) > 0:
		h.is(lookWord, lookClass, "%s due for more than two hours, the oldest for %s.", count(len(late), "survey is", "surveys are"), span(k.now.Sub(v.due[0].Message.Due)))
	case run.At.IsZero():
		h.is(quietWord, quietClass, "No run was noted yet. Nothing is overdue.")
	default:
		h.is(wellWord, wellClass, "Nothing is overdue.")
	}
	return h
}

// answers is what became of mails whose answer was lost.
func (v vitals) answers(clock) healthLine {
	h := healthLine{Name: "Unclear mails", URL: shopPath(v.shop.ID) + "/outbox#ended", Link: "Not asked, and why"}
	unknown := 0
	for way, n := range v.ways {
		if way.State == cx.Stuck {
			unknown += int(n)
		}
	}
	if v.unclear > 0 {
		h.Lines = append(h.Lines, count(v.unclear, "mail is", "mails are")+" on the way or without an answer. Those without one wait two hours for a report before anything is repeated.")
	}
	if unknown > 0 {
		h.is(lookWord, lookClass, "Of %s in 30 days nobody can tell whether they went out. They are not sent again.", count(unknown, "mail", "mails"))
		return h
	}
	h.is(wellWord, wellClass, "Of every mail of the last 30 days it is known whether it went out.")
	return h
}

// reports is whether the mail service's reports arrive: without them nobody hears of bounces and complaints.
func (v vitals) reports(k clock) healthLine {
	run, sent := v.runs[ledger.DeliveriesJob], v.runs[ledger.DispatchJob].Worked
	h := healthLine{Name: "Reports of the mail service"}
	if !run.At.IsZero() {
		h.Lines = append(h.Lines, "The last one was taken "+k.at(run.At)+".")
	}
	switch {
	case sent.IsZero() && run.At.IsZero():
		h.is(quietWord, quietClass, "No mail went out yet, so there is nothing to report.")
	case sent.Sub(v.reported) > lateReport && k.now.Sub(sent) > lateReport:
		h.is(needWord, needClass, "Mail went out %s, and no report about it came. Bounces and complaints are not heard of: look at the topic and the queue of the mail service's events.", k.at(sent))
	default:
		h.is(wellWord, wellClass, "They arrive.")
	}
	return h
}

// counting is whether the counters keep up with what came in.
func (v vitals) counting(k clock) healthLine {
	run, h := v.runs[ledger.ReactionsJob], healthLine{Name: "Counting"}
	newest := v.runs[ledger.DispatchJob].Worked
	for _, c := range v.links {
		if !c.Status.OnlyTested && c.Status.Received.After(newest) {
			newest = c.Status.Received
		}
	}
	if !run.At.IsZero() {
		h.Lines = append(h.Lines, "The last run was "+k.at(run.At)+".")
	}
	switch {
	case newest.Sub(run.At) > lateCount && k.now.Sub(newest) > lateCount && run.At.IsZero():
		h.is(lookWord, lookClass, "No run was noted yet. If webhooks brought something new, the numbers are behind.")
	case newest.Sub(run.At) > 24*time.Hour && k.now.Sub(newest) > lateCount:
		h.is(lookWord, lookClass, "For a day nothing was counted, though webhooks came. If they brought something new, the numbers are behind.")
	case run.At.IsZero():
		h.is(quietWord, quietClass, "There was nothing to count yet.")
	default:
		h.is(wellWord, wellClass, "The numbers are up to date.")
	}
	return h
}

// letters is what nobody could work off.
func (v vitals) letters() healthLine {
	h := healthLine{Name: "Dead letters"}
	switch {
	case !v.queues:
		h.is("Not seen from here", quietClass, "On one machine there are no queues, so nothing can be left in one. On AWS the alarm DeadLetters watches them.")
	case v.dead > 0:
		h.is(needWord, needClass, "%s could not be worked off. The log says why; then send them once more from the queue of dead letters.", count(v.dead, "report", "reports"))
	case v.waiting > 0:
		h.is(wellWord, wellClass, "None. %s in the queue.", count(v.waiting, "report waits", "reports wait"))
	default:
		h.is(wellWord, wellClass, "None.")
	}
	return h
}

// webhooks is what was verified and not understood.
func (v vitals) webhooks() healthLine {
	h := healthLine{Name: "Kept webhooks"}
	if v.kept == 0 {
		h.is(wellWord, wellClass, "Every verified webhook of the last 30 days was understood.")
		return h
	}
	h.URL, h.Link, h.Desk = keptPath(v.shop.ID), "Look at them", true
	n := count(v.kept, "webhook was", "webhooks were")
	if v.keptMore {
		n = "More than " + n
	}
	h.is(lookWord, lookClass, "%s verified and not understood, or wait for a person.", n)
	return h
}

// waysOf says how messages ended, the most frequent first.
func waysOf(ways map[ledger.Ending]int64) []reasonCount {
	n := map[string]int{}
	for way, k := range ways {
		text := sentence(way.Reason.Sentence())
		if way.State == cx.Stuck {
			text = "Unknown: " + way.Reason.Sentence()
		}
		n[text] += int(k)
	}
	var all []reasonCount
	for text, k := range n {
		if k > 0 {
			all = append(all, reasonCount{Text: text, N: k})
		}
	}
	slices.SortFunc(all, func(a, b reasonCount) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Text, b.Text)) })
	return all
}

// list joins names as people do: "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
