package dashboard

import (
	"net/http"
	"net/url"
	"strconv"

	"earshot/shared/web"
)

// field is one question of a form. Why says what is wrong with what was typed.
type field struct {
	Name, Label, Hint, Value, Why string
	Type                          string // of an input; "area" or "select" for these
	Options                       []option
	Rows, Max                     int
	Optional                      bool
}

// option is one answer to choose.
type option struct {
	Value, Label string
	Chosen       bool
}

// fieldset makes fields of typed values and what is wrong with them.
type fieldset struct {
	values url.Values
	wrong  map[string]string
}

// ask is a line of text.
func (s fieldset) ask(name, label, hint string) field {
	return field{Name: name, Label: label, Hint: hint, Value: s.values.Get(name), Why: s.wrong[name], Type: "text", Max: 300}
}

func (s fieldset) as(kind, name, label, hint string) field {
	f := s.ask(name, label, hint)
	f.Type = kind
	return f
}

// optional is a line that may stay empty.
func (s fieldset) optional(name, label, hint string) field {
	f := s.ask(name, label, hint)
	f.Optional = true
	return f
}

// area is a text of several lines.
func (s fieldset) area(name, label, hint string, rows int) field {
	f := s.optional(name, label, hint)
	f.Type, f.Rows, f.Max = "area", rows, 2000
	return f
}

// choose offers pairs of a value and its label.
func (s fieldset) choose(name, label, hint string, pairs ...string) field {
	f := s.as("select", name, label, hint)
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Options = append(f.Options, option{Value: pairs[i], Label: pairs[i+1], Chosen: pairs[i] == f.Value})
	}
	return f
}

// ticks are boxes of one name.
func (s fieldset) ticks(name string, pairs ...string) []option {
	var all []option
	for i := 0; i+1 < len(pairs); i += 2 {
		o := option{Value: pairs[i], Label: pairs[i+1]}
		for _, v := range s.values[name] {
			o.Chosen = o.Chosen || v == o.Value
		}
		all = append(all, o)
	}
	return all
}

// wrongPage shows a form again with what was typed, as what it is: not taken.
func (s *server) wrongPage(w http.ResponseWriter, r *http.Request, status int, name string, f frame, body any) error {
	return s.pages.Show(w, r, status, name, page{frame: f, Body: body})
}

// typed reads a form.
func typed(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	return web.Form(w, r, 64<<10)
}

// done sends the browser to a page after a form was taken, so that a reload does not send it again.
func done(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
