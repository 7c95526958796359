package dashboard

import (
	"net/url"
	"strconv"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/dashboard/measure"
	"earshot/shared/insight"
)

// kind says which sort of answers a list shows. Each number of the page opens one.
type kind struct {
	name, title, short string
	listed             bool // among the choices always, else only while it is chosen
	fits               func(cx.Response, cx.Survey) bool
}

// kinds are all choices of ?show=; the first is preset. "opened" is a list of its own: nobody answered there.
func kinds() []kind {
	status := func(want cx.Status) func(cx.Response, cx.Survey) bool {
		return func(r cx.Response, _ cx.Survey) bool { return r.HasScore && r.Status == want }
	}
	class := func(want insight.Class) func(cx.Response, cx.Survey) bool {
		return func(r cx.Response, s cx.Survey) bool { return counts(r, s) && classOf(r) == want }
	}
	return []kind{
		{"", "Answers", "All", true, func(cx.Response, cx.Survey) bool { return true }},
		{"unread", "Unread answers", "Unread", true, func(r cx.Response, _ cx.Survey) bool { return r.Unread() }},
		{"good", "Good answers", "Good", true, class(insight.Good)},
		{"so", "So-so answers", "So-so", true, class(insight.Neutral)},
		{"bad", "Bad answers", "Bad", true, class(insight.Bad)},
		{"words", "Answers with words", "With words", true, func(r cx.Response, _ cx.Survey) bool { return r.Comment != "" }},
		{"believed", "Answers that count", "That count", false, counts},
		{"counted", "Counted answers", "Counted", false, status(cx.Counted)},
		{"probable", "Probable answers", "Probable", false, status(cx.Probable)},
		{"held", "Answers held back", "Held back", false, status(cx.Held)},
		{openedKind, "Opened, not confirmed", "Opened", false, nil},
	}
}

const openedKind = "opened"

func kindOf(q url.Values) kind {
	for _, k := range kinds() {
		if k.name == q.Get("show") {
			return k
		}
	}
	return kinds()[0]
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

// condition is one more filter of a list, besides its kind.
type condition struct {
	name, value, text string // the field of the query, what is chosen, and that in words
	fits              func(cx.Response) bool
}

// conditionsOf reads all conditions of a query; what is no value of its field is no condition.
func conditionsOf(q url.Values, shop cx.Shop) []condition {
	var all []condition
	add := func(name, text string, fits func(cx.Response) bool) {
		all = append(all, condition{name, q.Get(name), text, fits})
	}
	if score, err := strconv.Atoi(q.Get("score")); err == nil && shop.Survey.Scale.Has(score) {
		add("score", "Score "+strconv.Itoa(score), func(r cx.Response) bool {
			return r.HasScore && r.Score == score && r.Scale == shop.Survey.Scale
		})
	}
	for name, d := range dimensionFields() {
		if value := q.Get(name); value != "" {
			add(name, valueName(shop, d, value), func(r cx.Response) bool { return r.Within(d, value) })
		}
	}
	if text := strings.TrimSpace(q.Get("product")); text != "" {
		add("product", "“"+cx.Cut(text, 60)+"”", func(r cx.Response) bool { return bought(r, text) })
	}
	if q.Get("words") != "" {
		add("words", "With words", func(r cx.Response) bool { return r.Comment != "" })
	}
	if q.Get("unread") != "" {
		add("unread", "Unread", cx.Response.Unread)
	}
	return sorted(all)
}

// dimensionFields are the fields whose value is one of a dimension. The product of a link is "item": an id that nobody
// types. What is typed is "product", and is looked for in titles.
func dimensionFields() map[string]cx.Dimension {
	return map[string]cx.Dimension{"item": cx.ByProduct, "country": cx.ByCountry, "language": cx.ByLanguage, "reason": cx.ByReason, "visit": cx.ByVisit}
}

// fieldOf is the field of a dimension.
func fieldOf(d cx.Dimension) string {
	if d == cx.ByProduct {
		return "item"
	}
	return string(d)
}

// bought tells that a product of the order has the text in its title.
func bought(r cx.Response, text string) bool {
	for _, item := range r.Segment.Items {
		if strings.Contains(strings.ToLower(item.Title), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

// sorted puts conditions into the order of the form.
func sorted(all []condition) []condition {
	var in []condition
	for _, name := range listFields() {
		for _, c := range all {
			if c.name == name {
				in = append(in, c)
			}
		}
	}
	return in
}

// fitsAll tells that an answer is of a kind and meets all conditions.
func fitsAll(r cx.Response, s cx.Survey, k kind, conditions []condition) bool {
	for _, c := range conditions {
		if !c.fits(r) {
			return false
		}
	}
	return k.fits(r, s)
}

// filterForm is the form that narrows a list down, and the conditions that it has now, each with a link that drops it.
type filterForm struct {
	Action string
	Keep   []pair // hidden fields: the window and the kind
	Fields []field
	Words  bool
	Unread bool
	Active []choice
	Clear  string
}

// pair is a field of a query.
type pair struct{ Name, Value string }

// newFilterForm offers what there is: values are the counted ones of the window's months.
func newFilterForm(path string, q url.Values, shop cx.Shop, values map[cx.Dimension]map[string]int64, conditions []condition) filterForm {
	f := filterForm{Action: path + "#answers", Words: q.Get("words") != "", Unread: q.Get("unread") != "", Clear: fresh(path, q, "show", q.Get("show"))}
	for _, name := range append(spanFields(), "show") {
		if v := q.Get(name); v != "" {
			f.Keep = append(f.Keep, pair{name, v})
		}
	}
	set := fieldset{values: q}
	f.Fields = append(f.Fields, set.choose("score", "Score", "", scorePairs(shop.Survey.Scale)...))
	for _, d := range []cx.Dimension{cx.ByReason, cx.ByCountry, cx.ByLanguage, cx.ByVisit} {
		name := fieldOf(d)
		f.Fields = append(f.Fields, set.choose(name, dimensionTitle(d), "", valuePairs(shop, d, values[d], q.Get(name))...))
	}
	product := set.ask("product", "Product’s name", "")
	product.Max = 80
	f.Fields = append(f.Fields, product)
	for _, c := range conditions {
		f.Active = append(f.Active, choice{Text: c.text, URL: link(path, q, c.name, "")})
	}
	return f
}

func scorePairs(scale cx.Scale) []string {
	pairs := []string{"", "Any"}
	for score := range 11 {
		if scale.Has(score) {
			pairs = append(pairs, strconv.Itoa(score), strconv.Itoa(score))
		}
	}
	return pairs
}

// valuePairs are the values of a dimension, the most frequent first, and the chosen one if it is not among them.
func valuePairs(shop cx.Shop, d cx.Dimension, counted map[string]int64, chosen string) []string {
	pairs, there := []string{"", "Any"}, chosen == ""
	for _, v := range frequent(counted) {
		pairs, there = append(pairs, v, valueName(shop, d, v)), there || v == chosen
	}
	if !there {
		pairs = append(pairs, chosen, valueName(shop, d, chosen))
	}
	return pairs
}

func dimensionTitle(d cx.Dimension) string {
	switch d {
	case cx.ByCountry:
		return "Country"
	case cx.ByLanguage:
		return "Language"
	case cx.ByProduct:
		return "Product"
	case cx.ByReason:
		return "Reason"
	}
	return "First or repeat"
}
