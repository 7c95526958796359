package words_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"earshot/shared/cx"
	"earshot/shared/words"
)

func load(t *testing.T) *words.Book {
	t.Helper()
	b, err := words.Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return b
}

// written reads a language file once more, by the test's own eyes: key -> all its strings, and by plural category.
func written(t *testing.T, tag string) map[string][]map[string]string {
	t.Helper()
	raw, err := os.ReadFile(tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Texts map[string]any }
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	all := map[string][]map[string]string{}
	for key, text := range f.Texts {
		list, ok := text.([]any)
		if !ok {
			list = []any{text}
		}
		for _, v := range list {
			all[key] = append(all[key], forms(v))
		}
	}
	return all
}

func forms(v any) map[string]string {
	if s, ok := v.(string); ok {
		return map[string]string{"plain": s}
	}
	all := map[string]string{}
	for category, s := range v.(map[string]any) {
		all[category] = s.(string)
	}
	return all
}

var field = regexp.MustCompile(`\{([a-z_]+)\}`)

func fieldsOf(variants []map[string]string) []string {
	var names []string
	for _, v := range variants {
		for _, s := range v {
			for _, m := range field.FindAllStringSubmatch(s, -1) {
				names = append(names, m[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// tags are the languages that are written down, spoken or not.
func tags(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, path := range paths {
		all = append(all, strings.TrimSuffix(path, ".json"))
	}
	return all
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	source := written(t, words.Source)
	for _, tag := range tags(t) {
		texts := written(t, tag)
		for key := range source {
			if len(texts[key]) == 0 {
				t.Errorf("%s.json: %s is missing", tag, key)
				continue
			}
			if got, want := fieldsOf(texts[key]), fieldsOf(source[key]); !slices.Equal(got, want) {
				t.Errorf("%s.json: %s has the fields %v, English has %v", tag, key, got, want)
			}
		}
		for key := range texts {
			if len(source[key]) == 0 {
				t.Errorf("%s.json: %s is in no other language", tag, key)
			}
		}
	}
}

// What may be unknown of a customer or an order: a text that needs it must have a last variant that does without.
func TestEveryTextCanBeSaidWithoutWhatMayBeUnknown(t *testing.T) {
	for _, tag := range load(t).Tags() {
		for key, variants := range written(t, tag) {
			for _, name := range fieldsOf(variants[len(variants)-1:]) {
				if slices.Contains([]string{"first", "item", "number", "day"}, name) {
					t.Errorf("%s.json: the last variant of %s needs {%s}, which may be unknown", tag, key, name)
				}
			}
		}
	}
}

func TestPluralsHaveTheCategoriesOfTheirLanguage(t *testing.T) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, tag := range load(t).Tags() {
		for key, variants := range written(t, tag) {
			for _, v := range variants {
				if _, plain := v["plain"]; plain {
					continue
				}
				for n := range 200 {
					want := names[plural.Cardinal.MatchPlural(language.MustParse(tag), n, 0, 0, 0, 0)]
					if _, ok := v[want]; !ok {
						t.Fatalf("%s.json: %s has no %q, which %d needs", tag, key, want, n)
					}
				}
			}
		}
	}
}

func TestDirectionFollowsTheScript(t *testing.T) {
	rtl := []string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}
	b := load(t)
	for _, tag := range b.Tags() {
		script, _ := language.MustParse(tag).Script()
		want := "ltr"
		if slices.Contains(rtl, script.String()) {
			want = "rtl"
		}
		if got := b.For(tag, "").Dir; got != want {
			t.Errorf("%s is written in %s, so dir is %s, not %s", tag, script, want, got)
		}
	}
}

// The program asks for texts by constant keys; one that is misspelt would be shown to a customer.
func TestTheProgramUsesKeysThatExist(t *testing.T) {
	en := load(t).For("en", "")
	call := regexp.MustCompile(`\b(?:Text|text|say) ?\(? ?"((?:mail|scale|answer|reason|thanks|expired|used|wrong|door|stop|error|signin)\.[a-z_0-9.]*[a-z_0-9])" ?[,)}]`)
	for _, pattern := range []string{"../*/*.go", "../*/*.html", "../*/*/*.html"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range call.FindAllStringSubmatch(string(raw), -1) {
				if !strings.HasSuffix(path, "_test.go") && !en.Has(m[1]) {
					t.Errorf("%s uses the text %s, which does not exist", path, m[1])
				}
			}
		}
	}
}

func TestFor(t *testing.T) {
	b := load(t)
	tests := []struct{ name, wanted, shops, want string }{
		{"the customer's own", "de", "en", "de"},
		{"of another country", "de-AT", "en", "de"},
		{"as a platform with underscores writes it", "de_CH", "en", "de"},
		{"with script", "en-Latn-GB", "de", "en"},
		{"one we do not speak: the shop's", "fi", "de", "de"},
		{"one for which the matcher would settle for English: the shop's", "hi", "de", "de"},
		{"neither spoken: English", "fi", "ja", "en"},
		{"none told", "", "de", "de"},
		{"not a language at all", "../../etc", "de", "de"},
		{"nothing known", "", "", "en"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := b.For(tt.wanted, tt.shops).Tag; got != tt.want {
				t.Errorf("For(%q, %q) = %s, want %s", tt.wanted, tt.shops, got, tt.want)
			}
		})
	}
}

func TestTextSaysTheFirstVariantThatIsComplete(t *testing.T) {
	en := load(t).For("en", "")
	tests := []struct {
		name string
		args words.Args
		want string
	}{
		{"all known", words.Args{"first": "Ada", "item": "blue bowl"}, "Ada, how do you like the blue bowl?"},
		{"no name", words.Args{"item": "blue bowl"}, "How do you like the blue bowl?"},
		{"no item", words.Args{"first": "Ada"}, "Ada, how do you like what you ordered?"},
		{"an empty name is none", words.Args{"first": ""}, "How do you like what you ordered?"},
		{"braces in a name are no field", words.Args{"first": "{shop}", "shop": "X", "item": "b"}, "{shop}, how do you like the b?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := en.Text("mail.question", tt.args); got != tt.want {
				t.Errorf("Text = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWith(t *testing.T) {
	en := load(t).For("en", "")
	own := en.With(cx.Wording{Question: "{first}, is the {item} good?", Low: "Bad", Intro: "broken {", Reasons: map[string]string{"price": "Too dear", "smell": "Smell"}})
	all := words.Args{"first": "Ada", "item": "bowl"}
	tests := []struct{ name, got, want string }{
		{"own words come first", own.Text("mail.question", all), "Ada, is the bowl good?"},
		{"own words with an unknown field give way", own.Text("mail.question", words.Args{"item": "bowl"}), "How do you like the bowl?"},
		{"what is not own is ours", own.Text("scale.high5", nil), "Wonderful"},
		{"own end of the scale", own.Text("scale.low5", nil), "Bad"},
		{"own words with a broken brace give way", own.Text("mail.intro.ordered", nil), "One tap is enough, and I read every answer."},
		{"own label of a reason", own.Reason("price"), "Too dear"},
		{"own reason", own.Reason("smell"), "Smell"},
		{"our reason", own.Reason("quality"), "Quality"},
		{"a reason nobody named", en.Reason("colour-match"), "colour-match"},
		{"the language itself is unchanged", en.Text("scale.low5", nil), "Not good"},
		{"an unknown key is itself", en.Text("mail.nothing", nil), "mail.nothing"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestPlurals(t *testing.T) {
	folder := fstest.MapFS{"en.json": file(`"a.b": {"one": "{count} mail", "other": "{count} mails"}`, "ltr"),
		"ar.json": file(`"a.b": {"zero": "z", "one": "o", "two": "t", "few": "f", "many": "m", "other": "x"}`, "rtl")}
	b, err := words.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	for count, want := range map[string]string{"1": "1 mail", "0": "0 mails", "2": "2 mails"} {
		if got := b.For("en", "").Text("a.b", words.Args{"count": count}); got != want {
			t.Errorf("en, %s: got %q, want %q", count, got, want)
		}
	}
	ar := b.For("ar-EG", "")
	for count, want := range map[string]string{"0": "z", "1": "o", "2": "t", "3": "f", "11": "m", "100": "x"} {
		if got := ar.Text("a.b", words.Args{"count": count}); got != want {
			t.Errorf("ar, %s: got %q, want %q", count, got, want)
		}
	}
	if ar.Dir != "rtl" {
		t.Errorf("Dir of ar = %s", ar.Dir)
	}
}

// file is a small language file.
func file(texts, dir string) *fstest.MapFile {
	seven, twelve := strings.Repeat(`"x",`, 6)+`"x"`, strings.Repeat(`"x",`, 11)+`"x"`
	return &fstest.MapFile{Data: []byte(`{"dir": "` + dir + `", "date": "{day} {month}", "weekdays": [` + seven + `], "months": [` + twelve + `], "texts": {` + texts + `}}`)}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name, texts, dir, want string
	}{
		{"an open brace", `"a": "x {first"`, "ltr", "braces"},
		{"a field with a space", `"a": "x {first name}"`, "ltr", "braces"},
		{"a closing brace alone", `"a": "x }"`, "ltr", "braces"},
		{"an unknown plural category", `"a": {"singular": "x", "other": "y"}`, "ltr", "singular"},
		{"plurals without other", `"a": {"one": "x"}`, "ltr", "other"},
		{"a list without variants", `"a": []`, "ltr", "variants"},
		{"a direction that is none", `"a": "b"`, "up", "dir"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := words.Read(fstest.MapFS{"en.json": file(tt.texts, tt.dir)})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read = %v, want an error about %q", err, tt.want)
			}
		})
	}
	if _, err := words.Read(fstest.MapFS{"de.json": file("", "ltr")}); err == nil {
		t.Error("Read without English: want an error")
	}
}
