package dashboard

import (
	"context"
	"fmt"
	"strings"

	"earshot/shared/cx"
)

// check is one thing that must be well before a shop may go live. It says what is red, as the end of a sentence, or "".
type check struct {
	name  string
	place func(cx.ShopID) string // where it is mended
	red   func(ctx context.Context, s *server, shop cx.Shop) (string, error)
}

// checks are all of them, in the order in which a shop owner meets them. To add one is to add one line.
func checks() []check {
	return []check{
		{"Address that mails come from", settingsPath, senderCheck},
		{"Postal address", settingsPath, postalCheck},
		{"Replies are read", func(id cx.ShopID) string { return settingsPath(id) + "#reply" }, replyCheck},
		{"A platform is connected", connectionsPath, connectionCheck},
		{"Sending domain", func(id cx.ShopID) string { return shopPath(id) + "/domain" }, domainCheck},
	}
}

// checkRow is a check and what it said.
type checkRow struct{ Name, Red, URL string }

// checked asks all checks; ready tells that none is red.
func (s *server) checked(ctx context.Context, shop cx.Shop) (rows []checkRow, ready bool, err error) {
	ready = true
	for _, c := range checks() {
		red, err := c.red(ctx, s, shop)
		if err != nil {
			return nil, false, fmt.Errorf("check whether %s can go live: %w", shop.ID, err)
		}
		ready = ready && red == ""
		rows = append(rows, checkRow{c.name, red, c.place(shop.ID)})
	}
	return rows, ready, nil
}

func reds(rows []checkRow) string {
	var all []string
	for _, r := range rows {
		if r.Red != "" {
			all = append(all, r.Red)
		}
	}
	return strings.Join(all, "; ")
}

func senderCheck(_ context.Context, _ *server, shop cx.Shop) (string, error) {
	if _, err := cx.ParseEmail(shop.From); err != nil {
		return "there is no address that mails come from", nil
	}
	return "", nil
}

func postalCheck(_ context.Context, _ *server, shop cx.Shop) (string, error) {
	if strings.TrimSpace(shop.Postal) == "" {
		return "the postal address is missing, which the law wants in every mail", nil
	}
	return "", nil
}

func replyCheck(_ context.Context, _ *server, shop cx.Shop) (string, error) {
	local, _, _ := strings.Cut(strings.ToLower(shop.ReplyTo), "@")
	switch {
	case shop.ReplyTo == "":
		return "there is no address that replies go to", nil
	case strings.Contains(strings.NewReplacer("-", "", "_", "", ".", "").Replace(local), "noreply"):
		return "replies go to an address that nobody reads", nil
	case !shop.ReplyConfirmed():
		return "nobody has shown yet that replies are read: send the test mail and open its link", nil
	}
	return "", nil
}

func connectionCheck(ctx context.Context, s *server, shop cx.Shop) (string, error) {
	all, err := s.Facts.Connections(ctx, shop)
	for _, c := range all {
		if !c.Status.Received.IsZero() {
			return "", err
		}
	}
	if len(all) == 0 {
		return "no platform is connected", err
	}
	return "nothing has arrived from a platform yet", err
}

// domainCheck goes by the last look at the sending domain; where nothing can be looked up there is nothing to check.
func domainCheck(ctx context.Context, s *server, shop cx.Shop) (string, error) {
	if s.DNS == nil {
		return "", nil
	}
	noted, err := s.Facts.Steps(ctx, shop.ID)
	look := noted.Domain
	switch {
	case err != nil:
		return "", err
	case look.At.IsZero() || look.From != shop.From:
		return "whether mails from " + shop.From + " arrive was not looked at yet", nil
	case look.Bad != "":
		return look.Bad, nil
	}
	return "", nil
}
