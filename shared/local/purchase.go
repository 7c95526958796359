package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
)

// purchase is the newest sample purchase, which the opening page follows.
type purchase struct {
	Platform cx.Platform `json:"platform"`
	Number   int         `json:"number"`
}

// purchaseNote is where it is noted.
const purchaseNote = "purchase"

// firstNumber is the number of the first sample order.
const firstNumber = 1001

func (s *system) lastPurchase(ctx context.Context) (purchase, error) {
	note, err := s.facts.Note(ctx, purchaseNote)
	if err != nil || note == "" {
		return purchase{}, err
	}
	var p purchase
	if err := json.Unmarshal([]byte(note), &p); err != nil {
		return p, fmt.Errorf("read the note about the last purchase: %w", err)
	}
	return p, nil
}

func (s *system) notePurchase(ctx context.Context, p purchase) error {
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write the note about the last purchase: %w", err)
	}
	return s.facts.SaveNote(ctx, purchaseNote, string(text))
}

// madeUp is a customer and what is bought, of whom the samples take turns.
type madeUp struct{ first, last, address, country, locale, item, total string }

func cast() []madeUp {
	return []madeUp{
		{"Ada", "Berg", "ada.berg", "NO", "en", "Stoneware bowl, sea green", "48.00"},
		{"Jonas", "Weiss", "jonas.weiss", "DE", "de", "Teekanne „Nordlys“", "89.00"},
		{"Ellen", "Dahl", "ellen.dahl", "SE", "en", "Breakfast set for two", "124.00"},
		{"Maren", "Hofer", "maren.hofer", "AT", "de", "Vase, matt schwarz", "56.00"},
		{"Tomás", "Ferreira", "tomas.ferreira", "PT", "en", "Espresso cups, set of four", "39.00"},
		{"Ruth", "Carlisle", "ruth.carlisle", "GB", "en", "Serving plate, 32 cm", "72.00"},
	}
}

// sampleOrder is the order of a number, placed at a time. Each has a customer of its own: nobody is asked twice in 90
// days.
func sampleOrder(number int, placed time.Time) sample.Order {
	all := cast()
	c := all[(number-firstNumber)%len(all)]
	address := c.address + "+" + strconv.Itoa(number) + "@example.com"
	return sample.Order{
		Number: strconv.Itoa(number), Email: address, First: c.first, Last: c.last, Country: c.country, Locale: c.locale,
		Item: c.item, ItemID: int64(700 + (number-firstNumber)%len(all)), Total: c.total, Currency: "EUR", Placed: placed,
	}
}

// buy plays the platform: it posts all that happens to one order, over HTTP and signed, as if it had happened in the last
// 20 hours.
func (s *system) buy(ctx context.Context, p cx.Platform) (purchase, error) {
	last, err := s.lastPurchase(ctx)
	if err != nil {
		return last, err
	}
	next := purchase{Platform: p, Number: max(last.Number+1, firstNumber)}
	now := s.clock.Now()
	o := sampleOrder(next.Number, now.Add(-20*time.Hour).Truncate(time.Second))
	steps := []struct {
		event sample.Event
		at    time.Time
	}{
		{sample.Created, o.Placed}, {sample.Paid, o.Placed.Add(time.Minute)}, {sample.Fulfilled, o.Placed.Add(3 * time.Hour)},
		{sample.Delivered, now.Add(-10 * time.Minute).Truncate(time.Second)},
	}
	for _, step := range steps {
		if _, err := sample.ParseEvent(p, string(step.event)); err != nil {
			continue // WooCommerce tells of no delivery: the survey follows what was fulfilled
		}
		if _, err := s.post(ctx, p, o, step.event, step.at); err != nil {
			return next, err
		}
	}
	return next, s.notePurchase(ctx, next)
}

// post signs one event with the demo shop's secret and posts it to our own address; what is not 2xx is an error.
func (s *system) post(ctx context.Context, p cx.Platform, o sample.Order, e sample.Event, at time.Time) (string, error) {
	d, err := sample.Sign(p, o, e, at, s.demo.Secrets[p], s.clock.Now())
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.hookURL(p), bytes.NewReader(d.Body))
	if err != nil {
		return "", fmt.Errorf("post a %s of %s: %w", e, p, err)
	}
	r.Header = d.Header
	answer, err := s.client.Do(r)
	if err != nil {
		return "", fmt.Errorf("post a %s of %s: %w", e, p, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 10_000))
	if err != nil {
		return "", fmt.Errorf("post a %s of %s: %w", e, p, err)
	}
	said := answer.Status + " " + strings.TrimSpace(string(text))
	if answer.StatusCode/100 != 2 {
		return said, fmt.Errorf("post a %s of %s: the answer is %s", e, p, said)
	}
	return said, nil
}

// sendOne is the command that sends one event of an order of the caller's choice.
func (s *system) sendOne(ctx context.Context, c order, out io.Writer) error {
	p := cx.Platform(strings.ToLower(c.Args[0]))
	e, err := sample.ParseEvent(p, c.Args[1])
	if err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: "That cannot be sent: " + err.Error() + "."}
	}
	if _, err := cx.ParseEmail(c.Mail); err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: "-mail is no mail address."}
	}
	o, err := s.chosenOrder(ctx, p, c)
	if err != nil {
		return err
	}
	said, err := s.post(ctx, p, o, e, s.clock.Now().Truncate(time.Second))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s %s of order %s\nPOST %s\n%s\n", p, e, o.Number, s.hookURL(p), said)
	return err
}

// chosenOrder is the order of the caller's number. It keeps the time at which it was placed when its first event was sent.
func (s *system) chosenOrder(ctx context.Context, p cx.Platform, c order) (sample.Order, error) {
	number := strings.TrimPrefix(strings.TrimSpace(c.Number), "#")
	n, err := strconv.Atoi(number)
	if err != nil || n < firstNumber {
		n = firstNumber + len(number)
	}
	o := sampleOrder(n, s.clock.Now().Truncate(time.Second))
	o.Number, o.Email = number, c.Mail
	known, err := s.facts.Orders(ctx, s.facts.OrderID(demoShop, p, sample.Ref(p, number)))
	if err != nil {
		return o, err
	}
	if len(known) == 1 && known[0].Known() {
		o.Placed = known[0].State.Placed
	}
	return o, nil
}
