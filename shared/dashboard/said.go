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
	Days    daysForm
	By      []choice // the rooms that break the score down
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

// saidRoutes are the room "What they said", its answers as a file, and the rooms behind it.
func (s *server) saidRoutes(room func(string, shopFunc)) {
	room("GET /dashboard/{shop}", s.said)
	room("GET /dashboard/{shop}/by", s.by)
	room("GET /dashboard/{shop}/answers.csv", s.answersFile)
	room("POST /dashboard/{shop}/read", s.markRead)
}

// said is the first room: the number, its weeks, and the answers behind it.
func (s *server) said(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	q := r.URL.Query()
	win := windowOf(q, shop, s.Now())
	body, err := s.saidBody(r.Context(), win)
	if err != nil {
		return err
	}
	path := shopPath(shop.ID)
	body.Windows, body.Days = win.choices(path, q), newDaysForm(path, q, win)
	body.Show = map[string]string{}
	for _, k := range kinds() {
		body.Show[k.name] = fresh(path, q, "show", k.name) + "#answers"
	}
	for _, d := range cx.Dimensions() {
		body.By = append(body.By, choice{Text: dimensionTitle(d), URL: fresh(byPath(shop.ID), q, "by", string(d))})
	}
	if body.Answers, err = s.answers(r.Context(), win, q); err != nil {
		return err
	}
	if text := emptySaid(body); text != "" && !body.Answers.Narrow {
		body.Empty = &emptyRoom{Heading: "No answers " + win.within(), Text: text}
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
		Beliefs: newBeliefs(survey, tally), Chart: newWeekChart(w, weeks),
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
