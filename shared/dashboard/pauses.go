package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"earshot/shared/cx"
)

// pause stops the shop or everything, or lets it go on. Everything is more than one shop's owner may stop.
func (s *server) pause(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	what := form.Get("do")
	if strings.HasSuffix(what, "-all") && !who(r.Context()).everywhere {
		return forbidden("Only who runs this installation of Earshot can pause all its shops.")
	}
	says, err := s.switched(r.Context(), shop.ID, what)
	if err != nil {
		return err
	}
	s.audit(r, shop.ID, says)
	return done(w, r, livePath(shop.ID)+"?done="+what)
}

// switched turns one of the switches, and says what was done.
func (s *server) switched(ctx context.Context, shop cx.ShopID, what string) (string, error) {
	switch what {
	case "pause":
		return "Sending was paused.", s.Facts.PauseShop(ctx, shop, "")
	case "resume":
		return "Sending was resumed.", s.Facts.ResumeShop(ctx, shop, s.Now())
	case "pause-all":
		return "Everything was paused, in all shops.", s.Facts.HaltAll(ctx, true, s.Now())
	case "resume-all":
		return "The pause of everything was ended.", s.Facts.HaltAll(ctx, false, s.Now())
	}
	return "", &cx.Error{Kind: cx.Invalid, Text: "Go back and press one of the buttons."}
}

// pausePerson stops the mail to one customer for now, or lets it go on. No address comes into a URL: the page after it
// does not repeat it.
func (s *server) pausePerson(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	address := strings.TrimSpace(form.Get("address"))
	wrong := func(why string) error {
		return s.showLive(w, r, shop.ID, http.StatusUnprocessableEntity, liveBody{Address: address, Why: why})
	}
	email, err := cx.ParseEmail(address)
	if err != nil {
		return wrong("This is no whole mail address.")
	}
	p, err := s.Facts.FindPerson(r.Context(), shop.ID, email)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return wrong("Nobody with this address has ordered, as far as the platforms told.")
	}
	if err != nil {
		return fmt.Errorf("find a customer of %s: %w", shop.ID, err)
	}
	paused := form.Get("do") != "resume"
	if err := s.Facts.PausePerson(r.Context(), p.ID, paused, s.Now()); err != nil {
		return err
	}
	if paused {
		s.audit(r, shop.ID, "Customer "+string(p.ID)+" was paused.")
		return done(w, r, livePath(shop.ID)+"?done=person")
	}
	s.audit(r, shop.ID, "The pause of customer "+string(p.ID)+" was ended.")
	return done(w, r, livePath(shop.ID)+"?done=person-resumed")
}
