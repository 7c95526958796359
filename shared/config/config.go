// Package config is the environment of a function, read once: Load turns it into one Config, says everything that is
// wrong with it in one error, and nothing else in Earshot looks at the environment (support of tests aside).
//
// Each function names what it needs (Storage, Mail and so on), so that the one that receives webhooks does not ask for
// a sender. Secrets and addresses redact themselves; an error never holds a value that could be one.
//
// It builds no clients and reaches no network. What a merchant can set while Earshot runs belongs to the shop, in the
// table, not here.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"

	"earshot/shared/cx"
)

// Config is what template.yaml tells a function. An empty endpoint means AWS itself.
type Config struct {
	Table  string     `env:"EARSHOT_TABLE"`             // name of the DynamoDB table
	Origin string     `env:"EARSHOT_ORIGIN"`            // of mailed links, like https://hear.example.com, without a slash at the end
	Owners []cx.Email `env:"EARSHOT_OWNERS"`            // who may sign in and hears of alerts
	Sender string     `env:"EARSHOT_SENDER"`            // domain or address that SES has verified; shops send from it
	Set    string     `env:"EARSHOT_CONFIGURATION_SET"` // of SES; its events come back through the queues below
	// Queues are the URLs of the SQS queues that SES events pass: the queue, then its dead letters. Only when all are empty has
	// every event of the past arrived.
	Queues []string `env:"EARSHOT_EVENTS_QUEUES"`

	Region    string `env:"AWS_REGION"`
	DynamoDB  string `env:"AWS_ENDPOINT_URL_DYNAMODB"`
	SES       string `env:"AWS_ENDPOINT_URL_SES"`
	AccessKey string `env:"AWS_ACCESS_KEY_ID"`
	SecretKey Secret `env:"AWS_SECRET_ACCESS_KEY"`
	Session   Secret `env:"AWS_SESSION_TOKEN"` // empty outside AWS
	SAMLocal  bool   `env:"AWS_SAM_LOCAL"`     // sam local runs the function: there is no AWS around it
}

// Load reads environ ("NAME=value", as os.Environ gives it) and checks what the caller needs. The error joins all
// problems, one a line, each with the name of its variable.
func Load(environ []string, needs ...Need) (Config, error) {
	var c Config
	err := env.ParseWithOptions(&c, env.Options{
		Environment: env.ToMap(environ),
		FuncMap:     map[reflect.Type]env.ParserFunc{reflect.TypeFor[cx.Email](): parseEmail},
	})
	return c, errors.Join(named(err), c.Validate(needs...))
}

// Embedded tells that the function runs alone, under sam local without an endpoint: its table is a file in /tmp.
func (c Config) Embedded() bool { return c.SAMLocal && c.DynamoDB == "" }

// PrintsMail tells that mail is printed and not sent. Under sam local real mail never goes out, whatever credentials
// the shell has: only to an endpoint that was named.
func (c Config) PrintsMail() bool { return c.SAMLocal && c.SES == "" }

// From is the address that mail to owners comes from: the verified address, or earshot@ the verified domain. Shops have
// their own.
func (c Config) From() string {
	if strings.Contains(c.Sender, "@") {
		return c.Sender
	}
	return "earshot@" + c.Sender
}

// LogValue says what helps to understand a start, without anybody's address.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(slog.String("table", c.Table), slog.String("region", c.Region), slog.String("origin", c.Origin),
		slog.Int("owners", len(c.Owners)), slog.Bool("embedded", c.Embedded()), slog.Bool("prints_mail", c.PrintsMail()))
}

func parseEmail(s string) (any, error) { return cx.ParseEmail(s) }

// named gives the errors of the library, which knows fields, the names of variables. Their values stay out.
func named(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var named []error
	for _, err := range all.Errors {
		var parse env.ParseError
		if errors.As(err, &parse) {
			field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
			err = fmt.Errorf("%s does not hold what it should (%s)", field.Tag.Get("env"), wants(field.Type))
		}
		named = append(named, err)
	}
	return errors.Join(named...)
}

func wants(field reflect.Type) string {
	if field.Kind() == reflect.Bool {
		return "true or false"
	}
	return "mail addresses with commas between them"
}
