package dashboard

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
)

// liveBody is the content of the room "Sending": whether mail goes out, and the switches.
type liveBody struct {
	Path     string
	Done     string // what the last press did
	Live     bool
	Since    string
	Paused   string // why nothing goes out right now; "" while it may
	ByAll    bool   // everything is paused, in all shops
	OwnPause bool   // the shop itself is
	Wrong    string // why going live was refused
	Checks   []checkRow
	Ready    bool
	Summary  []string
	Ramps    []option
	Ramp     string
	Numbers  []fact
	Address  string // that was typed
	Why      string // what is wrong with it
}

// sendingRoutes are the rooms "Sending" and "Rehearsal", one route a line.
func (s *server) sendingRoutes(room func(pattern string, f shopFunc)) {
	room("GET /dashboard/{shop}/live", s.live)
	room("POST /dashboard/{shop}/live", s.goLive)
	room("POST /dashboard/{shop}/live/rehearse", s.rehearseAgain)
	room("POST /dashboard/{shop}/live/ramp", s.setRamp)
	room("POST /dashboard/{shop}/live/pause", s.pause)
	room("POST /dashboard/{shop}/live/person", s.pausePerson)
	room("GET /dashboard/{shop}/rehearsal", s.rehearsal)
	room("GET /dashboard/{shop}/rehearsal/mail/{order}", s.rehearsedMail)
	room("GET /dashboard/{shop}/rehearsal/mail/{order}/html", s.rehearsedHTML)
	room("GET /dashboard/{shop}/rehearsal/history", s.pastForm)
	room("POST /dashboard/{shop}/rehearsal/history", s.playPast)
}

func livePath(id cx.ShopID) string { return shopPath(id) + "/live" }

// live shows whether mail goes out, since when and how much, and what stands in the way.
func (s *server) live(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	return s.showLive(w, r, shop.ID, http.StatusOK, liveBody{Done: pressed(r.URL.Query().Get("done"))})
}

// showLive fills the room from what is so at this moment.
func (s *server) showLive(w http.ResponseWriter, r *http.Request, id cx.ShopID, status int, b liveBody) error {
	ctx := r.Context()
	shop, err := s.Facts.SwitchedShop(ctx, id)
	if err != nil {
		return fmt.Errorf("show what %s sends: %w", id, err)
	}
	b.Path, b.Live = livePath(id), shop.Live
	b.Paused, _ = shop.Stopped()
	b.ByAll, b.OwnPause = shop.Halted, shop.Paused
	b.Ramps, b.Ramp = rampOptions(shop), rampWords(shop.Ramp)
	if shop.Live {
		b.Since = clockOf(shop, s.Now()).at(shop.LiveSince)
	} else if b.Checks, b.Ready, err = s.checked(ctx, shop); err != nil {
		return err
	} else if b.Summary, err = s.summary(r, shop); err != nil {
		return err
	}
	t, err := s.Facts.Health(ctx, shop, s.Now())
	if err != nil {
		return fmt.Errorf("show what %s sends: %w", id, err)
	}
	b.Numbers = healthNumbers(t)
	return s.wrongPage(w, r, status, "live.html", room(shop, "Sending", b.Path), b)
}

// summary says what going live means, before it is done.
func (s *server) summary(r *http.Request, shop cx.Shop) ([]string, error) {
	due, err := s.Facts.Outbox(r.Context(), shop.ID, outboxRead)
	if err != nil {
		return nil, fmt.Errorf("summarise the outbox of %s: %w", shop.ID, err)
	}
	t := shop.Survey.Trigger
	all := []string{
		"Orders placed from this moment on are asked about. Nobody is ever mailed about an order from before.",
		"A mail goes out " + count(t.Days, "day", "days") + " after an order is " + string(t.After) + fallbackWords(shop.Survey.Fallbacks) + ".",
		fmt.Sprintf("It arrives between %02d and %02d o'clock where the customer is, and asks nobody twice within %s.",
			shop.Survey.Window.From, shop.Survey.Window.To, count(shop.Survey.Throttle, "day", "days")),
	}
	switch {
	case len(due) >= outboxRead:
		all = append(all, fmt.Sprintf("%d surveys and more wait in rehearsal. Their orders are from before, so none of them goes out.", outboxRead))
	case len(due) > 0:
		all = append(all, count(len(due), "survey waits", "surveys wait")+" in rehearsal. The orders are from before, so nothing of it goes out.")
	}
	return all, nil
}

func fallbackWords(all []cx.Trigger) string {
	if len(all) == 0 {
		return ""
	}
	var words []string
	for _, t := range all {
		words = append(words, count(t.Days, "day", "days")+" after it is "+string(t.After))
	}
	return "; where that is never told, " + strings.Join(words, ", or ")
}

