package words_test

import (
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/words"
)

func english(t *testing.T) words.Language {
	t.Helper()
	b, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.For("en", "")
}

func TestOwnWordsInSeveralLines(t *testing.T) {
	tests := []struct {
		name, own string
		args      words.Args
		want      string
	}{
		{"all is known", "{first}, and the {item}?\nAnd the {item}?\nAnd?", words.Args{"first": "Ada", "item": "bowl"}, "Ada, and the bowl?"},
		{"no name", "{first}, and the {item}?\nAnd the {item}?\nAnd?", words.Args{"item": "bowl"}, "And the bowl?"},
		{"nothing is known", "{first}, and the {item}?\nAnd?", words.Args{}, "And?"},
		{"a line that cannot be read", "{first\nAnd?", words.Args{"first": "Ada"}, "And?"},
		{"no line without fields: Earshot's words", "{first}?", words.Args{"item": "bowl"}, "How do you like the bowl?"},
		{"no words", "", words.Args{"item": "bowl"}, "How do you like the bowl?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := english(t).With(cx.Wording{Question: tt.own})
			if got := l.Text("mail.question", tt.args); got != tt.want {
				t.Errorf("the mail asks %q, want %q", got, tt.want)
			}
		})
	}
	l := english(t).With(cx.Wording{Question: "And the {item}?", Sender: "Mia from {shop}"})
	if got := l.Text("answer.ask", words.Args{"item": "bowl"}); got != "And the bowl?" {
		t.Errorf("the page asks %q, not what the mail asked", got)
	}
	if got := l.Text("mail.from", words.Args{"shop": "Nordlys", "name": "Mia"}); got != "Mia from Nordlys" {
		t.Errorf("mails come from %q", got)
	}
}

func TestWritten(t *testing.T) {
	l := english(t)
	got := strings.Split(l.Written("mail.question"), "\n")
	if len(got) != 4 || got[0] != "{first}, how do you like the {item}?" || got[3] != "How do you like what you ordered?" {
		t.Errorf("Written = %q", got)
	}
	if got := l.Written("signin.expires"); !strings.Contains(got, "for {count} minutes") {
		t.Errorf("Written of a text with plural forms = %q", got)
	}
	if got := l.Written("no such text"); got != "" {
		t.Errorf("Written of nothing = %q", got)
	}
}

func TestSpoken(t *testing.T) {
	b, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, wanted string
		shop         cx.Shop
		want         string
	}{
		{"all are offered", "de-AT", cx.Shop{Language: "en"}, "de"},
		{"German is offered", "de", cx.Shop{Language: "en", Languages: []string{"en", "de"}}, "de"},
		{"German is not offered", "de", cx.Shop{Language: "en", Languages: []string{"en"}}, "en"},
		{"a language that Earshot lacks", "fi", cx.Shop{Language: "de", Languages: []string{"de"}}, "de"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := b.Spoken(tt.wanted, tt.shop).Tag; got != tt.want {
				t.Errorf("Spoken = %s, want %s", got, tt.want)
			}
		})
	}
}
