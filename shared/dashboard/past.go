package dashboard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/rehearsal"
)

// pastLimit is how large a file may be here, in bytes: a function is given 6 MB at once, and its way there takes a
// third more than the file. Larger ones are for the command line.
const pastLimit = 4 << 20

// pastBody is the content of the rehearsal on past orders.
type pastBody struct {
	Path, Back string
	Why        string // what is wrong with the file
	Skip       bool
	Rules      []field
	Result     *comparison
	Problems   []rehearsal.Problem
	Broken     int
}

func (s *server) pastForm(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	return s.showPast(w, r, shop, http.StatusOK, rulesOf(shop), nil, pastBody{})
}

func (s *server) showPast(w http.ResponseWriter, r *http.Request, shop cx.Shop, status int, typed url.Values, wrong map[string]string, b pastBody) error {
	b.Path, b.Back = rehearsalPath(shop.ID)+"/history", rehearsalPath(shop.ID)
	b.Rules, b.Skip = ruleFields(typed, wrong), typed.Get("skip") != ""
	return s.wrongPage(w, r, status, "past.html", room(shop, "Rehearse past orders", rehearsalPath(shop.ID)), b)
}

// playPast plays an uploaded file against the shop's rules and the changed ones. It keeps nothing of it, so there is
// nothing to redirect to: the answer is the result.
func (s *server) playPast(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	typed, file, err := pastOrders(w, r)
	if err != nil {
		return s.unreadPast(w, r, shop, typed, err)
	}
	changed, wrong := ruled(shop, typed)
	if len(wrong) > 0 {
		return s.showPast(w, r, shop, http.StatusUnprocessableEntity, typed, wrong, pastBody{})
	}
	h, err := rehearsal.Read(bytes.NewReader(file), shop.Location())
	if err != nil {
		return s.unreadPast(w, r, shop, typed, err)
	}
	b := pastBody{Problems: h.Problems, Broken: h.Broken}
	if h.Broken > 0 && typed.Get("skip") == "" {
		b.Why = fmt.Sprintf("%s cannot be read, so nothing was rehearsed. Mend the file, or tick that they are left out.", count(h.Broken, "line", "lines"))
		return s.showPast(w, r, shop, http.StatusUnprocessableEntity, typed, nil, b)
	}
	b.Result = s.compare(shop, changed, h)
	return s.showPast(w, r, shop, http.StatusOK, typed, nil, b)
}

// unreadPast says at the file what is wrong with it; what is wrong with us stays an error.
func (s *server) unreadPast(w http.ResponseWriter, r *http.Request, shop cx.Shop, typed url.Values, err error) error {
	if kind, text := cx.Public(err); kind == cx.Unprocessable {
		if typed == nil {
			typed = rulesOf(shop)
		}
		return s.showPast(w, r, shop, http.StatusUnprocessableEntity, typed, nil, pastBody{Why: text})
	}
	return err
}

// pastOrders reads the form with its file. What is too large or no form is said like a broken file.
func pastOrders(w http.ResponseWriter, r *http.Request) (url.Values, []byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, pastLimit+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, &cx.Error{Kind: cx.Unprocessable, Text: "Choose a file first.", Cause: err}
	}
	typed, file := url.Values{}, []byte(nil)
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, unsent(err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, nil, unsent(err)
		}
		if p.FormName() == "file" {
			file = content
		} else {
			typed.Add(p.FormName(), cx.Cut(string(content), 40))
		}
	}
	if len(file) == 0 {
		return typed, nil, &cx.Error{Kind: cx.Unprocessable, Text: "Choose a file first. It must not be empty."}
	}
	return typed, file, nil
}

func unsent(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &cx.Error{Kind: cx.Unprocessable, Text: "The file is larger than 4 MB. Export fewer months, or use `go run . rehearse FILE` on your machine.", Cause: err}
	}
	return &cx.Error{Kind: cx.Unprocessable, Text: "The file did not arrive whole. Try again.", Cause: err}
}

