package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/web"
)

// rehearsalBody is the content of the room "Rehearsal": who would get what, and when.
type rehearsalBody struct {
	Notice string
	Next   []plannedDay // what is planned
	More   bool
	Gone   []plannedRow // what would have gone out
	Older  string
	First  string
	Later  bool
	Live   string // the way to going live
	Past   string // the way to the rehearsal on past orders
	Empty  string
}

type plannedDay struct {
	Day  string
	Rows []plannedRow
}

// plannedRow is one mail that somebody gets, would get or would have got.
type plannedRow struct{ Who, Order, URL, Mail, Item, When, Why string }

func rehearsalPath(id cx.ShopID) string { return shopPath(id) + "/rehearsal" }

// rehearsal shows what goes out, or would, with each mail to read.
func (s *server) rehearsal(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	ctx, now := r.Context(), s.Now()
	due, err := s.Facts.Outbox(ctx, shop.ID, outboxRead)
	if err != nil {
		return fmt.Errorf("list the outbox of %s: %w", shop.ID, err)
	}
	page := ledger.Page{From: now.AddDate(0, 0, -endedDays), To: now.Add(time.Second), Limit: endedRead, After: r.URL.Query().Get("after")}
	ended, next, err := s.Facts.Ended(ctx, shop.ID, page)
	if err != nil {
		return fmt.Errorf("list what ended of %s: %w", shop.ID, err)
	}
	people, err := s.peopleOf(ctx, due, ended)
	if err != nil {
		return err
	}
	path := rehearsalPath(shop.ID)
	b := rehearsalBody{Notice: rehearsalNotice(shop), More: len(due) >= outboxRead, First: path, Later: page.After != "", Live: livePath(shop.ID), Past: path + "/history"}
	b.fill(shop, clockOf(shop, now), due, ended, people)
	if next != "" {
		b.Older = link(path, nil, "after", next) + "#gone"
	}
	return s.show(w, r, "rehearsal.html", room(shop, "Rehearsal", path), b)
}

func rehearsalNotice(shop cx.Shop) string {
	if shop.Live {
		return "The shop is live: these mails do go out. The past orders below can be rehearsed all the same."
	}
	return "No mail goes out. Each is decided at its time as if the shop were live, so a refund or a stop in between is seen."
}

// peopleOf reads the customers of orders.
func (s *server) peopleOf(ctx context.Context, lists ...[]cx.Order) (map[cx.PersonID]cx.Person, error) {
	var ids []cx.PersonID
	for _, orders := range lists {
		for _, o := range orders {
			ids = append(ids, o.Person)
		}
	}
	people, err := s.Facts.Persons(ctx, ids...)
	if err != nil {
		return nil, fmt.Errorf("read who would be asked: %w", err)
	}
	return people, nil
}

func (b *rehearsalBody) fill(shop cx.Shop, c clock, due, ended []cx.Order, people map[cx.PersonID]cx.Person) {
	for _, o := range due {
		at := later(c.now, o.Message.Due)
		row := newPlannedRow(shop, o, people[o.Person], c.hour(at))
		if why := waitsFor(o.Message); why != "" {
			row.Why = "waits: " + why.Sentence()
		}
		if day := sentence(c.day(at)); len(b.Next) == 0 || b.Next[len(b.Next)-1].Day != day {
			b.Next = append(b.Next, plannedDay{Day: day})
		}
		last := &b.Next[len(b.Next)-1]
		last.Rows = append(last.Rows, row)
	}
	for _, o := range ended {
		if o.Message.Reason == cx.Rehearsal {
			b.Gone = append(b.Gone, newPlannedRow(shop, o, people[o.Person], sentence(c.at(decided(o)))))
		}
	}
	if len(due) == 0 {
		b.Empty = emptyOutbox(shop)
	}
}

// decided is when the last decision about a message was taken.
func decided(o cx.Order) time.Time {
	if n := len(o.Message.Decisions); n > 0 {
		return o.Message.Decisions[n-1].At
	}
	return o.State.Placed
}

func newPlannedRow(shop cx.Shop, o cx.Order, p cx.Person, when string) plannedRow {
	row := plannedRow{Who: sentence(customerName(p)), Order: orderName(o.Number), URL: orderPath(shop.ID, o.ID), Item: itemTitle(o.State.Items), When: when}
	if !p.Email.IsZero() {
		row.Mail = rehearsalPath(shop.ID) + "/mail/" + string(o.ID)
	}
	return row
}

// mailBody is the content of the page of one mail, as its reader would get it.
type mailBody struct {
	From, ReplyTo, Subject, Text string
	To                           string // the name: an address is not shown over a shoulder
	HTML                         string // where the mail itself is, for the frame
	Back, Order                  string
	NextStep                     string
}

// rehearsedMail shows one mail: its head, how it looks, and its text.
func (s *server) rehearsedMail(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	f, o, err := s.rehearsed(r, shop)
	if err != nil {
		return err
	}
	path := rehearsalPath(shop.ID)
	plain := strings.NewReplacer(`"`, "", "<", "", ">", "")
	body := mailBody{From: plain.Replace(o.Headers["From"]), ReplyTo: plain.Replace(o.Headers["Reply-To"]), Subject: o.Headers["Subject"], Text: o.Text,
		To: sentence(customerName(f.Person)), HTML: r.URL.Path + "/html", Back: path, Order: orderPath(shop.ID, f.Order.ID),
		NextStep: cx.NextStep(f, s.Now())}
	setFrames(w.Header())
	return s.show(w, r, "rehearsedmail.html", room(shop, "A mail in rehearsal", path), body)
}

// setFrames lets a page show a frame of our own. The rest of its policy stays.
func setFrames(h http.Header) {
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
}

// rehearsedHTML is the mail itself, for a frame of ours: its own styles, no script, no link that leads anywhere else.
func (s *server) rehearsedHTML(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	_, o, err := s.rehearsed(r, shop)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox")
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	web.HTML(w, http.StatusOK, []byte(o.HTML))
	return nil
}

// rehearsed is the mail of an order as its customer would get it. Its links hold a token that was never given out, so
// nobody answers for a customer by looking at it.
func (s *server) rehearsed(r *http.Request, shop cx.Shop) (cx.Facts, mail.Opened, error) {
	id := cx.OrderID(r.PathValue("order"))
	if !isOrderID(string(id)) {
		return cx.Facts{}, mail.Opened{}, noOrder(nil)
	}
	f, err := s.Facts.Facts(r.Context(), shop, id)
	if err != nil {
		return f, mail.Opened{}, fmt.Errorf("read order %s: %w", id, err)
	}
	if f.Order.Shop != shop.ID {
		return f, mail.Opened{}, noOrder(errors.New("the order is of another shop"))
	}
	if f.Person.Email.IsZero() {
		return f, mail.Opened{}, &cx.Error{Kind: cx.NotFound, Text: "There is no mail for this order: nobody is known who could get it."}
	}
	e, _, err := s.writer.Survey(f, cx.NewToken(id, [16]byte{}), later(s.Now(), f.Order.Message.Due))
	if err != nil {
		return f, mail.Opened{}, fmt.Errorf("write the mail of order %s: %w", id, err)
	}
	o, err := mail.Open(e.Raw)
	return f, o, err
}
