// Package words holds every sentence that a customer reads, in a mail or on a page, one JSON file a language. One file
// serves them all, so that a shop speaks with one voice; to add a language is to add one file.
//
// A text is one variant or a list of them: the first whose fields in braces all have a value is said. So "{first}, how
// do you like the {item}?" needs no code for a customer without a name, and a shop's own words (With) come first without
// ever showing a hole. A variant is a string, or one string for each plural category of the language (CLDR), chosen by
// the field {count}.
//
// It promises that every language has every text of English, with the same fields (the tests demand it), and that one
// that lacks any is not spoken at all: a mail is never half in one language, half in another. It does not escape: who
// puts a text into HTML or a header does.
//
// How customers are spoken to is what good shops of a language do: German "Sie" and French "vous", with the first name;
// Spanish "tú", Italian "tu", Dutch "je", Portuguese "você". Polish, Arabic and Hebrew are written so that nobody's
// gender is guessed, neither the customer's nor the sender's: nouns and infinitives where a verb would have to tell.
// Arabic has the digits 1 2 3, as the scores, order numbers and addresses beside them have.
package words

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// Source is the language that every other one is measured by and that is spoken where nothing else fits.
const Source = "en"

// Book is all languages. It does not change after it was read and may be used by many goroutines.
type Book struct {
	languages []Language // Source first
	matcher   language.Matcher
}

// Load reads the languages that are built in. Call it once: it parses all files.
func Load() (*Book, error) { return Read(files) }

// Read reads the languages of a folder, one JSON file each; Source must be among them.
func Read(folder fs.FS) (*Book, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	var b Book
	for _, name := range names {
		l, err := read(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read language %s: %w", name, err)
		}
		b.languages = append(b.languages, l)
	}
	if err := b.order(); err != nil {
		return nil, err
	}
	return &b, nil
}

// order puts Source first: a matcher answers with the first when nothing fits.
func (b *Book) order() error {
	at := slices.IndexFunc(b.languages, func(l Language) bool { return l.Tag == Source })
	if at < 0 {
		return errors.New("read languages: " + Source + ".json is missing")
	}
	b.languages[0], b.languages[at] = b.languages[at], b.languages[0]
	source := b.languages[0]
	b.languages = slices.DeleteFunc(b.languages, func(l Language) bool { return !l.complete(source) })
	var tags []language.Tag
	for _, l := range b.languages {
		tags = append(tags, l.tag)
	}
	b.matcher = language.NewMatcher(tags)
	return nil
}

// complete tells that a language has all texts of another one.
func (l Language) complete(source Language) bool {
	for key := range source.texts {
		if !l.Has(key) {
			return false
		}
	}
	return true
}

// Tags lists the languages there are, Source first.
func (b *Book) Tags() []string {
	var tags []string
	for _, l := range b.languages {
		tags = append(tags, l.Tag)
	}
	return tags
}

// file is one language as it is written down.
type file struct {
	Dir      string                     `json:"dir"`      // ltr or rtl
	Date     string                     `json:"date"`     // a day of a year not told: "{day} {month}"
	Dates    map[string]string          `json:"dates"`    // the days of a month that are said otherwise: "1": "le 1er {month}"
	Weekdays []string                   `json:"weekdays"` // from Sunday, as the texts say {day}: with "on" where they have none
	Months   []string                   `json:"months"`   // as in Date
	Texts    map[string]json.RawMessage `json:"texts"`
}

func read(folder fs.FS, name string) (Language, error) {
	raw, err := fs.ReadFile(folder, name)
	if err != nil {
		return Language{}, err
	}
	var f file
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return Language{}, err
	}
	return f.language(strings.TrimSuffix(path.Base(name), ".json"))
}

func (f file) language(name string) (Language, error) {
	tag, err := language.Parse(name)
	if err != nil {
		return Language{}, err
	}
	if len(f.Weekdays) != 7 || len(f.Months) != 12 || (f.Dir != "ltr" && f.Dir != "rtl") {
		return Language{}, errors.New("want 7 weekdays, 12 months, and ltr or rtl as dir")
	}
	l := Language{Tag: name, Dir: f.Dir, tag: tag, weekdays: f.Weekdays, months: f.Months, texts: map[string]text{}, dates: map[string]pieces{}}
	if l.date, err = parse(f.Date); err != nil {
		return Language{}, err
	}
	for day, written := range f.Dates {
		if l.dates[day], err = parse(written); err != nil {
			return Language{}, err
		}
	}
	for key, raw := range f.Texts {
		if l.texts[key], err = parseText(raw); err != nil {
			return Language{}, fmt.Errorf("text %s: %w", key, err)
		}
	}
	return l, nil
}
