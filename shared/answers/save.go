package answers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// formLimit is the most bytes of a form: a comment with every byte escaped, several times over.
const formLimit = 64 << 10

// save takes the form. The answer is a page of its own, not a redirect to the score's link: that would be a visit, and
// who changes a score twice would look like a scanner. Sending it again by a reload does no harm.
func (s *server) save(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	words := readWords(form)
	if sc.inv.Expired {
		return s.saveLate(w, r, sc, form, words)
	}
	score, scored := readScore(form.Get("score"), sc.inv.Shop.Survey.Scale)
	if !scored && form.Get("score") != "" {
		return &cx.Error{Kind: cx.Unprocessable, Text: "There is no such score."}
	}
	if len(words.Comment) > cx.CommentLimit {
		return s.showTooLong(w, r, sc, score, scored, words)
	}
	if !scored {
		return s.saveWords(w, r, sc, form, words)
	}
	return s.saveScore(w, r, sc, form, score, words)
}

// readWords reads the words of a form. Forms send line breaks as CR LF: they would count twice against the limit.
func readWords(form url.Values) cx.Words {
	comment := strings.TrimSpace(strings.ReplaceAll(form.Get("comment"), "\r\n", "\n"))
	return cx.Words{Reasons: form["reason"], Comment: comment, MayContact: form.Get("contact") != ""}
}

func (s *server) saveScore(w http.ResponseWriter, r *http.Request, sc scene, form url.Values, score int, words cx.Words) error {
	c, now := s.confirmation(r, cx.PressedSave, score)
	c.Signs = s.saveSigns(r, form, sc.token, now)
	said, err := s.Facts.Answer(r.Context(), sc.inv, &c, words.Clean(sc.inv.Shop.Survey), now)
	if err != nil {
		return fmt.Errorf("save an answer to %s: %w", sc.inv.Order.ID, err)
	}
	page := s.page(sc, said)
	page.choose(score)
	page.write(words) // what was typed, also if it was held back
	switch {
	case page.Saved == page.Chosen && page.keeps(words):
		page.thank("answer.saved")
	case len(c.Signs) == 0:
		page.warn("answer.held")
	default:
		page.warn("answer.not_saved")
	}
	return s.pages.Show(w, r, http.StatusOK, "answer.html", page)
}

// saveWords takes words without a score.
func (s *server) saveWords(w http.ResponseWriter, r *http.Request, sc scene, form url.Values, words cx.Words) error {
	said, taken, err := s.takeWords(r, sc, form, words)
	if err != nil {
		return err
	}
	page := s.page(sc, said)
	page.write(words)
	switch {
	case taken:
		page.thank("answer.saved_words")
	case empty(words):
		page.tell()
	default:
		page.warn("answer.not_saved")
	}
	return s.pages.Show(w, r, http.StatusOK, "answer.html", page)
}

// saveLate takes the words of a link that is too old for a score. Reasons are not asked there, so those given stay.
func (s *server) saveLate(w http.ResponseWriter, r *http.Request, sc scene, form url.Values, words cx.Words) error {
	words.Reasons = sc.inv.Response.Reasons
	if len(words.Comment) > cx.CommentLimit {
		return s.showTooLong(w, r, sc, 0, false, words)
	}
	said, taken, err := s.takeWords(r, sc, form, words)
	if err != nil {
		return err
	}
	sc.inv.Response = said
	page := s.expired(sc)
	page.write(words)
	switch {
	case taken:
		page.thank("answer.saved_words")
	case !empty(words):
		page.warn("answer.not_saved")
	}
	return s.showExpired(w, r, http.StatusOK, page)
}

// takeWords stores words without a score, unless there are none, or something speaks of a machine.
func (s *server) takeWords(r *http.Request, sc scene, form url.Values, words cx.Words) (cx.Response, bool, error) {
	now := s.Now().Truncate(time.Millisecond)
	said := sc.inv.Response
	if (empty(words) && said.Changed.IsZero()) || len(s.saveSigns(r, form, sc.token, now)) > 0 {
		return said, false, nil
	}
	said, err := s.Facts.Answer(r.Context(), sc.inv, nil, words.Clean(sc.inv.Shop.Survey), now)
	if err != nil {
		return said, false, fmt.Errorf("save words about %s: %w", sc.inv.Order.ID, err)
	}
	return said, true, nil
}

func empty(w cx.Words) bool { return w.Comment == "" && len(w.Reasons) == 0 }

// showTooLong shows the form again with all that was typed: nothing of it was saved.
func (s *server) showTooLong(w http.ResponseWriter, r *http.Request, sc scene, score int, scored bool, words cx.Words) error {
	page := s.page(sc, sc.inv.Response)
	if scored {
		page.choose(score)
	}
	page.write(words)
	page.TooLong = true
	page.warn("answer.not_saved")
	if sc.inv.Expired {
		return s.showExpired(w, r, http.StatusUnprocessableEntity, page)
	}
	return s.pages.Show(w, r, http.StatusUnprocessableEntity, "answer.html", page)
}

func (s *server) confirmation(r *http.Request, act cx.Act, score int) (cx.Confirmation, time.Time) {
	now := s.Now().Truncate(time.Millisecond) // as the log keeps it
	return cx.Confirmation{Act: act, Score: score, At: now, Client: s.client(r)}, now
}
