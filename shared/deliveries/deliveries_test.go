package deliveries_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/deliveries"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

func TestReportsOfASentMail(t *testing.T) {
	bounced := func(m cx.Message, a cx.Address) bool { return !m.Bounced.IsZero() && !a.Bounced.IsZero() }
	complained := func(m cx.Message, a cx.Address) bool { return !m.Complaint.IsZero() && !a.Complained.IsZero() }
	usable := func(_ cx.Message, a cx.Address) bool { return a.Usable() }
	nothing := func(m cx.Message, a cx.Address) bool {
		return a.Usable() && m.Bounced.IsZero() && m.Complaint.IsZero() && m.Delayed.IsZero() && m.Delivered.IsZero()
	}
	tests := []struct {
		name, sample string
		changes      object
		want         deliveries.Outcome
		then         func(cx.Message, cx.Address) bool
	}{
		{"hard bounce", "Bounce", nil, deliveries.Suppressed, bounced},
		{"bounce of the account's own list", "Bounce", object{"bounce.bounceSubType": "OnAccountSuppressionList"}, deliveries.Suppressed, bounced},
		{"soft bounce", "Bounce", object{"bounce.bounceType": "Transient", "bounce.bounceSubType": "MailboxFull"}, deliveries.Noted, nothing},
		{"undetermined bounce", "Bounce", object{"bounce.bounceType": "Undetermined"}, deliveries.Noted, nothing},
		{"complaint", "Complaint", nil, deliveries.Suppressed, complained},
		{"complaint without a kind", "Complaint", object{"complaint.complaintFeedbackType": ""}, deliveries.Suppressed, complained},
		{"taken back: not spam", "Complaint", object{"complaint.complaintFeedbackType": "not-spam"}, deliveries.Expected, nothing},
		{"delivery", "Delivery", object{"delivery.timestamp": sentAt.Add(2 * time.Second)}, deliveries.Expected, nothing},
		{"late delivery", "Delivery", object{"delivery.timestamp": sentAt.Add(time.Hour)}, deliveries.Noted,
			func(m cx.Message, a cx.Address) bool { return m.Delivered.Equal(sentAt.Add(time.Hour)) }},
		{"send", "Delivery", object{"eventType": "Send"}, deliveries.Expected, nothing},
		{"delay", "Delivery", object{"eventType": "DeliveryDelay", "deliveryDelay.timestamp": sentAt.Add(time.Minute)}, deliveries.Noted,
			func(m cx.Message, a cx.Address) bool { return !m.Delayed.IsZero() }},
		{"reject", "Delivery", object{"eventType": "Reject", "reject.reason": "Bad content"}, deliveries.Noted,
			func(m cx.Message, a cx.Address) bool { return !m.Bounced.IsZero() && a.Usable() }},
		{"rendering failure", "RenderingFailure", nil, deliveries.Expected, nothing},
		{"open", "Delivery", object{"eventType": "Open"}, deliveries.Expected, usable},
		{"subscription", "Delivery", object{"eventType": "Subscription"}, deliveries.Expected, usable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			id, _ := o.sent()
			body := about(t, tt.sample, id, tt.changes)
			for range 2 { // every report may come again
				if got := o.take(body); got != tt.want {
					t.Errorf("outcome %q, want %q", got, tt.want)
				}
			}
			m := o.message(id)
			if !tt.then(m, o.known(customer)) || m.State != cx.Sent || m.MailID != "first" {
				t.Errorf("afterwards %+v, address %+v", m, o.known(customer))
			}
			if strings.Contains(o.log.String(), "recipient") {
				t.Errorf("the log names the customer: %s", o.log.String())
			}
		})
	}
}

