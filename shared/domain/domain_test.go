package domain_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"earshot/shared/domain"
)

// zone is DNS as a map: "TXT nordlys.example" to its records.
type zone map[string][]string

func (z zone) look(kind, name string) ([]string, error) {
	all := z[kind+" "+name]
	if slices.Contains(all, "SERVFAIL") {
		return nil, errors.New("server failure")
	}
	return all, nil
}

func (z zone) TXT(_ context.Context, name string) ([]string, error) { return z.look("TXT", name) }
func (z zone) MX(_ context.Context, name string) ([]string, error)  { return z.look("MX", name) }
func (z zone) CNAME(_ context.Context, name string) (string, error) {
	all, err := z.look("CNAME", name)
	return strings.Join(all, ""), err
}

// account is a mail service.
type account struct {
	may domain.Account
	ids map[string]domain.Identity
	err error
}

func (a account) Account(context.Context) (domain.Account, error) { return a.may, a.err }
func (a account) Identities(_ context.Context, names []string) (map[string]domain.Identity, error) {
	known := map[string]domain.Identity{}
	for _, n := range names {
		if id, ok := a.ids[n]; ok {
			known[n] = id
		}
	}
	return known, nil
}

// ready is a sender for whom all is well, changed by a case.
type ready struct {
	dns  zone
	mail account
	from string
	link string
}

func allWell() *ready {
	return &ready{
		dns: zone{
			"TXT bounce.nordlys.example": {"v=spf1 include:amazonses.com ~all"},
			"TXT _dmarc.nordlys.example": {"v=DMARC1; p=quarantine"},
			"MX bounce.nordlys.example":  {"feedback-smtp.eu-north-1.amazonses.com"},
			"CNAME hear.nordlys.example": {"d-1.execute-api.eu-north-1.amazonaws.com"},
		},
		mail: account{
			may: domain.Account{Sends: true, PerDay: 50000, PerSecond: 14, Region: "eu-north-1"},
			ids: map[string]domain.Identity{"nordlys.example": {Verified: true, DKIM: true, DKIMTokens: []string{"k1"}, MailFrom: "bounce.nordlys.example", MailFromSet: true}},
		},
		from: "mia@nordlys.example", link: "hear.nordlys.example",
	}
}

func (r *ready) identity(change func(*domain.Identity)) {
	id := r.mail.ids["nordlys.example"]
	change(&id)
	r.mail.ids["nordlys.example"] = id
}

func (r *ready) noBounce() { r.identity(func(id *domain.Identity) { id.MailFrom = "" }) }

