package ses

import (
	"errors"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"earshot/shared/mail"
)

// refusal is err as a definite no: an answer of status 4xx with an error code of SES in it. Anything else (5xx, an
// answer of something between us and SES, a broken connection, no answer in time) is nil: the mail may have been taken.
// What SES says in words may name addresses and is not kept.
func refusal(err error, e mail.Envelope) *mail.Refusal {
	var answer *smithyhttp.ResponseError
	var api smithy.APIError
	if !errors.As(err, &answer) || !errors.As(err, &api) || answer.HTTPStatusCode()/100 != 4 {
		return nil
	}
	code := api.ErrorCode()
	if code == "" || code == "UnknownError" { // what the SDK says where it found none
		return nil
	}
	no := classify(code, strings.ToLower(api.ErrorMessage()), e)
	no.Code = code
	return &no
}

func classify(code, message string, e mail.Envelope) mail.Refusal {
	switch code {
	case "MessageRejected":
		return rejected(message, e)
	case "InvalidParameterValue":
		return mail.Refusal{Kind: mail.RefusedMessage, Text: "The mail service does not take this address or this message."}
	case "Throttling", "ThrottlingException":
		return throttled(message)
	case "RequestExpired":
		return late()
	case "SignatureDoesNotMatch", "InvalidSignatureException":
		if strings.Contains(message, "expired") {
			return late()
		}
	}
	return mail.Refusal{Kind: mail.RefusedAccount, Text: account(code)}
}

// rejected tells the sandbox's "Email address is not verified", which lists the identities it does not know, from a
// message that SES does not want. If the sender is among them nothing can be sent at all.
func rejected(message string, e mail.Envelope) mail.Refusal {
	if !strings.Contains(message, "not verified") {
		return mail.Refusal{Kind: mail.RefusedMessage, Text: "The mail service rejected this message."}
	}
	if strings.Contains(message, strings.ToLower(e.To)) && !strings.Contains(message, strings.ToLower(e.Source)) {
		return mail.Refusal{Kind: mail.RefusedRecipient, Text: "The account is in the SES sandbox, and the recipient is not verified."}
	}
	return mail.Refusal{Kind: mail.RefusedAccount, Text: "The sender's address or domain is not verified in SES."}
}

// throttled: the daily quota has the same code as the rate and is known by its words alone.
func throttled(message string) mail.Refusal {
	if strings.Contains(message, "daily") {
		return mail.Refusal{Kind: mail.RefusedQuota, Text: "The daily quota of the SES account is used up."}
	}
	return mail.Refusal{Kind: mail.RefusedRate, Text: "SES takes fewer mails a second."}
}

func late() mail.Refusal {
	return mail.Refusal{Kind: mail.NotSent, Text: "The request came too long after it was signed."}
}

// account says to the owner what to do about the account or its configuration.
func account(code string) string {
	switch code {
	case "AccountSendingPausedException":
		return "AWS has paused sending for this account."
	case "ConfigurationSetSendingPausedException":
		return "Sending is paused for the SES configuration set."
	case "ConfigurationSetDoesNotExist", "ConfigurationSetDoesNotExistException":
		return "The SES configuration set does not exist."
	case "MailFromDomainNotVerifiedException":
		return "The MAIL FROM domain is not set up: SES does not find its MX record."
	case "AccessDenied", "AccessDeniedException":
		return "Earshot is not allowed to send from this address: check EARSHOT_SENDER and the function's policy."
	}
	return "The SES account does not take mails."
}
