package answers

import (
	"net/http"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/web"
	"earshot/shared/words"
)

// sorryPage is the page for what failed. Where nobody is known, it speaks the browser's language and English.
type sorryPage struct {
	Blocks    []sorryBlock
	RequestID string // where somebody has to mend something
}

type sorryBlock struct{ Lang, Dir, Title, Text string }

// sorry is the web.ErrorPage of this application.
func (s *server) sorry(w http.ResponseWriter, r *http.Request, f web.Failure) error {
	var page sorryPage
	for _, lang := range s.speaks(r) {
		title, text := sorryWords(lang, r, f.Kind)
		page.Blocks = append(page.Blocks, sorryBlock{lang.Tag, lang.Dir, title, text})
	}
	if f.Kind == cx.Internal {
		page.RequestID = f.RequestID
	}
	return s.pages.Show(w, r, f.Status, "sorry.html", page)
}

func (s *server) speaks(r *http.Request) []words.Language {
	if said, ok := r.Context().Value(spokenKey{}).(*spoken); ok && len(said.languages) > 0 {
		return said.languages
	}
	browsers := s.Words.First(words.Accepts(r.Header.Get("Accept-Language")), cx.Shop{Language: words.Source})
	if browsers.Tag == words.Source {
		return []words.Language{browsers}
	}
	return []words.Language{browsers, s.Words.For(words.Source, "")}
}

func sorryWords(lang words.Language, r *http.Request, k cx.Kind) (title, text string) {
	title = lang.Text("error.title", nil)
	switch k {
	case cx.NotFound:
		if strings.HasPrefix(r.URL.Path, "/u/") {
			return lang.Text("wrong.title", nil), lang.Text("stop.wrong", nil)
		}
		if strings.HasPrefix(r.URL.Path, "/f/") {
			return lang.Text("wrong.title", nil), lang.Text("door.wrong", nil)
		}
		return lang.Text("wrong.title", nil), lang.Text("wrong.text", nil)
	case cx.Forbidden, cx.Invalid:
		return title, lang.Text("error.not_from_here", nil)
	case cx.TooLarge:
		return title, lang.Text("error.too_long", nil)
	case cx.Unprocessable:
		return title, lang.Text("error.score", nil)
	}
	return title, lang.Text("error.again", nil)
}

// noPage answers every other path and method.
func (s *server) noPage(http.ResponseWriter, *http.Request) error { return noLink(nil) }
