package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"earshot/shared/web/look"
)

// Pages are the HTML templates of one application, parsed once. It is safe for concurrent use.
type Pages struct{ set *template.Template }

// View is what a template is executed with: its own data beside what every page needs for its <style> and <script>:
//
//	<style nonce="{{.Nonce}}">{{.CSS}}{{.Data.Brand}}</style>
type View struct {
	Nonce string       // of this response, see Secure
	CSS   template.CSS // the stylesheet of package look
	Data  any
}

// ParsePages parses the files of fsys that match patterns (usually an embed.FS and "pages/*.html") into one set; each is
// known by its base name, and what they {{define}} is shared. A key that a map lacks is an error when a page is shown.
func ParsePages(fsys fs.FS, funcs template.FuncMap, patterns ...string) (*Pages, error) {
	set, err := template.New("").Option("missingkey=error").Funcs(funcs).ParseFS(fsys, patterns...)
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return &Pages{set}, nil
}

// Show answers with the page called name. The page is executed whole before a byte is written, so that an error, which
// comes back, is never half a page.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	var page bytes.Buffer
	view := View{Nonce: Nonce(r.Context()), CSS: look.CSS(), Data: data}
	if err := p.set.ExecuteTemplate(&page, name, view); err != nil {
		return fmt.Errorf("show page %s: %w", name, err)
	}
	write(w, status, "text/html; charset=utf-8", page.Bytes())
	return nil
}
