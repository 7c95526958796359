package dashboard

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// What the pages read of the outbox, in messages.
const (
	outboxRead = 100
	nextRead   = 40
	endedRead  = 50
	endedDays  = 90
)

// outboxBody is the content of the room "What goes out".
type outboxBody struct {
	Days    []dueDay
	Total   int
	More    bool // there is more than was read
	Waiting []reasonCount
	Ended   []endedRow
	Reasons []reasonCount // of all that ended in the last 30 days, by the counters
	Next    string
	First   string
	Later   bool
	Empty   string
	Notice  string // what keeps everything from going out
}

// dueDay is what goes out on one day of the shop's zone.
type dueDay struct {
	Day   string
	Hours []dueHour
}

// dueHour is what goes out within one hour.
type dueHour struct {
	Hour  string // "14:00"
	When  string // "Today, 14:00"
	Count string
	Rows  []dueRow
}

type dueRow struct {
	Order, URL, Item, When, Why string
}

// reasonCount is a reason in words with how many messages it holds for.
type reasonCount struct {
	Text string
	N    int
}

type endedRow struct {
	Order, URL, Item, When, What, Why string
}

// outbox is the second room: what goes out, what waits, and what does not, each with its reason.
func (s *server) outbox(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	due, err := s.Facts.Outbox(r.Context(), shop.ID, outboxRead)
	if err != nil {
		return fmt.Errorf("list the outbox of %s: %w", shop.ID, err)
	}
	now := s.Now()
	page := ledger.Page{From: now.AddDate(0, 0, -endedDays), To: now.Add(time.Second), Limit: endedRead, After: r.URL.Query().Get("after")}
	ended, next, err := s.Facts.Ended(r.Context(), shop.ID, page)
	if err != nil {
		return fmt.Errorf("list what ended of %s: %w", shop.ID, err)
	}
	ways, err := s.Facts.Endings(r.Context(), shop.ID, dayBefore(now, healthDays), now.UTC().Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("count what ended of %s: %w", shop.ID, err)
	}
	path := shopPath(shop.ID) + "/outbox"
	body := newOutboxBody(shop, clockOf(shop, now), due, ended)
	body.Reasons = waysOf(ways)
	body.First, body.Later = path, page.After != ""
	if next != "" {
		body.Next = link(path, nil, "after", next) + "#ended"
	}
	return s.show(w, r, "outbox.html", room(shop, "What goes out", path), body)
}

func newOutboxBody(shop cx.Shop, c clock, due, ended []cx.Order) outboxBody {
	b := outboxBody{Days: days(shop, c, due), Total: len(due), More: len(due) >= outboxRead, Notice: noticeOf(shop)}
	var waits []cx.Reason
	for _, o := range due {
		if waitsFor(o.Message) != "" {
			waits = append(waits, waitsFor(o.Message))
		}
	}
	for _, o := range ended {
		b.Ended = append(b.Ended, newEndedRow(shop, c, o))
	}
	b.Waiting = countReasons(waits)
	if len(due) == 0 {
		b.Empty = emptyOutbox(shop)
	}
	return b
}

// noticeOf says what holds for the whole shop, before all else.
func noticeOf(shop cx.Shop) string {
	why, stopped := shop.Stopped()
	switch {
	case stopped:
		return "Sending is paused: " + why + ". What is due waits."
	case !shop.Live:
		return "The shop is in rehearsal: everything is decided as if it were live, and no mail goes out."
	}
	return ""
}

func emptyOutbox(shop cx.Shop) string {
	t := shop.Survey.Trigger
	return fmt.Sprintf("Nothing is waiting to go out. When an order is %s, its survey appears here, due %s later.",
		t.After, count(t.Days, "day", "days"))
}

// waitsFor is why a due message was put off; "" for one that was not.
func waitsFor(m cx.Message) cx.Reason {
	if m.State == cx.Due && m.Reason != cx.AllClear {
		return m.Reason
	}
	return ""
}

