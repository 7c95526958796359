package inbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/mail"
	"earshot/shared/mail/inbox"
)

func now() time.Time { return time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC) }

// box is an inbox and what it reported.
type box struct {
	*inbox.Inbox
	mu     sync.Mutex
	events []event
	fail   error
}

// event is what deliveries reads of an event.
type event struct {
	Type string `json:"eventType"`
	Mail struct {
		MessageID   string              `json:"messageId"`
		Timestamp   time.Time           `json:"timestamp"`
		Destination []string            `json:"destination"`
		Tags        map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce *struct {
		Type       string `json:"bounceType"`
		Recipients []struct {
			Address string `json:"emailAddress"`
		} `json:"bouncedRecipients"`
	} `json:"bounce"`
	Complaint *struct {
		FeedbackType string `json:"complaintFeedbackType"`
	} `json:"complaint"`
	Delivery *struct {
		Timestamp time.Time `json:"timestamp"`
	} `json:"delivery"`
	Delay *struct {
		Type string `json:"delayType"`
	} `json:"deliveryDelay"`
}

func open(t *testing.T, folder string) *box {
	t.Helper()
	b := &box{}
	i, err := inbox.Open(folder, now, func(_ context.Context, raw []byte) error {
		var e event
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Errorf("an event that is not JSON: %v", err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.events = append(b.events, e)
		return b.fail
	})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	b.Inbox = i
	return b
}

func (b *box) types() string {
	var all []string
	for _, e := range b.events {
		all = append(all, e.Type)
	}
	return strings.Join(all, " ")
}

func envelope(to string) mail.Envelope {
	m := mail.Message{FromName: "Mia of Nordlys", From: "mia@nordlys.example", To: to, Subject: "Zoë, how is “Fjord”?", Date: now(), ID: "x",
		Unsubscribe: "https://hear.example.com/u/abc", Text: []byte("Hé\n"), HTML: []byte("<p>Hé</p>\n")}
	return mail.Envelope{Source: "mia@nordlys.example", To: to, Raw: m.Bytes(), At: now(),
		Tags: map[string]string{mail.TagOrder: "abc", mail.TagStep: "0", mail.TagAttempt: "1"}}
}

func send(t *testing.T, b *box, to string) string {
	t.Helper()
	id, err := b.Send(t.Context(), envelope(to))
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return id
}

func TestAMailIsReadAsItWasWritten(t *testing.T) {
	b := open(t, t.TempDir())
	id := send(t, b, "ada@example.com")
	got, err := b.Letters()
	if err != nil || len(got) != 1 {
		t.Fatalf("Letters = %v, %v", got, err)
	}
	l := got[0]
	headers := l.Headers
	l.Headers = nil
	want := inbox.Letter{ID: id, At: now(), From: `"Mia of Nordlys" <mia@nordlys.example>`, To: "ada@example.com",
		Subject: "Zoë, how is “Fjord”?", Text: "Hé\n", HTML: "<p>Hé</p>\n"}
	if fmt.Sprintf("%#v", l) != fmt.Sprintf("%#v", want) {
		t.Errorf("Letter = %#v, want %#v", l, want)
	}
	if headers["List-Unsubscribe"] != "<https://hear.example.com/u/abc>" || headers["Subject"] != want.Subject {
		t.Errorf("Headers = %v", headers)
	}
	if raw, err := b.Raw(id); err != nil || string(raw) != string(envelope("ada@example.com").Raw) {
		t.Errorf("Raw = %q, %v", raw, err)
	}
	for _, path := range []string{"", "local-00000009", "../" + id, id + "/x"} {
		_, err := b.Raw(path)
		if kind, _ := cx.Public(err); kind != cx.NotFound {
			t.Errorf("Raw(%q) = %v, want not found", path, err)
		}
	}
}

func TestASecondStartKeepsTheMails(t *testing.T) {
	folder := t.TempDir()
	first := send(t, open(t, folder), "ada@example.com")
	if err := os.WriteFile(filepath.Join(folder, "local-00000007.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, folder)
	second := send(t, b, "bob@example.com")
	var ids []string
	for _, m := range b.Mails() {
		ids = append(ids, m.ID)
	}
	if want := []string{second, first}; !slices.Equal(ids, want) || first == second {
		t.Errorf("mails %v, want newest first %v", ids, want)
	}
	if m := b.Mails()[1]; !maps.Equal(m.Tags, envelope("").Tags) || !m.At.Equal(now()) || m.To != "ada@example.com" {
		t.Errorf("kept of the first: %+v", m)
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		name     string
		troubles []inbox.Trouble
		want     string
		lost     bool
	}{
		{"all is well", nil, "Send Delivery", false},
		{"a bounce", []inbox.Trouble{inbox.Bounces}, "Send Bounce", false},
		{"a complaint", []inbox.Trouble{inbox.Complains}, "Send Delivery Complaint", false},
		{"no delivery", []inbox.Trouble{inbox.NoDelivery}, "Send", false},
		{"a delay", []inbox.Trouble{inbox.Delayed}, "Send DeliveryDelay", false},
		{"the answer is lost", []inbox.Trouble{inbox.AnswerLost}, "Send Delivery", true},
		{"the events are lost", []inbox.Trouble{inbox.EventsLost}, "", false},
		{"taken without a trace", []inbox.Trouble{inbox.AnswerLost, inbox.EventsLost}, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, t.TempDir())
			b.Next(tt.troubles...)
			_, err := b.Send(t.Context(), envelope("ada@example.com"))
			if _, definite := mail.AsRefusal(err); (err != nil) != tt.lost || definite {
				t.Errorf("Send = %v, want an ambiguous error: %v", err, tt.lost)
			}
			if got := b.types(); got != tt.want || len(b.Mails()) != 1 {
				t.Errorf("reported %q and kept %d, want %q and 1", got, len(b.Mails()), tt.want)
			}
			b.events = nil
			if send(t, b, "bob@example.com"); b.types() != "Send Delivery" {
				t.Errorf("the mail after it met %q: troubles are for one mail", b.types())
			}
		})
	}
}

func TestTroublesWaitForACustomer(t *testing.T) {
	b := open(t, t.TempDir())
	b.Next(inbox.Complains)
	e := envelope("owner@example.com")
	e.Tags = map[string]string{mail.TagKind: "owner"}
	if _, err := b.Send(t.Context(), e); err != nil || b.types() != "Send Delivery" {
		t.Errorf("the owner's mail met %q, %v", b.types(), err)
	}
	b.events = nil
	if send(t, b, "ada@example.com"); b.types() != "Send Delivery Complaint" {
		t.Errorf("the customer's mail met %q, want the complaint", b.types())
	}
}

func TestEventsHaveTheShapeOfSES(t *testing.T) {
	b := open(t, t.TempDir())
	id := send(t, b, "ada@example.com")
	for _, kind := range []inbox.Event{inbox.Bounce, inbox.Complaint, inbox.DeliveryDelay} {
		if err := b.Report(t.Context(), id, kind); err != nil {
			t.Fatalf("Report(%s): %v", kind, err)
		}
	}
	for _, e := range b.events {
		if e.Mail.MessageID != id || !e.Mail.Timestamp.Equal(now()) || e.Mail.Tags[mail.TagAttempt][0] != "1" || e.Mail.Destination[0] != "ada@example.com" {
			t.Errorf("%s is of another mail: %+v", e.Type, e.Mail)
		}
	}
	delivery, bounce, complaint, delay := b.events[1], b.events[2], b.events[3], b.events[4]
	if delivery.Delivery == nil || !delivery.Delivery.Timestamp.Equal(now()) {
		t.Errorf("Delivery = %+v", delivery)
	}
	if bounce.Bounce == nil || bounce.Bounce.Type != "Permanent" || bounce.Bounce.Recipients[0].Address != "ada@example.com" {
		t.Errorf("Bounce = %+v", bounce)
	}
	if complaint.Complaint == nil || complaint.Complaint.FeedbackType != "abuse" || delay.Delay == nil {
		t.Errorf("Complaint = %+v, DeliveryDelay = %+v", complaint, delay)
	}
	if kind, _ := cx.Public(b.Report(t.Context(), "local-00000099", inbox.Bounce)); kind != cx.NotFound {
		t.Error("Report of no mail: want not found")
	}
}

func TestRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*mail.Envelope)
		want   mail.RefusalKind
	}{
		{"signed 5 minutes and a second ago", func(e *mail.Envelope) { e.At = now().Add(-5*time.Minute - time.Second) }, mail.NotSent},
		{"signed in the future", func(e *mail.Envelope) { e.At = now().Add(6 * time.Minute) }, mail.NotSent},
		{"never signed", func(e *mail.Envelope) { e.At = time.Time{} }, mail.NotSent},
		{"an address in a tag", func(e *mail.Envelope) { e.Tags = map[string]string{"to": "ada@example.com"} }, mail.RefusedMessage},
		{"an empty tag", func(e *mail.Envelope) { e.Tags = map[string]string{"step": ""} }, mail.RefusedMessage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, e := open(t, t.TempDir()), envelope("ada@example.com")
			tt.change(&e)
			_, err := b.Send(t.Context(), e)
			if no, ok := mail.AsRefusal(err); !ok || no.Kind != tt.want {
				t.Errorf("Send = %v, want a refusal of kind %d", err, tt.want)
			}
			if len(b.Mails()) != 0 || len(b.events) != 0 {
				t.Error("a refused mail was kept or reported")
			}
		})
	}
	b, e := open(t, t.TempDir()), envelope("ada@example.com")
	e.At = now().Add(-5 * time.Minute)
	if _, err := b.Send(t.Context(), e); err != nil {
		t.Errorf("signed 5 minutes ago: %v", err)
	}
}

