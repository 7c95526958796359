package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
)

// perWeek is how many customers buy in a week: enough for a point in the chart.
const perWeek = 16

// customers play everybody who is not Earshot: the platform, and people with browsers.
type customers struct {
	origin string
	hook   string
	secret string
	client *http.Client
	read   map[string]bool // ids of mails that were opened
}

// letter is a mail as /local/inbox.json tells it.
type letter struct{ ID, Subject, HTML, Text string }

// link is the link of a score, as it stands in the mail.
func (l letter) link(score int) string {
	return regexp.MustCompile(fmt.Sprintf(`http://\S+/r/[A-Za-z0-9_-]+/%d\b`, score)).FindString(l.Text)
}

// meet asks the local program where the shop's hook is, and what its secret.
func meet(ctx context.Context, origin string) (*customers, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &customers{origin: origin, client: &http.Client{Jar: jar, Timeout: time.Minute}, read: map[string]bool{}}
	var shop struct {
		Connections map[cx.Platform]struct{ URL, Secret string }
	}
	if err := c.json(ctx, "/local/shop.json", &shop); err != nil {
		return nil, err
	}
	c.hook, c.secret = shop.Connections[cx.Standard].URL, shop.Connections[cx.Standard].Secret
	return c, nil
}

// season lets customers buy, be asked and answer, week after week, and some more buy at its end. It returns a mail of the
// last week that nobody answered.
func (c *customers) season(ctx context.Context, weeks int) (letter, error) {
	var last letter
	for week := range weeks {
		for i := range perWeek {
			if err := c.buy(ctx, week*perWeek+i); err != nil {
				return last, err
			}
		}
		if err := c.move(ctx, "168h"); err != nil {
			return last, err
		}
		fresh, err := c.mails(ctx)
		if err != nil || len(fresh) < 2 {
			return last, fmt.Errorf("week %d: %d mails, %w", week, len(fresh), err)
		}
		last = fresh[len(fresh)-1]
		if err := c.answer(ctx, week, fresh[:len(fresh)-1]); err != nil {
			return last, err
		}
	}
	for i := range perWeek / 2 {
		if err := c.buy(ctx, weeks*perWeek+i); err != nil {
			return last, err
		}
	}
	return last, nil
}

// buy sends the webhooks of one order, delivered at once.
func (c *customers) buy(ctx context.Context, n int) error {
	now, err := c.now(ctx)
	if err != nil {
		return err
	}
	first, last, things := firsts()[n%len(firsts())], lasts()[n/3%len(lasts())], items()
	o := sample.Order{Number: fmt.Sprint(1001 + n), Email: fmt.Sprintf("customer%d@example.com", n), First: first, Last: last, Country: "NO",
		Locale: "en", Item: things[n%len(things)], ItemID: int64(n%len(things) + 1), Total: "64.00", Currency: "EUR", Placed: now}
	for _, e := range []sample.Event{sample.Paid, sample.Delivered} {
		d, err := sample.Sign(cx.Standard, o, e, now, c.secret, now)
		if err != nil {
			return err
		}
		if _, err := c.send(ctx, http.MethodPost, c.hook, d.Body, d.Header); err != nil {
			return err
		}
	}
	return nil
}

// answer opens the links of the mails and, a minute later, presses Save in most of the pages.
func (c *customers) answer(ctx context.Context, week int, mails []letter) error {
	forms := make([]url.Values, len(mails))
	for i, m := range mails {
		page, err := c.send(ctx, http.MethodGet, m.link(c.score(week, i)), nil, nil)
		if err != nil {
			return err
		}
		forms[i] = hidden(page)
	}
	if err := c.move(ctx, "2m"); err != nil {
		return err
	}
	for i, m := range mails {
		if i%7 == 6 {
			continue // opened it and did not say
		}
		link, form := m.link(c.score(week, i)), forms[i]
		form.Set("score", link[len(link)-1:])
		say(form, week, i)
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {c.origin}, "Sec-Fetch-User": {"?1"}}
		if _, err := c.send(ctx, http.MethodPost, link[:len(link)-2], []byte(form.Encode()), header); err != nil {
			return err
		}
	}
	return nil
}

// badWeek is one whose parcels came late.
const badWeek = 6

// score is what the i-th customer of a week thinks: most are glad.
func (c *customers) score(week, i int) int {
	scores := []int{5, 4, 5, 3, 5, 2, 4, 5, 1, 4, 5, 5, 3, 4, 5, 4}
	if week == badWeek && i%3 == 0 {
		return 2
	}
	return scores[(i+week*5)%len(scores)]
}

// hidden are the fields of a page's form that a browser sends without being asked.
func hidden(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// mails are the surveys that nobody opened yet, the oldest first. The inbox holds mail to the shop's people, too.
func (c *customers) mails(ctx context.Context) ([]letter, error) {
	var all []letter
	if err := c.json(ctx, "/local/inbox.json", &all); err != nil {
		return nil, err
	}
	var fresh []letter
	for _, m := range all {
		if !c.read[m.ID] && m.link(1) != "" {
			fresh = append([]letter{m}, fresh...)
			c.read[m.ID] = true
		}
	}
	return fresh, nil
}

func (c *customers) now(ctx context.Context) (time.Time, error) {
	var clock struct{ Now time.Time }
	err := c.json(ctx, "/local/clock", &clock)
	return clock.Now, err
}

func (c *customers) move(ctx context.Context, by string) error {
	form := url.Values{"advance": {by}}.Encode()
	_, err := c.send(ctx, http.MethodPost, c.origin+"/local/clock", []byte(form), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	return err
}

func (c *customers) json(ctx context.Context, path string, v any) error {
	body, err := c.send(ctx, http.MethodGet, c.origin+path, nil, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), v)
}

// send makes one request and wants a good answer.
func (c *customers) send(ctx context.Context, method, at string, body []byte, header http.Header) (string, error) {
	r, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	if header != nil {
		r.Header = header
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15")
	answer, err := c.client.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, r.URL.Path, answer.Status, strings.TrimSpace(string(text[:min(len(text), 200)])))
	}
	return string(text), err
}
