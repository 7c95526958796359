package answers

import (
	"net/http"
	"strconv"

	"earshot/shared/cx"
)

// ask shows the answer page. The score of the link is stored as a visit, which is evidence and no answer; HEAD and
// prefetches store nothing, and a prefetched page gets no nonce, so that nobody answers it unseen.
func (s *server) ask(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	if sc.inv.Expired {
		return s.showExpired(w, r, http.StatusOK, s.expired(sc))
	}
	said := sc.inv.Response
	score, ok := readScore(r.PathValue("score"), sc.inv.Shop.Survey.Scale)
	page := s.page(sc, said)
	switch {
	case ok:
		page.choose(score)
	case said.HasScore:
		page.choose(said.Score)
	}
	if ahead := prefetched(r); ahead {
		page.Nonce = ""
	} else if ok && r.Method == http.MethodGet {
		s.noteVisit(r, sc, score)
	}
	page.tell()
	return s.pages.Show(w, r, http.StatusOK, "answer.html", page)
}

// noteVisit stores the visit if it is new. The page is shown whether or not that succeeds: a scanner that opens all
// links at the same moment must not cost the customer the page.
func (s *server) noteVisit(r *http.Request, sc scene, score int) {
	v := cx.Visit{Score: score, At: s.Now(), Client: s.client(r)}
	if err := s.Facts.Visit(r.Context(), sc.inv, v); err != nil {
		s.Log.WarnContext(r.Context(), "a visit was not noted", "order", sc.inv.Order.ID, "err", err)
	}
}

// readScore reads a score in its one spelling, if it is on the scale.
func readScore(text string, scale cx.Scale) (int, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text || !scale.Has(n) {
		return 0, false
	}
	return n, true
}
