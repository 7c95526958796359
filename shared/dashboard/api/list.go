package api

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// entry is one element of a list: an answer, or an invitation that was only opened.
type entry struct {
	status      cx.Status
	at, changed time.Time
	r           cx.Response // of an opening only Order, and later Person and Number, are set
	why         string
}

func answered(r cx.Response) entry {
	return entry{status: r.Status, at: r.At, changed: r.Changed, r: r, why: r.Why}
}

func onlyOpened(e cx.Evidence) entry {
	return entry{status: cx.Opened, at: e.First, changed: e.First, r: cx.Response{Order: e.Order, Shop: e.Shop, At: e.First, Changed: e.First},
		why: "a link was opened, nothing was confirmed"}
}

// readAtOnce is how many items one read of the table asks for.
const readAtOnce = 100

// tooFar is the answer to a list that cannot be reached by walking.
func tooFar() error {
	return invalid{"since": {fmt.Sprintf("more than %d responses lie in between; use since and until", mostReached)}}
}

// list reads the page of a query.
func (a API) list(ctx context.Context, shop cx.Shop, q query) ([]entry, error) {
	if q.personID != "" || q.personEmail != "" {
		return a.ofPerson(ctx, shop, q)
	}
	if q.byUpdate {
		return a.byUpdate(ctx, shop, q)
	}
	var found []entry
	skip := (q.page - 1) * q.perPage
	for e, err := range a.walk(ctx, shop.ID, q) {
		switch {
		case err != nil:
			return nil, err
		case !q.wants(e):
		case skip > 0:
			skip--
		default:
			found = append(found, e)
		}
		if len(found) == q.perPage {
			break
		}
	}
	return found, nil
}

// byUpdate sorts by the last change, for which there is no index: it reads the whole span of time, as far as it may.
func (a API) byUpdate(ctx context.Context, shop cx.Shop, q query) ([]entry, error) {
	var all []entry
	for e, err := range a.walk(ctx, shop.ID, q) {
		if err != nil {
			return nil, err
		}
		if q.wants(e) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(x, y entry) int { return q.direction(x.changed.Compare(y.changed)) })
	return q.cut(all), nil
}

func (q query) direction(order int) int {
	if q.newest {
		return -order
	}
	return order
}

// cut takes the page out of a whole list.
func (q query) cut(all []entry) []entry {
	from := min((q.page-1)*q.perPage, len(all))
	return all[from:min(from+q.perPage, len(all))]
}

// ofPerson lists what one customer said: of the newest orders that the customer's record names.
func (a API) ofPerson(ctx context.Context, shop cx.Shop, q query) ([]entry, error) {
	p, err := a.person(ctx, shop.ID, q)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound {
		return nil, nil
	}
	if err != nil || p.Shop != shop.ID {
		return nil, err
	}
	var all []entry
	for _, id := range p.Orders {
		r, err := a.Facts.Response(ctx, p.ID, id)
		if err != nil {
			return nil, err
		}
		if e := answered(r); !r.At.IsZero() && !r.At.Before(q.since) && !r.At.After(q.until) && q.wants(e) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(x, y entry) int {
		if q.byUpdate {
			return q.direction(x.changed.Compare(y.changed))
		}
		return q.direction(x.at.Compare(y.at))
	})
	return q.cut(all), nil
}

func (a API) person(ctx context.Context, shop cx.ShopID, q query) (cx.Person, error) {
	if q.personID != "" {
		return a.Facts.Person(ctx, q.personID)
	}
	email, err := cx.ParseEmail(q.personEmail)
	if err != nil {
		return cx.Person{}, &cx.Error{Kind: cx.NotFound, Text: "There is no such person.", Cause: err}
	}
	return a.Facts.FindPerson(ctx, shop, email)
}

// walk goes through the entries of a query's time in the order of creation, and ends with an error when that takes
// more reading than a request may do.
func (a API) walk(ctx context.Context, shop cx.ShopID, q query) iter.Seq2[entry, error] {
	var streams []iter.Seq2[entry, error]
	if q.wordsToo || !slices.Equal(q.statuses, []cx.Status{cx.Opened}) {
		streams = append(streams, pages(q, func(p ledger.Page) ([]cx.Response, string, error) {
			return a.Facts.Responses(ctx, shop, p)
		}, func(r cx.Response) (entry, bool) { return answered(r), true }))
	}
	if slices.Contains(q.statuses, cx.Opened) {
		streams = append(streams, pages(q, func(p ledger.Page) ([]cx.Evidence, string, error) {
			return a.Facts.Opened(ctx, shop, p)
		}, func(e cx.Evidence) (entry, bool) { return onlyOpened(e), len(e.Confirmations) == 0 }))
	}
	if len(streams) == 1 {
		return streams[0]
	}
	return q.merge(streams[0], streams[1])
}

// pages turns a list of the ledger that comes in pages into a stream.
func pages[T any](q query, read func(ledger.Page) ([]T, string, error), as func(T) (entry, bool)) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		p := ledger.Page{From: q.since, To: q.until.Add(time.Second), Oldest: !q.newest, Limit: readAtOnce}
		for n := 0; ; n += readAtOnce {
			if n >= mostReached {
				yield(entry{}, tooFar())
				return
			}
			batch, next, err := read(p)
			if err != nil {
				yield(entry{}, err)
				return
			}
			for _, t := range batch {
				if e, ok := as(t); ok && !yield(e, nil) {
					return
				}
			}
			if p.After = next; next == "" {
				return
			}
		}
	}
}

// merge joins two streams of the same order.
func (q query) merge(x, y iter.Seq2[entry, error]) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		nextX, stopX := iter.Pull2(x)
		defer stopX()
		nextY, stopY := iter.Pull2(y)
		defer stopY()
		a, errA, okA := nextX()
		b, errB, okB := nextY()
		for okA || okB {
			first := okA && (!okB || q.direction(cmp.Or(a.at.Compare(b.at), cmp.Compare(a.r.Order, b.r.Order))) <= 0)
			if first || errA != nil {
				if !yield(a, errA) || errA != nil {
					return
				}
				a, errA, okA = nextX()
				continue
			}
			if !yield(b, errB) || errB != nil {
				return
			}
			b, errB, okB = nextY()
		}
	}
}
