package cx

import (
	"slices"
	"time"
)

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
	Version      time.Time // of the newest event that told of the person
	Told         Told      // of the facts above that the newest event was silent about
	Orders       []OrderID // the newest KeptOrders, newest last
	Count        int64     // of all orders ever seen
	Gate         Gate
	LastAsked    time.Time // when the last survey was sent, or is on its way
	Before       time.Time // what LastAsked was before the open gate: restored when the mail was surely not sent
	Unsubscribed time.Time // zero: not
	UnsubDay     string    // its day in the shop's zone
	UnsubSurvey  string    // the survey whose mail was the last straw
	Held         bool      // the shop decided never to ask this person
	Paused       bool      // the shop decided not to ask this person for now
	Erased       time.Time
	Rev          int64
}

// KeptOrders is how many orders of a person are listed; older ones are found by their number.
const KeptOrders = 20

// Told are the versions of the events that told a person's facts, where that is not the person's Version: the newest
// event may have been silent about them. Without it, events in another order would end in another state.
type Told struct{ Name, Place, Locale time.Time }

// Apply merges what an event says of the person. Events may come doubled, late and in any order: the result is the
// same. First and last name, country and province, and the locale each follow the newest event that told them; an event
// that is silent about one takes nothing away (a change of address knows no locale). Of equal versions the greater text
// wins, and of addresses always: they differ in case only. What is older than an erasure is not taken.
func (p Person) Apply(c CustomerState) Person {
	if !p.Erased.IsZero() && !c.Version.After(p.Erased) {
		return p
	}
	if c.Version.IsZero() { // in Told a zero time has a meaning
		c.Version = time.Unix(1, 0).UTC()
	}
	name := fact{[2]string{p.First.Reveal(), p.Last.Reveal()}, p.since(p.Told.Name)}.
		meet(fact{[2]string{c.First.Reveal(), c.Last.Reveal()}, c.Version})
	place := fact{[2]string{p.Country, p.Province}, p.since(p.Told.Place)}.
		meet(fact{[2]string{c.Country, c.Province}, c.Version})
	locale := fact{[2]string{p.Locale}, p.since(p.Told.Locale)}.meet(fact{[2]string{c.Locale}, c.Version})
	if c.Version.After(p.Version) {
		p.Version = c.Version
	}
	if c.Email.Reveal() > p.Email.Reveal() {
		p.Email = c.Email
	}
	p.First, p.Last = Name{hide(name.texts[0])}, Name{hide(name.texts[1])}
	p.Country, p.Province, p.Locale = place.texts[0], place.texts[1], locale.texts[0]
	p.Told = Told{Name: name.apart(p.Version), Place: place.apart(p.Version), Locale: locale.apart(p.Version)}
	return p
}

// since is the version of a fact whose Told is t.
func (p Person) since(t time.Time) time.Time {
	if t.IsZero() {
		return p.Version
	}
	return t
}

// fact is a text, or two that belong together, and the version of the event that told it.
type fact struct {
	texts [2]string
	at    time.Time
}

// meet is the newer of two facts, of equal versions the greater; a fact that was not told is older than any.
func (f fact) meet(o fact) fact {
	switch none := [2]string{}; {
	case o.texts == none:
		return f
	case f.texts == none:
		return o
	}
	if c := o.at.Compare(f.at); c > 0 || (c == 0 && slices.Compare(o.texts[:], f.texts[:]) > 0) {
		return o
	}
	return f
}

// apart is the fact's version where it is not the person's.
func (f fact) apart(version time.Time) time.Time {
	if f.texts == [2]string{} || f.at.Equal(version) {
		return time.Time{}
	}
	return f.at
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
