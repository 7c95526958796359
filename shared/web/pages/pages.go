// Package pages shows the HTML pages of an application: templates that are parsed once and executed whole before a byte is
// written. It is apart from web so that functions without pages do not link html/template.
package pages

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"earshot/shared/web"
	"earshot/shared/web/look"
)

// Set is the HTML templates of one application, parsed once. It is safe for concurrent use.
type Set struct{ set *template.Template }

// View is what a template is executed with: its own data beside what every page needs for its <style> and <script>:
//
//	<style nonce="{{.Nonce}}">{{.CSS}}{{.Data.Brand}}</style>
type View struct {
	Nonce string       // of this response, see web.Secure
	CSS   template.CSS // the stylesheet of package look
	Data  any
}

// Parse parses the files of fsys that match patterns (usually an embed.FS and "pages/*.html") into one set; each is
// known by its base name, and what they {{define}} is shared. A key that a map lacks is an error when a page is shown.
func Parse(fsys fs.FS, funcs template.FuncMap, patterns ...string) (*Set, error) {
	set, err := template.New("").Option("missingkey=error").Funcs(funcs).ParseFS(fsys, patterns...)
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return &Set{set}, nil
}

// Show answers with the page called name. The page is executed whole before a byte is written, so that an error, which
// comes back, is never half a page.
func (p *Set) Show(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	var out bytes.Buffer
	view := View{Nonce: web.Nonce(r.Context()), CSS: look.CSS(), Data: data}
	if err := p.set.ExecuteTemplate(&out, name, view); err != nil {
		return fmt.Errorf("show page %s: %w", name, err)
	}
	web.HTML(w, status, out.Bytes())
	return nil
}
