package cx

import (
	"slices"
	"time"
)

// Status is how far an answer can be believed; see Evidence.Judge.
type Status string

// The statuses of an answer, and of an invitation without one.
const (
	Counted  Status = "counted"  // a person gave it: the Save button, or a gesture
	Probable Status = "probable" // the page was read for a while, and nothing speaks of a machine
	Held     Status = "held"     // something speaks of a machine: in no metric, alert, coupon or webhook
	Opened   Status = "opened"   // a link was opened and nothing was confirmed: no answer at all
)

// Response is what one customer said about one order.
type Response struct {
	Order      OrderID
	Person     PersonID
	Shop       ShopID
	Survey     string
	Scale      Scale
	Score      int
	HasScore   bool // words may come without a score
	Status     Status
	Why        string // the evidence in a few words: "pressed Save"
	Reasons    []string
	Comment    string
	MayContact bool
	Segment    Segment
	At         time.Time // of the first confirmation
	Changed    time.Time // of the last change
	Read       time.Time // the Changed of what the merchant has read; zero: nothing yet
	Day        string    // At's day in the shop's zone: the day it is counted on
	Number     string    // the order's number, for the list
	Rev        int64
}

// CommentLimit is the most bytes that are kept of a comment.
const CommentLimit = 4000

// Segment is the snapshot of what an answer may be broken down by, taken when the mail was sent.
type Segment struct {
	Repeat   bool   `json:"repeat,omitempty"` // the customer had ordered before
	Country  string `json:"country,omitempty"`
	Locale   string `json:"locale,omitempty"`
	Band     string `json:"band,omitempty"` // of the order's value, in its currency: "EUR 50-100"
	Items    []Item `json:"items,omitempty"`
	Days     int    `json:"days,omitempty"` // from order to delivery, 0 if unknown
	Wording  string `json:"wording,omitempty"`
	Language string `json:"language,omitempty"`
}

// NewSegment takes the snapshot of an order whose message was sent.
func NewSegment(o Order) Segment {
	s := Segment{
		Repeat: o.Message.Repeat, Country: o.State.Country, Locale: o.State.Locale, Items: o.State.Items,
		Band: Band(o.State.Total, o.State.Currency), Wording: o.Message.Wording,
	}
	if at, ok := o.Touched[Delivered]; ok {
		s.Days = int(at.Sub(o.State.Placed).Hours() / 24)
	}
	return s
}

// Invitation is all that the customer's pages need of one link.
type Invitation struct {
	Shop     Shop
	Order    Order
	Person   Person
	Evidence Evidence
	Response Response // zero: no answer yet
	Expired  bool     // the token was good once; words are still taken, a score is not
}

// Rank orders statuses by how far they can be believed: Counted, Probable, Held, then the rest.
func Rank(s Status) int { return slices.Index([]Status{Held, Probable, Counted}, s) }

// Said returns the response with the words of a later Save. The form shows all that was said before, so what it sends is
// the whole: an emptied comment is a comment taken back.
func (r Response) Said(w Words) Response {
	r.Reasons, r.Comment, r.MayContact = w.Reasons, w.Comment, w.MayContact
	return r
}
