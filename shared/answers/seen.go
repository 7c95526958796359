package answers

import (
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// seenAnswer tells the page's script what the status line may say.
type seenAnswer struct {
	Status cx.Status `json:"status"`
	Saved  bool      `json:"saved"` // the score that was sent is the one that counts
}

// seen takes what the page's script saw: a gesture, or that the page was read. It brings no words.
func (s *server) seen(w http.ResponseWriter, r *http.Request) error {
	sc, err := s.open(r)
	if err != nil {
		return err
	}
	if sc.inv.Expired {
		return &cx.Error{Kind: cx.Gone, Text: "This link is too old for a score."}
	}
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	act := cx.Act(form.Get("act"))
	score, ok := readScore(form.Get("score"), sc.inv.Shop.Survey.Scale)
	if !ok || (act != cx.Gesture && act != cx.Dwell) {
		return &cx.Error{Kind: cx.Unprocessable, Text: "act is gesture or dwell, score is on the scale."}
	}
	c, now := s.confirmation(r, act, score)
	c.Signs = s.seenSigns(r, form, sc.token, now)
	said, err := s.Facts.Answer(r.Context(), sc.inv, &c, cx.Words{}, now)
	if err != nil {
		return fmt.Errorf("note a %s for %s: %w", act, sc.inv.Order.ID, err)
	}
	saved := believed(said, sc.inv.Shop.Survey) && said.Score == score
	return web.JSON(w, http.StatusOK, seenAnswer{Status: said.Status, Saved: saved})
}
