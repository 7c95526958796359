package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// surveyResponses answers GET /v1/survey_responses, oldest first unless asked otherwise.
func (a API) surveyResponses(c call) error {
	q, err := readQuery(c.r.URL.Query(), c.shop.Survey, c.now)
	if err != nil {
		return err
	}
	if c.nameless && q.personEmail != "" {
		return invalid{"person_email": {"needs a key that sees names and addresses"}}
	}
	ctx := c.r.Context()
	found, err := a.list(ctx, c.shop, q)
	if err != nil {
		return fmt.Errorf("list the responses of %s: %w", c.shop.ID, err)
	}
	if err := a.addOrders(ctx, found); err != nil {
		return fmt.Errorf("list the responses of %s: %w", c.shop.ID, err)
	}
	var people map[cx.PersonID]cx.Person
	if q.expandPerson && !c.nameless {
		if people, err = a.Facts.Persons(ctx, personsOf(found)...); err != nil {
			return fmt.Errorf("list the responses of %s: %w", c.shop.ID, err)
		}
	}
	bodies := []responseBody{} // never null: clients take the length
	for _, e := range found {
		bodies = append(bodies, a.body(c, e, q.expandPerson, people))
	}
	return web.JSON(c.w, http.StatusOK, bodies)
}

// addOrders tells of openings whose they are: a log of visits names the order alone.
func (a API) addOrders(ctx context.Context, found []entry) error {
	var ids []cx.OrderID
	at := map[cx.OrderID]int{}
	for i, e := range found {
		if e.status == cx.Opened {
			ids, at[e.r.Order] = append(ids, e.r.Order), i
		}
	}
	orders, err := a.Facts.Orders(ctx, ids...)
	for _, o := range orders {
		r := &found[at[o.ID]].r
		r.Person, r.Number, r.Segment = o.Person, o.Number, cx.NewSegment(o)
	}
	return err
}

func personsOf(found []entry) []cx.PersonID {
	var ids []cx.PersonID
	for _, e := range found {
		ids = append(ids, e.r.Person)
	}
	return ids
}

// responseBody is Delighted's survey response with our evidence. Score is null where nobody gave one.
type responseBody struct {
	ID                string            `json:"id"`
	Person            any               `json:"person"` // the id, or an object with expand
	SurveyType        string            `json:"survey_type"`
	Score             *int              `json:"score"`
	Comment           *string           `json:"comment"`
	Permalink         string            `json:"permalink"`
	CreatedAt         int64             `json:"created_at"`
	UpdatedAt         int64             `json:"updated_at"`
	PersonProperties  map[string]string `json:"person_properties"`
	Notes             []string          `json:"notes"`
	Tags              []string          `json:"tags"`
	AdditionalAnswers []additional      `json:"additional_answers"`
	Evidence          evidence          `json:"evidence"`
	MayContact        bool              `json:"may_contact"`
}

type evidence struct {
	Status cx.Status `json:"status"`
	Why    string    `json:"why"`
}

// person is the expanded form. We do not keep since when we know somebody.
type person struct {
	ID         string  `json:"id"`
	Email      *string `json:"email"`
	Name       *string `json:"name"`
	CreatedAt  *int64  `json:"created_at"`
	LastSentAt *int64  `json:"last_sent_at"`
}

// additional is an answer to a further question: the reasons are one, of which several can be chosen.
type additional struct {
	ID       string   `json:"id"`
	Value    value    `json:"value"`
	Question question `json:"question"`
}

type value struct {
	FreeResponse *string  `json:"free_response"`
	Scale        *int     `json:"scale"`
	SelectOne    *option  `json:"select_one"`
	SelectMany   []option `json:"select_many"`
}

type option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type question struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Text string `json:"text"`
}

func (a API) body(c call, e entry, expand bool, people map[cx.PersonID]cx.Person) responseBody {
	r := e.r
	b := responseBody{
		ID: string(r.Order), Person: string(r.Person), SurveyType: surveyType(scaleOf(r, c.shop)),
		Permalink: a.origin(c.r) + "/dashboard/" + string(c.shop.ID) + "/orders/" + string(r.Order),
		CreatedAt: r.At.Unix(), UpdatedAt: r.Changed.Unix(), PersonProperties: properties(r),
		Notes: []string{}, Tags: []string{}, AdditionalAnswers: reasons(c.shop, r),
		Evidence: evidence{Status: e.status, Why: e.why}, MayContact: r.MayContact,
	}
	if r.HasScore {
		b.Score = &r.Score
	}
	if r.Comment != "" {
		b.Comment = &r.Comment
	}
	if expand {
		b.Person = expanded(r.Person, people)
	}
	return b
}

func scaleOf(r cx.Response, shop cx.Shop) cx.Scale {
	if r.Scale == 0 {
		return shop.Survey.Scale
	}
	return r.Scale
}

// expanded holds the id in any case: clients cannot do without. Of an erased person it holds nothing else.
func expanded(id cx.PersonID, people map[cx.PersonID]cx.Person) person {
	body, p := person{ID: string(id)}, people[id]
	if address := p.Email.Reveal(); address != "" {
		body.Email = &address
	}
	if name := fullName(p); name != "" {
		body.Name = &name
	}
	if !p.LastAsked.IsZero() {
		at := p.LastAsked.Unix()
		body.LastSentAt = &at
	}
	return body
}

func fullName(p cx.Person) string {
	first, last := p.First.Reveal(), p.Last.Reveal()
	if first == "" || last == "" {
		return first + last
	}
	return first + " " + last
}

// properties are what the answer can be broken down by, as texts, under names that a person would choose.
func properties(r cx.Response) map[string]string {
	all := map[string]string{}
	set := func(name, value string) {
		if value != "" {
			all[name] = value
		}
	}
	set("Order Number", r.Number)
	set("Country", r.Segment.Country)
	set("locale", r.Segment.Locale)
	set("Order Value", r.Segment.Band)
	if len(r.Segment.Items) > 0 {
		set("Product", r.Segment.Items[0].Title)
	}
	if r.Segment.Days > 0 {
		set("Days To Delivery", strconv.Itoa(r.Segment.Days))
	}
	set("Repeat Purchase", strconv.FormatBool(r.Segment.Repeat))
	return all
}

func reasons(shop cx.Shop, r cx.Response) []additional {
	if len(r.Reasons) == 0 {
		return []additional{}
	}
	var chosen []option
	for _, id := range r.Reasons {
		chosen = append(chosen, option{ID: id, Text: reasonText(shop, id)})
	}
	return []additional{{ID: string(r.Order) + "-reasons", Value: value{SelectMany: chosen},
		Question: question{ID: "reasons", Type: "select_many", Text: "What made it so?"}}}
}

func reasonText(shop cx.Shop, id string) string {
	for _, language := range []string{shop.Language, "en"} {
		if label := shop.Survey.Texts[language].Reasons[id]; label != "" {
			return label
		}
	}
	return id
}

func (a API) origin(r *http.Request) string {
	if a.Origin != "" {
		return a.Origin
	}
	return web.Origin(r)
}
