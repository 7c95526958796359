// Package rehearsal says what would have happened: it plays the orders of the past against a shop's rules, by a virtual
// clock, and counts who would have been asked when, who would have waited, and who would not have been asked and why.
//
// It promises that the rules are those that run live (cx.Plan and cx.Decide, with the shop's ramp), that nothing is
// written or sent, and that a file with broken lines gives a report of these lines and no half result.
//
// It is no forecast of the mail service: it takes every mail at once, none comes back, nobody unsubscribes. It knows of a
// customer only what the file tells: who was asked before the first order of the file is free.
package rehearsal

import (
	"cmp"
	"container/heap"
	"slices"
	"strconv"
	"time"

	"earshot/shared/cx"
)

// Past is one order of the past, as what happened to it.
type Past struct {
	Ref    string
	Email  cx.Email // zero: the platform told none
	Events []Event  // oldest first
}

// Event is something that happened to an order.
type Event struct {
	At time.Time // when the platform told it
	cx.OrderEvent
}

// Rules are what a rehearsal is played by.
type Rules struct {
	Shop cx.Shop
	// Language names the language in which a customer with a locale would be written to.
	Language func(locale string) string
}

// Run plays the orders. It is a pure function: the same orders and rules give the same result.
func Run(orders []Past, rules Rules) Result {
	s := newStage(orders, rules)
	s.play()
	return s.result()
}

// stage is the state of a rehearsal.
type stage struct {
	Rules
	people map[string]*cx.Person // by folded address
	acts   []*act
	news   []news // all events, oldest first
	due    queue
	zones  map[[2]string][]*time.Location
	today  day
	turns  int
	groups []*group
	group  map[[2]string]int // by country and province
	ramp   map[string]int    // mails by day
	asked  map[cx.PersonID]bool
	spoken map[string]int
	from   time.Time
	to     time.Time
}

// act is one order on the stage.
type act struct {
	order  cx.Order
	person *cx.Person
	waited map[cx.Reason]bool
}

// news is an event of an order.
type news struct {
	Event
	act int
}

func newStage(orders []Past, rules Rules) *stage {
	rules.Shop.Live, rules.Shop.LiveSince = true, time.Time{}
	rules.Shop.Paused, rules.Shop.Halted = false, false
	s := &stage{Rules: rules, people: map[string]*cx.Person{}, zones: map[[2]string][]*time.Location{}, group: map[[2]string]int{},
		ramp: map[string]int{}, asked: map[cx.PersonID]bool{}, spoken: map[string]int{}}
	for i, o := range orders {
		a := &act{order: cx.Order{ID: cx.OrderID(o.Ref), Shop: rules.Shop.ID, Ref: o.Ref}, person: s.person(o.Email)}
		a.order.Person = a.person.ID
		s.acts = append(s.acts, a)
		for _, e := range o.Events {
			s.news = append(s.news, news{e, i})
		}
	}
	slices.SortStableFunc(s.news, func(a, b news) int { return a.At.Compare(b.At) })
	return s
}

// person is who reads an address; an order without one has a customer of its own whom nobody can ask.
func (s *stage) person(e cx.Email) *cx.Person {
	if e.IsZero() {
		return &cx.Person{}
	}
	p, ok := s.people[e.Folded()]
	if !ok {
		p = &cx.Person{ID: cx.PersonID("p" + strconv.Itoa(len(s.people))), Email: e}
		s.people[e.Folded()] = p
	}
	return p
}

// maxTurns bounds how often a message is looked at, whatever the rules: it is about ten seconds of work.
const maxTurns = 4_000_000

// play goes from moment to moment, news before mails, until nothing is due any more.
func (s *stage) play() {
	for s.turns = 0; s.turns < maxTurns && (len(s.news) > 0 || len(s.due) > 0); s.turns++ {
		if len(s.due) == 0 || len(s.news) > 0 && !s.news[0].At.After(s.due[0].at) {
			n := s.news[0]
			s.news = s.news[1:]
			s.hear(n)
			continue
		}
		e := heap.Pop(&s.due).(entry)
		if e.act < 0 {
			s.open(s.groups[-1-e.act], e)
			continue
		}
		if m := s.acts[e.act].order.Message; m.State == cx.Due && m.Due.Equal(e.at) {
			s.decide(e)
		}
	}
}

// hear does what the ledger does with news of an order.
func (s *stage) hear(n news) {
	a := s.acts[n.act]
	a.order = a.order.Apply(n.OrderEvent)
	if c := n.Customer; c != nil && !c.Email.IsZero() {
		*a.person = a.person.Apply(*c)
	}
	was := a.order.Message
	a.order.Message = cx.Plan(s.facts(a), n.At)
	if m := a.order.Message; m.State == cx.Due && (was.State != cx.Due || !was.Due.Equal(m.Due)) {
		s.wait(n.act, later(m.Due, n.At))
	}
	if placed := a.order.State.Placed; !placed.IsZero() {
		if s.from.IsZero() || placed.Before(s.from) {
			s.from = placed
		}
		s.to = later(s.to, placed)
	}
}

func (s *stage) facts(a *act) cx.Facts {
	return cx.Facts{Shop: s.Shop, Order: a.order, Person: *a.person, Zones: s.zonesOf}
}

// zonesOf reads each time zone once.
func (s *stage) zonesOf(shop cx.Shop, country, province string) []*time.Location {
	key := [2]string{country, province}
	z, ok := s.zones[key]
	if !ok {
		z = cx.ZonesOf(shop, country, province)
		s.zones[key] = z
	}
	return z
}

// wait makes a message due.
func (s *stage) wait(n int, at time.Time) {
	s.acts[n].order.Message.Due = at
	heap.Push(&s.due, entry{at, n})
}

// decide does what dispatch does with a message that is due.
func (s *stage) decide(e entry) {
	a := s.acts[e.act]
	v := cx.Decide(s.facts(a), e.at)
	day := s.dayOf(e.at)
	if v.Action == cx.Send && s.full(day) {
		s.park(e.act, day)
		return
	}
	switch m := &a.order.Message; v.Action {
	case cx.Wait:
		a.waits(v.Reason)
		s.wait(e.act, v.Until)
	case cx.Drop:
		m.State, m.Reason = cx.Dropped, v.Reason
	default:
		m.State, m.SentAt = cx.Sent, e.at
		s.send(a, day.name)
	}
}

func (a *act) waits(why cx.Reason) {
	if a.waited == nil {
		a.waited = map[cx.Reason]bool{}
	}
	a.waited[why] = true
}

func (s *stage) send(a *act, day string) {
	s.ramp[day]++
	s.asked[a.person.ID] = true
	s.spoken[s.Language(cmp.Or(a.order.State.Locale, a.person.Locale))]++
	a.person.LastAsked = a.order.Message.SentAt
}

// day is a day of the shop's zone; its name and bounds are worked out once for all that is due on it.
type day struct {
	name       string
	start, end time.Time
}

func (s *stage) dayOf(t time.Time) day {
	if t.Before(s.today.start) || !t.Before(s.today.end) {
		zone := s.Shop.Location()
		y, m, d := t.In(zone).Date()
		s.today = day{s.Shop.Day(t), time.Date(y, m, d, 0, 0, 0, 0, zone), s.Shop.Tomorrow(t)}
	}
	return s.today
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// entry is a message that is due; one that moved since has another time. A negative act stands for a group.
type entry struct {
	at  time.Time
	act int
}

// queue is what is due, soonest first.
type queue []entry

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].act < q[j].act
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop are for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(entry)) }

// Pop takes the last one away.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
