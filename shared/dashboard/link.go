package dashboard

import (
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

// linkState is how a connection does, in words; the class of its dot says no more than they do.
type linkState struct {
	Word, Class string
	Lines       []string
}

// bareShown is how long it is told that an order came without an address.
const bareShown = 7 * 24 * time.Hour

// stateOfLink says how a connection does: first what is wrong, then what came.
func stateOfLink(c ledger.Connection, g platform.Guide, k clock) linkState {
	s := received(c.Status, k)
	if quiet := cx.Silence(c.Status.Received, c.Status.Gap, k.now); quiet > 0 && !c.Status.OnlyTested {
		s.Word, s.Class = "Silent", "so"
		s.Lines = append(s.Lines, fmt.Sprintf("Nothing came for %s; usually something comes within %s.", span(quiet), span(max(c.Status.Gap, time.Minute))))
	}
	if !c.Status.Bare.IsZero() && k.now.Sub(c.Status.Bare) < bareShown {
		s.Word, s.Class = "Addresses missing", "so"
		s.Lines = append(s.Lines, fmt.Sprintf("An order came without a usable mail address, last %s. Nobody can be asked about it.", k.at(c.Status.Bare)), g.Bare)
	}
	if c.Status.Refused > 0 {
		s.Word, s.Class = "Signature wrong", "bad"
		s.Lines = append([]string{refused(c.Status, k), c.Status.Hint}, s.Lines...)
	}
	return s
}

// received says what came last.
func received(s ledger.ConnectionStatus, k clock) linkState {
	switch {
	case s.OnlyTested:
		return linkState{Word: "Test received", Class: "good", Lines: []string{
			fmt.Sprintf("A test delivery arrived %s. The way is open; no order came yet.", k.at(s.Tested))}}
	case s.Received.IsZero():
		return linkState{Word: "Waiting", Lines: []string{"No webhook came yet."}}
	case s.Topic == "":
		return linkState{Word: "Receiving", Class: "good", Lines: []string{fmt.Sprintf("The newest webhook came %s.", k.at(s.Received))}}
	}
	return linkState{Word: "Receiving", Class: "good", Lines: []string{
		fmt.Sprintf("The newest webhook came %s: %s. This is written down every 10 minutes.", k.at(s.Received), s.Topic)}}
}

func refused(s ledger.ConnectionStatus, k clock) string {
	if s.Refused == 1 {
		return fmt.Sprintf("A delivery was refused %s, because its signature was wrong.", k.at(s.RefusedAt))
	}
	return fmt.Sprintf("%s deliveries in a row were refused because their signature was wrong, the last %s.", thousands(int(s.Refused)), k.at(s.RefusedAt))
}

// span is a length of time as people say it, rounded down.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return count(int(d.Hours()/24), "day", "days")
	case d >= 2*time.Hour:
		return count(int(d.Hours()), "hour", "hours")
	}
	return count(int(d.Minutes()), "minute", "minutes")
}

// termText says since and until when a secret holds; never what it is.
func termText(t ledger.Term, k clock) string {
	text := "Set before such dates were kept"
	if !t.Set.IsZero() {
		text = "Set " + k.at(t.Set)
	}
	if t.Ends.IsZero() {
		return text + ". It holds until you set another."
	}
	return text + ". It holds until " + k.at(t.Ends) + ", so that nothing is lost while you change it."
}
