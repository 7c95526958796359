package answers

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/web/look"
	"earshot/shared/words"
)

// scene is who speaks to whom, and about what: all that a page's words need.
type scene struct {
	lang    words.Language
	token   cx.Token
	inv     cx.Invitation
	picture template.URL // the shop's logo, "" for none
}

// open reads what a link leads to. Every link that leads nowhere is the same NotFound.
func (s *server) open(r *http.Request) (scene, error) {
	t, err := cx.ParseToken(r.PathValue("token"))
	if err != nil {
		return scene{}, noLink(err)
	}
	inv, err := s.Facts.Invitation(r.Context(), t, s.Now())
	if err != nil {
		return scene{}, fmt.Errorf("open a link: %w", err)
	}
	if !inv.Person.Erased.IsZero() {
		return scene{}, noLink(nil)
	}
	sc := scene{lang: s.language(inv), token: t, inv: inv, picture: s.logo(r.Context(), inv.Shop)}
	if said, ok := r.Context().Value(spokenKey{}).(*spoken); ok {
		said.languages = []words.Language{sc.lang}
	}
	return sc, nil
}

func noLink(cause error) error {
	return &cx.Error{Kind: cx.NotFound, Text: "This link does not lead anywhere (any more).", Cause: cause}
}

// language is the mail's where it is known, else the one that a mail would have now.
func (s *server) language(inv cx.Invitation) words.Language {
	_, mails, _ := strings.Cut(inv.Order.Message.Wording, "/")
	lang := s.Words.First(append([]string{mails}, words.Wanted(inv.Order, inv.Person)...), inv.Shop)
	return lang.With(inv.Shop.Survey.Texts[lang.Tag])
}

// saveMark is how texts name the Save button: mark puts its label there.
const saveMark = "{save}"

// Text says a text of this scene.
func (s scene) Text(key string) string { return s.with(key, nil) }

// with says a text with more values.
func (s scene) with(key string, more words.Args) string {
	a := words.Args{"shop": s.inv.Shop.Name, "sender": words.Calling(s.inv.Shop.Sender), "item": s.item(), "save": saveMark}
	for name, value := range more {
		a[name] = value
	}
	return s.lang.Text(key, a)
}

func (s scene) item() string {
	if items := s.inv.Order.State.Items; len(items) > 0 {
		return words.Item(items[0].Title)
	}
	return ""
}

// scaled is the key's form for the shop's scale: "answer.gave" or "answer.gave11".
func (s scene) scaled(key string) string {
	if s.inv.Shop.Survey.Scale == cx.ElevenPoints {
		return key + "11"
	}
	return key
}

// mark makes a text HTML, with the Save button's label in bold.
func (s scene) mark(text string) template.HTML {
	label := "<b>" + template.HTMLEscapeString(s.Text("answer.save")) + "</b>"
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(text), saveMark, label))
}

// Lang is the lang attribute of <html>.
func (s scene) Lang() string { return s.lang.Tag }

// Dir is ltr or rtl.
func (s scene) Dir() string { return s.lang.Dir }

// Shop is the shop's name, in its own direction.
func (s scene) Shop() string { return s.lang.Isolated(s.inv.Shop.Name) }

// Brand is the shop's colour; one that cannot be read as a colour leaves the stylesheet's.
func (s scene) Brand() template.CSS {
	c, err := look.ParseColor(s.inv.Shop.Colour)
	if err != nil {
		return ""
	}
	return look.BrandOf(c).CSS()
}

// Talk is the address that a person reads, as a link that names the order.
func (s scene) Talk() string {
	if s.inv.Order.Number == "" {
		return "mailto:" + s.inv.Shop.ReplyTo
	}
	return "mailto:" + s.inv.Shop.ReplyTo + "?subject=%23" + template.URLQueryEscaper(s.inv.Order.Number)
}

// Link is the path of the answer page.
func (s scene) Link() string { return "/r/" + s.token.Reveal() }

// Stop is the path of the unsubscribe page.
func (s scene) Stop() string { return "/u/" + s.token.Reveal() }

// spoken is what an error page has to know of the request that failed: whose language it may speak.
type spoken struct{ languages []words.Language }

type spokenKey struct{}

// remember gives each request a place for what its error page has to know.
func remember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), spokenKey{}, &spoken{})))
	})
}
