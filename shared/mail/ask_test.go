package mail_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/mail"
	"earshot/shared/words"
)

func TestReplyCheck(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	w, err := mail.New(book, "https://hear.example.com")
	if err != nil {
		t.Fatal(err)
	}
	link := "https://hear.example.com/dashboard/signin/reply/secret"
	e := w.ReplyCheck(mail.OwnerMail{From: "earshot@nordlys.example", To: "help@nordlys.example", ID: "r", At: time.Unix(0, 0)}, link)
	m, err := mail.Open(e.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if e.To != "help@nordlys.example" || e.Tags[mail.TagKind] != "owner" || m.Headers["Subject"] != "Is this mail read?" {
		t.Errorf("the envelope is %+v, the headers %v", e.Tags, m.Headers)
	}
	if !strings.Contains(m.Text, link) || !strings.Contains(m.HTML, `href="`+link+`"`) {
		t.Errorf("the link is missing in\n%s\n%s", m.Text, m.HTML)
	}
}
