package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dispatch"
	"earshot/shared/mail"
	"earshot/shared/reactions"
	"earshot/shared/table"
	"earshot/shared/words"
)

// desk is a house whose merchant is told: Mia and Bo hear of low scores.
type desk struct {
	*house
	writer *mail.Writer
	invite cx.Invitation
	shop   cx.Shop
}

// newDesk makes a house in which one customer was asked.
func newDesk(t *testing.T) *desk {
	t.Helper()
	book, err := words.Load()
	must(t, err)
	d := &desk{house: newHouse(t), shop: shop()}
	d.writer, err = mail.New(book, "https://hear.example.com")
	must(t, err)
	d.shop.Alerts.To = []string{"mia@nordlys.example", "bo@nordlys.example"}
	d.shop.Alerts.NoDigest = true
	must(t, d.facts.SaveShop(t.Context(), d.shop))
	d.due("1", "ada@example.com")
	d.work()
	token, err := cx.ParseToken(string(d.service.accepted[0].Raw))
	must(t, err)
	d.invite, err = d.facts.Invitation(t.Context(), token, d.clock.Now())
	must(t, err)
	return d
}

func (d *desk) dispatcher(sender mail.Sender) dispatch.Job {
	j := d.job(d.facts, sender, 5)
	j.Merchant, j.From = d.writer, "earshot@nordlys.example"
	return j
}

// work runs reactions and a dispatcher, a minute after the last time.
func (d *desk) work() dispatch.Report {
	d.t.Helper()
	d.clock.add(time.Minute)
	_, err := reactions.Job{Facts: d.facts}.Drain(d.t.Context(), d.engine.(table.Feed))
	must(d.t, err)
	r, err := d.dispatcher(d.service).Run(d.t.Context())
	must(d.t, err)
	return r
}

// says answers, twenty minutes after the last time, so that several scores do not look like a scanner.
func (d *desk) says(score int, act cx.Act) {
	d.t.Helper()
	d.clock.add(20 * time.Minute)
	now := d.clock.Now().Truncate(time.Millisecond)
	e, err := d.facts.Evidence(d.t.Context(), d.invite.Order.ID, now)
	must(d.t, err)
	d.invite.Evidence = e
	c := cx.Confirmation{Act: act, Score: score, At: now, Client: "phone"}
	_, err = d.facts.Answer(d.t.Context(), d.invite, &c, cx.Words{Comment: "Two pieces."}, now)
	must(d.t, err)
}

// told are the subjects of the mails to an address, oldest first.
func (d *desk) told(to string) []string {
	d.t.Helper()
	d.service.mu.Lock()
	defer d.service.mu.Unlock()
	var all []string
	for _, e := range d.service.accepted {
		if e.To == to {
			o, err := mail.Open(e.Raw)
			must(d.t, err)
			all = append(all, strings.Fields(o.Headers["Subject"])[0])
		}
	}
	return all
}

func (d *desk) wants(what string, mia, bo []string) {
	d.t.Helper()
	for to, want := range map[string][]string{"mia@nordlys.example": mia, "bo@nordlys.example": bo} {
		if got := d.told(to); !slices.Equal(got, want) {
			d.t.Errorf("%s: %s was told %v, want %v", what, to, got, want)
		}
	}
}

func TestEverybodyIsToldOnceAndOnceMoreWhenItGetsWorse(t *testing.T) {
	d := newDesk(t)
	for _, s := range []struct {
		score int
		want  []string
	}{{2, []string{"2"}}, {2, []string{"2"}}, {4, []string{"2"}}, {2, []string{"2"}}, {1, []string{"2", "1"}}, {3, []string{"2", "1"}}, {1, []string{"2", "1"}}} {
		d.says(s.score, cx.PressedSave)
		d.work()
		d.work()
		d.wants("after a "+string(rune('0'+s.score)), s.want, s.want)
	}
}

func TestOwnersHearWhereTheShopNamesNobody(t *testing.T) {
	d := newDesk(t)
	d.shop.Alerts.To = nil
	must(t, d.facts.SaveShop(t.Context(), d.shop))
	d.says(1, cx.PressedSave)
	d.work()
	if got := d.told("owner@nordlys.example"); len(got) != 1 {
		t.Errorf("the owner was told %v, want one mail", got)
	}
}

func TestProbableWaitsTenMinutes(t *testing.T) {
	d := newDesk(t)
	d.says(2, cx.Dwell)
	for range 9 {
		d.work()
	}
	d.wants("after nine minutes", nil, nil)
	d.work()
	d.work()
	d.wants("after ten minutes", []string{"2"}, []string{"2"})
}

