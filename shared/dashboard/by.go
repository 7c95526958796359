package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
	"earshot/shared/insight"
	"earshot/shared/ledger"
)

// mostParts is how many values of a dimension a page shows: each is a query, and up to 4 items a month.
const mostParts = 10

// byBody is the content of a page that breaks the score down by one dimension.
type byBody struct {
	Heading string
	Column  string
	By      []choice
	Windows []choice
	Days    daysForm
	Months  string // "September to November 2026": what was counted
	Metric  string
	Whole   byRow
	Rows    []byRow
	More    string // about values that are not shown
	Note    string // what is special about this dimension
	Back    string
}

// byRow is one value with its score.
type byRow struct {
	Name         string
	Score, Range string
	Few          bool
	Whole        bool // all answers
	N            int
	Answers      string
	URL          string // the answers behind the count
}

// by is the room that compares scores by one dimension. Ranges stand beside them, because most differences are chance.
func (s *server) by(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	q := r.URL.Query()
	win, d := windowOf(q, shop, s.Now()), dimensionOf(q)
	body, err := s.byBody(r.Context(), win, d, q)
	if err != nil {
		return fmt.Errorf("break down the answers of %s: %w", shop.ID, err)
	}
	path := byPath(shop.ID)
	for _, each := range cx.Dimensions() {
		body.By = append(body.By, choice{Text: dimensionTitle(each), URL: fresh(path, q, "by", string(each)), Current: each == d})
	}
	body.Windows, body.Days = win.choices(path, q), newDaysForm(path, q, win)
	body.Back = fresh(shopPath(shop.ID), q, "by", "")
	f := room(shop, body.Heading, shopPath(shop.ID))
	return s.show(w, r, "by.html", f, body)
}

func byPath(id cx.ShopID) string { return shopPath(id) + "/by" }

func dimensionOf(q url.Values) cx.Dimension {
	if d := cx.Dimension(q.Get("by")); slices.Contains(cx.Dimensions(), d) {
		return d
	}
	return cx.ByCountry
}

func (s *server) byBody(ctx context.Context, w window, d cx.Dimension, q url.Values) (byBody, error) {
	b := byBody{Heading: "By " + byWords(d), Column: dimensionTitle(d), Metric: metricName(w.shop.Survey), Note: byNote(d)}
	m, err := ledger.MonthsOf(w.span())
	if err != nil {
		return b, err
	}
	b.Months = monthsWords(m)
	values, names, err := s.valuesOf(ctx, w, d, m)
	if err != nil {
		return b, err
	}
	if b.More = moreWords(d, len(values)-mostParts); b.More != "" {
		values = values[:mostParts]
	}
	first, last := m.From.Format(time.DateOnly), m.To.AddDate(0, 1, -1).Format(time.DateOnly)
	whole, err := s.Facts.Tally(ctx, w.shop.ID, w.shop.Survey.ID, first, last)
	if err != nil {
		return b, err
	}
	behind := func(pairs ...string) string {
		span := []string{"from", first, "to", last, "show", "believed"}
		return fresh(shopPath(w.shop.ID), nil, append(span, pairs...)...) + "#answers"
	}
	b.Whole = newByRow(w.shop.Survey, "Everyone", whole, behind())
	b.Whole.Whole = true
	for _, v := range values {
		t, err := s.Facts.TallyPart(ctx, w.shop.ID, w.shop.Survey.ID, ledger.Part{By: d, Value: v}, m)
		if err != nil {
			return b, err
		}
		name := cmp.Or(names[v], valueName(w.shop, d, v))
		if row := newByRow(w.shop.Survey, name, t, behind(fieldOf(d), v)); row.N > 0 {
			b.Rows = append(b.Rows, row)
		}
	}
	slices.SortStableFunc(b.Rows, func(a, b byRow) int { return b.N - a.N })
	return b, nil
}

