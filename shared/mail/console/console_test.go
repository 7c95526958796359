package console_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/shared/mail"
	"earshot/shared/mail/console"
)

func TestSendPrintsWhatAReaderSees(t *testing.T) {
	var out strings.Builder
	m := mail.Message{FromName: "Zoë", From: "z@nordlys.example", To: "ada@example.com", Subject: "Café?", Date: time.Unix(0, 0), ID: "x1", Text: []byte("Héllo\n"), HTML: []byte("<p>")}
	id, err := console.New(&out).Send(t.Context(), mail.Envelope{To: "ada@example.com", Raw: m.Bytes()})
	if err != nil || id != "<x1@nordlys.example>" {
		t.Errorf("Send = %q, %v", id, err)
	}
	for _, want := range []string{"From: Zoë <z@nordlys.example>", "To: ada@example.com", "Subject: Café?", "\n\nHéllo\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not printed: %s", want, out.String())
		}
	}
}

func TestSendRefuses(t *testing.T) {
	_, err := console.New(&strings.Builder{}).Send(t.Context(), mail.Envelope{Raw: []byte("no mail at all")})
	if no, ok := mail.AsRefusal(err); !ok || no.Kind != mail.RefusedMessage {
		t.Errorf("Send of what is no mail = %v", err)
	}
	m := mail.Message{From: "a@b.example", To: "c@d.example", Date: time.Unix(0, 0), ID: "x"}
	if _, err := console.New(broken{}).Send(t.Context(), mail.Envelope{Raw: m.Bytes()}); !errors.Is(err, errBroken) {
		t.Errorf("Send to a broken console = %v", err)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
