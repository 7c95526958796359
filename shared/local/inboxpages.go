package local

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/mail/inbox"
	"earshot/shared/web"
)

func (s *system) inboxRoutes(page, data func(string, web.Func)) {
	page("GET /local/inbox", s.listMails)
	data("GET /local/inbox.json", s.inboxJSON)
	page("GET /local/inbox/{id}", s.showMail)
	page("GET /local/inbox/{id}/html", s.mailHTML)
	page("POST /local/inbox/next", s.nextMail)
	page("POST /local/inbox/{id}/report", s.reportMail)
}

// inboxJSON is every mail decoded, newest first.
func (s *system) inboxJSON(w http.ResponseWriter, _ *http.Request) error {
	letters, err := s.inbox.Letters()
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, letters)
}

// inboxBody is the list of mails.
type inboxBody struct {
	Told   string
	Mails  []mailRow
	Older  bool
	Trials []choice
}

type mailRow struct{ URL, Subject, From, To, When, Time string }

// mailsShown is how many mails the list shows.
const mailsShown = 50

func (s *system) listMails(w http.ResponseWriter, r *http.Request) error {
	mails := s.inbox.Mails()
	b := inboxBody{Older: len(mails) > mailsShown, Told: told(r)}
	for _, m := range mails[:min(len(mails), mailsShown)] {
		l, err := s.inbox.Letter(m.ID)
		if err != nil {
			return err
		}
		b.Mails = append(b.Mails, mailRow{URL: "/local/inbox/" + m.ID, Subject: l.Subject, From: name(l.From), To: l.To,
			When: m.At.In(s.zone()).Format("Mon 2 Jan, 15:04"), Time: m.At.UTC().Format("2006-01-02T15:04:05Z")})
	}
	for _, t := range inbox.Troubles() {
		b.Trials = append(b.Trials, choice{Text: troubleWords(t), Value: string(t)})
	}
	return s.show(w, r, frame{Title: "Inbox", Place: "inbox", Body: b})
}

// name is the name of a sender, or the address where there is none.
func name(from string) string {
	if n, _, ok := strings.Cut(from, " <"); ok {
		return strings.Trim(n, `"`)
	}
	return from
}

func troubleWords(t inbox.Trouble) string {
	words := map[inbox.Trouble]string{
		inbox.Bounces: "It bounces", inbox.Complains: "It is called spam", inbox.NoDelivery: "No delivery is reported",
		inbox.Delayed: "It is delayed", inbox.AnswerLost: "The answer gets lost", inbox.EventsLost: "Nothing is reported",
	}
	if text, ok := words[t]; ok {
		return text
	}
	return string(t)
}

// told is what the last form did. The words are ours: the URL only chooses them.
func told(r *http.Request) string {
	q := r.URL.Query()
	if t := inbox.Trouble(q.Get("next")); slices.Contains(inbox.Troubles(), t) {
		return "Ordered for the next mail to a customer: " + strings.ToLower(troubleWords(t)[:1]) + troubleWords(t)[1:] + "."
	}
	if e := inbox.Event(q.Get("reported")); slices.Contains(reportable(), e) {
		return "Reported: " + reportWords(e) + "."
	}
	return ""
}

// nextMail orders one or more troubles for the next mail to a customer.
func (s *system) nextMail(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	var troubles []inbox.Trouble
	for _, fate := range form["fate"] {
		troubles = append(troubles, inbox.Trouble(fate))
	}
	unknown := func(t inbox.Trouble) bool { return !slices.Contains(inbox.Troubles(), t) }
	if len(troubles) == 0 || slices.ContainsFunc(troubles, unknown) {
		return &cx.Error{Kind: cx.Invalid, Text: "The inbox cannot simulate that. Go back and choose one of the buttons."}
	}
	s.inbox.Next(troubles...)
	http.Redirect(w, r, "/local/inbox?next="+string(troubles[0]), http.StatusSeeOther)
	return nil
}

// reportable are the events that a mail which was taken can still meet.
func reportable() []inbox.Event {
	return []inbox.Event{inbox.Bounce, inbox.Complaint, inbox.DeliveryDelay, inbox.Delivery}
}

func reportWords(e inbox.Event) string {
	return map[inbox.Event]string{
		inbox.Bounce: "the mail bounced", inbox.Complaint: "the mail was called spam", inbox.DeliveryDelay: "the mail is delayed",
		inbox.Delivery: "the mail arrived",
	}[e]
}

