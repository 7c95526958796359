package ses_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	awsses "github.com/aws/aws-sdk-go-v2/service/ses"

	"earshot/shared/mail"
	"earshot/shared/mail/ses"
	"earshot/shared/parts"
)

func envelope() mail.Envelope {
	return mail.Envelope{
		Source: "mia@nordlys.example", To: "ada@example.com", Raw: []byte("From: mia@nordlys.example\r\nTo: ada@example.com\r\n\r\nHello\r\n"),
		Tags: map[string]string{mail.TagStep: "0", mail.TagOrder: "abc", mail.TagAttempt: "1"},
		At:   time.Date(2026, 11, 20, 10, 30, 5, 0, time.UTC),
	}
}

func service(endpoint string) *ses.Service {
	return ses.New(ses.Config{Region: "eu-west-1", Endpoint: endpoint, Set: "earshot", Credentials: keys()})
}

func keys() credentials.StaticCredentialsProvider {
	return credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")
}

// fake plays SES: it answers every request in the same way, and counts them.
type fake struct {
	*httptest.Server
	requests atomic.Int32
	last     http.Header
	form     url.Values
}

func play(t *testing.T, answer http.HandlerFunc) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.requests.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the request: %v", err)
		}
		f.last = r.Header.Clone()
		f.form, _ = url.ParseQuery(string(body))
		answer(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func accept(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>0102-id</MessageId></SendRawEmailResult></SendRawEmailResponse>`)
}

// refuse answers as SES does.
func refuse(status int, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>`, code, message)
	}
}

func TestSend(t *testing.T) {
	f := play(t, accept)
	id, err := service(f.URL).Send(t.Context(), envelope())
	if err != nil || id != "0102-id" {
		t.Fatalf("Send = %q, %v", id, err)
	}
	want := map[string]string{
		"Action": "SendRawEmail", "Source": "mia@nordlys.example", "Destinations.member.1": "ada@example.com", "ConfigurationSetName": "earshot",
		"Tags.member.1.Name": "attempt", "Tags.member.1.Value": "1", "Tags.member.2.Name": "order", "Tags.member.2.Value": "abc",
		"Tags.member.3.Name": "step", "Tags.member.3.Value": "0", "RawMessage.Data": base64.StdEncoding.EncodeToString(envelope().Raw),
	}
	for name, value := range want {
		if got := f.form.Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
	if f.form.Has("Destinations.member.2") || f.requests.Load() != 1 {
		t.Errorf("want one request to one recipient: %d requests, %v", f.requests.Load(), f.form)
	}
}

func TestTheRequestIsSignedWithTheGatesTime(t *testing.T) {
	f := play(t, accept)
	if _, err := service(f.URL).Send(t.Context(), envelope()); err != nil {
		t.Fatal(err)
	}
	if got := f.last.Get("X-Amz-Date"); got != "20261120T103005Z" {
		t.Errorf("X-Amz-Date = %q, want the gate's", got)
	}
	if got := f.last.Get("Authorization"); !strings.Contains(got, "/20261120/eu-west-1/ses/") {
		t.Errorf("Authorization = %q, want the gate's day in its scope", got)
	}
}

func TestADefiniteNo(t *testing.T) {
	tests := []struct {
		name, code, message string
		want                mail.RefusalKind
	}{
		{"sandbox, recipient", "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: Ada@Example.com", mail.RefusedRecipient},
		{"sandbox, sender", "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: mia@nordlys.example", mail.RefusedAccount},
		{"sandbox, both", "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: mia@nordlys.example, ada@example.com", mail.RefusedAccount},
		{"not verified, nobody named", "MessageRejected", "Email address is not verified.", mail.RefusedAccount},
		{"a message SES does not want", "MessageRejected", "Message contains a virus.", mail.RefusedMessage},
		{"a malformed recipient", "InvalidParameterValue", "Missing final '@domain'", mail.RefusedMessage},
		{"rate", "Throttling", "Maximum sending rate exceeded.", mail.RefusedRate},
		{"rate, by the other name", "ThrottlingException", "Rate exceeded", mail.RefusedRate},
		{"daily quota", "Throttling", "Daily message quota exceeded.", mail.RefusedQuota},
		{"account paused", "AccountSendingPausedException", "paused", mail.RefusedAccount},
		{"set paused", "ConfigurationSetSendingPausedException", "paused", mail.RefusedAccount},
		{"set missing", "ConfigurationSetDoesNotExist", "no such set", mail.RefusedAccount},
		{"MAIL FROM", "MailFromDomainNotVerifiedException", "MX", mail.RefusedAccount},
		{"not allowed", "AccessDenied", "User is not authorized", mail.RefusedAccount},
		{"wrong secret", "SignatureDoesNotMatch", "The request signature we calculated does not match", mail.RefusedAccount},
		{"signed too long ago", "SignatureDoesNotMatch", "Signature expired: 20261120T103005Z is now earlier than 20261120T104005Z", mail.NotSent},
		{"signed too long ago, by the other name", "RequestExpired", "Request has expired", mail.NotSent},
		{"a code of the future", "SomethingNew", "?", mail.RefusedAccount},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := play(t, refuse(http.StatusBadRequest, tt.code, tt.message))
			_, err := service(f.URL).Send(t.Context(), envelope())
			no, ok := mail.AsRefusal(err)
			if !ok || no.Kind != tt.want || no.Code != tt.code || no.Text == "" {
				t.Errorf("Send = %v (%+v), want kind %d with code %s and a text", err, no, tt.want, tt.code)
			}
			if f.requests.Load() != 1 {
				t.Errorf("%d requests, want 1", f.requests.Load())
			}
			if said := fmt.Sprintf("%v %+v", err, no); strings.Contains(strings.ToLower(said), "ada@") {
				t.Errorf("the error names the customer: %s", said)
			}
		})
	}
}

