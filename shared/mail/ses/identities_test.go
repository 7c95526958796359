package ses_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// identities plays the four questions about an account that knows nordlys.example alone.
func identities(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	action := r.PostForm.Get("Action")
	entry := map[string]string{
		"GetIdentityVerificationAttributes":   `<VerificationAttributes><entry><key>nordlys.example</key><value><VerificationStatus>Success</VerificationStatus></value></entry></VerificationAttributes>`,
		"GetIdentityDkimAttributes":           `<DkimAttributes><entry><key>nordlys.example</key><value><DkimEnabled>true</DkimEnabled><DkimVerificationStatus>Pending</DkimVerificationStatus><DkimTokens><member>k1</member><member>k2</member></DkimTokens></value></entry></DkimAttributes>`,
		"GetIdentityMailFromDomainAttributes": `<MailFromDomainAttributes><entry><key>nordlys.example</key><value><MailFromDomain>bounce.nordlys.example</MailFromDomain><MailFromDomainStatus>Success</MailFromDomainStatus></value></entry></MailFromDomainAttributes>`,
		"GetSendQuota":                        `<Max24HourSend>200.0</Max24HourSend><MaxSendRate>1.0</MaxSendRate><SentLast24Hours>3.0</SentLast24Hours>`,
	}[action]
	_, _ = fmt.Fprintf(w, `<%[1]sResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>`, action, entry)
}

func TestIdentities(t *testing.T) {
	var asked []url.Values
	f := playBare(t, func(w http.ResponseWriter, r *http.Request) {
		identities(w, r)
		asked = append(asked, r.PostForm)
	})
	got, err := service(f).Identities(t.Context(), []string{"mia@nordlys.example", "nordlys.example"})
	if err != nil {
		t.Fatal(err)
	}
	id := got["nordlys.example"]
	if len(got) != 1 || !id.Verified || id.DKIM || !id.MailFromSet || id.MailFrom != "bounce.nordlys.example" {
		t.Errorf("Identities = %+v", got)
	}
	if strings.Join(id.DKIMTokens, " ") != "k1 k2" {
		t.Errorf("the keys are %v", id.DKIMTokens)
	}
	if len(asked) != 3 || asked[0].Get("Identities.member.1") != "mia@nordlys.example" || asked[1].Get("Identities.member.1") != "nordlys.example" {
		t.Errorf("SES was asked %v", asked)
	}
}

func TestAccount(t *testing.T) {
	got, err := service(playBare(t, identities)).Account(t.Context())
	if err != nil || !got.Sends || got.PerDay != 200 || got.PerSecond != 1 || got.Region != "eu-west-1" {
		t.Errorf("Account = %+v, %v", got, err)
	}
}

func TestIdentitiesWhereSESRefuses(t *testing.T) {
	f := playBare(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	if _, err := service(f).Identities(t.Context(), []string{"nordlys.example"}); err == nil {
		t.Error("no error from a service that refuses")
	}
	if _, err := service(f).Account(t.Context()); err == nil {
		t.Error("no error from a service that refuses")
	}
}

// playBare serves answer as SES, and says where.
func playBare(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return s.URL
}
