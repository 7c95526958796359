package cx_test

import (
	"slices"
	"testing"
	"time"

	"earshot/shared/cx"
)

// sent is when the mail of these tests was sent; at is a time after it.
var sent = time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return sent.Add(d) }

func act(a cx.Act, score int, client string, d time.Duration, signs ...cx.Sign) cx.Confirmation {
	return cx.Confirmation{Act: a, Score: score, At: after(d), Client: client, Signs: signs}
}

func opened(client string, d time.Duration, scores ...int) []cx.Visit {
	var all []cx.Visit
	for i, s := range scores {
		all = append(all, cx.Visit{Score: s, At: after(d + time.Duration(i)*time.Second), Client: client})
	}
	return all
}

func TestJudge(t *testing.T) {
	const hour = time.Hour
	mail := cx.Message{SentAt: sent}
	delayed := cx.Message{SentAt: sent, Delayed: after(time.Minute), Delivered: after(2 * hour)}
	undelivered := cx.Message{SentAt: sent, Delayed: after(time.Minute)}
	tests := []struct {
		name   string
		mail   cx.Message
		visits []cx.Visit
		acts   []cx.Confirmation
		want   cx.Status
		score  int
	}{
		{"nothing happened", mail, nil, nil, "", 0},
		{"a link was opened, no more", mail, opened("a", hour, 4), nil, cx.Opened, 4},
		{"Save", mail, opened("a", hour, 4), []cx.Confirmation{act(cx.PressedSave, 4, "a", hour)}, cx.Counted, 4},
		{"Save without any visit, as after a prefetch", mail, nil, []cx.Confirmation{act(cx.PressedSave, 4, "a", hour)}, cx.Counted, 4},
		{"a gesture", mail, opened("a", hour, 4), []cx.Confirmation{act(cx.Gesture, 4, "a", hour)}, cx.Counted, 4},
		{"reading", mail, opened("a", hour, 4), []cx.Confirmation{act(cx.Dwell, 4, "a", hour)}, cx.Probable, 4},
		{"reading a second before a minute is over", mail, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", 59*time.Second)}, cx.Held, 4},
		{"reading after exactly a minute", mail, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", time.Minute)}, cx.Probable, 4},
		{"a gesture needs no minute", mail, nil, []cx.Confirmation{act(cx.Gesture, 4, "a", 5*time.Second)}, cx.Counted, 4},
		{"reading a mail whose sending is not noted yet", cx.Message{}, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", hour)}, cx.Held, 4},
		{"reading while the mail is reported delayed", undelivered, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", hour)}, cx.Held, 4},
		{"reading a minute after a late delivery", delayed, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", 2*hour+time.Minute)}, cx.Probable, 4},
		{"reading at a late delivery", delayed, nil, []cx.Confirmation{act(cx.Dwell, 4, "a", 2*hour+time.Second)}, cx.Held, 4},

		{"Save of a browser run by software", mail, nil, []cx.Confirmation{act(cx.PressedSave, 4, "a", hour, cx.Automation)}, cx.Held, 4},
		{"Save with a wrong nonce", mail, nil, []cx.Confirmation{act(cx.PressedSave, 4, "a", hour, cx.BadNonce)}, cx.Held, 4},
		{"two scores opened, then Save", mail, opened("a", hour, 4, 5), []cx.Confirmation{act(cx.PressedSave, 5, "a", hour+time.Minute)}, cx.Counted, 5},
		{"three scores opened, then Save", mail, opened("a", hour, 3, 4, 5), []cx.Confirmation{act(cx.PressedSave, 5, "a", hour+time.Minute)}, cx.Held, 5},
		{"three scores opened after Save", mail, opened("a", hour+time.Minute, 3, 4, 5), []cx.Confirmation{act(cx.PressedSave, 5, "a", hour)}, cx.Held, 5},
		{"three scores opened, Save when that is over", mail, opened("a", hour, 3, 4, 5), []cx.Confirmation{act(cx.PressedSave, 5, "a", 2*hour)}, cx.Counted, 5},
		{"three scores opened, a gesture when that is over", mail, opened("a", hour, 3, 4, 5), []cx.Confirmation{act(cx.Gesture, 5, "a", 2*hour)}, cx.Held, 5},
		{"three scores opened the day after a gesture", mail, opened("a", 25*hour, 3, 4, 5), []cx.Confirmation{act(cx.Gesture, 5, "a", hour)}, cx.Counted, 5},
		{"three scores over half an hour", mail, append(append(opened("a", hour, 3), opened("a", hour+15*time.Minute, 4)...), opened("a", hour+30*time.Minute, 5)...),
			[]cx.Confirmation{act(cx.PressedSave, 5, "a", hour+30*time.Minute)}, cx.Counted, 5},
		{"another client opened all", mail, opened("scanner", time.Second, 1, 2, 3, 4, 5), []cx.Confirmation{act(cx.Gesture, 2, "a", 10*time.Second)}, cx.Counted, 2},

		{"a person replaces what was held", mail, nil, []cx.Confirmation{act(cx.PressedSave, 1, "b", hour, cx.Scripted), act(cx.Gesture, 5, "a", hour)}, cx.Counted, 5},
		{"a machine does not replace a person", mail, nil, []cx.Confirmation{act(cx.Gesture, 5, "a", hour), act(cx.PressedSave, 1, "b", 2*hour, cx.Scripted)}, cx.Counted, 5},
		{"reading does not replace a gesture", mail, nil, []cx.Confirmation{act(cx.Gesture, 5, "a", hour), act(cx.Dwell, 1, "a", 2*hour)}, cx.Counted, 5},
		{"of two gestures the later", mail, nil, []cx.Confirmation{act(cx.Gesture, 5, "a", 2*hour), act(cx.Gesture, 1, "a", hour)}, cx.Counted, 5},
		{"of two at the same moment the last noted", mail, nil, []cx.Confirmation{act(cx.Gesture, 5, "a", hour), act(cx.PressedSave, 1, "a", hour)}, cx.Counted, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := cx.Evidence{Visits: tt.visits, Confirmations: tt.acts}.Judge(tt.mail)
			if j.Status != tt.want || j.Score != tt.score {
				t.Errorf("Judge = %q with %d, want %q with %d", j.Status, j.Score, tt.want, tt.score)
			}
			if (j.Why == "") != (tt.want == "") {
				t.Errorf("the reason is %q", j.Why)
			}
		})
	}
}

func TestEverySignHasASentence(t *testing.T) {
	for _, s := range []cx.Sign{cx.Automation, cx.Scripted, cx.BadNonce, cx.YoungNonce} {
		e := cx.Evidence{Confirmations: []cx.Confirmation{act(cx.Gesture, 4, "a", time.Hour, s)}}
		if why := e.Judge(cx.Message{SentAt: sent}).Why; why == string(s) || why == "" {
			t.Errorf("the sentence of %q is %q", s, why)
		}
	}
}

func TestVisited(t *testing.T) {
	e := cx.Evidence{}
	steps := []struct {
		name string
		v    cx.Visit
		news bool
	}{
		{"the first", cx.Visit{Score: 4, At: after(time.Hour), Client: "a"}, true},
		{"the same again", cx.Visit{Score: 4, At: after(2 * time.Hour), Client: "a"}, false},
		{"another score", cx.Visit{Score: 5, At: after(2 * time.Hour), Client: "a"}, true},
		{"another client", cx.Visit{Score: 4, At: after(2 * time.Hour), Client: "b"}, true},
	}
	for _, tt := range steps {
		before := len(e.Visits)
		got, news := e.Visited(tt.v)
		if news != tt.news || (len(got.Visits) > before) != tt.news {
			t.Errorf("%s: news %v with %d visits, want %v", tt.name, news, len(got.Visits), tt.news)
		}
		e = got
	}
	if !e.First.Equal(after(time.Hour)) {
		t.Errorf("First = %s, want that of the first visit", e.First)
	}
}

func TestVisitedIsCapped(t *testing.T) {
	e := cx.Evidence{}
	for i := range 3 * cx.KeptVisits {
		e, _ = e.Visited(cx.Visit{Score: i % 11, At: after(time.Hour), Client: string(rune('a' + i/11))})
	}
	if len(e.Visits) != cx.KeptVisits {
		t.Errorf("%d visits are kept, want %d", len(e.Visits), cx.KeptVisits)
	}
}

func TestNoFloodOfMachinesPushesAPersonOut(t *testing.T) {
	m := cx.Message{SentAt: sent}
	e := cx.Evidence{}.Confirmed(act(cx.Gesture, 5, "a", time.Hour), m)
	e = e.Confirmed(act(cx.Dwell, 4, "a", time.Hour), m)
	for range 2 * cx.KeptConfirmations {
		e = e.Confirmed(act(cx.PressedSave, 1, "b", 2*time.Hour, cx.Scripted), m)
	}
	if len(e.Confirmations) != cx.KeptConfirmations {
		t.Errorf("%d confirmations are kept, want %d", len(e.Confirmations), cx.KeptConfirmations)
	}
	acts := func(c cx.Confirmation) bool { return c.Client == "a" }
	if j := e.Judge(m); j.Status != cx.Counted || j.Score != 5 || !slices.ContainsFunc(e.Confirmations, acts) {
		t.Errorf("Judge = %q with %d, want the person's 5", j.Status, j.Score)
	}
}

func TestLogsShareNoMemory(t *testing.T) {
	m := cx.Message{SentAt: sent}
	e := cx.Evidence{}.Confirmed(act(cx.Gesture, 5, "a", time.Hour), m)
	one, two := e.Confirmed(act(cx.Gesture, 1, "a", 2*time.Hour), m), e.Confirmed(act(cx.Gesture, 2, "a", 2*time.Hour), m)
	if one.Judge(m).Score != 1 || two.Judge(m).Score != 2 || len(e.Confirmations) != 1 {
		t.Error("a later log changed an earlier one")
	}
}