func TestAFolderThatIsGoneIsNotSent(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "inbox")
	b := open(t, folder)
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	_, err := b.Send(t.Context(), envelope("ada@example.com"))
	if no, ok := mail.AsRefusal(err); !ok || no.Kind != mail.NotSent {
		t.Errorf("Send = %v, want NotSent", err)
	}
}

func TestAReportThatFailsIsAmbiguous(t *testing.T) {
	b := open(t, t.TempDir())
	b.fail = errors.New("the table is away")
	_, err := b.Send(t.Context(), envelope("ada@example.com"))
	if _, definite := mail.AsRefusal(err); !errors.Is(err, b.fail) || definite {
		t.Errorf("Send = %v, want an ambiguous error with its cause", err)
	}
	if len(b.Mails()) != 1 {
		t.Error("the mail was taken before the report and must be kept")
	}
}

func TestProven(t *testing.T) {
	b := open(t, t.TempDir())
	b.Next(inbox.AnswerLost, inbox.EventsLost)
	_, _ = b.Send(t.Context(), envelope("ada@example.com"))
	tags := map[string]string{mail.TagOrder: "abc", mail.TagStep: "0"}
	if free, err := b.Proven(t.Context(), tags); free || err != nil || b.types() != "Send" {
		t.Errorf("Proven of a mail that was taken = %v, %v, reported %q; want it reported again", free, err, b.types())
	}
	tags[mail.TagStep] = "1"
	if free, err := b.Proven(t.Context(), tags); !free || err != nil {
		t.Errorf("Proven of a mail that never came = %v, %v", free, err)
	}
}

func TestForgetLeavesNoByte(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	send(t, b, "Ada@Example.com")
	kept := send(t, b, "bob@example.com")
	send(t, b, "ada@example.com")
	if n, err := b.Forget("ada@example.com"); n != 2 || err != nil {
		t.Errorf("Forget = %d, %v, want 2", n, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Fatalf("files %v, %v, want 1", entries, err)
	}
	if got := b.Mails(); len(got) != 1 || got[0].ID != kept {
		t.Errorf("mails %v, want bob's", got)
	}
	if n, err := b.Forget("ada@example.com"); n != 0 || err != nil {
		t.Errorf("a second Forget = %d, %v", n, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	b := open(t, t.TempDir())
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			if _, err := b.Send(t.Context(), envelope(fmt.Sprintf("c%d@example.com", n))); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	wg.Wait()
	ids := map[string]bool{}
	for _, m := range b.Mails() {
		ids[m.ID] = true
	}
	if q, err := b.Quota(t.Context()); len(ids) != 20 || err != nil || q.Sent != 20 || q.PerDay >= 0 {
		t.Errorf("%d ids, quota %+v, %v", len(ids), q, err)
	}
}
