package words_test

import (
	"slices"
	"testing"

	"earshot/shared/words"
)

func TestFirstName(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Ada", "Ada"},
		{"with spaces around", "  Ada  ", "Ada"},
		{"two names", "Mary Ann", "Mary Ann"},
		{"all capitals", "JEAN-LUC", "Jean-Luc"},
		{"all small", "ada", "Ada"},
		{"mixed as written", "McKenzie", "McKenzie"},
		{"accents", "Zoë", "Zoë"},
		{"another script", "Ольга", "Ольга"},
		{"a script without case", "مريم", "مريم"},
		{"one letter", "A", ""},
		{"an initial", "A.", ""},
		{"an address", "ada@example.com", ""},
		{"a link for us to mail", "Win http://evil.example", ""},
		{"a domain", "evil.example", ""},
		{"markup", "<b>Ada</b>", ""},
		{"digits", "Ada2", ""},
		{"a sentence", "Click here for your free money now", ""},
		{"nobody", "Guest", ""},
		{"dashes", "--", ""},
		{"line break (header injection)", "Ada\r\nBcc: x", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := words.FirstName(tt.in); got != tt.want {
				t.Errorf("FirstName(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestItem(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"short", "Blue bowl", "Blue bowl"},
		{"size after a comma", "Serving bowl “Fjord”, 28 cm", "Serving bowl Fjord"},
		{"variant after a dash", "IPod Nano - 8GB", "IPod Nano"},
		{"straight quotes", `Mug "Sun"`, "Mug Sun"},
		{"inches", `TV 15" wide`, `TV 15" wide`},
		{"hyphenated", "T-shirt", "T-shirt"},
		{"a decimal comma", "Rope 2,5 m", "Rope 2,5 m"},
		{"bracket", "Tea (organic)", "Tea"},
		{"a head too short to mean anything", "A - B", "A - B"},
		{"too long for a sentence", "Handmade extra large serving bowl for the whole big family", ""},
		{"nothing", " ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := words.Item(tt.in); got != tt.want {
				t.Errorf("Item(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCalling(t *testing.T) {
	for in, want := range map[string]string{"Mia Lindqvist": "Mia", "Mia": "Mia", " ": ""} {
		if got := words.Calling(in); got != want {
			t.Errorf("Calling(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	got, err := words.Fields("{first}, {item} and {first}")
	if err != nil || !slices.Equal(got, []string{"first", "item"}) {
		t.Errorf("Fields = %v, %v", got, err)
	}
	if _, err := words.Fields("{first"); err == nil {
		t.Error("Fields of an open brace: want an error")
	}
}
