package answers

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/web"
	"earshot/shared/words"
)

// The open door takes what anyone wants to say, before a survey or without one: it has no token, so it is limited by
// client and by shop and day, and what it takes is counted apart from surveys.
const (
	doorPerClient = 6 // notes an hour
	doorPerDay    = 300
)

// doorPage is the open door, before and after something was said.
type doorPage struct {
	scene
	Nonce                 string
	Number, Said, Contact string // as typed
	Wrong                 cx.DoorProblem
	Status                status
	Done                  bool
}

// Limit is the most bytes of what is said.
func (*doorPage) Limit() int { return cx.CommentLimit }

// Answer says after sending whether an answer can come.
func (p *doorPage) Answer() string {
	if p.Contact == "" {
		return p.Text("door.no_answer")
	}
	return p.with("door.answer", words.Args{"address": p.Contact})
}

// Why says what is wrong with what was said.
func (p *doorPage) Why() string {
	if strings.TrimSpace(p.Said) == "" {
		return p.Text("door.no_words")
	}
	return p.Text("error.too_long")
}

// Door is the path of this page.
func (p *doorPage) Door() string { return "/f/" + string(p.inv.Shop.ID) }

// openDoor finds the shop of the path. The language is the browser's: nobody is known whose it could be.
func (s *server) openDoor(r *http.Request) (*doorPage, error) {
	id, err := cx.ParseShopID(r.PathValue("shop"))
	if err != nil {
		return nil, noLink(err)
	}
	shop, err := s.Facts.Shop(r.Context(), id)
	if err != nil {
		return nil, fmt.Errorf("open the door of %s: %w", id, err)
	}
	lang := s.Words.First(words.Accepts(r.Header.Get("Accept-Language")), shop)
	if said, ok := r.Context().Value(spokenKey{}).(*spoken); ok {
		said.languages = []words.Language{lang}
	}
	return &doorPage{scene: scene{lang: lang.With(shop.Survey.Texts[lang.Tag]), inv: cx.Invitation{Shop: shop}}}, nil
}

// askDoor shows the form. An order's number may come with the link, as on a packing slip of one order.
func (s *server) askDoor(w http.ResponseWriter, r *http.Request) error {
	p, err := s.openDoor(r)
	if err != nil {
		return err
	}
	p.Number = cx.DoorNumber(r.URL.Query().Get("order"))
	return s.showDoor(w, r, http.StatusOK, p)
}

func (s *server) showDoor(w http.ResponseWriter, r *http.Request, code int, p *doorPage) error {
	if !p.Done {
		nonce, err := s.doorNonce(p.inv.Shop.ID)
		if err != nil {
			return err
		}
		p.Nonce = nonce
	}
	return s.pages.Show(w, r, code, "door.html", p)
}

// sayDoor takes the form. Like Save it answers with a page of its own: to send it again by a reload is the same note.
func (s *server) sayDoor(w http.ResponseWriter, r *http.Request) error {
	p, err := s.openDoor(r)
	if err != nil {
		return err
	}
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	p.Number, p.Said, p.Contact = form.Get("number"), strings.ReplaceAll(form.Get("words"), "\r\n", "\n"), strings.TrimSpace(form.Get("contact"))
	n, wrong := cx.NewDoorNote(p.Number, p.Said, p.Contact)
	if p.Wrong = wrong; wrong != (cx.DoorProblem{}) {
		p.warn("door.not_sent")
		return s.showDoor(w, r, http.StatusUnprocessableEntity, p)
	}
	n.Shop, n.At = p.inv.Shop.ID, s.Now().Truncate(time.Second)
	n.Day = p.inv.Shop.Day(n.At)
	return s.knock(w, r, p, n, form.Get("nonce"))
}

func (p *doorPage) warn(key string) { p.Status = status{"bad", p.mark(p.Text(key))} }

// knock keeps a note, unless the form is not ours, comes faster than a person can, or is one too many.
func (s *server) knock(w http.ResponseWriter, r *http.Request, p *doorPage, n cx.DoorNote, nonce string) error {
	if !s.goodDoorNonce(nonce, n.Shop) {
		p.warn("door.again")
		return s.showDoor(w, r, http.StatusUnprocessableEntity, p)
	}
	n.ID = s.Facts.DoorID(n.Shop, nonce)
	kept, err := s.Facts.DoorNote(r.Context(), n.ID)
	if err == nil && kept.At.IsZero() {
		var allowed bool
		if allowed, err = s.doorAllows(r, n); err == nil && !allowed {
			p.warn("error.too_many")
			return s.showDoor(w, r, http.StatusTooManyRequests, p)
		}
		if err == nil {
			kept, err = s.Facts.Knock(r.Context(), n)
		}
	}
	if err != nil {
		return fmt.Errorf("take a note at the door of %s: %w", n.Shop, err)
	}
	if !kept.Same(n) { // the form was changed after it was sent: that is another note
		p.warn("door.again")
		return s.showDoor(w, r, http.StatusUnprocessableEntity, p)
	}
	p.Done, p.Status = true, status{"good", p.mark(p.Text("door.saved"))}
	return s.showDoor(w, r, http.StatusOK, p)
}

func (s *server) doorAllows(r *http.Request, n cx.DoorNote) (bool, error) {
	shop := string(n.Shop)
	ok, err := s.Facts.Allow(r.Context(), "door", shop+" "+s.client(r), doorPerClient, time.Hour, n.At)
	if err != nil || !ok {
		return false, err
	}
	return s.Facts.Allow(r.Context(), "door of a day", shop+" "+n.Day, doorPerDay, 24*time.Hour, n.At)
}
