package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/insight"
	"earshot/shared/ledger"
)

// The bounds of a list of answers: so many a page, so many read at once where a filter leaves most of them out, and so
// many read for one page while looking for those that fit.
const (
	answersAPage  = 20
	answersAtOnce = 100
	answersRead   = 500
)

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
	Seen       string // what a button to mark it as read sends; "" if it is read, or nobody here may
}

// answerList is a part of the list and the way on.
type answerList struct {
	Title   string
	Rows    []answerRow
	Next    string // link to older ones; "" at the end
	Reading bool   // the bound of reading was met before the page was full
	Later   bool   // this is not the first page
	First   string // link to the first page
	Kinds   []choice
	Form    *filterForm // nil where nothing can be narrowed down
	Unread  int         // of the rows, where whoever looks may mark them
	Narrow  bool        // not all answers were asked for
	Back    string      // the query of this page, for forms that lead back to it
	File    *fileForm   // nil where there is no file of the list
}

// answers reads a page of the list.
func (s *server) answers(ctx context.Context, w window, q url.Values) (answerList, error) {
	k, path := kindOf(q), shopPath(w.shop.ID)
	list := answerList{
		Title: k.title + ", " + w.words(), Later: q.Get("after") != "", First: link(path, q, "show", k.name),
		Kinds: kindChoices(path, q, k), Back: strings.TrimPrefix(link(path, q, "after", q.Get("after")), path),
	}
	var next string
	var err error
	if k.name == openedKind {
		list.Rows, next, err = s.opened(ctx, w, q.Get("after"))
	} else {
		next, err = s.narrowed(ctx, w, q, k, &list)
	}
	if err != nil {
		return answerList{}, fmt.Errorf("list the answers of %s: %w", w.shop.ID, err)
	}
	if next != "" {
		list.Next = link(path, q, "after", next)
	}
	return list, nil
}

// narrowed fills a list with the answers that meet all that was chosen, and says where to go on.
func (s *server) narrowed(ctx context.Context, w window, q url.Values, k kind, list *answerList) (string, error) {
	conditions := conditionsOf(q, w.shop)
	found, next, err := s.matching(ctx, w, k, conditions, q.Get("after"), answersAPage)
	if err != nil {
		return "", err
	}
	months, err := ledger.MonthsOf(w.span())
	if err != nil {
		return "", err
	}
	values, err := s.Facts.Values(ctx, w.shop.ID, w.shop.Survey.ID, months)
	if err != nil {
		return "", err
	}
	named(conditions, found)
	path := shopPath(w.shop.ID)
	form := newFilterForm(path, q, w.shop, values, conditions)
	list.Form, list.Reading = &form, next != "" && len(found) < answersAPage
	list.File, list.Narrow = newFileForm(path, q, who(ctx).role.May(cx.Owner)), k.name != "" || len(conditions) > 0
	if list.Rows, err = s.answerRows(ctx, w, found); err != nil {
		return "", err
	}
	for i, r := range found {
		if r.Unread() && who(ctx).role.May(cx.Agent) {
			list.Unread++
			list.Rows[i].Seen = seenText(r)
		}
	}
	return next, nil
}

// named gives a product that a link chose by its id the name that the answers tell.
func named(conditions []condition, found []cx.Response) {
	for i, c := range conditions {
		if c.name == fieldOf(cx.ByProduct) {
			conditions[i].text = "One product"
			for _, r := range found[:min(len(found), 1)] {
				conditions[i].text = r.Segment.Items[0].Title
			}
		}
	}
}

func kindChoices(path string, q url.Values, current kind) []choice {
	var all []choice
	for _, k := range kinds() {
		if k.listed || k.name == current.name {
			all = append(all, choice{Text: k.short, URL: link(path, q, "show", k.name), Current: k.name == current.name})
		}
	}
	return all
}

// matching walks the list until so many were found or enough was read. What was read is never cut, so that the cursor goes
// on exactly behind it: there may be more of them.
func (s *server) matching(ctx context.Context, w window, k kind, conditions []condition, after string, enough int) (found []cx.Response, next string, err error) {
	page := ledger.Page{From: w.begins(), To: w.ends(), Limit: answersAPage, After: after}
	for read := 0; read < answersRead; page.Limit = min(answersAtOnce, answersRead-read) {
		batch, cursor, err := s.Facts.Responses(ctx, w.shop.ID, page)
		if err != nil {
			return nil, "", err
		}
		for _, r := range batch {
			if fitsAll(r, w.shop.Survey, k, conditions) {
				found = append(found, r)
			}
		}
		read += page.Limit
		if next, page.After = cursor, cursor; next == "" || len(found) >= enough {
			break
		}
	}
	return found, next, nil
}

// answerRows adds who it was, read in one go.
func (s *server) answerRows(ctx context.Context, w window, found []cx.Response) ([]answerRow, error) {
	var ids []cx.PersonID
	for _, r := range found {
		ids = append(ids, r.Person)
	}
	people, err := s.persons(ctx, ids...)
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
	page := ledger.Page{From: w.begins(), To: w.ends(), Limit: 2 * answersAPage, After: after}
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
