package dashboard

import (
	"context"
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
)

// saidBody is the content of the room "What they said".
type saidBody struct {
	Windows []choice
	Score   scoreCard
	Beliefs beliefs
	Show    map[string]string // links to the answers behind each number
	Chart   weekChart
	Answers answerList
	Next    nextCard
	Empty   *emptyRoom // nil as soon as there is an answer
}

// emptyRoom says what will come, and when.
type emptyRoom struct{ Heading, Text string }

// said is the first room: the number, its weeks, and the answers behind it.
func (s *server) said(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	q := r.URL.Query()
	win := windowOf(q, shop, s.Now())
	body, err := s.saidBody(r.Context(), win)
	if err != nil {
		return err
	}
	path := shopPath(shop.ID)
	body.Windows = win.choices(path, q)
	body.Show = map[string]string{}
	for _, f := range filters() {
		body.Show[f.name] = link(path, q, "show", f.name) + "#answers"
	}
	if body.Answers, err = s.answers(r.Context(), win, q); err != nil {
		return err
	}
	if text := emptySaid(body); text != "" {
		body.Empty = &emptyRoom{Heading: "No answers in the " + win.words(), Text: text}
	}
	f := room(shop, "What they said", path)
	if f.Steps, err = s.steps(r.Context(), shop); err != nil {
		return err
	}
	return s.show(w, r, "said.html", f, body)
}

func (s *server) saidBody(ctx context.Context, w window) (saidBody, error) {
	shop, survey := w.shop.ID, w.shop.Survey
	tally, err := s.tally(ctx, w.shop, w.span)
	if err != nil {
		return saidBody{}, err
	}
	before, err := s.tally(ctx, w.shop, w.before)
	if err != nil {
		return saidBody{}, err
	}
	from, to := w.weeks()
	weeks, err := s.Facts.Weeks(ctx, shop, survey.ID, from, to)
	if err != nil {
		return saidBody{}, fmt.Errorf("count the weeks of %s: %w", shop, err)
	}
	due, err := s.Facts.Outbox(ctx, shop, nextRead)
	if err != nil {
		return saidBody{}, fmt.Errorf("list the outbox of %s: %w", shop, err)
	}
	return saidBody{
		Score:   newScoreCard(survey, w, measure.Counts(survey, tally), measure.Counts(survey, before)),
		Beliefs: newBeliefs(survey, tally), Chart: newWeekChart(survey, weeks),
		Next: newNextCard(clockOf(w.shop, w.now), due),
	}, nil
}

func (s *server) tally(ctx context.Context, shop cx.Shop, span func() (string, string)) (cx.Tally, error) {
	from, to := span()
	t, err := s.Facts.Tally(ctx, shop.ID, shop.Survey.ID, from, to)
	if err != nil {
		return t, fmt.Errorf("count the answers of %s: %w", shop.ID, err)
	}
	return t, nil
}

// emptySaid says what will come; "" as soon as there is something to see.
func emptySaid(b saidBody) string {
	if b.Score.N > 0 || b.Beliefs.Opened > 0 || b.Beliefs.Held > 0 || len(b.Answers.Rows) > 0 || b.Chart.Any {
		return ""
	}
	switch {
	case b.Next.First != "":
		return "The next mail goes out " + b.Next.First + "; answers come mostly within two days, and the number appears here after ten of them."
	case b.Beliefs.Sent > 0:
		return "Mails went out. Answers come mostly within two days, and the number appears here after ten of them."
	}
	return "When an order arrives and its parcel is there, the customer is asked, and what is said appears here; the number after ten answers."
}
