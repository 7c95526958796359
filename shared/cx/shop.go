package cx

import "time"

// Shop is one merchant's store with its settings. Its JSON form is what `shop FILE` reads.
type Shop struct {
	ID        ShopID     `json:"id"`
	Name      string     `json:"name"`
	Sender    string     `json:"sender"`                       // the person who writes: "Mia Lindqvist"
	From      string     `json:"from"`                         // address that mails come from, of a domain verified in SES
	ReplyTo   string     `json:"reply_to"`                     // address whose mail a person reads
	Postal    string     `json:"postal"`                       // postal address in one line
	Zone      string     `json:"zone"`                         // IANA time zone, for days and for customers whose zone is unknown
	Country   string     `json:"country"`                      // ISO 3166-1 alpha-2
	Language  string     `json:"language"`                     // of customers whose language is not offered
	Languages []string   `json:"languages,omitempty"`          // that are offered; empty: all that Earshot speaks
	Colour    string     `json:"colour"`                       // #rrggbb
	Logo      string     `json:"logo,omitempty"`               // the version of the logo that the ledger keeps; "": none
	Confirmed string     `json:"reply_to_confirmed,omitempty"` // the ReplyTo whose reader opened the link in a test mail
	Live      bool       `json:"live"`                         // false: rehearsal
	LiveSince time.Time  `json:"live_since,omitzero"`
	Paused    bool       `json:"paused"`
	PausedWhy string     `json:"paused_why,omitempty"`
	Resumed   Resumption `json:"resumed,omitzero"` // the last time that sending was resumed
	Halted    bool       `json:"-"`                // everything is paused, in all shops: a switch of the installation, read with the shop
	Ramp      int        `json:"ramp"`             // mails a day, 0: free
	Survey    Survey     `json:"survey"`
	Alerts    Alerts     `json:"alerts,omitzero"` // who hears of unhappy customers
}

// Survey is what a shop asks after a purchase, and when.
type Survey struct {
	ID        string             `json:"id"`
	Scale     Scale              `json:"scale"`     // 5 or 11 points
	Trigger   Trigger            `json:"trigger"`   // what the mail follows
	Fallbacks []Trigger          `json:"fallbacks"` // what it follows as long as the trigger has not happened, best first
	Throttle  int                `json:"throttle_days"`
	Window    Window             `json:"window"`
	Strict    bool               `json:"strict"` // probable answers do not count
	Good      []string           `json:"good_reasons"`
	Bad       []string           `json:"bad_reasons"`
	Texts     map[string]Wording `json:"texts,omitempty"` // own words by language; what is missing is Earshot's
}

// Wording are a shop's own words in one language; an empty field means Earshot's words. Fields in braces ({first},
// {item}, {shop}) are replaced.
type Wording struct {
	Version  string            `json:"version"`
	Sender   string            `json:"sender,omitempty"` // the name that mails come from
	Subject  string            `json:"subject,omitempty"`
	Question string            `json:"question,omitempty"`
	Intro    string            `json:"intro,omitempty"`
	Low      string            `json:"low,omitempty"`
	High     string            `json:"high,omitempty"`
	Thanks   string            `json:"thanks,omitempty"`
	Reasons  map[string]string `json:"reasons,omitempty"` // label by reason id
}

// Scale is the number of points of a score: 5 (1 to 5) or 11 (0 to 10).
type Scale int

// The scales.
const (
	FivePoints   Scale = 5
	ElevenPoints Scale = 11
)

// Has tells that score is on the scale.
func (s Scale) Has(score int) bool {
	if s == ElevenPoints {
		return 0 <= score && score <= 10
	}
	return 1 <= score && score <= 5
}

// Scores lists the scores of the scale, lowest first.
func (s Scale) Scores() []int {
	if s == ElevenPoints {
		return []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	}
	return []int{1, 2, 3, 4, 5}
}

// Trigger is a touchpoint and how many days after it something happens.
type Trigger struct {
	After Touchpoint `json:"after"`
	Days  int        `json:"days"`
}

// Window is when mails may arrive, in the hours of the recipient's zone: From <= hour < To.
type Window struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// NewShop is a shop with the defaults: 3 days after delivery, else 10 after fulfilment, else 21 after payment; at most
// one survey in 90 days; 09 to 19 o'clock; in rehearsal.
func NewShop(id ShopID, name string) Shop {
	return Shop{
		ID: id, Name: name, Zone: "UTC", Language: "en", Colour: "#0f5c55", Ramp: 50,
		Survey: Survey{
			ID: "purchase", Scale: FivePoints,
			Trigger:   Trigger{Delivered, 3},
			Fallbacks: []Trigger{{Fulfilled, 10}, {Paid, 21}},
			Throttle:  90,
			Window:    Window{9, 19},
			Good:      []string{"quality", "delivery", "packaging", "as_pictured", "price", "service"},
			Bad:       []string{"quality", "delivery", "packaging", "as_pictured", "price", "service"},
		},
	}
}

func (t Trigger) triggers() bool {
	known := t.After == Ordered || t.After == Paid || t.After == Fulfilled || t.After == Delivered
	return known && t.Days >= 0 && t.Days <= 60
}

func isEmail(s string) bool {
	_, err := ParseEmail(s)
	return err == nil
}

func isColour(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	for _, c := range s[1:] {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return true
}

// Location is the shop's time zone; UTC if the name is unknown.
func (s Shop) Location() *time.Location {
	if l, err := time.LoadLocation(s.Zone); err == nil {
		return l
	}
	return time.UTC
}

// Day is the day of t in the shop's zone, 2006-01-02.
func (s Shop) Day(t time.Time) string { return t.In(s.Location()).Format(time.DateOnly) }

// Tomorrow is the first moment of the shop's next day.
func (s Shop) Tomorrow(now time.Time) time.Time {
	zone := s.Location()
	y, m, day := now.In(zone).Date()
	return time.Date(y, m, day+1, 0, 0, 0, 0, zone)
}
