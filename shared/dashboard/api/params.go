package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
)

// params reads a query and collects what is wrong with it, all of it.
type params struct {
	values url.Values
	wrong  invalid
}

func (p params) check(ok bool, name, why string) {
	if !ok && !slices.Contains(p.wrong[name], why) {
		p.wrong[name] = append(p.wrong[name], why)
	}
}

// unsupported says so of a filter that we do not have: a number that ignores it would be wrong.
func (p params) unsupported(name string) {
	p.check(p.values.Get(name) == "", name, "is not supported")
}

// time reads Unix seconds.
func (p params) time(name string, preset time.Time) time.Time {
	text := p.values.Get(name)
	if text == "" {
		return preset
	}
	n, err := strconv.ParseInt(text, 10, 64)
	ok := err == nil && n >= 0 && n < 1<<36 // far past any date that fits a key
	p.check(ok, name, "must be a time in Unix seconds")
	if !ok {
		return preset
	}
	return time.Unix(n, 0).UTC()
}

// number reads a whole number from 1 to most.
func (p params) number(name string, preset, most int) int {
	text := p.values.Get(name)
	if text == "" {
		return preset
	}
	n, err := strconv.Atoi(text)
	ok := err == nil && n >= 1 && n <= most
	p.check(ok, name, fmt.Sprintf("must be a number from 1 to %d", most))
	if !ok {
		return preset
	}
	return n
}

// oneOf reads a word of a list; the first is preset, and may be "" for none of them.
func (p params) oneOf(name string, words ...string) string {
	text := p.values.Get(name)
	if text == "" {
		return words[0]
	}
	p.check(slices.Contains(words, text), name, "must be one of "+strings.TrimPrefix(strings.Join(words, ", "), ", "))
	return text
}

// The bounds of a list.
const (
	presetPerPage = 20
	mostPerPage   = 100
	mostReached   = 10_000 // page x per_page: a list is walked from its beginning
)

// query is what a list of responses asks for.
type query struct {
	page, perPage              int
	since, until               time.Time // of creation; until is included
	updatedSince, updatedUntil time.Time // zero: any
	newest, byUpdate           bool
	statuses                   []cx.Status // of answers; Opened adds what was only opened
	wordsToo                   bool        // answers without a score
	expandPerson               bool
	personID                   cx.PersonID
	personEmail                string
}

// readQuery reads and checks the parameters of a list; the error is an invalid.
func readQuery(v url.Values, survey cx.Survey, now time.Time) (query, error) {
	p := params{values: v, wrong: invalid{}}
	q := query{
		page: p.number("page", 1, mostReached), perPage: p.number("per_page", presetPerPage, mostPerPage),
		since: p.time("since", now.Add(-history)), until: p.time("until", now),
		updatedSince: p.time("updated_since", time.Time{}), updatedUntil: p.time("updated_until", time.Time{}),
		personID: cx.PersonID(v.Get("person_id")), personEmail: v.Get("person_email"),
	}
	p.check(q.page*q.perPage <= mostReached, "page", fmt.Sprintf("page x per_page reaches %d responses at most; use since", mostReached))
	p.unsupported("trend")
	order := p.oneOf("order", "asc", "desc", "asc:updated_at", "desc:updated_at", "asc:created_at", "desc:created_at")
	q.newest, q.byUpdate = strings.HasPrefix(order, "desc"), strings.HasSuffix(order, ":updated_at")
	q.readStatus(p, survey)
	q.readExpand(p)
	q.since, q.until = later(q.since, now.Add(-history)), earlier(q.until, now)
	if len(p.wrong) > 0 {
		return q, p.wrong
	}
	return q, nil
}

func (q *query) readStatus(p params, survey cx.Survey) {
	switch s := p.oneOf("status", "", "counted", "probable", "held", "opened", "all"); s {
	case "":
		q.statuses = measure.Believed(survey)
	case "all":
		q.statuses, q.wordsToo = []cx.Status{cx.Counted, cx.Probable, cx.Held, cx.Opened}, true
	default:
		q.statuses = []cx.Status{cx.Status(s)}
	}
}

// believed reads which answers the metrics are of. Held ones reach no metric, whoever asks, so all means all that do.
func (p params) believed(survey cx.Survey) []cx.Status {
	switch s := p.oneOf("status", "", "counted", "probable", "all"); s {
	case "":
		return measure.Believed(survey)
	case "all":
		return []cx.Status{cx.Counted, cx.Probable}
	default:
		return []cx.Status{cx.Status(s)}
	}
}

// readExpand takes both spellings: expand[]=person of most clients, and expand=person of Node's. Notes are always there.
func (q *query) readExpand(p params) {
	for _, what := range append(p.values["expand[]"], p.values["expand"]...) {
		p.check(what == "person" || what == "notes", "expand", "must be person or notes")
		q.expandPerson = q.expandPerson || what == "person"
	}
}

// wants tells whether the list holds r.
func (q query) wants(e entry) bool {
	if !q.updatedSince.IsZero() && e.changed.Before(q.updatedSince) {
		return false
	}
	if !q.updatedUntil.IsZero() && e.changed.After(q.updatedUntil.Add(time.Second-time.Nanosecond)) {
		return false
	}
	if !e.r.HasScore && e.status != cx.Opened {
		return q.wordsToo
	}
	return slices.Contains(q.statuses, e.status)
}