// TestReportsThatTellNothing are taken and forgotten, and stop nothing.
func TestReportsThatTellNothing(t *testing.T) {
	o := newOffice(t)
	for name, body := range map[string]string{
		"the first message of a topic": "Successfully validated SNS topic for Amazon SES event publishing.",
		"nothing":                      "", "a list": "[]", "a number": "7", "no type": "{}",
	} {
		if got := o.take([]byte(body)); got != deliveries.Ignored {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestReportsWithoutAnOrder: the address alone is known, and a bounce or complaint still stops all mail to it.
func TestReportsWithoutAnOrder(t *testing.T) {
	notice := object{"eventType": "", "mail.tags": nil}
	tests := []struct {
		name, sample string
		changes      object
		want         deliveries.Outcome
	}{
		{"bounce of an identity", "Bounce", object{"notificationType": "Bounce"}, deliveries.Suppressed},
		{"complaint of an identity", "Complaint", object{"notificationType": "Complaint"}, deliveries.Suppressed},
		{"delivery of an identity", "Delivery", object{"notificationType": "Delivery"}, deliveries.Ignored},
		{"with a name and brackets", "Bounce", object{"notificationType": "Bounce",
			"bounce.bouncedRecipients": []object{{"emailAddress": "Ada <Recipient@Example.com>"}}}, deliveries.Suppressed},
		{"two recipients: nobody knows which", "Complaint", object{"notificationType": "Complaint",
			"complaint.complainedRecipients": []object{{"emailAddress": customer}, {"emailAddress": "bo@example.com"}}}, deliveries.Ignored},
		{"of an order that is not here", "Bounce", object{"eventType": "Bounce", "mail.tags": tags("aaaaaaaaaaaaaaaaaaaaaaaaaa", "1")}, deliveries.Suppressed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			all := object{}
			for _, part := range []object{notice, tt.changes} {
				for k, v := range part {
					all[k] = v
				}
			}
			if got := o.take(report(t, tt.sample, all)); got != tt.want {
				t.Errorf("outcome %q, want %q", got, tt.want)
			}
			if usable := o.known(customer).Usable(); usable == (tt.want == deliveries.Suppressed) {
				t.Errorf("the address is usable: %v", usable)
			}
		})
	}
}

// TestProof: each report of a mail whose answer was lost proves that it was accepted, also after it was given up.
func TestProof(t *testing.T) {
	for _, kind := range []string{"Send", "Delivery", "DeliveryDelay", "Reject"} {
		for _, end := range []string{"still due", "given up", "dropped by hand"} {
			t.Run(kind+", "+end, func(t *testing.T) {
				o := newOffice(t)
				id, g, token := o.claimed()
				switch end {
				case "given up":
					must(t, o.facts.GiveUp(t.Context(), id, cx.NoProof, read))
				case "dropped by hand":
					must(t, o.facts.NeverAsk(t.Context(), id, read))
				}
				o.take(about(t, "Delivery", id, object{"eventType": kind, "delivery.timestamp": sentAt}))
				m := o.message(id)
				if m.State != cx.Sent || !m.SentAt.Equal(g.At) || m.SentDay != "2026-11-24" || m.Wording != "3/de" || m.Reason != "" {
					t.Errorf("the message is %+v", m)
				}
				if (kind == "Reject") == m.Bounced.IsZero() {
					t.Errorf("bounced: %v", m.Bounced)
				}
				if _, err := o.facts.Invitation(t.Context(), token, read); err != nil {
					t.Errorf("its link does not open: %v", err)
				}
			})
		}
	}
}

// TestRenderingFailureProvesNothing: such a mail was never accepted.
func TestRenderingFailureProvesNothing(t *testing.T) {
	o := newOffice(t)
	id, _, _ := o.claimed()
	o.take(about(t, "RenderingFailure", id, nil))
	if m := o.message(id); m.State != cx.Due {
		t.Errorf("the message is %q", m.State)
	}
}

// TestProofOfTheFirstAfterTheSecond: the report of attempt 1 comes when attempt 2 holds the gate; then attempt 2 is
// accepted as well. Both links open, and the message keeps its first note.
func TestProofOfTheFirstAfterTheSecond(t *testing.T) {
	o := newOffice(t)
	id, first, token := o.claimed()
	must(t, o.facts.KeepToken(t.Context(), id, first.Token))
	again := cx.NewToken(id, [16]byte{8})
	second := o.claim(id, 2, again)
	o.take(about(t, "Delivery", id, object{"eventType": "Send"}))
	if m := o.message(id); m.State != cx.Sent || m.Attempt != 1 || !m.SentAt.Equal(sentAt) || m.Wording != "3/de" {
		t.Errorf("the message is %+v", m)
	}
	must(t, o.facts.MarkSent(t.Context(), id, ledger.Accepted{Gate: second, MailID: "second", Shop: shop()}))
	if m := o.message(id); m.Attempt != 1 || m.MailID == "second" || len(m.Tokens) != 2 {
		t.Errorf("after the second copy the message is %+v", m)
	}
	for _, link := range []cx.Token{token, again} {
		if _, err := o.facts.Invitation(t.Context(), link, read); err != nil {
			t.Errorf("a link does not open: %v", err)
		}
	}
}

// TestBounceOfAnErasedCustomer: we know the address no more, the report does.
func TestBounceOfAnErasedCustomer(t *testing.T) {
	o := newOffice(t)
	id, _ := o.sent()
	_, err := o.facts.Erase(t.Context(), shop(), address(t, customer), read)
	must(t, err)
	o.take(about(t, "Bounce", id, nil))
	if o.known(customer).Usable() {
		t.Error("the address may still be written to")
	}
}

// flaky is a table that can stop answering.
type flaky struct {
	table.Table
	down bool
}

func (f *flaky) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if f.down {
		return nil, table.ErrUnavailable
	}
	return f.Table.Get(ctx, keys...)
}

// TestStorageErrorsGoBack: only they make the queue send a report again.
func TestStorageErrorsGoBack(t *testing.T) {
	o := newOffice(t)
	id, _ := o.sent()
	e := &flaky{Table: o.engine}
	o.use(e)
	e.down = true
	bounce := about(t, "Bounce", id, nil)
	if _, err := o.job.Take(t.Context(), bounce); !errors.Is(err, table.ErrUnavailable) {
		t.Errorf("the report is taken although nothing was stored: %v", err)
	}
	e.down = false
	if got := o.take(bounce); got != deliveries.Suppressed {
		t.Errorf("the second time: %q", got)
	}
}

func FuzzTake(f *testing.F) {
	for _, sample := range []string{"Bounce", "Complaint", "Delivery", "RenderingFailure"} {
		raw, err := os.ReadFile(filepath.Join("testdata", sample+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add(`{"eventType":"Bounce","mail":{"tags":{"order":[]}}}`)
	f.Add(`{"eventType":"Bounce","mail":{"tags":{"order":["` + strings.Repeat("#", 3000) + `"]}}}`)
	o := newOffice(f)
	f.Fuzz(func(t *testing.T, body string) {
		if _, err := o.job.Take(t.Context(), []byte(body)); err != nil {
			t.Errorf("a report that nobody understands goes back to the queue: %v", err)
		}
	})
}