func TestCountedDoesNotWaitForWhatWasProbable(t *testing.T) {
	d := newDesk(t)
	d.says(2, cx.Dwell)
	d.work()
	now := d.clock.Now().Truncate(time.Millisecond)
	e, err := d.facts.Evidence(t.Context(), d.invite.Order.ID, now)
	must(t, err)
	d.invite.Evidence = e
	_, err = d.facts.Answer(t.Context(), d.invite, &cx.Confirmation{Act: cx.PressedSave, Score: 2, At: now, Client: "phone"}, cx.Words{}, now)
	must(t, err)
	d.work()
	d.wants("a minute after Save", []string{"2"}, []string{"2"})
}

// What is over when the mail would go out is told to nobody; and what comes back is.
func TestWhatIsOverIsNotTold(t *testing.T) {
	rehearse := func(d *desk) { d.shop.Live = false; must(d.t, d.facts.SaveShop(d.t.Context(), d.shop)) }
	for name, over := range map[string]func(*desk){
		"the score is better": func(d *desk) { d.says(5, cx.PressedSave) },
		"the person is erased": func(d *desk) {
			_, err := d.facts.Erase(d.t.Context(), d.shop, d.invite.Person.Email, d.clock.Now())
			must(d.t, err)
		},
		"the shop went back to rehearsal": rehearse,
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.says(1, cx.PressedSave)
			_, err := reactions.Job{Facts: d.facts}.Drain(t.Context(), d.engine.(table.Feed))
			must(t, err)
			over(d)
			d.work()
			d.work()
			d.wants(name, nil, nil)
		})
	}
	d := newDesk(t)
	d.says(2, cx.PressedSave)
	_, err := reactions.Job{Facts: d.facts}.Drain(t.Context(), d.engine.(table.Feed))
	must(t, err)
	d.says(5, cx.PressedSave)
	d.work()
	d.says(2, cx.PressedSave)
	d.work()
	d.wants("low again after nobody was told", []string{"2"}, []string{"2"})
}

// An alert without a clear answer is repeated once to whoever it concerns, and to nobody else.
func TestAnUnclearAlertIsRepeatedOnce(t *testing.T) {
	d := newDesk(t)
	d.service.answer = func(_ int, e mail.Envelope) behaviour {
		return behaviour{take: true, lose: e.To == "mia@nordlys.example"}
	}
	d.says(1, cx.PressedSave)
	for range 30 {
		d.work()
	}
	d.wants("after half an hour of lost answers", []string{"1", "1"}, []string{"1"})
}

// A run that dies between two recipients is made up by the next one.
func TestAlertsOutliveTheRun(t *testing.T) {
	d := newDesk(t)
	d.says(1, cx.PressedSave)
	_, err := reactions.Job{Facts: d.facts}.Drain(t.Context(), d.engine.(table.Feed))
	must(t, err)
	func() {
		defer func() { _ = recover() }()
		d.service.answer = func(_ int, e mail.Envelope) behaviour {
			if e.To == "bo@nordlys.example" {
				d.service.mu.Unlock()
				defer d.service.mu.Lock()
				panic("killed")
			}
			return behaviour{take: true}
		}
		_, _ = d.dispatcher(d.service).Run(t.Context())
		t.Error("the run was not killed")
	}()
	d.service.answer = nil
	for range 5 { // the dead run holds the lease for 90 seconds
		d.work()
	}
	d.wants("after the next runs", []string{"1"}, []string{"1"})
}

// A service that takes nothing for days makes the alert late; after a week it is no news.
func TestAlertsWaitForTheService(t *testing.T) {
	for name, tt := range map[string]struct {
		out  time.Duration
		want []string
	}{"two days": {48 * time.Hour, []string{"1"}}, "over a week": {200 * time.Hour, nil}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.says(1, cx.PressedSave)
			d.service.answer = func(int, mail.Envelope) behaviour {
				return behaviour{refuse: &mail.Refusal{Kind: mail.RefusedAccount, Code: "AccountSendingPaused"}}
			}
			for range int(tt.out / (2 * time.Hour)) {
				d.clock.add(2 * time.Hour)
				d.work()
			}
			d.service.answer = nil
			d.work()
			d.work()
			d.wants(name, tt.want, tt.want)
		})
	}
}

// The week is told once, to everybody, however many runs there are on a Monday, and only if anything happened.
func TestDigestOnceAWeek(t *testing.T) {
	d := newDesk(t)
	d.shop.Alerts.NoDigest = false
	must(t, d.facts.SaveShop(t.Context(), d.shop))
	d.says(5, cx.PressedSave)
	_, err := reactions.Job{Facts: d.facts}.Drain(t.Context(), d.engine.(table.Feed))
	must(t, err)
	for d.clock.Now().Before(noon.AddDate(0, 0, 15)) {
		d.clock.add(3 * time.Hour)
		d.work()
	}
	d.wants("in two weeks of which one was silent", []string{"Nordlys"}, []string{"Nordlys"})
}
