package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/domain"
	"earshot/shared/ledger"
)

// lookTime is how long DNS and the mail service may take together.
const lookTime = 8 * time.Second

// domainBody is the content of the page about the sending domain.
type domainBody struct {
	Domain, Path string
	Findings     []findingRow
	Bad          int
}

// findingRow is a finding with its colour and its state in a word.
type findingRow struct {
	domain.Finding
	Class, Word string
}

// Findings looks at the domain that a shop sends from, now. What domain.Blocking finds among them keeps the shop from
// going live.
func (a App) Findings(ctx context.Context, shop cx.Shop, origin string) []domain.Finding {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	service, dns := a.Service, a.DNS
	if service == nil || dns == nil {
		service = domain.Nobody{}
	}
	host := ""
	if u, err := url.Parse(origin); err == nil {
		host = u.Host
	}
	return domain.Judge(domain.Look(ctx, dns, service, shop.From, host))
}

// domainPage looks and shows. What it found is noted for the first steps.
func (s *server) domainPage(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	findings := s.Findings(r.Context(), shop, s.origin(r))
	body := domainBody{Domain: domain.Of(shop.From), Path: shopPath(shop.ID) + "/domain"}
	for _, f := range findings {
		class, word := findingState(f.State)
		body.Findings = append(body.Findings, findingRow{f, class, word})
	}
	var bad []string
	for _, f := range domain.Blocking(findings) {
		bad = append(bad, f.Name)
	}
	body.Bad = len(bad)
	look := ledger.DomainLook{At: s.Now(), From: shop.From, Bad: strings.Join(bad, ", ")}
	if err := s.Facts.NoteDomain(r.Context(), shop.ID, look); err != nil {
		return fmt.Errorf("note the domain of %s: %w", shop.ID, err)
	}
	return s.show(w, r, "domain.html", room(shop, "Sending domain", body.Path), body)
}

func findingState(s domain.State) (class, word string) {
	switch s {
	case domain.Good:
		return "good", "In order"
	case domain.Advice:
		return "so", "Advice"
	case domain.Bad:
		return "bad", "To be mended"
	}
	return "", "Not known"
}
