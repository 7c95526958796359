package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"earshot/shared/config"
)

// onAWS is the environment of a function with everything in it.
func onAWS(changes ...string) []string {
	return append([]string{
		"EARSHOT_TABLE=earshot", "EARSHOT_ORIGIN=https://hear.example.com", "EARSHOT_OWNERS=ann@example.com,bo@example.org",
		"EARSHOT_SENDER=example.com", "EARSHOT_CONFIGURATION_SET=earshot", "EARSHOT_EVENTS_QUEUES=https://q/1/a,https://q/1/b",
		"AWS_REGION=eu-north-1", "AWS_ACCESS_KEY_ID=AKIA", "AWS_SECRET_ACCESS_KEY=hush-key", "AWS_SESSION_TOKEN=hush-token",
	}, changes...)
}

var everything = []config.Need{config.Storage, config.Mail, config.Links, config.Owners, config.Events}

func TestLoad(t *testing.T) {
	c, err := config.Load(onAWS(), everything...)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if c.Table != "earshot" || c.Origin != "https://hear.example.com" || c.Set != "earshot" || c.Region != "eu-north-1" {
		t.Errorf("Load = %+v", c)
	}
	if len(c.Owners) != 2 || c.Owners[1].Reveal() != "bo@example.org" {
		t.Errorf("%d owners, want ann and bo", len(c.Owners))
	}
	if c.SecretKey.Reveal() != "hush-key" || c.Session.Reveal() != "hush-token" || c.AccessKey != "AKIA" {
		t.Error("the credentials are not those of the environment")
	}
	if want := []string{"https://q/1/a", "https://q/1/b"}; !slices.Equal(c.Queues, want) {
		t.Errorf("Queues = %q, want %q", c.Queues, want)
	}
}

// What is set later in an environment wins, so each case below adds what it changes.
func TestLoadComplains(t *testing.T) {
	tests := []struct {
		name  string
		env   []string
		needs []config.Need
		want  []string // variables that the error names, in any order; no others
	}{
		{"everything there", onAWS(), everything, nil},
		{"nothing there and nothing needed", nil, nil, nil},
		{"nothing there and all needed", nil, everything, []string{"AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
			"EARSHOT_CONFIGURATION_SET", "EARSHOT_EVENTS_QUEUES", "EARSHOT_ORIGIN", "EARSHOT_OWNERS", "EARSHOT_SENDER", "EARSHOT_TABLE"}},
		{"storage alone does not ask for a sender", []string{"EARSHOT_TABLE=t", "AWS_REGION=r", "AWS_ACCESS_KEY_ID=a",
			"AWS_SECRET_ACCESS_KEY=s"}, []config.Need{config.Storage}, nil},
		{"sam local without an endpoint", []string{"AWS_SAM_LOCAL=true"}, []config.Need{config.Storage}, nil},
		{"sam local with an endpoint", []string{"AWS_SAM_LOCAL=true", "AWS_ENDPOINT_URL_DYNAMODB=http://172.17.0.1:8801"},
			[]config.Need{config.Storage}, []string{"AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "EARSHOT_TABLE"}},
		{"an owner that is no address", onAWS("EARSHOT_OWNERS=ann@example.com,bo"), everything, []string{"EARSHOT_OWNERS"}},
		{"sam local that is neither true nor false", onAWS("AWS_SAM_LOCAL=perhaps"), everything, []string{"AWS_SAM_LOCAL"}},
		{"links without TLS", onAWS("EARSHOT_ORIGIN=http://hear.example.com"), everything, []string{"EARSHOT_ORIGIN"}},
		{"links with a slash", onAWS("EARSHOT_ORIGIN=https://hear.example.com/"), everything, []string{"EARSHOT_ORIGIN"}},
		{"links with a user", onAWS("EARSHOT_ORIGIN=https://a@hear.example.com"), everything, []string{"EARSHOT_ORIGIN"}},
		{"a sender without a dot", onAWS("EARSHOT_SENDER=example"), everything, []string{"EARSHOT_SENDER"}},
		{"a sender with two at signs", onAWS("EARSHOT_SENDER=a@b@example.com"), everything, []string{"EARSHOT_SENDER"}},
		{"a sender that breaks a header", onAWS("EARSHOT_SENDER=example.com\r\nBcc: a@b.c"), everything, []string{"EARSHOT_SENDER"}},
		{"a queue that is nothing", onAWS("EARSHOT_EVENTS_QUEUES=https://q/1/a,"), everything, []string{"EARSHOT_EVENTS_QUEUES"}},
		{"endpoints that are no URL", onAWS("AWS_ENDPOINT_URL_DYNAMODB=localhost:8801", "AWS_ENDPOINT_URL_SES=8809"), nil,
			[]string{"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SES"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Load(tt.env, tt.needs...)
			if got := named(err); !slices.Equal(got, tt.want) {
				t.Errorf("the error names %q, want %q: %v", got, tt.want, err)
			}
		})
	}
}

// named lists the variables in the text of err.
func named(err error) []string {
	if err == nil {
		return nil
	}
	var names []string
	for word := range strings.FieldsSeq(err.Error()) {
		if strings.HasPrefix(word, "EARSHOT_") || strings.HasPrefix(word, "AWS_") {
			names = append(names, word)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestAlone(t *testing.T) {
	tests := []struct {
		name               string
		env                []string
		embedded, printing bool
	}{
		{"on AWS", onAWS(), false, false},
		{"sam local, nothing named", onAWS("AWS_SAM_LOCAL=true"), true, true},
		{"sam local with DynamoDB alone still mails nobody", onAWS("AWS_SAM_LOCAL=true", "AWS_ENDPOINT_URL_DYNAMODB=http://a:1"), false, true},
		{"sam local with both", onAWS("AWS_SAM_LOCAL=true", "AWS_ENDPOINT_URL_DYNAMODB=http://a:1", "AWS_ENDPOINT_URL_SES=http://a:2"), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.Load(tt.env)
			if err != nil {
				t.Fatal(err)
			}
			if c.Embedded() != tt.embedded || c.PrintsMail() != tt.printing {
				t.Errorf("embedded %v, prints mail %v, want %v and %v", c.Embedded(), c.PrintsMail(), tt.embedded, tt.printing)
			}
		})
	}
}

func TestFrom(t *testing.T) {
	for sender, want := range map[string]string{"example.com": "earshot@example.com", "ann@example.com": "ann@example.com"} {
		if got := (config.Config{Sender: sender}).From(); got != want {
			t.Errorf("From of %s = %s, want %s", sender, got, want)
		}
	}
}

// A Config that is printed by accident, whichever way, shows no secret and no address.
func TestNothingLeaks(t *testing.T) {
	c, err := config.Load(onAWS("EARSHOT_OWNERS=ann@example.com"), everything...)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("start", "config", c, "key", c.SecretKey, "owner", c.Owners[0])
	fmt.Fprintf(&out, "%v %+v %#v %s %x %q", c, c, c, c.SecretKey, c.SecretKey, c.SecretKey)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(asJSON)
	_, err = config.Load([]string{"EARSHOT_OWNERS=ann@example.com ann"})
	fmt.Fprint(&out, err)
	for _, private := range []string{"hush", fmt.Sprintf("%x", "hush"), "ann@"} {
		if strings.Contains(out.String(), private) {
			t.Errorf("%q is in %s", private, out.String())
		}
	}
	if !strings.Contains(out.String(), `"table":"earshot"`) {
		t.Errorf("the log does not say which table: %s", out.String())
	}
}
