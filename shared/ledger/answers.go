package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// LinkLife is how long a score link takes a score. After it, words are still taken.
const LinkLife = 180 * 24 * time.Hour

// evidenceLife is how long the log of visits and confirmations is kept.
const evidenceLife = 30 * 24 * time.Hour

// errNoLink is what a customer learns of a link that opens nothing, whatever the reason.
func errNoLink() error {
	return &cx.Error{Kind: cx.NotFound, Text: "This link does not lead anywhere (any more)."}
}

// Invitation opens a customer's link. An unknown locator makes the same reads as a known one, so that the time tells
// nothing.
func (l *Ledger) Invitation(ctx context.Context, t cx.Token, now time.Time) (cx.Invitation, error) {
	item, err := l.get(ctx, orderKey(t.Order))
	if err != nil {
		return cx.Invitation{}, fmt.Errorf("open a link: %w", err)
	}
	o := orderOf(item)
	person, shop := o.Person, o.Shop
	if person == "" {
		person, shop = cx.PersonID(t.Order), "none" // read something that is not there
	}
	items, err := l.table.Get(ctx, personKey(person), evidenceKey(t.Order), responseKey(person, t.Order), shopKey(shop))
	if err != nil {
		return cx.Invitation{}, fmt.Errorf("open a link: %w", unavailable(err))
	}
	p := personOf(items[0])
	if !item.Exists() || !opens(o, p, t) || !items[3].Exists() {
		return cx.Invitation{}, errNoLink()
	}
	inv := cx.Invitation{Order: o, Person: p, Evidence: evidenceOf(items[1], now), Response: responseOf(items[2])}
	inv.Evidence.Order = o.ID
	inv.Expired = !o.Message.SentAt.IsZero() && now.Sub(o.Message.SentAt) > LinkLife
	inv.Shop, err = shopOf(items[3])
	return inv, err
}

// opens tells whether the token is one of the order's, or of the mail that is on its way: a customer may tap before the
// sending is noted.
func opens(o cx.Order, p cx.Person, t cx.Token) bool {
	hash := t.Hash()
	return slices.Contains(o.Message.Tokens, hash) || (p.Gate.Open() && p.Gate.Order == o.ID && p.Gate.Token == hash)
}

type evidenceJSON struct {
	Visits []visitJSON `json:"v,omitempty"`
	Acts   []actJSON   `json:"a,omitempty"`
}

type visitJSON struct {
	Score  int    `json:"s"`
	At     int64  `json:"t"` // Unix milliseconds
	Client string `json:"c"`
}

type actJSON struct {
	Act    cx.Act    `json:"k"`
	Score  int       `json:"s"`
	At     int64     `json:"t"`
	Client string    `json:"c"`
	Signs  []cx.Sign `json:"m,omitempty"`
}

func evidenceValues(e cx.Evidence) (table.Values, error) {
	var j evidenceJSON
	for _, v := range e.Visits {
		j.Visits = append(j.Visits, visitJSON{v.Score, v.At.UnixMilli(), v.Client})
	}
	for _, c := range e.Confirmations {
		j.Acts = append(j.Acts, actJSON{c.Act, c.Score, c.At.UnixMilli(), c.Client, c.Signs})
	}
	log, err := json.Marshal(j)
	if err != nil {
		return nil, fmt.Errorf("write the evidence of %s: %w", e.Order, err)
	}
	a := attributes{"log": table.String(string(log))}
	a.text("shop", string(e.Shop))
	a.text("survey", e.Survey)
	a.seconds("first", e.First)
	a.text("day", e.Day)
	a.seconds(table.Expires, e.First.Add(evidenceLife))
	a.text(table.Index2Partition, visitsPartition(e.Shop, month(e.First)))
	a.text(table.Index2Sort, timed(e.First, string(e.Order)))
	return table.Values(a), nil
}

