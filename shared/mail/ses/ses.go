// Package ses sends mail through Amazon SES (API v1, SendRawEmail) as mail.Sender wants it: one request for a mail,
// signed with the gate's time, and a clear word on whether it was taken.
//
// It promises never to send a mail twice: the SDK's retries are off (its default retryer sends a mail three times when
// the connection breaks after the body), redirects are not followed, and SES itself refuses a signature that is older
// than 5 minutes, so a run that was frozen cannot send later. It logs nothing, and its errors hold no customer's address.
//
// It is not the account's suppression list nor its events: those belong to the template and to deliveries.
package ses

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awsses "github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"

	"earshot/shared/mail"
)

// Config says which SES, and as whom.
type Config struct {
	Region      string
	Endpoint    string // empty for AWS itself
	Credentials aws.CredentialsProvider
	Set         string // the configuration set whose events come back; empty for none
}

// Service is a mail.Sender and a mail.Account.
type Service struct {
	calls
	set *string
}

// timeout is how long one request may take. What is not answered by then is ambiguous.
const timeout = 10 * time.Second

// New makes a Service. It reaches no network.
func New(c Config) *Service {
	o := awsses.Options{
		Region: c.Region, Credentials: c.Credentials, Retryer: aws.NopRetryer{}, HTTPClient: client(),
		HTTPSignerV4: signer{v4.NewSigner()}, DisableClockSkewCorrection: true,
	}
	if c.Endpoint != "" {
		o.BaseEndpoint = &c.Endpoint
	}
	s := &Service{calls: callsOf(awsses.New(o))}
	if c.Set != "" {
		s.set = &c.Set
	}
	return s
}

func client() *http.Client {
	c := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		c.Transport = t.Clone()
	}
	return c
}

// Send hands one mail to SES; see mail.Sender.
func (s *Service) Send(ctx context.Context, e mail.Envelope) (string, error) {
	connected := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }})
	out, err := s.send(context.WithValue(ctx, signedAt{}, e.At), s.input(e))
	if err == nil {
		return aws.ToString(out.MessageId), nil
	}
	if no := refusal(err, e); no != nil {
		return "", no
	}
	if !connected {
		return "", &mail.Refusal{Kind: mail.NotSent, Code: "NoConnection", Text: "The mail service was not reached.", Cause: err}
	}
	return "", fmt.Errorf("send a mail by SES: %w", err)
}

// input gives tags and configuration set as parameters: they win over headers, and headers would be mailed.
func (s *Service) input(e mail.Envelope) *awsses.SendRawEmailInput {
	in := &awsses.SendRawEmailInput{
		Source: &e.Source, Destinations: []string{e.To}, RawMessage: &types.RawMessage{Data: e.Raw}, ConfigurationSetName: s.set,
	}
	for name, value := range e.Tags {
		in.Tags = append(in.Tags, types.MessageTag{Name: &name, Value: &value})
	}
	slices.SortFunc(in.Tags, func(a, b types.MessageTag) int { return cmp.Compare(*a.Name, *b.Name) })
	return in
}

// Quota asks what SES allows. SES takes this question once a second.
func (s *Service) Quota(ctx context.Context) (mail.Quota, error) {
	out, err := s.quota(ctx, &awsses.GetSendQuotaInput{})
	if err != nil {
		return mail.Quota{}, fmt.Errorf("ask SES for its quota: %w", err)
	}
	return mail.Quota{PerDay: out.Max24HourSend, PerSecond: out.MaxSendRate, Sent: out.SentLast24Hours}, nil
}

// signedAt is the key of the time in a request's context.
type signedAt struct{}

// signer signs with the time that a request's context carries, and else as it is told.
type signer struct{ awsses.HTTPSignerV4 }

// SignHTTP implements awsses.HTTPSignerV4.
func (s signer) SignHTTP(ctx context.Context, c aws.Credentials, r *http.Request, hash, service, region string, at time.Time, o ...func(*v4.SignerOptions)) error {
	if gate, ok := ctx.Value(signedAt{}).(time.Time); ok && !gate.IsZero() {
		at = gate.UTC()
	}
	return s.HTTPSignerV4.SignHTTP(ctx, c, r, hash, service, region, at, o...)
}
