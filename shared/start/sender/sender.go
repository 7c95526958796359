// Package sender is how the function for setting up looks at the domain that shops send from: DNS by the machine's own
// resolver, and SES by questions that change nothing. It is apart from start and post, for the dashboard sends nothing.
package sender

import (
	"net"

	"earshot/shared/domain"
	"earshot/shared/mail/ses"
	"earshot/shared/start"
)

// Look is whom to ask. Under sam local, where no mail goes out, there is nobody to ask.
func Look(p start.Parts) (domain.Lookup, domain.Service) {
	if p.Config.PrintsMail() {
		return domain.Resolver{Net: net.DefaultResolver}, domain.Nobody{}
	}
	s := ses.New(ses.Config{Region: p.Config.Region, Endpoint: p.Config.SES, Credentials: p.Credentials()})
	return domain.Resolver{Net: net.DefaultResolver}, s
}