// evidenceOf reads a log; one whose time is over is as good as gone.
func evidenceOf(item table.Item, now time.Time) cx.Evidence {
	v := item.Values
	if !item.Exists() || !readSeconds(v, table.Expires).After(now) {
		return cx.Evidence{Rev: v[rev].Int()}
	}
	var j evidenceJSON
	_ = json.Unmarshal([]byte(v["log"].Text()), &j) // ours; a broken log is an empty one, never a stuck link
	e := cx.Evidence{
		Order: cx.OrderID(idOf(item.Key.Partition)), Shop: cx.ShopID(v["shop"].Text()), Survey: v["survey"].Text(),
		First: readSeconds(v, "first"), Day: v["day"].Text(), Rev: v[rev].Int(),
	}
	for _, x := range j.Visits {
		e.Visits = append(e.Visits, cx.Visit{Score: x.Score, At: time.UnixMilli(x.At).UTC(), Client: x.Client})
	}
	for _, x := range j.Acts {
		e.Confirmations = append(e.Confirmations, cx.Confirmation{Act: x.Act, Score: x.Score, At: time.UnixMilli(x.At).UTC(), Client: x.Client, Signs: x.Signs})
	}
	return e
}

// Evidence reads the log of an order's invitation; the zero Evidence if there is none (any more).
func (l *Ledger) Evidence(ctx context.Context, id cx.OrderID, now time.Time) (cx.Evidence, error) {
	item, err := l.get(ctx, evidenceKey(id))
	if err != nil {
		return cx.Evidence{}, fmt.Errorf("read the evidence of %s: %w", id, err)
	}
	return evidenceOf(item, now), nil
}

// changeEvidence changes the log of an invitation; f says whether anything is new.
func (l *Ledger) changeEvidence(ctx context.Context, inv cx.Invitation, now time.Time, f func(cx.Evidence) (cx.Evidence, bool)) (cx.Evidence, error) {
	var after cx.Evidence
	err := l.change(ctx, evidenceKey(inv.Order.ID), func(old table.Item) (table.Values, error) {
		e, news := f(evidenceOf(old, now))
		after = e
		if !news {
			return nil, nil
		}
		e.Order, e.Shop, e.Survey = inv.Order.ID, inv.Shop.ID, inv.Order.Message.Survey
		if e.First.IsZero() {
			e.First = now
		}
		e.Day = inv.Shop.Day(e.First)
		after = e
		return evidenceValues(e)
	})
	if err != nil {
		return after, fmt.Errorf("note evidence of %s: %w", inv.Order.ID, err)
	}
	return after, nil
}

// Visit notes that a score link was opened. It writes only what is new, so a scanner's second round costs a read.
func (l *Ledger) Visit(ctx context.Context, inv cx.Invitation, v cx.Visit) error {
	if _, news := inv.Evidence.Visited(v); !news {
		return nil
	}
	_, err := l.changeEvidence(ctx, inv, v.At, func(e cx.Evidence) (cx.Evidence, bool) { return e.Visited(v) })
	return err
}

// Answer notes a confirmation (nil: words alone) and writes the response that the whole log now says. Words come with a
// confirmation that is believed at least as much as what was said before, so that a machine cannot write over a person.
func (l *Ledger) Answer(ctx context.Context, inv cx.Invitation, c *cx.Confirmation, w cx.Words, now time.Time) (cx.Response, error) {
	e := inv.Evidence
	if c != nil {
		var err error
		e, err = l.changeEvidence(ctx, inv, now, func(e cx.Evidence) (cx.Evidence, bool) {
			return e.Confirmed(*c, inv.Order.Message), true
		})
		if err != nil {
			return cx.Response{}, err
		}
	}
	return l.respond(ctx, inv, func(r cx.Response) cx.Response {
		r, best := judged(r, e, inv.Order.Message)
		if c == nil || (best.At.Equal(c.At) && c.Act == cx.PressedSave) {
			r = r.Said(w)
		}
		return r
	}, now)
}

