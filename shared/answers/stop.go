package answers

import (
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// stopPage is the unsubscribe page: one button, and what it did.
type stopPage struct {
	scene
	Done   bool
	Undone bool
}

// askStop shows the button and changes nothing: scanners open this link too.
func (s *server) askStop(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	return s.pages.Show(w, r, http.StatusOK, "stop.html", stopPage{scene: sc, Done: !sc.inv.Person.Unsubscribed.IsZero()})
}

// stop is the one-click unsubscribe of RFC 8058 and the page's own button. A mail provider wants a short 200 and no
// redirect; it has no cookie, and whatever it posts means stop: a body that cannot be read must not keep mails coming.
func (s *server) stop(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	if err := s.Facts.Unsubscribe(r.Context(), sc.inv, s.Now()); err != nil && !gone(err) {
		return fmt.Errorf("unsubscribe the customer of %s: %w", sc.inv.Order.ID, err)
	}
	if form, err := web.Form(w, r, formLimit); err != nil || form.Get("page") == "" {
		return web.Text(w, http.StatusOK, sc.Text("stop.done")+"\n")
	}
	return s.pages.Show(w, r, http.StatusOK, "stop.html", stopPage{scene: sc, Done: true})
}

// undoStop takes it back.
func (s *server) undoStop(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	if err := s.Facts.Resubscribe(r.Context(), sc.inv, s.Now()); err != nil {
		return fmt.Errorf("undo the unsubscribing of the customer of %s: %w", sc.inv.Order.ID, err)
	}
	return s.pages.Show(w, r, http.StatusOK, "stop.html", stopPage{scene: sc, Undone: true})
}

// gone tells that the customer's record is not kept any more: nobody can be mailed, which is what was asked for.
func gone(err error) bool {
	kind, _ := cx.Public(err)
	return kind == cx.NotFound
}
