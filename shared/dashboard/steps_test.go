package dashboard_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/domain"
)

// quiet is DNS without any record.
type quiet struct{}

func (quiet) TXT(context.Context, string) ([]string, error) { return nil, nil }
func (quiet) MX(context.Context, string) ([]string, error)  { return nil, nil }
func (quiet) CNAME(context.Context, string) (string, error) { return "", nil }

// sandbox is a mail service that knows nobody.
type sandbox struct{}

func (sandbox) Account(context.Context) (domain.Account, error) {
	return domain.Account{Sends: true, PerDay: 200, PerSecond: 1, Region: "eu-north-1"}, nil
}

func (sandbox) Identities(context.Context, []string) (map[string]domain.Identity, error) {
	return map[string]domain.Identity{"nordlys.example": {DKIMTokens: []string{"k1"}}}, nil
}

func rehearsing(t *testing.T) *floor.Floor {
	t.Helper()
	f := floor.Open(t, cx.FivePoints)
	shop := f.Shop
	shop.Live = false
	f.Save(shop)
	return f
}

func TestStepsFillThemselves(t *testing.T) {
	f := rehearsing(t)
	s := open(t, f).signedIn()
	home := func() node { return parsed(t, s.get("/dashboard/nordlys")).one("section", "aria-labelledby", "steps") }
	wantText(t, home(), "Nobody has shown yet that the mail to mia@nordlys.example is read", "Nothing is connected yet", "was not looked at yet")
	if n := len(home().all("span", "class", "good")); n != 0 {
		t.Errorf("%d steps are done in a new shop", n)
	}
	s.get("/dashboard/nordlys/domain")
	if got := s.post("/dashboard/nordlys/texts/send", map[string][]string{"language": {"en"}}); got.status != 303 {
		t.Fatalf("sending to me = %d %s", got.status, got.body)
	}
	if _, err := f.ChangeShop(t.Context(), "nordlys", func(now cx.Shop) (cx.Shop, bool) { now.Confirmed = now.ReplyTo; return now, true }); err != nil {
		t.Fatal(err)
	}
	wantText(t, home(), "replies are read at mia@nordlys.example", "Nothing is in the way", "You have read it")
	if n := len(home().all("span", "class", "good")); n != 3 {
		t.Errorf("%d steps are done, want 3", n)
	}
	shop, _ := f.Ledger.Shop(t.Context(), "nordlys")
	shop.From = "mia@other.example"
	f.Save(shop)
	wantText(t, home(), "mia@other.example arrive was not looked at yet")
	shop.Live = true
	f.Save(shop)
	if got := s.get("/dashboard/nordlys").body; strings.Contains(got, "First steps") {
		t.Error("a live shop still shows first steps")
	}
}

func TestDomainPage(t *testing.T) {
	s := open(t, rehearsing(t))
	s.app.DNS, s.app.Service = quiet{}, sandbox{}
	s.server.Close()
	s.start(httptest.NewServer)
	s.signedIn()
	doc := parsed(t, s.get("/dashboard/nordlys/domain"))
	wantText(t, doc, "things are to be mended", "in the sandbox of SES", "CNAME k1._domainkey.nordlys.example k1.dkim.amazonses.com",
		"TXT _dmarc.nordlys.example v=DMARC1; p=none", "DKIM To be mended")
	wantText(t, parsed(t, s.get("/dashboard/nordlys")), "To be mended, as of", "Mail service, Sender, DKIM, DMARC")
	got := domain.Blocking(s.app.Findings(t.Context(), s.Shop, "https://hear.nordlys.example"))
	if len(got) < 4 || got[0].Name != "Mail service" {
		t.Errorf("going live is blocked by %+v", got)
	}
}