// judged puts what the log says into the response. After 30 days the log is gone: what it once said stays, and only an
// act that is believed at least as much replaces it.
func judged(r cx.Response, e cx.Evidence, m cx.Message) (cx.Response, cx.Judgement) {
	j := e.Judge(m)
	lost := r.HasScore && e.First.After(r.At) // the log is younger than the answer
	if cx.Rank(j.Status) < 0 || (lost && cx.Rank(j.Status) < cx.Rank(r.Status)) {
		return r, cx.Judgement{}
	}
	r.Score, r.HasScore, r.Status, r.Why = j.Score, true, j.Status, j.Why
	return r, j
}

// Rejudge recomputes the response of an order after the mail service reported a delay or a late delivery.
func (l *Ledger) Rejudge(ctx context.Context, shop cx.Shop, id cx.OrderID, now time.Time) error {
	o, err := l.Order(ctx, id)
	if err != nil || o.Person == "" {
		return err
	}
	e, err := l.Evidence(ctx, id, now)
	if err != nil || len(e.Confirmations) == 0 {
		return err
	}
	_, err = l.respond(ctx, cx.Invitation{Shop: shop, Order: o}, func(r cx.Response) cx.Response {
		r, _ = judged(r, e, o.Message)
		return r
	}, now)
	return err
}

// respond changes the response of an invitation.
func (l *Ledger) respond(ctx context.Context, inv cx.Invitation, f func(cx.Response) cx.Response, now time.Time) (cx.Response, error) {
	o := inv.Order
	if o.Person == "" {
		return cx.Response{}, errors.New("respond: the order belongs to nobody")
	}
	var after cx.Response
	err := l.change(ctx, responseKey(o.Person, o.ID), func(old table.Item) (table.Values, error) {
		r := responseOf(old)
		if !old.Exists() {
			r = cx.Response{
				Order: o.ID, Person: o.Person, Shop: o.Shop, Survey: o.Message.Survey, Scale: inv.Shop.Survey.Scale,
				Segment: cx.NewSegment(o), At: now, Day: inv.Shop.Day(now), Number: o.Number,
			}
		}
		after = f(r)
		if old.Exists() && sameResponse(after, r) {
			return nil, nil
		}
		if after.HasScore && !r.HasScore { // words alone are no confirmation: the answer is of now
			after.At, after.Day = now, inv.Shop.Day(now)
		}
		after.Changed = now
		return responseValues(after)
	})
	if err != nil {
		return after, fmt.Errorf("respond to %s: %w", o.ID, err)
	}
	return after, nil
}

func sameResponse(a, b cx.Response) bool {
	return a.Score == b.Score && a.HasScore == b.HasScore && a.Status == b.Status && a.Why == b.Why &&
		a.Comment == b.Comment && a.MayContact == b.MayContact && slices.Equal(a.Reasons, b.Reasons)
}

// Unsubscribe stops all mail of a shop to the customer of an invitation, from now on and also what is due already. A
// second time changes nothing.
func (l *Ledger) Unsubscribe(ctx context.Context, inv cx.Invitation, now time.Time) error {
	return l.changePerson(ctx, inv.Person.ID, func(p cx.Person) (cx.Person, bool) {
		if !p.Unsubscribed.IsZero() {
			return p, false
		}
		p.Unsubscribed, p.UnsubDay, p.UnsubSurvey = now, inv.Shop.Day(now), inv.Order.Message.Survey
		return p, true
	})
}

// Resubscribe is the undo of Unsubscribe.
func (l *Ledger) Resubscribe(ctx context.Context, inv cx.Invitation, _ time.Time) error {
	return l.changePerson(ctx, inv.Person.ID, func(p cx.Person) (cx.Person, bool) {
		changed := !p.Unsubscribed.IsZero()
		p.Unsubscribed, p.UnsubDay, p.UnsubSurvey = time.Time{}, "", ""
		return p, changed
	})
}
