package dashboard

import (
	"time"

	"earshot/shared/cx"
)

// moment is one line of a timeline.
type moment struct {
	When string
	Time string // RFC 3339
	Text string
	Kind string // whose line it is, for the mark beside it
	URL  string // of the order that it tells of; "" on the order's own page
	Of   string // that order's name
}

// moments are lines as a page tells them: what cx explains, with times as people say them in the shop's zone.
func moments(lines []cx.Line, c clock) []moment {
	var all []moment
	for _, l := range lines {
		all = append(all, moment{When: sentence(c.at(l.At)), Time: l.At.UTC().Format(time.RFC3339), Text: l.Text, Kind: l.Kind})
	}
	return all
}
