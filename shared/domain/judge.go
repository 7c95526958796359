package domain

import (
	"fmt"
	"slices"
	"strings"
)

// The names of the findings.
const (
	nameService  = "Mail service"
	nameVerified = "Sender"
	nameDKIM     = "DKIM"
	nameSPF      = "SPF"
	nameDMARC    = "DMARC"
	nameMailFrom = "MAIL FROM"
	nameLinks    = "Links in mails"
)

// sandboxPerDay is the daily quota by which the sandbox of SES is known: no account in production has less than 50,000.
const sandboxPerDay = 200

// Judge says what was found, in the order in which it is mended.
func Judge(f Facts) []Finding {
	if f.AccountErr != nil {
		return []Finding{{nameService, Unknown, "The mail service did not answer. Look again in a minute.", nil}}
	}
	if !f.Account.Sends {
		return []Finding{{nameService, Advice, "This machine sends nothing: mails go to the inbox on this machine. On AWS, the sending domain is checked here.", nil}}
	}
	return []Finding{service(f), verified(f), dkim(f), spf(f), dmarc(f), mailFrom(f), links(f)}
}

// Blocking are the findings that keep a shop from going live.
func Blocking(all []Finding) []Finding {
	var bad []Finding
	for _, f := range all {
		if f.State == Bad {
			bad = append(bad, f)
		}
	}
	return bad
}

func service(f Facts) Finding {
	if f.Account.PerDay == sandboxPerDay {
		return Finding{nameService, Bad, "The account is in the sandbox of SES: 200 mails a day, and only to addresses that SES has verified. Ask for production access in the console of SES, under “Account dashboard”.", nil}
	}
	if f.Account.PerDay < 0 {
		return Finding{nameService, Good, "In production, without a daily limit.", nil}
	}
	return Finding{nameService, Good, fmt.Sprintf("In production: %.0f mails in 24 hours, %.0f a second.", f.Account.PerDay, f.Account.PerSecond), nil}
}

func verified(f Facts) Finding {
	switch {
	case f.Domain.Verified:
		return Finding{nameVerified, Good, "SES has verified " + f.Parent + ".", nil}
	case f.Address.Verified:
		return Finding{nameVerified, Advice, "SES has verified this one address, not its domain. Verify the domain, so that mails are signed by it.", nil}
	}
	return Finding{nameVerified, Bad, "SES does not know the domain " + Of(f.From) + " yet, or has not verified it. Create it in the console of SES, under “Identities”.", nil}
}

func dkim(f Facts) Finding {
	if f.Domain.DKIM {
		return Finding{nameDKIM, Good, "Mails are signed by " + f.Parent + ".", nil}
	}
	if len(f.Domain.DKIMTokens) == 0 {
		return Finding{nameDKIM, Bad, "Mails are not signed. Large mailboxes turn away what is not. The console of SES makes the keys, under “Identities”, “DKIM”.", nil}
	}
	bad := Finding{Name: nameDKIM, State: Bad, Says: "Mails are not signed yet: SES does not find its keys in DNS."}
	for _, token := range f.Domain.DKIMTokens {
		bad.Paste = append(bad.Paste, Record{"CNAME", token + "._domainkey." + f.Parent, token + ".dkim.amazonses.com"})
	}
	return bad
}

// spf judges the domain that bounces go to. Without a MAIL FROM of one's own that is Amazon's, whose SPF is in order: a
// record on the sender's domain is then good manners and no condition.
func spf(f Facts) Finding {
	if f.Errs[nameSPF] != nil {
		return unanswered(nameSPF)
	}
	name := f.returnDomain()
	line := []Record{{"TXT", name, "v=spf1 include:amazonses.com ~all"}}
	found := withPrefix(f.SPF, "v=spf1")
	switch {
	case len(found) > 1:
		return Finding{nameSPF, Bad, fmt.Sprintf("%s has %d SPF records, and receivers then count none. Make them one.", name, len(found)), nil}
	case len(found) == 1 && strings.Contains(strings.ToLower(found[0]), "include:amazonses.com"):
		return Finding{nameSPF, Good, name + " lets Amazon SES send for it.", nil}
	case f.Domain.MailFrom == "":
		return Finding{nameSPF, Advice, "Bounces go to Amazon's own domain, whose SPF is in order. A line of your own does not harm.", spfMerged(found, line)}
	}
	return Finding{nameSPF, Bad, name + " does not let Amazon SES send for it.", spfMerged(found, line)}
}