// healthNumbers are what a shop is paused by, with the bounds beside them.
func healthNumbers(t cx.Tally) []fact {
	return []fact{
		{"Mails sent", thousands(int(t.Sent))},
		{"Came back", thousands(int(t.Bounced)) + shareOf(t.Bounced, t.Sent)},
		{"Marked as spam", thousands(int(t.Complained)) + shareOf(t.Complained, t.Sent)},
	}
}

func shareOf(part, all int64) string {
	if all == 0 || part == 0 {
		return ""
	}
	return fmt.Sprintf(" (%.2f %%)", float64(part)*100/float64(all))
}

// goLive is the one deliberate act after which mail goes out.
func (s *server) goLive(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	ramp, ok := rampOf(shop, form.Get("ramp"))
	rows, ready, err := s.checked(r.Context(), shop)
	if err != nil {
		return err
	}
	if !ok || !ready {
		b := liveBody{Wrong: "Not live yet: choose how many mails go out each day."}
		if ok {
			b.Wrong = "Not live yet: " + reds(rows) + "."
		}
		return s.showLive(w, r, shop.ID, http.StatusUnprocessableEntity, b)
	}
	went := false
	_, err = s.Facts.ChangeShop(r.Context(), shop.ID, func(now cx.Shop) (cx.Shop, bool) {
		if went = !now.Live; went { // else somebody was faster, or pressed twice: the first moment stays
			now.Live, now.LiveSince, now.Ramp = true, s.Now().UTC().Truncate(time.Second), ramp
		}
		return now, went
	})
	if err != nil {
		return err
	}
	if went {
		s.audit(r, shop.ID, "The shop went live, "+rampWords(ramp)+".")
	}
	return done(w, r, livePath(shop.ID)+"?done=live")
}

// rehearseAgain stops all mail by going back to rehearsal.
func (s *server) rehearseAgain(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	_, err := s.Facts.ChangeShop(r.Context(), shop.ID, func(now cx.Shop) (cx.Shop, bool) {
		was := now.Live
		now.Live, now.LiveSince = false, time.Time{}
		return now, was
	})
	if err != nil {
		return err
	}
	s.audit(r, shop.ID, "The shop went back to rehearsal.")
	return done(w, r, livePath(shop.ID)+"?done=rehearsal")
}

func (s *server) setRamp(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	ramp, ok := rampOf(shop, form.Get("ramp"))
	if !ok {
		return s.showLive(w, r, shop.ID, http.StatusUnprocessableEntity, liveBody{Wrong: "Nothing changed: choose one of the numbers."})
	}
	_, err = s.Facts.ChangeShop(r.Context(), shop.ID, func(now cx.Shop) (cx.Shop, bool) {
		changed := now.Ramp != ramp
		now.Ramp = ramp
		return now, changed
	})
	if err != nil {
		return err
	}
	s.audit(r, shop.ID, "Mail goes out "+rampWords(ramp)+".")
	return done(w, r, livePath(shop.ID)+"?done=ramp")
}

// pressed is what a press did. The words are ours: the URL only chooses them.
func pressed(what string) string {
	return map[string]string{
		"live":           "The shop is live. The next orders are asked about.",
		"rehearsal":      "The shop is back in rehearsal. No mail goes out; what is decided from now on is only shown.",
		"ramp":           "Saved. It holds from the next mail on.",
		"pause":          "Paused. No mail leaves later than a minute from now; what is due waits.",
		"resume":         "The shop sends again. What waited goes out within a quarter of an hour, by all the rules.",
		"pause-all":      "Everything is paused, in all shops. No mail leaves later than a minute from now.",
		"resume-all":     "The pause of everything is over. What waited goes out within a quarter of an hour, by all the rules.",
		"person":         "This customer is paused. What is due waits until you let it go on.",
		"person-resumed": "This customer may be asked again.",
	}[what]
}

// ramps are the numbers of mails a day to choose from; 0 is no limit.
func ramps() []int { return []int{50, 200, 1000, 0} }

// rampOf reads a choice among what is offered to the shop.
func rampOf(shop cx.Shop, text string) (int, bool) {
	for _, n := range offered(shop) {
		if fmt.Sprint(n) == text {
			return n, true
		}
	}
	return 0, false
}

// offered are the ramps, and the shop's own where a file set another.
func offered(shop cx.Shop) []int {
	all := ramps()
	if !slices.Contains(all, shop.Ramp) {
		all = append([]int{shop.Ramp}, all...)
	}
	return all
}

func rampWords(n int) string {
	if n == 0 {
		return "as many as are due"
	}
	return "at most " + thousands(n) + " a day"
}

// rampOptions mark the shop's own.
func rampOptions(shop cx.Shop) []option {
	var all []option
	for _, n := range offered(shop) {
		all = append(all, option{Value: fmt.Sprint(n), Label: sentence(rampWords(n)), Chosen: n == shop.Ramp})
	}
	return all
}
