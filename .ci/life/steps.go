package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
)

// purchase is an order of the customer that was delivered some days ago; told again, it is the same to the byte.
func (l *life) purchase(number string) (sample.Order, map[sample.Event]time.Time) {
	day := func(ago int) time.Time { return l.began.AddDate(0, 0, -ago).UTC().Truncate(time.Second) }
	order := sample.Order{
		Number: number, Email: buyer, First: "Ada", Last: "Berg", Country: "NO", Locale: "en",
		Item: "Serving bowl “Fjord”, 28 cm", ItemID: 7, Total: "49.00", Currency: "EUR", Placed: day(8),
	}
	return order, map[sample.Event]time.Time{sample.Created: day(8), sample.Paid: day(8), sample.Fulfilled: day(7), sample.Delivered: day(5)}
}

func (l *life) tell(ctx context.Context, number string, events ...sample.Event) error {
	order, at := l.purchase(number)
	for _, e := range events {
		d, err := sample.Sign(cx.Standard, order, e, at[e], secret, time.Now())
		if err != nil {
			return err
		}
		status, body, err := send(ctx, http.MethodPost, l.api+"/hooks/demo/standard", d.Body, d.Header)
		if err != nil {
			return err
		}
		if status/100 != 2 {
			return fmt.Errorf("%s was answered %d: %.500s", e, status, body)
		}
	}
	return nil
}

func (l *life) order1(ctx context.Context) error {
	if err := l.tell(ctx, "1001", sample.Created, sample.Paid, sample.Fulfilled, sample.Delivered); err != nil {
		return err
	}
	o, err := l.inOutbox(ctx, "1001")
	if err != nil {
		return err
	}
	l.order = o.ID
	return nil
}

func (l *life) order1Again(ctx context.Context) error {
	before, err := l.facts.Order(ctx, l.order)
	if err != nil {
		return err
	}
	if err := l.tell(ctx, "1001", sample.Delivered, sample.Created, sample.Fulfilled, sample.Paid); err != nil {
		return err
	}
	after, err := l.facts.Order(ctx, l.order)
	if err == nil && after.Rev != before.Rev {
		return fmt.Errorf("the order was written again: revision %d, then %d", before.Rev, after.Rev)
	}
	return err
}

func (l *life) inOutbox(ctx context.Context, number string) (cx.Order, error) {
	due, err := l.facts.Outbox(ctx, "demo", 10)
	if err != nil {
		return cx.Order{}, err
	}
	i := slices.IndexFunc(due, func(o cx.Order) bool { return o.Number == number })
	if i < 0 {
		return cx.Order{}, fmt.Errorf("order %s is not among the %d in the outbox", number, len(due))
	}
	return due[i], nil
}

func (l *life) dispatchOnce(ctx context.Context) error {
	if _, err := invoke(ctx, "Dispatch", scheduled()); err != nil {
		return err
	}
	sent, err := l.mailsTo(ctx, buyer)
	if err != nil {
		return err
	}
	if len(sent) != 1 {
		return fmt.Errorf("SES has %d mails to the customer, want 1", len(sent))
	}
	text, err := readable(sent[0])
	if err != nil {
		return err
	}
	link := regexp.MustCompile(`https://hear\.nordlys\.example/r/([A-Za-z0-9_-]+)/5`).FindStringSubmatch(text)
	if link == nil {
		return fmt.Errorf("the mail has no link for 5 points: %.1500s", text)
	}
	l.token = link[1]
	return nil
}

func (l *life) dispatchNobody(ctx context.Context) error {
	if _, err := invoke(ctx, "Dispatch", scheduled()); err != nil {
		return err
	}
	sent, err := l.mailsTo(ctx, buyer)
	if err == nil && len(sent) != 1 {
		return fmt.Errorf("SES has %d mails to the customer, want 1", len(sent))
	}
	return err
}

func (l *life) open(ctx context.Context) error {
	page, err := l.call(ctx, http.StatusOK, http.MethodGet, "/r/"+l.token+"/5", nil, nil)
	if err != nil {
		return err
	}
	if !strings.Contains(page, `name="score"`) {
		return fmt.Errorf("this is not the answer page: %.500s", page)
	}
	r, err := l.response(ctx)
	if err == nil && (r.HasScore || r.Order != "") {
		return fmt.Errorf("opening the link made a response that is %s", r.Status)
	}
	return err
}

