package dashboard

import (
	"fmt"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

// healthBody is the content of the room "Health".
type healthBody struct {
	Summary string
	Lines   []healthLine
	Ways    []reasonCount // how messages ended in the last 30 days
	Cost    costBody
}

// healthLine is how one part does, in words; the class of its dot says no more than Word does.
type healthLine struct {
	Name, Word, Class string
	Lines             []string
	URL, Link         string // where there is more
	Desk              bool   // which only owners may open
}

// The words of a line, and the classes of their dots.
const (
	wellWord, wellClass   = "Well", "good"
	lookWord, lookClass   = "Worth a look", "so"
	needWord, needClass   = "Needs you", "bad"
	quietWord, quietClass = "Nothing yet", ""
)

func (h *healthLine) is(word, class, format string, args ...any) {
	h.Word, h.Class = word, class
	h.Lines = append([]string{fmt.Sprintf(format, args...)}, h.Lines...)
}

// vitals are the facts that the room tells of.
type vitals struct {
	shop        cx.Shop
	runs        map[string]ledger.Run
	due         []cx.Order // soonest first
	unclear     int
	reported    time.Time // when the newest mail was sent whose report came
	links       []ledger.Connection
	kept        int
	keptMore    bool
	ways        map[ledger.Ending]int64
	queues      bool
	waiting     int // reports in the queue, and in its dead letters
	dead        int
	month, year cx.Tally
	monthEnded  int64
	yearEnded   int64
}

// What the room reads, in records and days.
const (
	healthDue  = 100
	healthKept = 5
	healthDays = 30
)

func healthPath(shop cx.ShopID) string { return shopPath(shop) + "/health" }

// health is the room that tells whether everything works, and what it costs.
func (s *server) health(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := s.vitals(r, shop)
	if err != nil {
		return fmt.Errorf("read how %s does: %w", shop.ID, err)
	}
	return s.show(w, r, "health.html", room(shop, "Health", healthPath(shop.ID)), newHealthBody(v, clockOf(shop, s.Now())))
}

func (s *server) vitals(r *http.Request, shop cx.Shop) (v vitals, err error) {
	ctx, now, f := r.Context(), s.Now(), s.Facts
	v = vitals{shop: shop, runs: map[string]ledger.Run{}, queues: s.Queues != nil}
	jobs := []string{ledger.DispatchJob, ledger.ReactionsJob, ledger.DeliveriesJob}
	runs, err := f.Runs(ctx, jobs...)
	if err != nil {
		return v, err
	}
	for i, job := range jobs {
		v.runs[job] = runs[i]
	}
	if v.due, err = f.Outbox(ctx, shop.ID, healthDue); err != nil {
		return v, err
	}
	if v.unclear, err = f.Unclear(ctx, v.overdue(now, 0)); err != nil {
		return v, err
	}
	if v.reported, err = f.SeenEvent(ctx); err != nil {
		return v, err
	}
	if v.links, err = f.Connections(ctx, shop); err != nil {
		return v, err
	}
	kept, more, err := f.KeptPage(ctx, shop.ID, now, "", healthKept)
	if err != nil {
		return v, err
	}
	v.kept, v.keptMore = len(kept), more
	if v.queues {
		if v.waiting, v.dead, err = s.Queues(ctx); err != nil {
			return v, err
		}
	}
	return v, s.counted(r, shop, now, &v)
}

// counted reads the counters.
func (s *server) counted(r *http.Request, shop cx.Shop, now time.Time, v *vitals) (err error) {
	ctx, f, survey, today := r.Context(), s.Facts, shop.Survey.ID, shop.Day(now)
	yearAgo := shop.Day(now.AddDate(-1, 0, 1))
	if v.month, err = f.Tally(ctx, shop.ID, survey, today[:len("2006-01-")]+"01", today); err != nil {
		return err
	}
	if v.year, err = f.Tally(ctx, shop.ID, survey, yearAgo, today); err != nil {
		return err
	}
	todayUTC := now.UTC().Format(time.DateOnly)
	month, err := f.Endings(ctx, shop.ID, todayUTC[:len("2006-01-")]+"01", todayUTC)
	if err != nil {
		return err
	}
	year, err := f.Endings(ctx, shop.ID, dayBefore(now, 365), todayUTC)
	if err != nil {
		return err
	}
	v.monthEnded, v.yearEnded = total(month), total(year)
	v.ways, err = f.Endings(ctx, shop.ID, dayBefore(now, healthDays), todayUTC)
	return err
}

func total(ways map[ledger.Ending]int64) (n int64) {
	for _, k := range ways {
		n += k
	}
	return n
}

// overdue are the due messages that have been so for longer than a time.
func (v vitals) overdue(now time.Time, by time.Duration) []cx.Order {
	n := 0
	for n < len(v.due) && now.Sub(v.due[n].Message.Due) > by {
		n++
	}
	return v.due[:n]
}

func newHealthBody(v vitals, k clock) healthBody {
	b := healthBody{Lines: []healthLine{v.mail(k), v.answers(k), v.reports(k), v.counting(k), v.letters()}, Cost: newCost(v, k)}
	for _, c := range v.links {
		b.Lines = append(b.Lines, v.link(c, k))
	}
	if len(v.links) == 0 {
		line := healthLine{Name: "Platforms", URL: connectionsPath(v.shop.ID), Link: "Connect one", Desk: true}
		line.is(needWord, needClass, "No platform is connected, so nothing can come in.")
		b.Lines = append(b.Lines, line)
	}
	b.Lines = append(b.Lines, v.webhooks())
	b.Ways = waysOf(v.ways)
	b.Summary = summary(b.Lines)
	return b
}

// summary says the worst first.
func summary(lines []healthLine) string {
	var need, look []string
	for _, l := range lines {
		switch l.Class {
		case needClass:
			need = append(need, l.Name)
		case lookClass:
			look = append(look, l.Name)
		}
	}
	switch {
	case len(need) > 0:
		return "Something needs you: " + list(need) + "."
	case len(look) > 0:
		return "It works. Worth a look: " + list(look) + "."
	}
	return "Everything works as far as can be told from here."
}

// link is how a platform's connection does.
func (v vitals) link(c ledger.Connection, k clock) healthLine {
	p, ok := platform.Find(c.Platform)
	if !ok {
		return healthLine{Name: string(c.Platform), Word: lookWord, Class: lookClass, Lines: []string{"Earshot does not know this platform any more."}}
	}
	s := stateOfLink(c, p.Describe().Guide, k)
	return healthLine{Name: p.Describe().Title, Word: s.Word, Class: s.Class, Lines: s.Lines,
		URL: connectionPath(v.shop.ID, c.Platform), Link: "The connection", Desk: true}
}
