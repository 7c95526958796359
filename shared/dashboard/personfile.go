package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// customerFile is all that is held about a customer, as JSON that a person can read: for who asks what is known of them.
// It is a POST, because it is noted in the audit log.
func (s *server) customerFile(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	p, err := s.person(r, shop)
	if err != nil {
		return err
	}
	f, err := s.Facts.PersonFile(r.Context(), p, s.Now())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false) // it is a file: no page ever holds it
	if err := e.Encode(newHeldFile(shop, f, s.Now())); err != nil {
		return fmt.Errorf("write the file of customer %s: %w", p.ID, err)
	}
	s.audit(r, shop.ID, "A file was made of what is held about customer "+string(p.ID)+".")
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="customer-`+string(p.ID[:8])+`.json"`)
	_, err = w.Write(out.Bytes())
	return err
}

// heldFile is the file. Its names are for people, so they are whole words.
type heldFile struct {
	Shop     string         `json:"shop"`
	Made     time.Time      `json:"file_made"`
	Whole    string         `json:"is_this_all"`
	Customer heldCustomer   `json:"customer"`
	Standing string         `json:"may_be_asked"`
	Orders   []heldOrder    `json:"orders"`
	Answers  []heldAnswer   `json:"answers"`
	Visits   []heldVisit    `json:"visits_of_links"`
	Door     []heldNote     `json:"said_at_the_open_door"`
	Webhooks []heldDelivery `json:"webhooks_that_were_kept"`
}

type heldCustomer struct {
	ID        cx.PersonID `json:"id"`
	Address   string      `json:"mail_address"`
	First     string      `json:"first_name"`
	Last      string      `json:"last_name"`
	Language  string      `json:"language"`
	Country   string      `json:"country"`
	Province  string      `json:"province"`
	Orders    int64       `json:"number_of_orders"`
	Asked     time.Time   `json:"asked_last,omitzero"`
	Stopped   time.Time   `json:"stopped_mails,omitzero"`
	Bounced   time.Time   `json:"mail_came_back,omitzero"`
	Complaint time.Time   `json:"called_a_mail_spam,omitzero"`
	Listed    time.Time   `json:"on_the_do_not_write_list,omitzero"`
	Erased    time.Time   `json:"erased,omitzero"`
	Never     bool        `json:"never_to_be_asked"`
	Paused    bool        `json:"not_to_be_asked_for_now"`
}

type heldOrder struct {
	ID       cx.OrderID                  `json:"id"`
	Number   string                      `json:"number"`
	Platform cx.Platform                 `json:"platform"`
	Ref      string                      `json:"id_at_the_platform"`
	Placed   time.Time                   `json:"placed,omitzero"`
	Happened map[cx.Touchpoint]time.Time `json:"happened"`
	Total    string                      `json:"total"`
	Country  string                      `json:"country"`
	Province string                      `json:"province"`
	Language string                      `json:"language"`
	Items    []cx.Item                   `json:"items"`
	Told     []string                    `json:"what_happened_and_was_decided"`
	Next     string                      `json:"what_happens_next"`
}

type heldAnswer struct {
	Order      cx.OrderID `json:"order"`
	At         time.Time  `json:"first_given"`
	Changed    time.Time  `json:"last_changed"`
	Score      *int       `json:"score"`
	Points     cx.Scale   `json:"points_of_the_scale"`
	Status     cx.Status  `json:"status"`
	Why        string     `json:"why"`
	Reasons    []string   `json:"reasons"`
	Words      string     `json:"words"`
	MayContact bool       `json:"may_be_contacted"`
}

type heldVisit struct {
	Order  cx.OrderID `json:"order"`
	At     time.Time  `json:"at"`
	What   string     `json:"what"`
	Client string     `json:"keyed_hash_of_browser_and_network"`
}

type heldNote struct {
	At      time.Time `json:"at"`
	Number  string    `json:"order_number_that_was_typed"`
	Contact string    `json:"address_for_an_answer"`
	Words   string    `json:"words"`
}

type heldDelivery struct {
	At       time.Time   `json:"at"`
	Platform cx.Platform `json:"platform"`
	Topic    string      `json:"topic"`
	Why      string      `json:"why_it_was_kept"`
	Body     string      `json:"body"`
}

func newHeldFile(shop cx.Shop, f ledger.PersonFile, now time.Time) heldFile {
	h := heldFile{Shop: shop.Name, Made: now.UTC().Truncate(time.Second), Standing: cx.Standing(f.Person, f.Address), Customer: newHeldCustomer(f.Person, f.Address)}
	h.Orders, h.Answers, h.Visits, h.Door, h.Webhooks = []heldOrder{}, []heldAnswer{}, []heldVisit{}, []heldNote{}, []heldDelivery{} // nothing is [], not null
	h.Whole = "Yes, as far as Earshot holds it. The shop's platform and mail service hold more."
	if f.Cut {
		h.Whole = "No: the newest of it. Older orders hold no personal data and are found by their number."
	}
	for _, o := range f.Orders {
		h.Orders = append(h.Orders, newHeldOrder(cx.Facts{Shop: shop, Order: o, Person: f.Person, Address: f.Address}, now))
	}
	for _, r := range f.Responses {
		h.Answers = append(h.Answers, newHeldAnswer(r))
	}
	for _, e := range f.Evidence {
		for _, v := range e.Visits {
			h.Visits = append(h.Visits, heldVisit{e.Order, v.At, fmt.Sprintf("opened the link for a %d", v.Score), v.Client})
		}
		for _, c := range e.Confirmations {
			h.Visits = append(h.Visits, heldVisit{e.Order, c.At, fmt.Sprintf("confirmed a %d (%s)", c.Score, c.Act), c.Client})
		}
	}
	for _, n := range f.Notes {
		h.Door = append(h.Door, heldNote{n.At, n.Number, n.Contact.Reveal(), n.Text})
	}
	for _, k := range f.Kept {
		h.Webhooks = append(h.Webhooks, heldDelivery{k.At, k.Platform, k.Topic, k.Why, string(k.Body)})
	}
	return h
}

func newHeldCustomer(p cx.Person, a cx.Address) heldCustomer {
	return heldCustomer{
		ID: p.ID, Address: p.Email.Reveal(), First: p.First.Reveal(), Last: p.Last.Reveal(), Language: p.Locale, Country: p.Country,
		Province: p.Province, Orders: p.Count, Asked: p.LastAsked, Stopped: p.Unsubscribed, Bounced: a.Bounced,
		Complaint: a.Complained, Listed: a.Suppressed, Erased: p.Erased, Never: p.Held, Paused: p.Paused,
	}
}

func newHeldOrder(f cx.Facts, now time.Time) heldOrder {
	o := f.Order
	h := heldOrder{
		ID: o.ID, Number: o.Number, Platform: o.Platform, Ref: o.Ref, Placed: o.State.Placed, Happened: o.Touched, Country: o.State.Country,
		Province: o.State.Province, Language: o.State.Locale, Items: o.State.Items, Next: cx.NextStep(f, now),
	}
	h.Total = fmt.Sprintf("%d %s, in its smallest unit", o.State.Total, o.State.Currency)
	for _, l := range cx.Explain(f, now) {
		h.Told = append(h.Told, l.At.UTC().Format(time.RFC3339)+" "+l.Text)
	}
	return h
}

func newHeldAnswer(r cx.Response) heldAnswer {
	h := heldAnswer{Order: r.Order, At: r.At, Changed: r.Changed, Points: r.Scale, Status: r.Status, Why: r.Why, Reasons: r.Reasons, Words: r.Comment, MayContact: r.MayContact}
	if r.HasScore {
		h.Score = &r.Score
	}
	return h
}
