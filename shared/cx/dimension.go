package cx

import (
	"slices"
	"strings"
)

// Dimension is what answers are broken down by. Its code is part of the keys of counters and never changes.
type Dimension string

// The dimensions. Numbers are kept for one at a time; several together are a list of answers.
const (
	ByCountry  Dimension = "country"
	ByLanguage Dimension = "language"
	ByProduct  Dimension = "product"
	ByReason   Dimension = "reason"
	ByVisit    Dimension = "visit" // the first purchase or a repeated one
)

// The values of ByVisit.
const (
	FirstPurchase  = "first"
	RepeatPurchase = "repeat"
)

// Dimensions are all of them, in the order in which they are shown.
func Dimensions() []Dimension {
	return []Dimension{ByCountry, ByProduct, ByReason, ByVisit, ByLanguage}
}

// productLimit is the most bytes of a product's id that is counted under; platforms use a tenth of it.
const productLimit = 128

// Values are what an answer counts under in a dimension; none where nothing is known. An answer counts under each of its
// reasons, and under the first product of its order alone: what a customer with a full basket means nobody knows, and a
// count must stay one write.
func (r Response) Values(d Dimension) []string {
	switch d {
	case ByCountry:
		return only(r.Segment.Country, len(r.Segment.Country) == 2)
	case ByLanguage:
		return only(r.Segment.Spoken(), len(r.Segment.Spoken()) <= 35) // the longest tag that BCP 47 expects
	case ByProduct:
		if len(r.Segment.Items) > 0 {
			return only(r.Segment.Items[0].ID, len(r.Segment.Items[0].ID) <= productLimit)
		}
	case ByReason:
		return r.Reasons[:min(len(r.Reasons), KeptReasons)]
	case ByVisit:
		if r.Segment.Repeat {
			return []string{RepeatPurchase}
		}
		return []string{FirstPurchase}
	}
	return nil
}

func only(value string, good bool) []string {
	if value == "" || !good {
		return nil
	}
	return []string{value}
}

// Within tells that the answer counts under a value of a dimension.
func (r Response) Within(d Dimension, value string) bool { return slices.Contains(r.Values(d), value) }

// Spoken is the language of the mail that was answered, "" if unknown.
func (s Segment) Spoken() string {
	if s.Language != "" {
		return s.Language
	}
	_, language, _ := strings.Cut(s.Wording, "/")
	return language
}

// Unread tells that the merchant has not read the answer as it is now: one that changes is news again.
func (r Response) Unread() bool { return r.Read.Before(r.Changed) }
