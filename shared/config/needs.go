package config

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Need is a part of the environment that a function cannot do without.
type Need int

// The needs.
const (
	Storage Need = iota // the table, on AWS or at an endpoint
	Mail                // a sender and SES
	Links               // Origin, where no request tells it
	Owners              // somebody who may sign in
	Events              // the queues that SES events pass
)

// Validate says all that is missing or wrong for the needs, nil if nothing is.
func (c Config) Validate(needs ...Need) error {
	var errs []error
	check := func(ok bool, text string) {
		if !ok {
			errs = append(errs, errors.New(text))
		}
	}
	check(c.DynamoDB == "" || isEndpoint(c.DynamoDB), "AWS_ENDPOINT_URL_DYNAMODB is not a URL: leave it empty for AWS")
	check(c.SES == "" || isEndpoint(c.SES), "AWS_ENDPOINT_URL_SES is not a URL: leave it empty for AWS")
	check(!c.callsAWS(needs) || c.Region != "", "AWS_REGION is empty: AWS sets it, elsewhere export it")
	check(!c.callsAWS(needs) || (c.AccessKey != "" && c.SecretKey != ""),
		"AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is empty: AWS sets both, elsewhere export them")
	for _, need := range needs {
		switch need {
		case Storage:
			check(c.Embedded() || c.Table != "", "EARSHOT_TABLE is empty: name the DynamoDB table")
		case Mail:
			check(isSender(c.Sender), "EARSHOT_SENDER is neither a domain nor an address: name the one that SES has verified")
			check(c.PrintsMail() || c.Set != "", "EARSHOT_CONFIGURATION_SET is empty: without it no bounce is heard of")
		case Links:
			check(isOrigin(c.Origin), "EARSHOT_ORIGIN is not like https://hear.example.com: mailed links need https and no path")
		case Owners:
			check(len(c.Owners) > 0, "EARSHOT_OWNERS names nobody: who may sign in? Put commas between the addresses")
		case Events:
			check(len(c.Queues) > 0 && !slices.Contains(c.Queues, ""), "EARSHOT_EVENTS_QUEUES is empty: name the queues that SES events pass")
		}
	}
	return errors.Join(errs...)
}

// callsAWS tells that something of needs is signed with the credentials.
func (c Config) callsAWS(needs []Need) bool {
	return slices.Contains(needs, Storage) && !c.Embedded() || slices.Contains(needs, Mail) && !c.PrintsMail()
}

func isEndpoint(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && s == "https://"+u.Host
}

// isSender takes a domain or an address. SES knows whether it is verified.
func isSender(s string) bool {
	local, domain, isAddress := strings.Cut(s, "@")
	if !isAddress {
		local, domain = "earshot", s
	}
	return local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " ,;<>\"\r\n") && !strings.Contains(domain, "@")
}
