package cx_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestExplainAnswer(t *testing.T) {
	at := instant(t, "2026-11-24T10:00+01:00")
	visits := []cx.Visit{{Score: 4, At: at}}
	act := func(a cx.Act, signs ...cx.Sign) cx.Evidence {
		return cx.Evidence{Visits: visits, Confirmations: []cx.Confirmation{{Act: a, Score: 4, At: at.Add(time.Minute), Signs: signs}}}
	}
	later := at.Add(2 * time.Minute)
	tests := []struct {
		name string
		e    cx.Evidence
		r    cx.Response
		want []string
	}{
		{"nothing", cx.Evidence{}, cx.Response{}, nil},
		{"opened", cx.Evidence{Visits: visits}, cx.Response{}, []string{"The link for a 4 was opened."}},
		{"saved", act(cx.PressedSave), cx.Response{At: at, Changed: later, HasScore: true, Score: 4, Status: cx.Counted, Why: "pressed Save"},
			[]string{"The link for a 4 was opened.", "A 4 was confirmed: Save was pressed.", "The answer is a 4 and is counted: pressed Save."}},
		{"touched", act(cx.Gesture), cx.Response{}, []string{"The link for a 4 was opened.", "A 4 was confirmed: the page was touched, or the mouse moved on it."}},
		{"read", act(cx.Dwell), cx.Response{}, []string{"The link for a 4 was opened.", "A 4 was confirmed: the page was read for 5 seconds."}},
		{"a machine", act(cx.PressedSave, cx.Automation), cx.Response{At: at, Changed: later, HasScore: true, Score: 4, Status: cx.Held, Why: "a machine"},
			[]string{"The link for a 4 was opened.", "A 4 was confirmed: something spoke of a machine.", "The answer is held back and counts nowhere: a machine."}},
		{"words alone", cx.Evidence{}, cx.Response{At: at, Changed: later, Comment: "Call Ann"}, []string{"The customer left words without a score."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, l := range cx.ExplainAnswer(tt.e, tt.r) {
				got = append(got, l.Text)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("ExplainAnswer = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestExplainAllIsInOrder(t *testing.T) {
	f, at := askable(t), instant(t, "2026-11-24T10:00+01:00")
	f.Order.Message.State, f.Order.Message.SentAt, f.Order.Message.Bounced = cx.Sent, at.Add(-time.Hour), at.Add(time.Hour)
	lines := cx.ExplainAll(f, cx.Evidence{Visits: []cx.Visit{{Score: 4, At: at}}}, cx.Response{}, at.Add(2*time.Hour))
	if n := len(lines); lines[n-1].Text != "The mail came back." || lines[n-2].Text != "The link for a 4 was opened." {
		t.Errorf("the lines end with %v", lines[n-2:])
	}
}

func TestStandingSaysWhatWeighsMost(t *testing.T) {
	at := instant(t, "2026-11-24T10:00+01:00")
	var p cx.Person
	var a cx.Address
	steps := []struct {
		name string
		then func()
		want string
	}{
		{"nothing", func() {}, "may be asked"},
		{"paused", func() { p.Paused = true }, "put this customer off"},
		{"held", func() { p.Held = true }, "never to ask"},
		{"unsubscribed", func() { p.Unsubscribed = at }, "stopped these mails"},
		{"on the list", func() { a.Suppressed = at }, "do-not-write list"},
		{"bounced", func() { a.Bounced = at }, "does not exist"},
		{"complained", func() { a.Complained = at }, "spam"},
		{"erased", func() { p.Erased = at }, "Erased"},
	}
	for _, tt := range steps { // each weighs more than all before it
		tt.then()
		if got := cx.Standing(p, a); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := cx.ExplainPerson(p, a); len(got) != 4 {
		t.Errorf("ExplainPerson tells %v: an erasure notes the wish for no mail, and the customer did not", got)
	}
	p.Unsubscribed = at.Add(-time.Hour)
	if got := cx.ExplainPerson(p, a); len(got) != 5 || got[0].Text != "The customer stopped these mails." {
		t.Errorf("ExplainPerson tells %v, want the five that have a time", got)
	}
}

// TestExplainCustomer: what holds for the person is told once, though every order's timeline tells it.
func TestExplainCustomer(t *testing.T) {
	f, at := askable(t), instant(t, "2026-11-24T10:00+01:00")
	f.Person.Unsubscribed = at
	second := f.Order
	second.ID, second.Number = "cccccccccccccccccccccccccc", "1002"
	all := []cx.Story{{Order: f.Order, Evidence: cx.Evidence{Visits: []cx.Visit{{Score: 2, At: at.Add(-time.Hour)}}}}, {Order: second}}
	seen := map[string]int{}
	var last cx.CustomerLine
	for _, l := range cx.ExplainCustomer(f.Shop, f.Person, f.Address, all, at.Add(time.Hour)) {
		seen[l.Text+" "+l.Order.Number]++
		if l.At.Before(last.At) {
			t.Errorf("%q stands after %q", l.Text, last.Text)
		}
		last = l
	}
	for _, want := range []string{"The customer stopped these mails. ", "The customer ordered. 1001", "The customer ordered. 1002", "The link for a 2 was opened. 1001"} {
		if seen[want] != 1 {
			t.Errorf("%q is told %d times: %v", want, seen[want], seen)
		}
	}
}