// valuesOf are the values of a dimension, the most frequent first. Of products nobody keeps a list: they are those of the
// newest answers, with the names that stand there.
func (s *server) valuesOf(ctx context.Context, w window, d cx.Dimension, m ledger.Months) (values []string, names map[string]string, err error) {
	if d != cx.ByProduct {
		all, err := s.Facts.Values(ctx, w.shop.ID, w.shop.Survey.ID, m)
		return frequent(all[d]), nil, err
	}
	y, month, _ := m.From.Date()
	until, after, _ := m.To.Date()
	zone := w.shop.Location()
	page := ledger.Page{From: time.Date(y, month, 1, 0, 0, 0, 0, zone), To: time.Date(until, after+1, 1, 0, 0, 0, 0, zone), Limit: answersRead}
	found, _, err := s.Facts.Responses(ctx, w.shop.ID, page)
	if err != nil {
		return nil, nil, err
	}
	seen, names := map[string]int64{}, map[string]string{}
	for _, r := range found {
		for _, v := range r.Values(d) {
			if seen[v]++; names[v] == "" {
				names[v] = r.Segment.Items[0].Title
			}
		}
	}
	return frequent(seen), names, nil
}

// frequent are the values that were counted, the most frequent first.
func frequent(counted map[string]int64) []string {
	values := slices.DeleteFunc(slices.Sorted(maps.Keys(counted)), func(v string) bool { return counted[v] <= 0 })
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(counted[b], counted[a]) })
	return values
}

func newByRow(survey cx.Survey, name string, t cx.Tally, url string) byRow {
	c := measure.Counts(survey, t)
	score, unit := insight.Of(c), spaced(unitOf(survey))
	row := byRow{Name: name, N: score.N, Answers: thousands(score.N), URL: url, Few: score.Guard == insight.Few}
	if score.Guard != insight.None {
		row.Score, row.Range = whole(score.Value)+unit, whole(score.Low)+" to "+whole(score.High)+unit
	}
	return row
}

func byWords(d cx.Dimension) string {
	if d == cx.ByVisit {
		return "first or repeated purchase"
	}
	return string(d)
}

func byNote(d cx.Dimension) string {
	switch d {
	case cx.ByProduct:
		return "An order counts under its first product. The products are those of the newest answers; their numbers are of all answers of these months."
	case cx.ByReason:
		return "An answer counts under each of its reasons, and one without a reason under none."
	case cx.ByCountry:
		return "The country is where the parcel went."
	case cx.ByLanguage:
		return "The language is that of the mail."
	}
	return "Whether a customer came back is judged when the mail is sent."
}

// moreWords tells of values that are not shown.
func moreWords(d cx.Dimension, n int) string {
	many := map[cx.Dimension]string{cx.ByCountry: "countries", cx.ByProduct: "products", cx.ByReason: "reasons", cx.ByLanguage: "languages"}[d]
	if n <= 0 || many == "" {
		return ""
	}
	return fmt.Sprintf("The ten with most answers are shown; %s more had some.", count(n, string(d), many))
}

// monthsWords says a run of months.
func monthsWords(m ledger.Months) string {
	switch {
	case m.From.Equal(m.To):
		return m.To.Format("January 2006")
	case m.From.Year() == m.To.Year():
		return m.From.Format("January") + " to " + m.To.Format("January 2006")
	}
	return m.From.Format("January 2006") + " to " + m.To.Format("January 2006")
}

// daysForm asks for days of one's own.
type daysForm struct {
	Action   string
	Keep     []pair
	From, To string
	Why      string
	Open     bool
	Last     string // no day after it
	Shown    string // the days that were chosen, in words
}

// newDaysForm keeps what was typed, good or not.
func newDaysForm(path string, q url.Values, w window) daysForm {
	f := daysForm{Action: path, From: q.Get("from"), To: q.Get("to"), Why: w.why, Open: w.own || w.why != ""}
	y, m, d := w.now.In(w.shop.Location()).Date()
	f.Last = time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	if w.own {
		f.From, f.To = w.span()
		f.Shown = w.words()
	}
	for _, name := range append([]string{"by"}, listFields()...) {
		if v := q.Get(name); v != "" {
			f.Keep = append(f.Keep, pair{name, v})
		}
	}
	return f
}