func (l *life) response(ctx context.Context) (cx.Response, error) {
	o, err := l.facts.Order(ctx, l.order)
	if err != nil {
		return cx.Response{}, err
	}
	return l.facts.Response(ctx, o.Person, o.ID)
}

func (l *life) save(ctx context.Context) error {
	page, err := l.call(ctx, http.StatusOK, http.MethodGet, "/r/"+l.token+"/5", nil, nil)
	if err != nil {
		return err
	}
	nonce := regexp.MustCompile(`name="nonce" value="([^"]+)"`).FindStringSubmatch(page)
	if nonce == nil {
		return errors.New("the page has no nonce")
	}
	time.Sleep(cx.NonceMinAge + 300*time.Millisecond) // who is faster than that is no person
	form := url.Values{"score": {"5"}, "comment": {"Even more beautiful than in the pictures."}, "nonce": {nonce[1]}}
	hand := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}, "Sec-Fetch-User": {"?1"}}
	status, body, err := request(ctx, http.MethodPost, l.api+"/r/"+l.token, form, hand)
	if err != nil {
		return err
	}
	if status >= http.StatusBadRequest {
		return fmt.Errorf("the form was answered %d: %.500s", status, body)
	}
	r, err := l.response(ctx)
	if err == nil && (r.Score != 5 || r.Status != cx.Counted) {
		return fmt.Errorf("the response has the score %d and is %s (%s), want 5 and counted", r.Score, r.Status, r.Why)
	}
	return err
}

func (l *life) count(ctx context.Context) error {
	batch, err := l.stream.read(ctx)
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := invoke(ctx, "Reactions", batch); err != nil {
			return err
		}
	}
	return nil
}

func (l *life) metrics(ctx context.Context) error {
	key := http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(l.apiKey+":"))}}
	body, err := l.call(ctx, http.StatusOK, http.MethodGet, "/v1/metrics.json", nil, key)
	if err != nil {
		return err
	}
	var m struct {
		Satisfied int `json:"satisfied_count"`
		Responses int `json:"response_count"`
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return err
	}
	if m.Satisfied != 1 || m.Responses != 1 {
		return fmt.Errorf("want 1 response and 1 who is satisfied: %s", body)
	}
	return nil
}

func (l *life) dashboard(ctx context.Context) error {
	page, err := l.call(ctx, http.StatusOK, http.MethodGet, "/dashboard/demo", nil, http.Header{"Cookie": {"earshot-session=" + l.cookie}})
	if err == nil && !strings.Contains(page, "Even more beautiful") {
		return fmt.Errorf("the comment is not on the page: %.500s", page)
	}
	return err
}

// settings is a room of another function, behind the same address and session.
func (l *life) settings(ctx context.Context) error {
	page, err := l.call(ctx, http.StatusOK, http.MethodGet, "/dashboard/demo/settings", nil, http.Header{"Cookie": {"earshot-session=" + l.cookie}})
	if err == nil && !strings.Contains(page, "Havnegata 12") {
		return fmt.Errorf("the postal address is not on the page: %.500s", page)
	}
	return err
}

func (l *life) delivered(ctx context.Context) error {
	_, err := invoke(ctx, "Deliveries", report(l.order, time.Now()))
	return err
}

func (l *life) unsubscribe(ctx context.Context) error {
	_, err := l.call(ctx, http.StatusOK, http.MethodPost, "/u/"+l.token, url.Values{"List-Unsubscribe": {"One-Click"}}, nil)
	return err
}

func (l *life) silence(ctx context.Context) error {
	if err := l.tell(ctx, "1002", sample.Created, sample.Paid, sample.Fulfilled, sample.Delivered); err != nil {
		return err
	}
	if err := l.dispatchNobody(ctx); err != nil {
		return err
	}
	o, err := l.facts.Order(ctx, l.facts.OrderID("demo", cx.Standard, sample.Ref(cx.Standard, "1002")))
	if err == nil && o.Message.State != cx.Dropped {
		return fmt.Errorf("the message of the next order is %q, want it dropped", o.Message.State)
	}
	return err
}
