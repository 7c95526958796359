package ses

import (
	"context"

	awsses "github.com/aws/aws-sdk-go-v2/service/ses"
)

// calls are the operations of a client that Service uses, as functions. A client within a type that is put into an
// interface keeps all of its 71 operations in a binary that also links text/template, which calls methods by name: 2 MB of
// the dashboard's that nobody calls. Package dynamo has the same.
type calls struct {
	region   string
	send     call[awsses.SendRawEmailInput, awsses.SendRawEmailOutput]
	quota    call[awsses.GetSendQuotaInput, awsses.GetSendQuotaOutput]
	verified call[awsses.GetIdentityVerificationAttributesInput, awsses.GetIdentityVerificationAttributesOutput]
	dkim     call[awsses.GetIdentityDkimAttributesInput, awsses.GetIdentityDkimAttributesOutput]
	mailFrom call[awsses.GetIdentityMailFromDomainAttributesInput, awsses.GetIdentityMailFromDomainAttributesOutput]
}

type call[In, Out any] func(context.Context, *In, ...func(*awsses.Options)) (*Out, error)

func callsOf(c *awsses.Client) calls {
	return calls{
		region: c.Options().Region, send: c.SendRawEmail, quota: c.GetSendQuota, verified: c.GetIdentityVerificationAttributes,
		dkim: c.GetIdentityDkimAttributes, mailFrom: c.GetIdentityMailFromDomainAttributes,
	}
}
