package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	awsses "github.com/aws/aws-sdk-go-v2/service/ses"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

const (
	tableName = "Table" // what sam local makes of !Ref Table
	region    = "us-east-1"
	secret    = "whsec_dGhlIGxpZmUgb2Ygb25lIHB1cmNoYXNlLCBsaXZlZA=="
	buyer     = "ada@customer.example"
	owner     = "mia@nordlys.example" // as in samconfig.toml
)

// life is one purchase with the world around it.
type life struct {
	began          time.Time
	api, mails     string // origins of sam local start-api and of moto
	facts          *ledger.Ledger
	stream         *changes
	apiKey, cookie string

	token string // of the links in the mail
	order cx.OrderID
}

func (l *life) steps() []step {
	return []step{
		{"a platform tells of an order: created, paid, fulfilled, delivered", l.order1},
		{"the same again, in another order, changes nothing", l.order1Again},
		{"dispatch mails the customer", l.dispatchOnce},
		{"dispatch again mails nobody", l.dispatchNobody},
		{"the customer opens the link: a page, and no opinion yet", l.open},
		{"the customer saves the answer", l.save},
		{"reactions counts the changes, also when they come twice", l.count},
		{"the read API tells the number", l.metrics},
		{"the dashboard shows the answer", l.dashboard},
		{"the settings open in the same session", l.settings},
		{"SES reports the delivery", l.delivered},
		{"the customer unsubscribes by one click", l.unsubscribe},
		{"the next order of the same customer is not asked about", l.silence},
	}
}

// prepare makes the table and a shop that is live and mails at any hour.
func prepare(ctx context.Context) (*life, error) {
	l := &life{began: time.Now()}
	var endpoint string
	for name, at := range map[string]*string{"EARSHOT_LIFE_API": &l.api, "EARSHOT_TEST_SES": &l.mails, "EARSHOT_TEST_DYNAMODB": &endpoint} {
		var err error
		if *at, err = place(name); err != nil {
			return nil, err
		}
	}
	anyone := credentials.NewStaticCredentialsProvider("life", "life", "")
	client := dynamo.Client(region, anyone, endpoint)
	wait := func(ctx context.Context, _ int) error { return clock.System{}.Wait(ctx, 50*time.Millisecond) }
	if err := dynamo.Create(ctx, client, tableName, wait); err != nil {
		return nil, err
	}
	var err error
	if l.stream, err = follow(ctx, client, anyone, endpoint); err != nil {
		return nil, err
	}
	l.facts, err = ledger.Open(ctx, table.Once(dynamo.New(client, tableName), rand.Reader, wait), rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := l.openShop(ctx); err != nil {
		return nil, err
	}
	ses := awsses.New(awsses.Options{Region: region, Credentials: anyone, BaseEndpoint: &l.mails})
	domain := "nordlys.example"
	_, err = ses.VerifyDomainIdentity(ctx, &awsses.VerifyDomainIdentityInput{Domain: &domain})
	return l, err
}

func (l *life) openShop(ctx context.Context) error {
	s := cx.NewShop("demo", "Nordlys Ceramics")
	s.Sender, s.From, s.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "mia@nordlys.example"
	s.Postal, s.Zone, s.Country = "Havnegata 12, 7010 Trondheim, Norway", "Europe/Oslo", "NO"
	s.Live, s.LiveSince, s.Ramp = true, time.Now().AddDate(0, -1, 0), 0
	s.Survey.Window = cx.Window{From: 0, To: 24}
	if err := l.facts.SaveShop(ctx, s); err != nil {
		return err
	}
	if err := l.facts.SaveConnection(ctx, s.ID, cx.Standard, []string{secret}, ""); err != nil {
		return err
	}
	var err error
	if l.apiKey, err = l.facts.NewAPIKey(ctx, s.ID); err != nil {
		return err
	}
	l.cookie, err = l.facts.NewSession(ctx, owner, "", time.Now())
	return err
}

// call makes a request of start-api and wants a status.
func (l *life) call(ctx context.Context, want int, method, path string, form url.Values, header http.Header) (string, error) {
	status, body, err := request(ctx, method, l.api+path, form, header)
	if err != nil {
		return "", err
	}
	if status != want {
		return "", fmt.Errorf("%s %s answered %d, want %d: %.500s", method, path, status, want, body)
	}
	return body, nil
}