// spfMerged puts our include into a record that is there: a second record would break the first.
func spfMerged(found []string, line []Record) []Record {
	if len(found) == 1 {
		head, rest, _ := strings.Cut(found[0], " ")
		line[0].Value = strings.TrimSpace(head + " include:amazonses.com " + rest)
	}
	return line
}

func dmarc(f Facts) Finding {
	if f.Errs[nameDMARC] != nil {
		return unanswered(nameDMARC)
	}
	switch found := withPrefix(f.DMARC, "v=DMARC1"); len(found) {
	case 1:
		return Finding{nameDMARC, Good, "There is a policy: " + found[0], nil}
	case 0:
		return Finding{nameDMARC, Bad, "There is no DMARC record, which large mailboxes ask for. This one only asks for reports and changes nothing else.",
			[]Record{{"TXT", "_dmarc." + organisation(f), "v=DMARC1; p=none"}}}
	}
	return Finding{nameDMARC, Bad, "There is more than one DMARC record, and receivers then count none. Leave one.", nil}
}

// organisation is where a DMARC record belongs best: at the domain that SES verified, else the sender's own.
func organisation(f Facts) string {
	if f.Parent != "" {
		return f.Parent
	}
	return Of(f.From)
}

func mailFrom(f Facts) Finding {
	if f.Errs[nameMailFrom] != nil {
		return unanswered(nameMailFrom)
	}
	region := f.Account.Region
	lines := func(name string) []Record {
		return []Record{{"MX", name, "10 feedback-smtp." + region + ".amazonses.com"}, {"TXT", name, "v=spf1 include:amazonses.com ~all"}}
	}
	if f.Domain.MailFrom == "" {
		return Finding{nameMailFrom, Advice, "Bounces go to Amazon's own domain. A MAIL FROM of your own makes SPF count for your domain, too: set it in the console of SES, then paste these lines.", lines("bounce." + organisation(f))}
	}
	if f.Domain.MailFromSet && slices.Contains(lowered(f.MailFromMX), "feedback-smtp."+region+".amazonses.com") {
		return Finding{nameMailFrom, Good, "Bounces go to " + f.Domain.MailFrom + ".", nil}
	}
	return Finding{nameMailFrom, Bad, f.Domain.MailFrom + " lacks its records, or SES has not found them yet.", lines(f.Domain.MailFrom)}
}

func lowered(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = strings.ToLower(s)
	}
	return out
}

func links(f Facts) Finding {
	switch {
	case f.LinkHost == "":
		return Finding{nameLinks, Unknown, "Where links lead is not known here.", nil}
	case strings.HasSuffix(f.LinkHost, ".amazonaws.com"):
		return Finding{nameLinks, Advice, "Links lead to " + f.LinkHost + ". They work; people trust a name of your own domain more (the parameter LinkOrigin).", nil}
	case f.Errs[nameLinks] != nil:
		return unanswered(nameLinks)
	case f.LinkTarget == "":
		return Finding{nameLinks, Bad, "Links lead to " + f.LinkHost + ", which does not exist in DNS. Its line is in the console of API Gateway, under “Custom domain names”.", nil}
	}
	if !under(f.LinkHost, organisation(f)) {
		return Finding{nameLinks, Advice, "Links lead to " + f.LinkHost + ", which is not under " + organisation(f) + ", where the mail comes from.", nil}
	}
	return Finding{nameLinks, Good, "Links lead to " + f.LinkHost + ".", nil}
}

func under(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }

func unanswered(name string) Finding {
	return Finding{name, Unknown, "DNS did not answer. Look again in a minute.", nil}
}
