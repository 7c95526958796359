package rehearsal

import (
	"container/heap"
	"time"

	"earshot/shared/cx"
)

// group are the messages to one place that wait for a day with room. Live each of them is looked at twice a day; here a
// group wakes once, when its hours begin, and takes as many as there is room for: the same mails on the same days, and no
// year-long wait costs a look for each message and day.
type group struct {
	n       int
	place   [2]string // country and province
	waiting []entry   // in the order in which they came; at is what their due date was set to
	awake   bool      // its next opening is in the queue
}

// full tells that a day's number of mails is reached.
func (s *stage) full(d day) bool { return s.Shop.Ramp > 0 && s.ramp[d.name] >= s.Shop.Ramp }

// park puts a message off because its day is full.
func (s *stage) park(n int, d day) {
	a := s.acts[n]
	a.waits(cx.RampFull)
	a.order.Message.Due = d.end
	place := [2]string{a.order.State.Country, a.order.State.Province}
	i, known := s.group[place]
	if !known {
		i = len(s.groups)
		s.group[place] = i
		s.groups = append(s.groups, &group{n: i, place: place})
	}
	g := s.groups[i]
	g.waiting = append(g.waiting, entry{d.end, n})
	s.wake(g, d.end)
}

// wake has a group looked at when its hours begin after a moment.
func (s *stage) wake(g *group, after time.Time) {
	if g.awake {
		return
	}
	g.awake = true
	zones := s.zonesOf(s.Shop, g.place[0], g.place[1])
	heap.Push(&s.due, entry{s.Shop.Survey.Window.Next(zones, after), -1 - g.n})
}

// open decides the messages of a group, the first come first, until the day is full. One that news has moved since is
// due at another time, or not at all.
func (s *stage) open(g *group, e entry) {
	g.awake = false
	today := s.dayOf(e.at)
	for len(g.waiting) > 0 && !s.full(today) {
		w := g.waiting[0]
		g.waiting = g.waiting[1:]
		if m := s.acts[w.act].order.Message; m.State == cx.Due && m.Due.Equal(w.at) {
			s.turns++
			s.decide(entry{e.at, w.act})
		}
	}
	if len(g.waiting) > 0 {
		s.wake(g, today.end)
	}
}
