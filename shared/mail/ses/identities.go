package ses

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsses "github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"

	"earshot/shared/domain"
)

// Account tells what the account may send, for the check of the sending domain.
func (s *Service) Account(ctx context.Context) (domain.Account, error) {
	q, err := s.Quota(ctx)
	if err != nil {
		return domain.Account{}, err
	}
	return domain.Account{Sends: true, PerDay: q.PerDay, PerSecond: q.PerSecond, Region: s.region}, nil
}

// Identities tells of those among names that SES knows. SES takes each of the three questions once a second.
func (s *Service) Identities(ctx context.Context, names []string) (map[string]domain.Identity, error) {
	verified, err := s.verified(ctx, &awsses.GetIdentityVerificationAttributesInput{Identities: names})
	if err != nil {
		return nil, fmt.Errorf("ask SES for its identities: %w", err)
	}
	known := map[string]domain.Identity{}
	for name, v := range verified.VerificationAttributes {
		known[name] = domain.Identity{Verified: v.VerificationStatus == types.VerificationStatusSuccess}
	}
	if len(known) == 0 {
		return known, nil
	}
	return known, s.signed(ctx, known)
}

// signed adds what SES says of keys and of the domain of bounces.
func (s *Service) signed(ctx context.Context, known map[string]domain.Identity) error {
	var names []string
	for name := range known {
		names = append(names, name)
	}
	keys, err := s.dkim(ctx, &awsses.GetIdentityDkimAttributesInput{Identities: names})
	if err != nil {
		return fmt.Errorf("ask SES for DKIM: %w", err)
	}
	bounces, err := s.mailFrom(ctx, &awsses.GetIdentityMailFromDomainAttributesInput{Identities: names})
	if err != nil {
		return fmt.Errorf("ask SES for MAIL FROM: %w", err)
	}
	for name, id := range known {
		k, b := keys.DkimAttributes[name], bounces.MailFromDomainAttributes[name]
		id.DKIM = k.DkimEnabled && k.DkimVerificationStatus == types.VerificationStatusSuccess
		id.DKIMTokens, id.MailFrom = k.DkimTokens, aws.ToString(b.MailFromDomain)
		id.MailFromSet = b.MailFromDomainStatus == types.CustomMailFromStatusSuccess
		known[name] = id
	}
	return nil
}