// comparison is a rehearsal by the shop's rules beside one by changed rules.
type comparison struct {
	Format, Period, Late string
	Notes                []string
	Changed              bool
	Tables               []comparedTable
}

// comparedTable is a table of two results; with no changed rule it shows one.
type comparedTable struct {
	rehearsal.Table
	Changed bool
}

// daysShown is how many days of mails the page lists.
const daysShown = 62

func (s *server) compare(shop, changed cx.Shop, h rehearsal.History) *comparison {
	language := func(locale string) string { return s.book.For(locale, shop.Language).Tag }
	now := rehearsal.Run(h.Orders, rehearsal.Rules{Shop: shop, Language: language})
	then, differs := now, differ(shop, changed)
	if differs {
		then = rehearsal.Run(h.Orders, rehearsal.Rules{Shop: changed, Language: language})
	}
	c := &comparison{Format: sentence(h.Format), Notes: h.Notes, Changed: differs}
	if !now.From.IsZero() {
		zone := shop.Location()
		c.Period = now.From.In(zone).Format("2 January 2006") + " to " + now.To.In(zone).Format("2 January 2006")
	}
	for _, t := range rehearsal.Compare(now, then, daysShown) {
		c.Tables = append(c.Tables, comparedTable{t, differs})
	}
	if late := max(now.Late, then.Late); late > 0 {
		c.Late = count(late, "survey", "surveys") + " would still wait years later: far more comes due each day than may go out."
	}
	return c
}

func differ(a, b cx.Shop) bool {
	return a.Ramp != b.Ramp || a.Survey.Trigger != b.Survey.Trigger || a.Survey.Throttle != b.Survey.Throttle || a.Survey.Window != b.Survey.Window
}

// rulesOf are the shop's rules as the form shows them.
func rulesOf(shop cx.Shop) url.Values {
	v, t := url.Values{}, shop.Survey
	v.Set("after", string(t.Trigger.After))
	for name, n := range map[string]int{"days": t.Trigger.Days, "throttle": t.Throttle, "from": t.Window.From, "to": t.Window.To, "ramp": shop.Ramp} {
		v.Set(name, fmt.Sprint(n))
	}
	return v
}

func ruleFields(v url.Values, wrong map[string]string) []field {
	f := fieldset{values: v, wrong: wrong}
	days := f.as("number", "days", "Days after it", "")
	return []field{
		f.choose("after", "A mail follows", "", "delivered", "the delivery", "fulfilled", "the shipping", "paid", "the payment", "ordered", "the order"),
		days,
		f.as("number", "throttle", "Nobody is asked twice within, days", ""),
		f.as("number", "ramp", "Mails a day at most", "0: no limit"),
		f.as("number", "from", "Mails arrive from, o'clock", ""),
		f.as("number", "to", "until, o'clock", ""),
	}
}

// ruled is the shop with the rules of the form, or what is wrong with them.
func ruled(shop cx.Shop, v url.Values) (cx.Shop, map[string]string) {
	wrong := map[string]string{}
	read := func(name string, most int64) int {
		n := number(strings.TrimSpace(v.Get(name)))
		if n < 0 || n > most {
			wrong[name] = fmt.Sprintf("A number from 0 to %d.", most)
		}
		return int(n)
	}
	s := &shop.Survey
	s.Trigger = cx.Trigger{After: cx.Touchpoint(v.Get("after")), Days: read("days", 60)}
	s.Throttle, shop.Ramp = read("throttle", 730), read("ramp", 1_000_000)
	s.Window = cx.Window{From: read("from", 23), To: read("to", 24)}
	if len(wrong) == 0 && s.Window.From >= s.Window.To {
		wrong["to"] = "Later than the hour from which mails arrive."
	}
	if after := s.Trigger.After; !triggers(after) {
		wrong["after"] = "Choose one of these."
	}
	return shop, wrong
}

func triggers(t cx.Touchpoint) bool {
	return t == cx.Ordered || t == cx.Paid || t == cx.Fulfilled || t == cx.Delivered
}
