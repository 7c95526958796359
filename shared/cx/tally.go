package cx

import "time"

// Tally are the counts of one survey over some time. Counts are added up, never averaged.
type Tally struct {
	Sent         int64
	Bounced      int64
	Complained   int64
	Unsubscribed int64
	Opened       int64                    // invitations of which a link was opened, answered or not
	Knocked      int64                    // notes of the open door, which are counted under DoorSurvey alone
	Answers      map[Status]map[int]int64 // how many answers of each status gave each score
}

// WeekTally is a Tally of one ISO week.
type WeekTally struct {
	Week   string    // of the ISO year, for example "2026-W48"
	Monday time.Time // its first day, at midnight
	Tally
}

// Plus returns the sum. Neither t nor o is changed, and the sum shares no map with them.
func (t Tally) Plus(o Tally) Tally {
	t.Sent += o.Sent
	t.Bounced += o.Bounced
	t.Complained += o.Complained
	t.Unsubscribed += o.Unsubscribed
	t.Opened += o.Opened
	t.Knocked += o.Knocked
	sum := map[Status]map[int]int64{}
	for _, answers := range []map[Status]map[int]int64{t.Answers, o.Answers} {
		for status, scores := range answers {
			if sum[status] == nil {
				sum[status] = map[int]int64{}
			}
			for score, n := range scores {
				sum[status][score] += n
			}
		}
	}
	t.Answers = sum
	return t
}

// Count is the number of answers of the given statuses; a status that is named twice is counted once.
func (t Tally) Count(statuses ...Status) int64 {
	var n int64
	for _, of := range t.Scores(statuses...) {
		n += of
	}
	return n
}

// Scores is how many answers of the given statuses gave each score. The map is the caller's own.
func (t Tally) Scores(statuses ...Status) map[int]int64 {
	sum, done := map[int]int64{}, map[Status]bool{}
	for _, status := range statuses {
		if done[status] {
			continue
		}
		done[status] = true
		for score, n := range t.Answers[status] {
			sum[score] += n
		}
	}
	return sum
}
