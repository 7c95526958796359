package local

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
	"earshot/shared/platform"
	"earshot/shared/web"
	"earshot/shared/web/pages"
)

//go:embed pages/*.html
var files embed.FS

func parsePages() (*pages.Set, error) { return pages.Parse(files, nil, "pages/*.html") }

// frame is what stands around the content of each of the program's own pages.
type frame struct {
	Title, Place string
	Now          string // of the moved clock, as the shop sees it
	Body         any
}

func (s *system) show(w http.ResponseWriter, r *http.Request, f frame) error {
	return s.showAs(w, r, http.StatusOK, f, map[string]string{"walk": "walk.html", "inbox": "inbox.html", "mail": "mail.html"}[f.Place])
}

func (s *system) showAs(w http.ResponseWriter, r *http.Request, status int, f frame, page string) error {
	f.Now = s.clockFace(s.clock.Now())
	if f.Place == "mail" {
		f.Place = "inbox"
	}
	// Pages of ours may show a mail in a frame; the mail itself may do nothing, see mailHTML.
	h := w.Header()
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
	return s.pages.Show(w, r, status, page, f)
}

// clockFace is a time in the demo shop's zone.
func (s *system) clockFace(t time.Time) string {
	return t.In(s.zone()).Format("Monday 2 January 2006, 15:04")
}

func (s *system) zone() *time.Location { return nordlys(time.Time{}).Location() }

// sorry is the page of what went wrong.
func (s *system) sorry(w http.ResponseWriter, r *http.Request, f web.Failure) error {
	title := "That did not work"
	if f.Kind == cx.NotFound {
		title = "There is nothing here"
	}
	body := struct{ Text, RequestID string }{Text: f.Text}
	if f.Kind == cx.Internal {
		body.Text, body.RequestID = "This program made a mistake. What it wrote to the terminal says more.", f.RequestID
	}
	return s.showAs(w, r, f.Status, frame{Title: title, Body: body}, "sorry.html")
}

func (s *system) walkRoutes(page func(string, web.Func)) {
	page("GET /{$}", s.walk)
	page("POST /local/purchase", s.sendPurchase)
	page("POST /local/forward", s.forward)
	page("GET /local/dashboard", s.enter)
	page("POST /local/dashboard", s.enter)
}

// walkBody is the opening page: how far the newest sample purchase has come.
type walkBody struct {
	Step                int
	First, Number, Item string
	Total, ShopName     string
	Platform            cx.Platform
	Happened            []happened
	Next, Due           string // of step 2
	SentWhy             string
	Mail, Preview       string // of step 3
	Answer, Comment     string
	Evidence            string
	Clock               string
	Moves               []choice
	Hooks               []hook
}

type happened struct{ What, When string }

type hook struct{ Name, URL string }

// choice is a button among others.
type choice struct {
	Text, Value string
}

// Class is how a step of the list looks.
func (b walkBody) Class(step int) string {
	switch {
	case step < b.Step:
		return "done"
	case step == b.Step:
		return "now"
	}
	return "later"
}

func (s *system) walk(w http.ResponseWriter, r *http.Request) error {
	b, err := s.follow(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, frame{Title: "The life of one purchase", Place: "walk", Body: b})
}

func (s *system) follow(ctx context.Context) (walkBody, error) {
	now := s.clock.Now()
	b := walkBody{Step: 1, ShopName: nordlys(now).Name, Clock: s.clockFace(now)}
	b.Moves = []choice{{Text: "An hour", Value: "1h"}, {Text: "A day", Value: "24h"}, {Text: "A week", Value: "168h"}, {Text: "90 days", Value: "2160h"}}
	for _, p := range platform.All() {
		b.Hooks = append(b.Hooks, hook{p.Describe().Title, s.hookURL(p.Name())})
	}
	p, err := s.lastPurchase(ctx)
	if err != nil || p.Number == 0 {
		return b, err
	}
	shop, err := s.facts.Shop(ctx, demoShop)
	if err != nil {
		return b, err
	}
	id := s.facts.OrderID(demoShop, p.Platform, sample.Ref(p.Platform, fmt.Sprint(p.Number)))
	f, err := s.facts.Facts(ctx, shop, id)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	b.Platform = p.Platform
	b.purchased(f, s.clockFace)
	return b, s.decided(ctx, &b, f, now)
}

