package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
	"earshot/shared/insight"
	"earshot/shared/ledger"
)

// The bounds of a list of answers: so many a page, and so many read while looking for those that fit a filter.
const (
	answersAPage = 20
	answersRead  = 400
)

// filter says which answers a list shows. Each number of the page opens one.
type filter struct {
	name, title, short string
	listed             bool // among the choices always, else only while it is chosen
	fits               func(cx.Response, cx.Survey) bool
}

// filters are all choices of ?show=; the first is preset. "opened" is a list of its own: nobody answered there.
func filters() []filter {
	status := func(want cx.Status) func(cx.Response, cx.Survey) bool {
		return func(r cx.Response, _ cx.Survey) bool { return r.HasScore && r.Status == want }
	}
	class := func(want insight.Class) func(cx.Response, cx.Survey) bool {
		return func(r cx.Response, s cx.Survey) bool { return counts(r, s) && classOf(r) == want }
	}
	return []filter{
		{"", "Answers", "All", true, func(cx.Response, cx.Survey) bool { return true }},
		{"good", "Good answers", "Good", true, class(insight.Good)},
		{"so", "So-so answers", "So-so", true, class(insight.Neutral)},
		{"bad", "Bad answers", "Bad", true, class(insight.Bad)},
		{"words", "Answers with words", "With words", true, func(r cx.Response, _ cx.Survey) bool { return r.Comment != "" }},
		{"counted", "Counted answers", "Counted", false, status(cx.Counted)},
		{"probable", "Probable answers", "Probable", false, status(cx.Probable)},
		{"held", "Answers held back", "Held back", false, status(cx.Held)},
		{"opened", "Opened, not confirmed", "Opened", false, nil},
	}
}

func filterOf(q url.Values) filter {
	for _, f := range filters() {
		if f.name == q.Get("show") {
			return f
		}
	}
	return filters()[0]
}

// counts tells that the metrics of the shop use the answer.
func counts(r cx.Response, s cx.Survey) bool {
	for _, status := range measure.Believed(s) {
		if r.HasScore && r.Status == status && r.Scale == s.Scale {
			return true
		}
	}
	return false
}

func classOf(r cx.Response) insight.Class { return insight.Scale(r.Scale).Class(r.Score) }

// answerRow is one answer, or one opening without an answer.
type answerRow struct {
	Score      string // "" without one
	Class      string // of the score's box: good, so, bad
	Spoken     string // what the box says to a screen reader
	Comment    string
	Reasons    []string
	Customer   string // "Jonas W."
	Order      string // "order 1039"
	URL        string
	Item       string
	When       string
	Time       string // RFC 3339, for <time>
	Evidence   string // "counted: pressed Save"
	MayContact bool
}

// answerList is a part of the list and the way on.
type answerList struct {
	Title   string
	Rows    []answerRow
	Next    string // link to older ones; "" at the end
	Reading bool   // the bound of reading was met before the page was full
	Later   bool   // this is not the first page
	First   string // link to the first page
	Filters []choice
}

// answers reads a page of the list.
func (s *server) answers(ctx context.Context, w window, q url.Values) (answerList, error) {
	f := filterOf(q)
	list := answerList{Title: f.title + ", " + w.words(), Later: q.Get("after") != ""}
	path := shopPath(w.shop.ID)
	list.First = link(path, q, "show", f.name)
	list.Filters = filterChoices(path, q, f)
	var next string
	var err error
	if f.name == "opened" {
		list.Rows, next, err = s.opened(ctx, w, q.Get("after"))
	} else {
		list.Rows, next, list.Reading, err = s.matching(ctx, w, f, q.Get("after"))
	}
	if err != nil {
		return answerList{}, fmt.Errorf("list the answers of %s: %w", w.shop.ID, err)
	}
	if next != "" {
		list.Next = link(path, q, "after", next)
	}
	return list, nil
}

func filterChoices(path string, q url.Values, current filter) []choice {
	var all []choice
	for _, f := range filters() {
		if f.listed || f.name == current.name {
			all = append(all, choice{Text: f.short, URL: link(path, q, "show", f.name), Current: f.name == current.name})
		}
	}
	return all
}