func TestJudge(t *testing.T) {
	tests := []struct {
		name    string
		with    func(*ready)
		finding string
		state   domain.State
		says    string
		paste   string // the first line
	}{
		{"production", func(*ready) {}, "Mail service", domain.Good, "50000 mails", ""},
		{"no daily limit", func(r *ready) { r.mail.may.PerDay = -1 }, "Mail service", domain.Good, "without a daily limit", ""},
		{"the sandbox", func(r *ready) { r.mail.may.PerDay = 200 }, "Mail service", domain.Bad, "sandbox", ""},
		{"this machine", func(r *ready) { r.mail.may.Sends = false }, "Mail service", domain.Advice, "sends nothing", ""},
		{"no answer of the service", func(r *ready) { r.mail.err = errors.New("timeout") }, "Mail service", domain.Unknown, "did not answer", ""},
		{"verified domain", func(*ready) {}, "Sender", domain.Good, "nordlys.example", ""},
		{"a domain above", func(r *ready) { r.from = "mia@mail.nordlys.example" }, "Sender", domain.Good, "nordlys.example", ""},
		{"one address alone", func(r *ready) {
			r.mail.ids = map[string]domain.Identity{"mia@nordlys.example": {Verified: true}}
		}, "Sender", domain.Advice, "one address", ""},
		{"nothing verified", func(r *ready) { r.mail.ids = nil }, "Sender", domain.Bad, "does not know the domain nordlys.example", ""},
		{"signed", func(*ready) {}, "DKIM", domain.Good, "signed by nordlys.example", ""},
		{"keys not in DNS", func(r *ready) { r.identity(func(id *domain.Identity) { id.DKIM = false }) }, "DKIM", domain.Bad, "not signed yet", "CNAME k1._domainkey.nordlys.example k1.dkim.amazonses.com"},
		{"no keys", func(r *ready) { r.mail.ids = nil }, "DKIM", domain.Bad, "not signed", ""},
		{"SPF of the bounces", func(*ready) {}, "SPF", domain.Good, "bounce.nordlys.example", ""},
		{"SPF missing at the bounces", func(r *ready) { delete(r.dns, "TXT bounce.nordlys.example") }, "SPF", domain.Bad, "does not let", "TXT bounce.nordlys.example v=spf1 include:amazonses.com ~all"},
		{"two SPF records", func(r *ready) {
			r.dns["TXT bounce.nordlys.example"] = []string{"v=spf1 include:amazonses.com ~all", "V=SPF1 -all"}
		}, "SPF", domain.Bad, "2 SPF records", ""},
		{"SPF with others' bounces", func(r *ready) {
			r.noBounce()
			r.dns["TXT nordlys.example"] = []string{"some=thing", "v=spf1 include:other.example -all"}
		}, "SPF", domain.Advice, "Amazon's own", "TXT nordlys.example v=spf1 include:amazonses.com include:other.example -all"},
		{"DNS fails for SPF", func(r *ready) { r.dns["TXT bounce.nordlys.example"] = []string{"SERVFAIL"} }, "SPF", domain.Unknown, "did not answer", ""},
		{"DMARC", func(*ready) {}, "DMARC", domain.Good, "p=quarantine", ""},
		{"DMARC of the domain above", func(r *ready) { r.from = "mia@mail.nordlys.example" }, "DMARC", domain.Good, "p=quarantine", ""},
		{"no DMARC", func(r *ready) { delete(r.dns, "TXT _dmarc.nordlys.example") }, "DMARC", domain.Bad, "no DMARC", "TXT _dmarc.nordlys.example v=DMARC1; p=none"},
		{"two DMARC", func(r *ready) {
			r.dns["TXT _dmarc.nordlys.example"] = []string{"v=DMARC1; p=none", "v=DMARC1; p=reject"}
		}, "DMARC", domain.Bad, "more than one", ""},
		{"DNS fails for DMARC", func(r *ready) { r.dns["TXT _dmarc.nordlys.example"] = []string{"SERVFAIL"} }, "DMARC", domain.Unknown, "did not answer", ""},
		{"MAIL FROM", func(*ready) {}, "MAIL FROM", domain.Good, "bounce.nordlys.example", ""},
		{"no MAIL FROM", func(r *ready) { r.noBounce() }, "MAIL FROM", domain.Advice, "Amazon's own", "MX bounce.nordlys.example 10 feedback-smtp.eu-north-1.amazonses.com"},
		{"MAIL FROM without its MX", func(r *ready) { delete(r.dns, "MX bounce.nordlys.example") }, "MAIL FROM", domain.Bad, "lacks its records", "MX bounce.nordlys.example 10 feedback-smtp.eu-north-1.amazonses.com"},
		{"MAIL FROM of another region", func(r *ready) { r.mail.may.Region = "eu-west-1" }, "MAIL FROM", domain.Bad, "lacks its records", "MX bounce.nordlys.example 10 feedback-smtp.eu-west-1.amazonses.com"},
		{"links", func(*ready) {}, "Links in mails", domain.Good, "hear.nordlys.example", ""},
		{"links with a port", func(r *ready) { r.link += ":443" }, "Links in mails", domain.Good, "hear.nordlys.example", ""},
		{"links to the API", func(r *ready) { r.link = "abc.execute-api.eu-north-1.amazonaws.com" }, "Links in mails", domain.Advice, "people trust", ""},
		{"links to nowhere", func(r *ready) { delete(r.dns, "CNAME hear.nordlys.example") }, "Links in mails", domain.Bad, "does not exist", ""},
		{"links to another domain", func(r *ready) {
			r.link = "hear.evilnordlys.example"
			r.dns["CNAME hear.evilnordlys.example"] = []string{"x"}
		}, "Links in mails", domain.Advice, "not under nordlys.example", ""},
		{"links unknown", func(r *ready) { r.link = "" }, "Links in mails", domain.Unknown, "not known", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := allWell()
			tt.with(r)
			all := domain.Judge(domain.Look(t.Context(), r.dns, r.mail, r.from, r.link))
			i := slices.IndexFunc(all, func(f domain.Finding) bool { return f.Name == tt.finding })
			if i < 0 {
				t.Fatalf("no finding about %s in %+v", tt.finding, all)
			}
			got := all[i]
			if got.State != tt.state || !strings.Contains(got.Says, tt.says) {
				t.Errorf("%s is %v, %q; want %v, %q", tt.finding, got.State, got.Says, tt.state, tt.says)
			}
			first := ""
			if len(got.Paste) > 0 {
				first = strings.Join([]string{got.Paste[0].Type, got.Paste[0].Name, got.Paste[0].Value}, " ")
			}
			if first != tt.paste {
				t.Errorf("the line to paste is %q, want %q", first, tt.paste)
			}
		})
	}
}

func TestBlocking(t *testing.T) {
	r := allWell()
	judge := func() []domain.Finding {
		return domain.Blocking(domain.Judge(domain.Look(t.Context(), r.dns, r.mail, r.from, r.link)))
	}
	if got := judge(); len(got) != 0 {
		t.Errorf("a sender for whom all is well is blocked by %+v", got)
	}
	r.noBounce()
	if got := judge(); len(got) != 0 {
		t.Errorf("good advice blocks: %+v", got)
	}
	r.mail.may.PerDay = 200
	if got := judge(); len(got) != 1 || got[0].Name != "Mail service" {
		t.Errorf("the sandbox blocks by %+v", got)
	}
}

// What cannot be asked is an error, and never "there is none".
func TestResolverWithoutANameServer(t *testing.T) {
	refuse := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network") }
	r := domain.Resolver{Net: &net.Resolver{PreferGo: true, Dial: refuse}}
	_, txt := r.TXT(t.Context(), "nordlys.example")
	_, mx := r.MX(t.Context(), "nordlys.example")
	_, cname := r.CNAME(t.Context(), "nordlys.example")
	if txt == nil || mx == nil || cname == nil {
		t.Errorf("errors %v, %v, %v: want all", txt, mx, cname)
	}
}

func TestNobodySendsNothing(t *testing.T) {
	got := domain.Judge(domain.Look(t.Context(), zone{}, domain.Nobody{}, "mia@nordlys.example", "localhost:8080"))
	if len(got) != 1 || got[0].State != domain.Advice {
		t.Errorf("a machine without a mail service: %+v", got)
	}
}
