package cx

import "time"

// Next returns the first moment, from t on, at which the local hour is in the window in all zones. If no moment of a
// whole day is good in all of them, the last zone alone decides: it is the shop's best guess.
//
// It tests instants, not wall clocks: a local time that a clock change skips or repeats needs no special case.
func (w Window) Next(zones []*time.Location, t time.Time) time.Time {
	if w.good(zones, t) {
		return t
	}
	// Zones differ from UTC by multiples of 15 minutes, so the window opens on a quarter of an hour.
	const quarter = 15 * time.Minute
	for at := t.Truncate(quarter).Add(quarter); at.Sub(t) <= w.search(zones); at = at.Add(quarter) {
		if w.good(zones, at) {
			return at
		}
	}
	if len(zones) > 1 {
		return w.Next(zones[len(zones)-1:], t)
	}
	return t
}

// search is how far Next looks: a day and the longest change of clocks; in one zone two days, because a window of one
// hour does not open on the day whose change of clocks skips that hour.
func (w Window) search(zones []*time.Location) time.Duration {
	if len(zones) > 1 {
		return 26 * time.Hour
	}
	return 50 * time.Hour
}

func (w Window) good(zones []*time.Location, t time.Time) bool {
	for _, z := range zones {
		if h := t.In(z).Hour(); h < w.From || h >= w.To {
			return false
		}
	}
	return true
}

// spread moves t into the window and adds the jitter where the window allows it.
func (w Window) spread(zones []*time.Location, t time.Time, jitter time.Duration) time.Time {
	open := w.Next(zones, t)
	if late := open.Add(jitter); w.good(zones, late) {
		return late
	}
	return open
}
