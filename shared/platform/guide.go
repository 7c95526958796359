package platform

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode"

	"earshot/shared/cx"
)

// Guide is how a merchant connects a platform, in the words that the platform's own pages use.
type Guide struct {
	Topics []Topic  // to choose there
	Steps  []string // in their order, each one sentence or two
	Shown  bool     // the platform makes the secret and shows it; else Earshot makes one to paste there
	Bare   string   // why orders come without an address, and what to do
}

// Topic is a kind of event that a webhook is made for.
type Topic struct {
	Label string // as the platform's page calls it
	Name  string // as a webhook calls it
	For   string // what Earshot learns from it alone
}

func shopifyGuide() Guide {
	return Guide{
		Shown: true,
		Topics: []Topic{
			{"Order creation", "orders/create", "who ordered what, and when"},
			{"Order payment", "orders/paid", "that it is paid"},
			{"Order update", "orders/updated", "what changed since"},
			{"Order fulfillment", "orders/fulfilled", "that it was sent off"},
			{"Order cancellation", "orders/cancelled", "that nobody shall be asked"},
			{"Fulfillment update", "fulfillments/update", "that the parcel arrived"},
			{"Refund create", "refunds/create", "that money went back"},
		},
		Steps: []string{
			"In Shopify's admin open Settings, then Notifications, then Webhooks.",
			"Below the list Shopify shows the secret that its webhooks are signed with. Copy it into the field “Secret” here and press “Save the secret”.",
			"Press “Create webhook”. Choose the first event of the list of topics, the format JSON and the newest stable version, paste the address and save.",
			"Do the same for each of the other events. The address is always the same.",
			"In the menu of one of them press “Send test notification”. Within a minute this page says that a test arrived.",
		},
		Bare: "Shopify leaves out names and addresses until access to protected customer data is granted: for webhooks of an app " +
			"ask for it in the app's settings (API access, protected customer data: name and email); webhooks made in the admin have them. " +
			"Orders of the point of sale often have no address at all.",
	}
}

func wooGuide() Guide {
	return Guide{
		Topics: []Topic{
			{"Order created", "order.created", "who ordered what, and when"},
			{"Order updated", "order.updated", "what became of it: paid, completed, refunded, cancelled"},
		},
		Steps: []string{
			"Press “Save the secret” here first, and keep a copy of the secret for the next steps: it is not shown again.",
			"In WordPress open WooCommerce, then Settings, Advanced, Webhooks, and press “Add webhook”.",
			"Give it a name, set its status to Active and its topic to “Order created”. Paste the address as the delivery URL and the secret into the field Secret.",
			"Press “Save webhook”. WooCommerce greets this address at once, and this page says that a test arrived.",
			"Add a second webhook in the same way with the topic “Order updated”.",
		},
		Bare: "WooCommerce takes orders without an address where an order is made by hand, or where a plugin made the billing email optional.",
	}
}

func standardGuide() Guide {
	return Guide{
		Topics: []Topic{
			{"Any event of an order", "purchase", "what happened, in JSON that purchase.schema.json describes"},
		},
		Steps: []string{
			"Press “Save the secret” here first, and keep a copy of it for the sender: it is not shown again.",
			"Send each event of an order as JSON by POST to the address. purchase.schema.json in Earshot's repository describes it and has examples.",
			"Sign it by the rules of standardwebhooks.com: the headers webhook-id, webhook-timestamp and webhook-signature. There is a library for most languages.",
			"The answer says at once what was understood of it.",
		},
		Bare: "The events name no customer, or no usable address: see “customer” in purchase.schema.json.",
	}
}

// NewSecret makes a secret for a platform that shows none of its own.
func NewSecret(p Platform, random io.Reader) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	if p.Name() == cx.Standard {
		return "whsec_" + base64.StdEncoding.EncodeToString(b[:]), nil
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil // no character that a form could change
}

// leastSecret is how short a secret may be: a shorter one can be guessed, or is half of one that was cut when copied.
const leastSecret = 16

// CheckSecret says what is wrong with a secret that somebody typed, in a sentence; "" if it can be one.
func CheckSecret(p Platform, secret string) string {
	switch {
	case strings.TrimSpace(secret) == "":
		return "Paste the secret here."
	case strings.ContainsFunc(secret, unicode.IsControl) || len(secret) > 200:
		return "This is more than a secret: copy the one line alone."
	case p.Name() == cx.Standard:
		return checkStandard(secret)
	case len(secret) < leastSecret:
		return fmt.Sprintf("This is too short: a secret has at least %d characters. Copy it as a whole.", leastSecret)
	case p.Name() == cx.Shopify && strings.ContainsFunc(secret, unicode.IsSpace):
		return "Shopify's secrets hold no spaces. Copy the secret alone, without the text around it."
	}
	return ""
}

func checkStandard(secret string) string {
	n := len(standardKey(secret))
	if !strings.HasPrefix(secret, "whsec_") || n < 24 || n > 64 {
		return "A secret of Standard Webhooks is whsec_ followed by the base64 of 24 to 64 bytes."
	}
	return ""
}
