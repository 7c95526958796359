package local_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	p := start(t, dataFile(t))
	day := p.now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	tests := []struct {
		name string
		form url.Values
		code int
		want time.Duration
	}{
		{"by hours", url.Values{"advance": {"168h"}}, 200, 168 * time.Hour},
		{"by days", url.Values{"advance": {"2d"}}, 200, 48 * time.Hour},
		{"not at all", url.Values{"advance": {"0s"}}, 200, 0},
		{"back by hours", url.Values{"advance": {"-1h"}}, 409, 0},
		{"back to a day", url.Values{"to": {day}}, 409, 0},
		{"no duration", url.Values{"advance": {"tomorrow"}}, 400, 0},
		{"no time", url.Values{"to": {"2027"}}, 400, 0},
		{"both", url.Values{"to": {day}, "advance": {"1h"}}, 400, 0},
		{"neither", url.Values{}, 400, 0},
		{"to the end of days", url.Values{"advance": {"200000h"}}, 400, 0},
		{"over the end of numbers", url.Values{"advance": {"99999999d"}}, 400, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := p.now()
			code, body := p.do(http.MethodPost, "/local/clock", tt.form)
			if code != tt.code || !strings.Contains(body, map[bool]string{true: `"now"`, false: `"error"`}[code == 200]) {
				t.Errorf("answer = %d %s, want %d", code, short(body), tt.code)
			}
			if by := p.now().Sub(before); by < tt.want || by > tt.want+time.Minute {
				t.Errorf("the clock moved by %v, want %v", by, tt.want)
			}
		})
	}
}

func TestClockGoesToATime(t *testing.T) {
	p := start(t, dataFile(t))
	to := p.now().Add(36 * time.Hour).UTC().Truncate(time.Second)
	p.post("/local/clock", url.Values{"to": {to.Format(time.RFC3339)}})
	if now := p.now(); now.Before(to) || now.After(to.Add(time.Minute)) {
		t.Errorf("now = %v, want %v", now, to)
	}
}

// TestMovedClockIsEverybodysClock: a signature with a time must be of the moved time, and mails go out at their own time
// and not at the end of the move.
func TestMovedClockIsEverybodysClock(t *testing.T) {
	p := start(t, dataFile(t))
	p.advance("240h")
	p.post("/local/purchase", url.Values{"platform": {"standard"}})
	sent := p.now()
	j := p.advance("240h")
	mails := p.inbox()
	if len(mails) != 1 || j.Sent != 1 || j.Reports < 2 {
		t.Fatalf("%d mails, report %+v, want one mail", len(mails), j)
	}
	if after := mails[0].At.Sub(sent); after < 71*time.Hour || after > 5*24*time.Hour {
		t.Errorf("the mail came %v after the delivery, want three days and a night at most", after)
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	if hour := mails[0].At.In(zone).Hour(); hour < 9 || hour >= 19 {
		t.Errorf("the mail came at %d o'clock", hour)
	}
}
