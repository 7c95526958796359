package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"earshot/shared/cx"
)

// confirmBody asks whether something is meant that cannot be taken back.
type confirmBody struct {
	Heading string
	Lines   []string
	Path    string // where the form goes, with "sure"
	Do      string
	Button  string
	Danger  bool
	Back    string
}

func (s *server) confirm(w http.ResponseWriter, r *http.Request, shop cx.Shop, b confirmBody) error {
	return s.show(w, r, "confirm.html", room(shop, b.Heading, b.Back), b)
}

// orderDone is what a press did to an order, as far as it is so: a link that somebody made up claims nothing.
func orderDone(what string, m cx.Message, c clock) string {
	switch {
	case what == "send" && m.State == cx.Due && !m.Due.After(c.now):
		return "It is due now. The next run decides by all the rules, within a minute."
	case what == "hold" && m.State == cx.Due && m.Held:
		return "The survey about this order waits until you let it go on."
	case what == "go" && m.State == cx.Due && !m.Held:
		return "It goes on. All the rules decide when it is due."
	case what == "never" && m.Reason == cx.ByHand:
		return "Nobody will be asked about this order."
	}
	return ""
}

// customerDone is the same for a customer, with the press that takes it back.
func customerDone(what string, p cx.Person) (text, undo string) {
	switch {
	case what == "hold" && p.Held:
		return "This customer is never asked again. What comes due from now on is dropped.", "ask"
	case what == "ask" && !p.Held:
		return "This customer may be asked again. What was dropped in between stays dropped.", "hold"
	case what == "pause" && p.Paused:
		return "This customer is not asked for now. What comes due waits.", "resume"
	case what == "resume" && !p.Paused:
		return "This customer may be asked again. What waited is due, and decided by all the rules.", "pause"
	}
	return "", ""
}

func unknownDeed() error {
	return &cx.Error{Kind: cx.Invalid, Text: "Go back and press one of the buttons."}
}

// orderDeed makes a waiting survey due now, or ends it. Neither can be taken back, so both are asked about first. To hold
// it and to let it go on is done at once: each takes the other back.
func (s *server) orderDeed(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	f, err := s.orderFacts(r, shop)
	if err != nil {
		return err
	}
	what, path := form.Get("do"), orderPath(shop.ID, f.Order.ID)
	ask, final := s.askAbout(what, f)
	if !final && what != "hold" && what != "go" {
		return unknownDeed()
	}
	if f.Order.Message.State != cx.Due {
		return &cx.Error{Kind: cx.Conflict, Text: "Nothing waits for this order any more. " + cx.NextStep(f, s.Now())}
	}
	if final && form.Get("sure") == "" {
		ask.Path, ask.Back, ask.Do = path, path, what
		return s.confirm(w, r, shop, ask)
	}
	says, err := s.doToOrder(r.Context(), f.Order.ID, what)
	if err != nil {
		return err
	}
	s.audit(r, shop.ID, sentence(orderName(f.Order.Number))+says)
	return done(w, r, path+"?done="+what)
}

// doToOrder does one of the deeds, and says it as the end of a sentence.
func (s *server) doToOrder(ctx context.Context, id cx.OrderID, what string) (string, error) {
	switch what {
	case "send":
		return " was made due at once.", s.Facts.SendNow(ctx, id, s.Now())
	case "never":
		return " is not to be asked about.", s.Facts.NeverAsk(ctx, id, s.Now())
	case "hold":
		return " was held.", s.Facts.HoldOrder(ctx, id, true, s.Now())
	case "go":
		return " was let go on.", s.Facts.HoldOrder(ctx, id, false, s.Now())
	}
	return "", unknownDeed()
}

// askAbout are the words before a deed. Of sending now they say what the rules would say at this moment.
func (s *server) askAbout(what string, f cx.Facts) (confirmBody, bool) {
	name := orderName(f.Order.Number)
	switch what {
	case "send":
		now := f
		now.Order.Message.Due, now.Order.Message.Reason = s.Now(), ""
		return confirmBody{Heading: "Send the survey about " + name + " now?", Button: "Make it due now", Lines: []string{
			"It does not wait for its day any more. The rules still decide, within a minute. As things stand:", cx.NextStep(now, s.Now()),
			"A mail that went out cannot be taken back."}}, true
	case "never":
		return confirmBody{Heading: "Never ask about " + name + "?", Button: "Never ask about this order", Danger: true, Lines: []string{
			"The survey is taken out of what goes out, and is not planned again. This cannot be taken back. The customer's other orders are not touched."}}, true
	}
	return confirmBody{}, false
}

// orderFacts reads the order of the path, of this shop alone, with all that decides about it.
func (s *server) orderFacts(r *http.Request, shop cx.Shop) (cx.Facts, error) {
	id := cx.OrderID(r.PathValue("order"))
	if !isOrderID(string(id)) {
		return cx.Facts{}, noOrder(nil)
	}
	f, err := s.Facts.Facts(r.Context(), shop, id)
	if err != nil {
		return f, fmt.Errorf("read order %s: %w", id, err)
	}
	if f.Order.Shop != shop.ID {
		return cx.Facts{}, noOrder(errors.New("the order is of another shop"))
	}
	return f, nil
}

// customerDeed does what can be taken back: never ask, or for now not, and the way back from both.
func (s *server) customerDeed(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	p, err := s.person(r, shop)
	if err != nil {
		return err
	}
	what, ctx := form.Get("do"), r.Context()
	switch what {
	case "hold", "ask":
		err = s.Facts.HoldPerson(ctx, p.ID, what == "hold")
	case "pause", "resume":
		err = s.Facts.PausePerson(ctx, p.ID, what == "pause", s.Now())
	default:
		err = unknownDeed()
	}
	if err != nil {
		return err
	}
	words := map[string]string{"hold": " is never to be asked.", "ask": " may be asked again.", "pause": " was paused.", "resume": " was let go on."}
	s.audit(r, shop.ID, "Customer "+string(p.ID)+words[what])
	return done(w, r, customerPath(shop.ID, p.ID)+"?done="+what)
}