func TestAmbiguous(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
	}{
		{"SES has an error", refuse(http.StatusInternalServerError, "InternalFailure", "?")},
		{"SES is unavailable", refuse(http.StatusServiceUnavailable, "ServiceUnavailable", "?")},
		{"4xx of something in between", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "proxy says no", http.StatusForbidden) }},
		{"4xx without a code", refuse(http.StatusBadRequest, "", "")},
		{"a redirect, which must not be followed", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		}},
		{"the connection breaks after the body", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"an answer that is no answer", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<half") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := play(t, tt.answer)
			_, err := service(f.URL).Send(t.Context(), envelope())
			if no, definite := mail.AsRefusal(err); err == nil || definite {
				t.Errorf("Send = %v, %+v, want an ambiguous error", err, no)
			}
			if f.requests.Load() != 1 {
				t.Errorf("%d requests, want 1: nothing may be repeated", f.requests.Load())
			}
		})
	}
}

func TestNoAnswerInTimeIsAmbiguous(t *testing.T) {
	arrived, done := make(chan struct{}), make(chan struct{})
	f := play(t, func(http.ResponseWriter, *http.Request) { close(arrived); <-done })
	defer close(done)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := service(f.URL).Send(ctx, envelope())
	if _, definite := mail.AsRefusal(err); err == nil || definite {
		t.Errorf("Send = %v, want an ambiguous error", err)
	}
}

func TestNotReachedIsNotSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	_, err = service(closed).Send(t.Context(), envelope())
	if no, ok := mail.AsRefusal(err); !ok || no.Kind != mail.NotSent {
		t.Errorf("Send to a closed port = %v, want NotSent", err)
	}
}

func TestQuota(t *testing.T) {
	f := play(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendQuotaResult><Max24HourSend>200.0</Max24HourSend><MaxSendRate>1.0</MaxSendRate><SentLast24Hours>17.0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>`)
	})
	got, err := service(f.URL).Quota(t.Context())
	if want := (mail.Quota{PerDay: 200, PerSecond: 1, Sent: 17}); err != nil || got != want {
		t.Errorf("Quota = %+v, %v, want %+v", got, err, want)
	}
}

// TestAgainstAServerThatPlaysSES is the one test with a stranger's idea of SES.
func TestAgainstAServerThatPlaysSES(t *testing.T) {
	endpoint := parts.SES(t)
	e := envelope()
	e.Source = "mia@" + strings.ToLower(t.Name()) + ".example"
	s := service(endpoint)
	if no, ok := mail.AsRefusal(second(s.Send(t.Context(), e))); !ok {
		t.Errorf("Send of an unverified sender = %+v, want a refusal", no)
	}
	verify(t, endpoint, e.Source)
	id, err := s.Send(t.Context(), e)
	if err != nil || id == "" {
		t.Fatalf("Send = %q, %v", id, err)
	}
	if raw := taken(t, endpoint, id); raw != string(e.Raw) {
		t.Errorf("it took %q, want %q", raw, e.Raw)
	}
}

func second(_ string, err error) error { return err }

func verify(t *testing.T, endpoint, address string) {
	t.Helper()
	c := awsses.New(awsses.Options{Region: "eu-west-1", BaseEndpoint: &endpoint, Credentials: keys()})
	if _, err := c.VerifyEmailIdentity(t.Context(), &awsses.VerifyEmailIdentityInput{EmailAddress: &address}); err != nil {
		t.Fatal(err)
	}
}

// taken is the raw message that the server shows for an id.
func taken(t *testing.T, endpoint, id string) string {
	t.Helper()
	r, err := http.Get(endpoint + "/moto-api/data.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	var data struct {
		SES struct{ RawMessage []map[string]any } `json:"ses"`
	}
	if err := json.NewDecoder(r.Body).Decode(&data); err != nil {
		t.Fatal(err)
	}
	for _, m := range data.SES.RawMessage {
		if m["id"] == id {
			return fmt.Sprint(m["raw_data"])
		}
	}
	t.Fatalf("%s is not among the messages taken", id)
	return ""
}
