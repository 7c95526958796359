package local

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
	"earshot/shared/platform"
)

// greet prints where everything is, and a webhook that can be pasted.
func (s *system) greet(out io.Writer) error {
	curl, err := s.curl()
	if err != nil {
		return err
	}
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "  %-11s %s\n", name, value) }
	fmt.Fprintf(&b, "\nEarshot runs. Open %s and follow one purchase.\n\n", s.origin)
	line("Dashboard", s.origin+"/local/dashboard   (signed in)")
	line("Inbox", s.origin+"/local/inbox")
	line("Clock", s.origin+"/local/clock   "+s.clock.Now().UTC().Format(time.RFC3339))
	for _, p := range platform.All() {
		line("Hook", s.hookURL(p.Name()))
	}
	line("Secrets", s.origin+"/local/shop.json")
	line("Data", s.place)
	fmt.Fprintf(&b, "\nA purchase to paste into another terminal:\n\n%s\n\nCtrl+C ends it, -h tells what else there is.\n", curl)
	_, err = io.WriteString(out, b.String())
	return err
}

// curl is one line for a shell that sends a paid order. WooCommerce's signature has no time, so it stays good.
func (s *system) curl() (string, error) {
	p, ok := platform.Find(cx.WooCommerce)
	if !ok {
		return "", fmt.Errorf("there is no platform %s", cx.WooCommerce)
	}
	last, err := s.lastPurchase(context.Background())
	if err != nil {
		return "", err
	}
	now := s.clock.Now().Truncate(time.Second)
	turns := len(cast())
	o := sampleOrder(firstNumber+(max(last.Number-firstNumber, 0)/turns+100)*turns, now) // the first of the cast: ASCII alone
	body, err := sample.ShortOrder(o, now)
	if err != nil {
		return "", fmt.Errorf("write the order to paste: %w", err)
	}
	h := map[string][]string{}
	p.Sign(h, body, s.demo.Secrets[cx.WooCommerce], now)
	words := []string{"curl", "-sS", s.hookURL(cx.WooCommerce), "-H", quoted("Content-Type: application/json"),
		"-H", quoted("X-WC-Webhook-Topic: order.updated")}
	for name, values := range h {
		for _, v := range values {
			words = append(words, "-H", quoted(name+": "+v))
		}
	}
	return strings.Join(append(words, "--data-raw", quoted(string(body))), " "), nil
}

// quoted is a word for a POSIX shell: within single quotes only the quote itself means anything.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
