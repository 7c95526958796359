package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"earshot/shared/cx"
	"earshot/shared/rehearsal"
)

// Rehearsal is what `rehearse` is asked for.
type Rehearsal struct {
	Shop     cx.Shop
	Changed  cx.Shop // with other rules, to compare; the same shop where nothing shall be compared
	Compare  bool
	Skip     bool // lines that cannot be read are left out
	Language func(locale string) string
	Out      io.Writer
}

// Play reads past orders and says what the rules would have done. It writes nothing anywhere. With broken lines and
// without Skip it tells these lines and plays nothing.
func (p Rehearsal) Play(file io.Reader) error {
	h, err := rehearsal.Read(file, p.Shop.Location())
	if err != nil {
		return err
	}
	for _, b := range h.Problems {
		p.say("Line %d: %s.", b.Line, b.Text)
	}
	if h.Broken > len(h.Problems) {
		p.say("%d more lines cannot be read.", h.Broken-len(h.Problems))
	}
	if h.Broken > 0 && !p.Skip {
		return &cx.Error{Kind: cx.Unprocessable, Text: plural(h.Broken, "line", "lines") + " cannot be read, so nothing was rehearsed. Mend the file, or leave them out with -skip."}
	}
	now := rehearsal.Run(h.Orders, rehearsal.Rules{Shop: p.Shop, Language: p.Language})
	then := now
	if p.Compare {
		then = rehearsal.Run(h.Orders, rehearsal.Rules{Shop: p.Changed, Language: p.Language})
	}
	p.say("The file is %s. These are the rules of %s; nothing is written or sent.", h.Format, p.Shop.Name)
	for _, t := range rehearsal.Compare(now, then, 100_000) {
		p.table(t)
	}
	if late := max(now.Late, then.Late); late > 0 {
		p.say("\n%s would still wait years later: far more comes due each day than may go out.", plural(late, "survey", "surveys"))
	}
	for i, n := range h.Notes {
		if i == 0 {
			p.say("")
		}
		p.say("%s", n)
	}
	return nil
}

func (p Rehearsal) say(format string, args ...any) { Desk{Out: p.Out}.say(format, args...) }

// table prints a table in columns; an empty one is left out.
func (p Rehearsal) table(t rehearsal.Table) {
	if len(t.Rows) == 0 {
		return
	}
	wide := utf8.RuneCountInString(t.Caption)
	for _, r := range t.Rows {
		wide = max(wide, utf8.RuneCountInString(r.Name))
	}
	line := func(name, now, then string) {
		text := fmt.Sprintf("%s%s  %18s", name, strings.Repeat(" ", wide-utf8.RuneCountInString(name)), now)
		if p.Compare {
			text += fmt.Sprintf("  %18s", then)
		}
		p.say("%s", text)
	}
	p.say("")
	line(t.Caption, "your rules", "changed")
	for _, r := range t.Rows {
		line(r.Name, r.Now, r.Then)
	}
	if t.Note != "" {
		p.say("%s", t.Note)
	}
}

// Rules is a shop with what a file says of it, in the form that `shop FILE` takes: {"ramp": 200} is enough.
func Rules(shop cx.Shop, text []byte) (cx.Shop, error) {
	copied, err := json.Marshal(shop) // JSON is read into the lists that are there: they must not be the shop's own
	if err != nil {
		return shop, fmt.Errorf("copy the rules: %w", err)
	}
	var f File
	if err := json.Unmarshal(copied, &f); err != nil {
		return shop, fmt.Errorf("copy the rules: %w", err)
	}
	if err := strict(text, &f); err != nil {
		return shop, unreadable(err)
	}
	if wrong := f.Check(); len(wrong) > 0 {
		return shop, &cx.Error{Kind: cx.Unprocessable, Text: "The changed rules need a change: " + strings.Join(wrong, "; ") + "."}
	}
	return f.Shop, nil
}
