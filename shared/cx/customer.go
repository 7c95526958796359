package cx

import "time"

// Person is a customer of one shop: the only home of name and address, and of the rules that hold for the person.
type Person struct {
	ID           PersonID
	Shop         ShopID
	Email        Email
	First        Name
	Last         Name
	Locale       string
	Country      string
	Province     string
	Version      time.Time // of the event that told the facts above
	Orders       []OrderID // the newest KeptOrders, newest last
	Count        int64     // of all orders ever seen
	Gate         Gate
	LastAsked    time.Time // when the last survey was sent, or is on its way
	Before       time.Time // what LastAsked was before the open gate: restored when the mail was surely not sent
	Unsubscribed time.Time // zero: not
	UnsubDay     string    // its day in the shop's zone
	UnsubSurvey  string    // the survey whose mail was the last straw
	Held         bool      // the shop decided never to ask this person
	Erased       time.Time
	Rev          int64
}

// KeptOrders is how many orders of a person are listed; older ones are found by their number.
const KeptOrders = 20

// Apply merges what an event says of the person. The newest version wins as a whole; a fact that it does not tell stays.
func (p Person) Apply(c CustomerState) Person {
	newer := c.Version.After(p.Version) || p.Email.IsZero()
	same := c.Version.Equal(p.Version)
	if !newer && !same {
		return p
	}
	pick := func(have, told string) string {
		if told == "" || (same && !newer && told < have) {
			return have
		}
		return told
	}
	p.First, p.Last = Name{pick(p.First.text, c.First.text)}, Name{pick(p.Last.text, c.Last.text)}
	p.Email = Email{pick(p.Email.addr, c.Email.addr)}
	p.Locale, p.Country, p.Province = pick(p.Locale, c.Locale), pick(p.Country, c.Country), pick(p.Province, c.Province)
	if newer {
		p.Version = c.Version
	}
	return p
}

// Address is what the whole installation knows of one address, whatever the shop.
type Address struct {
	Bounced    time.Time // a hard bounce
	Complained time.Time
	Suppressed time.Time
	Rev        int64
}

// Usable tells that the address may be written to, as far as the whole installation is concerned.
func (a Address) Usable() bool {
	return a.Bounced.IsZero() && a.Complained.IsZero() && a.Suppressed.IsZero()
}