// matching walks the list until a page is full or enough was read. What was read is never cut, so that the cursor goes
// on exactly behind it: a page may hold nearly twice as many.
func (s *server) matching(ctx context.Context, w window, f filter, after string) (rows []answerRow, next string, bounded bool, err error) {
	var found []cx.Response
	page := ledger.Page{From: w.begins(), To: w.now.Add(time.Second), Limit: answersAPage, After: after}
	for read := 0; read < answersRead; read += answersAPage {
		batch, cursor, err := s.Facts.Responses(ctx, w.shop.ID, page)
		if err != nil {
			return nil, "", false, err
		}
		for _, r := range batch {
			if f.fits(r, w.shop.Survey) {
				found = append(found, r)
			}
		}
		next, page.After = cursor, cursor
		if next == "" || len(found) >= answersAPage {
			break
		}
	}
	rows, err = s.answerRows(ctx, w, found)
	return rows, next, next != "" && len(found) < answersAPage, err
}

// answerRows adds who it was, read in one go.
func (s *server) answerRows(ctx context.Context, w window, found []cx.Response) ([]answerRow, error) {
	var ids []cx.PersonID
	for _, r := range found {
		ids = append(ids, r.Person)
	}
	people, err := s.Facts.Persons(ctx, ids...)
	if err != nil {
		return nil, err
	}
	c := clockOf(w.shop, w.now)
	var rows []answerRow
	for _, r := range found {
		row := newAnswerRow(w.shop, c, r)
		row.Customer = customerName(people[r.Person])
		rows = append(rows, row)
	}
	return rows, nil
}

func newAnswerRow(shop cx.Shop, c clock, r cx.Response) answerRow {
	row := answerRow{
		Comment: r.Comment, Order: orderName(r.Number), URL: orderPath(shop.ID, r.Order), Item: itemTitle(r.Segment.Items),
		When: c.short(r.At), Time: r.At.UTC().Format(time.RFC3339), Evidence: evidenceWords(r), MayContact: r.MayContact,
	}
	for _, id := range r.Reasons {
		row.Reasons = append(row.Reasons, reasonLabel(shop, id))
	}
	row.Score, row.Class, row.Spoken = scoreBox(r)
	return row
}

// scoreBox is the score with its colour and what it means in words. A held score has no colour: nobody is blamed or
// praised by a machine.
func scoreBox(r cx.Response) (score, class, spoken string) {
	if !r.HasScore {
		return "", "", "no score"
	}
	score = strconv.Itoa(r.Score)
	most := 5
	if r.Scale == cx.ElevenPoints {
		most = 10
	}
	word := map[insight.Class]string{insight.Good: "good", insight.Neutral: "so", insight.Bad: "bad"}[classOf(r)]
	spoken = fmt.Sprintf("%d of %d", r.Score, most)
	if r.Status == cx.Held {
		return score, "", spoken + ", held back"
	}
	return score, word, spoken
}

func evidenceWords(r cx.Response) string {
	switch {
	case !r.HasScore || r.Status == "":
		return "words without a score"
	case r.Status == cx.Held:
		return "held back: " + r.Why
	case r.Why == "":
		return string(r.Status)
	}
	return string(r.Status) + ": " + r.Why
}

// opened lists invitations of which a link was opened and nothing was confirmed.
func (s *server) opened(ctx context.Context, w window, after string) ([]answerRow, string, error) {
	page := ledger.Page{From: w.begins(), To: w.now.Add(time.Second), Limit: 2 * answersAPage, After: after}
	all, next, err := s.Facts.Opened(ctx, w.shop.ID, page)
	if err != nil {
		return nil, "", err
	}
	var ids []cx.OrderID
	silent := map[cx.OrderID]cx.Evidence{}
	for _, e := range all {
		if len(e.Confirmations) == 0 {
			ids, silent[e.Order] = append(ids, e.Order), e
		}
	}
	orders, err := s.Facts.Orders(ctx, ids...)
	if err != nil {
		return nil, "", err
	}
	c := clockOf(w.shop, w.now)
	var rows []answerRow
	for _, o := range orders {
		rows = append(rows, newOpenedRow(w.shop, c, o, silent[o.ID]))
	}
	return rows, next, nil
}

func newOpenedRow(shop cx.Shop, c clock, o cx.Order, e cx.Evidence) answerRow {
	return answerRow{
		Spoken: "no answer", Customer: sentence(orderName(o.Number)), Order: "opened " + count(len(e.Visits), "time", "times"),
		URL: orderPath(shop.ID, o.ID), Item: itemTitle(o.State.Items), When: c.short(e.First),
		Time: e.First.UTC().Format(time.RFC3339), Evidence: "a link was opened, nothing was confirmed",
	}
}