// hours groups what is due, soonest first, by the hour of the shop's zone. What is overdue is due now.
func hours(shop cx.Shop, c clock, due []cx.Order) []dueHour {
	var all []dueHour
	for _, o := range due {
		at := later(c.now, o.Message.Due)
		hour := c.full(at)
		when := sentence(c.day(at)) + ", " + hour
		if len(all) == 0 || all[len(all)-1].When != when {
			all = append(all, dueHour{Hour: hour, When: when})
		}
		h := &all[len(all)-1]
		h.Rows = append(h.Rows, newDueRow(shop, c, o))
		h.Count = count(len(h.Rows), "survey", "surveys")
	}
	return all
}

func days(shop cx.Shop, c clock, due []cx.Order) []dueDay {
	var all []dueDay
	for _, h := range hours(shop, c, due) {
		day, _, _ := strings.Cut(h.When, ",")
		if len(all) == 0 || all[len(all)-1].Day != day {
			all = append(all, dueDay{Day: day})
		}
		last := &all[len(all)-1]
		last.Hours = append(last.Hours, h)
	}
	return all
}

// full is the hour in which t is, as it begins.
func (c clock) full(t time.Time) string { return t.In(c.zone).Format("15") + ":00" }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func newDueRow(shop cx.Shop, c clock, o cx.Order) dueRow {
	row := dueRow{Order: sentence(orderName(o.Number)), URL: orderPath(shop.ID, o.ID), Item: itemTitle(o.State.Items), When: c.hour(o.Message.Due)}
	m, usual := o.Message, shop.Survey.Trigger.After
	switch why := waitsFor(m); {
	case shop.Live && o.State.Placed.Before(shop.LiveSince):
		row.Why = "will not go out: " + cx.BeforeLive.Sentence()
	case why != "":
		row.Why = "waits: " + why.Sentence()
	case m.Trigger != usual && m.Trigger != "" && usual != "":
		row.Why = "follows “" + string(m.Trigger) + "”, because “" + string(usual) + "” was not told yet"
	}
	return row
}

func newEndedRow(shop cx.Shop, c clock, o cx.Order) endedRow {
	m := o.Message
	row := endedRow{Order: sentence(orderName(o.Number)), URL: orderPath(shop.ID, o.ID), Item: itemTitle(o.State.Items), Why: m.Reason.Sentence()}
	switch m.State {
	case cx.Dropped:
		row.What = "Not sent"
	case cx.Stuck:
		row.What = "Sent or not: unknown"
	default:
		row.What = "Not asked"
	}
	at := o.State.Placed
	if n := len(m.Decisions); n > 0 {
		at = m.Decisions[n-1].At
	}
	if !at.IsZero() {
		row.When = c.short(at)
	}
	return row
}

// countReasons lists reasons, the most frequent first.
func countReasons(reasons []cx.Reason) []reasonCount {
	n := map[cx.Reason]int{}
	for _, r := range reasons {
		n[r]++
	}
	var all []reasonCount
	for r, k := range n {
		all = append(all, reasonCount{Text: sentence(r.Sentence()), N: k})
	}
	slices.SortFunc(all, func(a, b reasonCount) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Text, b.Text)) })
	return all
}

// nextCard is the small list beside the answers.
type nextCard struct {
	First   string // when the first goes out; "" if nothing is due
	Hours   []dueHour
	Waiting string // how many of them wait, and why
	More    bool
}

const nextHours = 4

func newNextCard(c clock, due []cx.Order) nextCard {
	all := hours(cx.Shop{}, c, due)
	card := nextCard{Hours: all[:min(nextHours, len(all))], More: len(all) > nextHours}
	if len(all) > 0 {
		card.First = strings.ToLower(all[0].When[:1]) + all[0].When[1:]
	}
	var waits []cx.Reason
	for _, o := range due {
		if r := waitsFor(o.Message); r != "" {
			waits = append(waits, r)
		}
	}
	if reasons := countReasons(waits); len(reasons) > 0 {
		card.Waiting = fmt.Sprintf("%d of them were put off. %s: %d.", len(waits), reasons[0].Text, reasons[0].N)
	}
	return card
}
