package command_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/local/command"
)

func rehearsal(t *testing.T, rules string) (command.Rehearsal, *bytes.Buffer) {
	t.Helper()
	shop := cx.NewShop("nordlys", "Nordlys Ceramics")
	shop.Sender, shop.From, shop.ReplyTo, shop.Postal = "Mia", "mia@nordlys.example", "mia@nordlys.example", "Havnegata 12"
	out := &bytes.Buffer{}
	p := command.Rehearsal{Shop: shop, Changed: shop, Out: out, Language: func(string) string { return "en" }}
	if rules != "" {
		var err error
		if p.Changed, err = command.Rules(shop, []byte(rules)); err != nil {
			t.Fatal(err)
		}
		p.Compare = true
	}
	return p, out
}

func orders(n int) string {
	var b strings.Builder
	b.WriteString("order,email,placed,delivered,total\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,c%d@example.com,2026-05-01 10:00,2026-05-04 10:00,10\n", i, i)
	}
	return b.String()
}

func TestRehearse(t *testing.T) {
	p, out := rehearsal(t, `{"ramp": 200, "survey": {"trigger": {"after": "delivered", "days": 5}}}`)
	if err := p.Play(strings.NewReader(orders(120))); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"The file is a CSV of orders.", "nothing is written or sent", "your rules changed", "Mails 120 120",
		"Most on one day 50 (2026-05-07) 120 (2026-05-09)", "2026-05-08 50 0", "is an assumption", "every order is taken as paid"} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out.String(), "@example.com") {
		t.Error("an address was printed")
	}
	if p.Shop.Ramp != 50 || p.Shop.Survey.Trigger.Days != 3 {
		t.Error("the changed rules reached the shop's own")
	}
}

func TestRehearseBrokenLines(t *testing.T) {
	broken := orders(2) + "3,c3@example.com,never,,10\n"
	p, out := rehearsal(t, "")
	err := p.Play(strings.NewReader(broken))
	if kind, text := cx.Public(err); kind != cx.Unprocessable || !strings.Contains(text, "1 line cannot be read") {
		t.Errorf("Play = %v", err)
	}
	if text := out.String(); !strings.Contains(text, "Line 4: the time in column “placed”") || strings.Contains(text, "Mails") {
		t.Errorf("it says %s", text)
	}
	p.Skip = true
	if err := p.Play(strings.NewReader(broken)); err != nil || !strings.Contains(out.String(), "Orders in the file") {
		t.Errorf("with -skip: %v, %s", err, out)
	}
	if err := p.Play(strings.NewReader("PK\x03\x04")); err == nil {
		t.Error("a spreadsheet was rehearsed")
	}
}

func TestRules(t *testing.T) {
	p, _ := rehearsal(t, "")
	for _, text := range []string{"{", `{"rampe": 1}`, `{"ramp": -1}`, `{"survey": {"window": {"from": 19, "to": 9}}}`} {
		if _, err := command.Rules(p.Shop, []byte(text)); err == nil {
			t.Errorf("%s was taken as rules", text)
		}
	}
	s, err := command.Rules(p.Shop, []byte(`{"survey": {"good_reasons": ["changed"], "fallbacks": [{"after": "paid", "days": 1}]}}`))
	if err != nil || s.Survey.Throttle != 90 || len(s.Survey.Fallbacks) != 1 || p.Shop.Survey.Good[0] != "quality" || p.Shop.Survey.Fallbacks[0].Days != 10 {
		t.Errorf("the rules are %+v and the shop's %+v: %v", s.Survey, p.Shop.Survey, err)
	}
}

// TestResumeByFile: who ends a pause in the file has the numbers counted anew, like who presses the button.
func TestResumeByFile(t *testing.T) {
	d, _ := desk(t)
	save(t, d, birk)
	if err := d.Facts.PauseShop(t.Context(), "birk", "9 of 200"); err != nil {
		t.Fatal(err)
	}
	save(t, d, `{"id":"birk","ramp":10}`)
	if s := stored(t, d); !s.Paused || s.Ramp != 10 {
		t.Errorf("another setting ended the pause: %+v", s)
	}
	save(t, d, `{"id":"birk","paused":false}`)
	if s := stored(t, d); s.Paused || s.PausedWhy != "" || !s.Resumed.At.Equal(now()) {
		t.Errorf("paused %v because %q, resumed at %v", s.Paused, s.PausedWhy, s.Resumed.At)
	}
}