func (b *walkBody) purchased(f cx.Facts, face func(time.Time) string) {
	o := f.Order
	b.Step, b.First, b.Number, b.ShopName = 2, cmp.Or(f.Person.First.Reveal(), "Somebody"), o.Number, f.Shop.Name
	if len(o.State.Items) > 0 {
		b.Item = o.State.Items[0].Title
	}
	b.Total = fmt.Sprintf("%d.%02d %s", o.State.Total/100, o.State.Total%100, o.State.Currency)
	for _, t := range cx.Touchpoints() {
		if at, ok := o.Touched[t]; ok {
			b.Happened = append(b.Happened, happened{strings.ToUpper(string(t[:1])) + string(t[1:]), face(at)})
		}
	}
}

// decided adds what became of the mail and of the answer.
func (s *system) decided(ctx context.Context, b *walkBody, f cx.Facts, now time.Time) error {
	m := f.Order.Message
	if m.State != cx.Sent {
		b.Next = cx.NextStep(f, now)
		if m.State == cx.Due {
			b.Due = m.Due.In(s.zone()).Format("Monday 2 January, 15:04")
		}
		return nil
	}
	b.Step = 3
	b.SentWhy = "The mail went out on " + s.clockFace(m.SentAt) + ", after all rules had said yes."
	b.Mail = s.mailOf(f.Order.ID)
	b.Preview = b.Mail + "/html"
	r, err := s.facts.Response(ctx, f.Order.Person, f.Order.ID)
	if err != nil || !r.HasScore {
		return err
	}
	b.Step, b.Comment = 4, r.Comment
	b.Answer = fmt.Sprintf("%d of %d.", r.Score, len(f.Shop.Survey.Scale.Scores()))
	b.Evidence = strings.ToUpper(string(r.Status[:1])) + string(r.Status[1:]) + ": " + r.Why + "."
	return nil
}

func (s *system) sendPurchase(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	p := cx.Platform(form.Get("platform"))
	if p == "" {
		p = cx.Shopify
	}
	if _, ok := platform.Find(p); !ok {
		return &cx.Error{Kind: cx.Invalid, Text: "There is no such platform. Go back and choose one."}
	}
	if _, err := s.buy(r.Context(), p); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// forward moves the clock by a form: by a duration, or to the moment at which the newest purchase's mail is due.
func (s *system) forward(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	to, err := s.forwardTo(r.Context(), form)
	if err != nil {
		return err
	}
	if _, err := s.travelTo(r.Context(), to); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (s *system) forwardTo(ctx context.Context, form url.Values) (time.Time, error) {
	now := s.clock.Now()
	if advance := form.Get("advance"); advance != "" {
		return destination(advance, "", now)
	}
	p, err := s.lastPurchase(ctx)
	if err != nil {
		return now, err
	}
	id := s.facts.OrderID(demoShop, p.Platform, sample.Ref(p.Platform, fmt.Sprint(p.Number)))
	orders, err := s.facts.Orders(ctx, id)
	if err != nil {
		return now, err
	}
	if len(orders) == 0 || orders[0].Message.State != cx.Due || orders[0].Message.Due.Before(now) {
		return now, nil // a second click: it is there already
	}
	return orders[0].Message.Due, nil
}

// enter signs in whoever sits at the machine, as the demo shop's owner, through the dashboard's own door: a link that is
// made and used at once.
func (s *system) enter(w http.ResponseWriter, r *http.Request) error {
	defer s.clock.Hold()()
	link, err := s.dashboard.SignInLink(r.Context(), demoOwner, s.origin)
	if err != nil {
		return err
	}
	_, secret, _ := strings.Cut(link, "/link/")
	form := url.Values{"link": {secret}}.Encode()
	again, err := http.NewRequestWithContext(r.Context(), http.MethodPost, s.origin+"/dashboard/signin/enter", strings.NewReader(form))
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	again.Host, again.RemoteAddr = r.Host, r.RemoteAddr
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.merchant.ServeHTTP(w, again)
	return nil
}
