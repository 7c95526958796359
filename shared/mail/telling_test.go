package mail_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/mail"
)

func head() mail.OwnerMail {
	return mail.OwnerMail{From: "earshot@nordlys.example", To: "mia@nordlys.example", ID: "alert-abc-1", At: now()}
}

// unhappy is what Ada says of her bowl.
func unhappy(t testing.TB) mail.Alert {
	t.Helper()
	f := ada(t)
	f.Person.Last = cx.NewName("Berg")
	return mail.Alert{
		Shop: f.Shop, Order: f.Order, Person: f.Person, Before: cx.NoScore,
		Response: cx.Response{
			Order: f.Order.ID, Scale: cx.FivePoints, Score: 1, HasScore: true, Status: cx.Counted, Why: "pressed Save",
			Reasons: []string{"packaging", "delivery"}, Comment: "It came in two pieces.\nThe box was <b>far</b> too thin.",
			Segment: cx.Segment{Items: f.Order.State.Items}, At: now().Add(-time.Minute),
		},
	}
}

func noted(t testing.TB) cx.DoorNote {
	t.Helper()
	n, wrong := cx.NewDoorNote("#1042", "Could you call me? 555-0100", "cai@example.com")
	if wrong != (cx.DoorProblem{}) {
		t.Fatal(wrong)
	}
	n.Shop, n.At = "nordlys", now()
	return n
}

func week(t testing.TB) mail.Digest {
	t.Helper()
	return mail.Digest{
		Shop: ada(t).Shop, Week: cx.Digest{Week: "2026-W46", From: "2026-11-09", To: "2026-11-15"},
		Score: "Satisfied customers: 71\u00a0%, between 62 and 79", Answers: 84, Sent: 412, Bounced: 3, Stopped: 1, Knocked: 2, MoreToRead: true,
		Said: []cx.Response{{Score: 5, HasScore: true, Comment: "The glaze!"}, {Comment: "No score, but thank you."}},
	}
}

func TestMailToTheMerchant(t *testing.T) {
	w := writer(t, book(t))
	worse, door := unhappy(t), noted(t)
	worse.Before, worse.Response.Comment, worse.Response.MayContact = 2, "", true
	for name, e := range map[string]mail.Envelope{
		"alert": w.Alert(head(), unhappy(t)), "alert-worse": w.Alert(head(), worse), "door": w.Door(head(), ada(t).Shop, door),
		"digest": w.Digest(head(), week(t)),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, e.Raw) })
	}
}

// A reply must reach the customer: that is what the mail is for.
func TestAReplyGoesToTheCustomer(t *testing.T) {
	w := writer(t, book(t))
	for want, e := range map[string]mail.Envelope{"<ada@example.com>": w.Alert(head(), unhappy(t)), "<cai@example.com>": w.Door(head(), ada(t).Shop, noted(t))} {
		o, err := mail.Open(e.Raw)
		if err != nil || o.Headers["Reply-To"] != want || o.Headers["To"] != "<mia@nordlys.example>" {
			t.Errorf("Reply-To is %q, want %q; %v", o.Headers["Reply-To"], want, err)
		}
		if e.To != "mia@nordlys.example" || e.Tags[mail.TagOrder] != "" {
			t.Errorf("the envelope is %+v: a bounce of it must never be taken for the customer's", e.Tags)
		}
	}
}

// What customers write stays words: no header, no markup, no line that pretends to be ours.
func TestNastyWordsInMailToTheMerchant(t *testing.T) {
	a, d := unhappy(t), week(t)
	a.Person.First, a.Person.Last, a.Response.Comment = cx.NewName(nasty), cx.NewName(nasty), nasty
	a.Order.Number, a.Response.Reasons, a.Response.Segment.Items = nasty, []string{nasty}, []cx.Item{{Title: nasty}}
	d.Said, d.Shop.Name = []cx.Response{{Comment: nasty}}, nasty
	w := writer(t, book(t))
	n, _ := cx.NewDoorNote(nasty, nasty, "cai@example.com")
	for name, e := range map[string]mail.Envelope{"alert": w.Alert(head(), a), "digest": w.Digest(head(), d), "door": w.Door(head(), a.Shop, n)} {
		o, err := mail.Open(e.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := o.Headers["Bcc"]; ok {
			t.Errorf("%s: a customer's words began a header", name)
		}
		if strings.Contains(o.HTML, "<script") || strings.Contains(o.HTML+o.Text, "\u202e") {
			t.Errorf("%s: a customer's words are markup: %s", name, o.HTML)
		}
		for line := range strings.Lines(o.Text) {
			if strings.HasPrefix(line, "Bcc") {
				t.Errorf("%s: a line of the text is the customer's and looks like ours", name)
			}
		}
	}
}