// reportMail reports an event of a mail, and lets the jobs take it.
func (s *system) reportMail(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	e := inbox.Event(form.Get("fate"))
	if !slices.Contains(reportable(), e) {
		return &cx.Error{Kind: cx.Invalid, Text: "The inbox cannot report that. Go back and choose one of the buttons."}
	}
	if err := s.inbox.Report(r.Context(), r.PathValue("id"), e); err != nil {
		return err
	}
	if _, err := s.workNow(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/local/inbox/"+r.PathValue("id")+"?reported="+string(e), http.StatusSeeOther)
	return nil
}

// mailBody is one mail in one view.
type mailBody struct {
	inbox.Letter
	When, Told   string
	Tabs         []tab
	Frame, Width string // of the HTML in a frame
	Source       string // or the text of the other views
	Fates        []choice
	FateURL      string
}

type tab struct {
	Text, URL string
	Current   bool
}

// showMail shows a mail as ?as says: phone (preset), desktop, dark, text or source; with .eml at the end of its id it is
// the raw bytes.
func (s *system) showMail(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if eml, ok := strings.CutSuffix(id, ".eml"); ok {
		return s.eml(w, eml)
	}
	l, err := s.inbox.Letter(id)
	if err != nil {
		return err
	}
	path := "/local/inbox/" + id
	b := mailBody{Letter: l, When: s.clockFace(l.At), Told: told(r), FateURL: path + "/report"}
	as := r.URL.Query().Get("as")
	for _, view := range []struct{ name, text string }{{"", "Phone"}, {"desktop", "Desktop"}, {"dark", "Dark"}, {"text", "Text"}, {"source", "Source"}} {
		t := tab{Text: view.text, URL: path, Current: view.name == as}
		if view.name != "" {
			t.URL += "?as=" + view.name
		}
		b.Tabs = append(b.Tabs, t)
	}
	for _, e := range reportable() {
		b.Fates = append(b.Fates, choice{Text: strings.ToUpper(reportWords(e)[:1]) + reportWords(e)[1:], Value: string(e)})
	}
	if err := s.fillView(&b, id, as); err != nil {
		return err
	}
	return s.show(w, r, frame{Title: l.Subject, Place: "mail", Body: b})
}

func (s *system) fillView(b *mailBody, id, as string) error {
	html := "/local/inbox/" + id + "/html"
	switch as {
	case "":
		b.Frame, b.Width = html, "phone"
	case "desktop":
		b.Frame, b.Width = html, "wide"
	case "dark":
		b.Frame, b.Width = html+"?dark=1", "phone"
	case "text":
		b.Source = b.Text
	case "source":
		raw, err := s.inbox.Raw(id)
		b.Source = string(raw)
		return err
	default:
		return &cx.Error{Kind: cx.NotFound, Text: "There is no such view of a mail."}
	}
	return nil
}

func (s *system) eml(w http.ResponseWriter, id string) error {
	raw, err := s.inbox.Raw(id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "message/rfc822")
	_, err = w.Write(raw)
	if err != nil {
		return fmt.Errorf("write mail %s: %w", id, err)
	}
	return nil
}

// darkQuery is how a mail asks for its dark colours.
var darkQuery = regexp.MustCompile(`\(\s*prefers-color-scheme\s*:\s*dark\s*\)`)

// mailHTML is the mail as a mail program shows it: in a frame, without scripts, its links in a new tab. Light and dark are
// chosen by the view and not by the machine.
func (s *system) mailHTML(w http.ResponseWriter, r *http.Request) error {
	l, err := s.inbox.Letter(r.PathValue("id"))
	if err != nil {
		return err
	}
	query, scheme := "(max-width:0px)", "light"
	if r.URL.Query().Get("dark") != "" {
		query, scheme = "(min-width:0px)", "dark"
	}
	html := darkQuery.ReplaceAllString(l.HTML, query)
	head := fmt.Sprintf(`<base target="_blank"><style>:root{color-scheme:%s!important}</style></head>`, scheme)
	html = strings.Replace(html, "</head>", head, 1)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; frame-ancestors 'self'; "+
		"sandbox allow-popups allow-popups-to-escape-sandbox")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, err = io.WriteString(w, html)
	if err != nil {
		return fmt.Errorf("write mail %s: %w", l.ID, err)
	}
	return nil
}
