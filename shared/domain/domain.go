// Package domain tells a merchant whether the domain that a shop sends from is ready: what DNS says of it (SPF, DMARC,
// MAIL FROM), what the mail service says (sandbox or production, verified, DKIM), and where the links of mails lead. Each
// finding is a state, a sentence, and the DNS lines to paste.
//
// Look gathers through two small interfaces, so that tests need no network; Judge decides, as a pure function of what was
// found. A finding that is Bad keeps a shop from going live. What could not be looked up is Unknown, never Good.
//
// It changes nothing: no record in DNS and nothing at the mail service.
package domain

import (
	"context"
	"errors"
	"net"
	"strings"
)

// Lookup is what is asked of DNS. A name that does not exist has no records and is no error.
type Lookup interface {
	TXT(ctx context.Context, name string) ([]string, error)
	MX(ctx context.Context, name string) ([]string, error)  // hosts, without the dot at the end
	CNAME(ctx context.Context, name string) (string, error) // the name at the end of the chain; the name itself if it has addresses
}

// Service is what is asked of the mail service, read only.
type Service interface {
	// Account tells what the account may send.
	Account(ctx context.Context) (Account, error)
	// Identities tells of those among names (addresses and domains) that the service knows.
	Identities(ctx context.Context, names []string) (map[string]Identity, error)
}

// Account is what an account of the mail service may do.
type Account struct {
	Sends     bool    // false: this machine has no mail service, nothing goes out
	PerDay    float64 // negative: no limit
	PerSecond float64
	Region    string
}

// Identity is an address or a domain that the mail service knows.
type Identity struct {
	Verified    bool
	DKIM        bool     // mails are signed
	DKIMTokens  []string // the names of the keys that DNS has to hold
	MailFrom    string   // the domain of bounces, "" for the service's own
	MailFromSet bool     // the service found its records
}

// State is how a finding is to be taken.
type State int

// The states. Bad keeps a shop from going live, Advice does not.
const (
	Unknown State = iota
	Good
	Advice
	Bad
)

// Record is a line of DNS to paste.
type Record struct{ Type, Name, Value string }

// Finding is what was found out about one thing.
type Finding struct {
	Name  string
	State State
	Says  string
	Paste []Record
}

// Facts are all that Judge goes by.
type Facts struct {
	From       string // address
	LinkHost   string // of the links in mails, "" if it is not known here
	Account    Account
	AccountErr error
	Address    Identity // of the address alone
	Domain     Identity // of the domain, or the nearest one above it
	Parent     string   // the name of Domain; "" if none is known
	SPF        []string // TXT records of the domain, or of MAIL FROM's
	DMARC      []string // of the domain, or of the one above it
	MailFromMX []string
	LinkTarget string
	Errs       map[string]error // by finding
}

// Look gathers what is known about a sender's address and the host of links. It never fails: what could not be asked is
// in Facts as an error, and Judge says so.
func Look(ctx context.Context, dns Lookup, service Service, from, linkHost string) Facts {
	f := Facts{From: from, LinkHost: hostOnly(linkHost), Errs: map[string]error{}}
	if f.Account, f.AccountErr = service.Account(ctx); f.AccountErr != nil || !f.Account.Sends {
		return f
	}
	f.identities(ctx, service)
	f.dns(ctx, dns)
	return f
}

func hostOnly(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

func (f *Facts) identities(ctx context.Context, service Service) {
	above := parents(Of(f.From))
	known, err := service.Identities(ctx, append([]string{f.From}, above...))
	if err != nil {
		f.AccountErr = err
		return
	}
	f.Address = known[f.From]
	for _, name := range above {
		if id, ok := known[name]; ok {
			f.Domain, f.Parent = id, name
			return
		}
	}
}

func (f *Facts) dns(ctx context.Context, dns Lookup) {
	note := func(finding string, err error) {
		if err != nil {
			f.Errs[finding] = err
		}
	}
	var err error
	f.SPF, err = dns.TXT(ctx, f.returnDomain())
	note(nameSPF, err)
	for _, name := range parents(Of(f.From)) {
		f.DMARC, err = dns.TXT(ctx, "_dmarc."+name)
		if note(nameDMARC, err); err != nil || len(withPrefix(f.DMARC, "v=DMARC1")) > 0 {
			break
		}
	}
	if f.Domain.MailFrom != "" {
		f.MailFromMX, err = dns.MX(ctx, f.Domain.MailFrom)
		note(nameMailFrom, err)
	}
	if f.LinkHost != "" {
		f.LinkTarget, err = dns.CNAME(ctx, f.LinkHost)
		note(nameLinks, err)
	}
}

// returnDomain is where SPF is looked for: receivers ask the domain that bounces go to.
func (f *Facts) returnDomain() string {
	if f.Domain.MailFrom != "" {
		return f.Domain.MailFrom
	}
	return Of(f.From)
}

// Of is the domain of an address, in lower case.
func Of(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return domain
}

// parents are a domain and those above it that somebody can own by their form: never a top level.
func parents(domain string) []string {
	var all []string
	for strings.Contains(domain, ".") && len(all) < 4 {
		all = append(all, domain)
		_, domain, _ = strings.Cut(domain, ".")
	}
	return all
}

// withPrefix are the records of one kind, whatever the case of their first word.
func withPrefix(records []string, prefix string) []string {
	var all []string
	for _, r := range records {
		if len(r) >= len(prefix) && strings.EqualFold(r[:len(prefix)], prefix) {
			all = append(all, r)
		}
	}
	return all
}

// Resolver asks DNS by way of a net.Resolver.
type Resolver struct{ Net *net.Resolver }

// TXT implements Lookup.
func (r Resolver) TXT(ctx context.Context, name string) ([]string, error) {
	all, err := r.Net.LookupTXT(ctx, name+".")
	return all, missing(err)
}

// MX implements Lookup.
func (r Resolver) MX(ctx context.Context, name string) ([]string, error) {
	found, err := r.Net.LookupMX(ctx, name+".")
	var hosts []string
	for _, mx := range found {
		hosts = append(hosts, strings.TrimSuffix(mx.Host, "."))
	}
	return hosts, missing(err)
}

// CNAME implements Lookup.
func (r Resolver) CNAME(ctx context.Context, name string) (string, error) {
	target, err := r.Net.LookupCNAME(ctx, name+".")
	return strings.TrimSuffix(target, "."), missing(err)
}

func missing(err error) error {
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return nil
	}
	return err
}

// Nobody is the Service of a machine that sends nothing.
type Nobody struct{}

// Account implements Service.
func (Nobody) Account(context.Context) (Account, error) { return Account{}, nil }

// Identities implements Service.
func (Nobody) Identities(context.Context, []string) (map[string]Identity, error) { return nil, nil }
