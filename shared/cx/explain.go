package cx

import "time"

// Line is one entry of a timeline: something that happened, in a sentence for the merchant without personal data.
type Line struct {
	At   time.Time
	Text string
	Kind string // what it is about, for a mark beside it; see the kinds
}
