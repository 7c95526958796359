package dashboard

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/preview"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/words"
)

// previewed is a mail as it is looked at.
type previewed struct {
	Order, Subject, From, ReplyTo, Text string
	OrderName                           string // "order 1042", or that it is made up
	Src                                 string // of the frame
	Dark                                bool
}

// nobodyAt is who a preview on the screen is addressed to; the domain is one that never is (RFC 2606).
const nobodyAt = "customer@example.com"

// lookAtMail fills in the part of the room that shows the mail.
func (s *server) lookAtMail(r *http.Request, b *textsBody, shop cx.Shop, lang words.Language) error {
	q := r.URL.Query()
	order, err := s.previewOrder(r, shop, q.Get("order"))
	if err != nil {
		return err
	}
	wanted := preview.Wanted{Shop: shop.ID, Language: lang.Tag, Order: order}
	m, f, err := s.written(r, wanted)
	if err != nil {
		return err
	}
	b.Mail = previewed{Order: string(order), Subject: m.Headers["Subject"], From: m.Headers["From"], ReplyTo: m.Headers["Reply-To"], Text: m.Text, OrderName: "a made-up order, until one arrives"}
	if string(f.Order.ID) == string(order) {
		b.Mail.OrderName = orderName(f.Order.Number)
	}
	b.View = "phone"
	for _, view := range [][2]string{{"phone", "Phone"}, {"desktop", "Desktop"}, {"dark", "Dark"}, {"text", "Text"}} {
		if q.Get("view") == view[0] {
			b.View = view[0]
		}
		b.Views = append(b.Views, choice{Text: view[1], URL: textsLink(b.Path, wanted, "view", view[0]) + "#mail"})
	}
	for i, view := range []string{"phone", "desktop", "dark", "text"} {
		b.Views[i].Current = view == b.View
	}
	b.Mail.Src = textsLink(b.Path+"/mail", wanted, "look", map[bool]string{true: "dark", false: "light"}[b.View == "dark"])
	return nil
}

// textsLink leads to the mail of the same order in the same language, looked at in some way.
func textsLink(path string, w preview.Wanted, name, value string) string {
	q := url.Values{"language": {w.Language}, name: {value}}
	if w.Order != "" {
		q.Set("order", string(w.Order))
	}
	return path + "?" + q.Encode()
}

// previewOrder is the order that was asked for, else the next that a mail is due for, else the newest that was answered.
func (s *server) previewOrder(r *http.Request, shop cx.Shop, asked string) (cx.OrderID, error) {
	if isOrderID(asked) {
		return cx.OrderID(asked), nil
	}
	due, err := s.Facts.Outbox(r.Context(), shop.ID, 1)
	if err != nil {
		return "", fmt.Errorf("find an order to show: %w", err)
	}
	if len(due) > 0 {
		return due[0].ID, nil
	}
	now := s.Now()
	said, _, err := s.Facts.Responses(r.Context(), shop.ID, ledger.Page{From: now.AddDate(0, 0, -90), To: now.Add(time.Second), Limit: 1})
	if err != nil {
		return "", fmt.Errorf("find an order to show: %w", err)
	}
	if len(said) > 0 {
		return said[0].Order, nil
	}
	return "", nil
}

// written writes the mail and reads it as a mail program would.
func (s *server) written(r *http.Request, wanted preview.Wanted) (mail.Opened, cx.Facts, error) {
	now := s.Now()
	f, err := preview.Facts(r.Context(), s.Facts, wanted, now)
	if err != nil {
		return mail.Opened{}, f, err
	}
	to, err := cx.ParseEmail(nobodyAt)
	if err != nil {
		return mail.Opened{}, f, err
	}
	e, err := preview.Write(s.writer, f, to, now)
	if err != nil {
		return mail.Opened{}, f, err
	}
	m, err := mail.Open(e.Raw)
	return m, f, err
}

// mailFrame is the mail's HTML alone, for the frame: shut in, without scripts, and as light or dark as asked for. The logo
// comes from where the links of mails lead.
func (s *server) mailFrame(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	q := r.URL.Query()
	wanted := preview.Wanted{Shop: shop.ID, Language: s.textsOf(q, shop).Tag}
	if isOrderID(q.Get("order")) {
		wanted.Order = cx.OrderID(q.Get("order"))
	}
	m, _, err := s.written(r, wanted)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: "+s.Origin+"; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write([]byte(inLight(m.HTML, q.Get("look") == "dark")))
	return err
}

// inLight makes a mail look as it does on a light or a dark screen, whatever this screen is.
func inLight(page string, dark bool) string {
	scheme, media := "light", "not all"
	if dark {
		scheme, media = "dark", "all"
	}
	page = strings.ReplaceAll(page, "(prefers-color-scheme:dark)", media)
	page = strings.ReplaceAll(page, "(prefers-color-scheme: dark)", media)
	return strings.ReplaceAll(page, `content="light dark"`, `content="`+scheme+`"`)
}

func unescaped(s string) string { return html.UnescapeString(s) }

// sendToMe mails the preview to who is signed in, by the same way as all mail.
func (s *server) sendToMe(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	owner, err := s.session(r)
	if err != nil {
		return err
	}
	ctx, now, lang := r.Context(), s.Now(), s.textsOf(v, shop)
	ok, err := s.Facts.Allow(ctx, "preview", owner, 20, time.Hour, now)
	if err != nil {
		return fmt.Errorf("limit previews: %w", err)
	}
	if !ok {
		return &cx.Error{Kind: cx.TooMany, Text: "Twenty of these went to you within an hour. Try again later."}
	}
	wanted := preview.Wanted{Shop: shop.ID, Language: lang.Tag}
	if isOrderID(v.Get("order")) {
		wanted.Order = cx.OrderID(v.Get("order"))
	}
	once := strconv.FormatInt(now.UnixNano(), 36)
	if err := s.Facts.MailOwner(ctx, ledger.PreviewMail, owner, once, wanted.String(), now); err != nil {
		return fmt.Errorf("send a preview of %s: %w", shop.ID, err)
	}
	if err := s.Facts.NoteRead(ctx, shop.ID, now); err != nil {
		return fmt.Errorf("send a preview of %s: %w", shop.ID, err)
	}
	return done(w, r, textsPath(shop.ID)+"?language="+lang.Tag+"&view="+url.QueryEscape(v.Get("view"))+"&sent")
}
