package dashboard

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/dashboard/preview"
	"earshot/shared/dashboard/wording"
	"earshot/shared/ledger"
	"earshot/shared/words"
)

// textsBody is the content of the room "Texts".
type textsBody struct {
	Path, Language  string
	Languages       []choice
	Seen            int64 // the revision of the draft that the form shows
	State           string
	Fields, Reasons []field
	Wrong, Theirs   []difference // what keeps it from being published; what somebody else saved
	Ready           bool         // there is a draft that can be published
	Draft           bool
	Notice          string
	View            string
	Views           []choice
	Mail            previewed
	History         []versionRow
}

// versionRow is a version of the words.
type versionRow struct {
	Version, When, By, Says string
	Live                    bool
}

func textsPath(id cx.ShopID) string { return shopPath(id) + "/texts" }

// textsOf reads which language the room is about: one of ours.
func (s *server) textsOf(q url.Values, shop cx.Shop) words.Language {
	if tag := q.Get("language"); slices.Contains(s.book.Tags(), tag) {
		return s.book.For(tag, "")
	}
	return s.book.For(shop.Language, "")
}

// texts is the room of a shop's own words.
func (s *server) texts(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	lang := s.textsOf(r.URL.Query(), shop)
	draft, err := s.Facts.Draft(r.Context(), shop.ID, lang.Tag)
	if err != nil {
		return fmt.Errorf("read the draft of %s: %w", shop.ID, err)
	}
	now := shop.Survey.Texts[lang.Tag]
	if draft.Rev > 0 {
		now = draft.Words
	}
	reasons := wording.Reasons(shop.Survey)
	body, err := s.textsBody(r, shop, lang, draft, wording.Values(now, reasons))
	if err != nil {
		return err
	}
	body.Notice = noticeOfTexts(r.URL.Query())
	h := w.Header()
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
	return s.show(w, r, "texts.html", room(shop, "Texts", textsPath(shop.ID)), body)
}

func noticeOfTexts(q url.Values) string {
	switch {
	case q.Has("published"):
		return "Published. Mails from now on speak these words; those that went out keep theirs."
	case q.Has("sent"):
		return "On its way to you. It looks as it would to a customer; its links lead nowhere."
	case q.Has("saved"):
		return "Saved as a draft. Customers still get what is published."
	case q.Has("dropped"):
		return "The draft is gone. These are the published words."
	}
	return ""
}

func (s *server) textsBody(r *http.Request, shop cx.Shop, lang words.Language, d ledger.Draft, v url.Values) (textsBody, error) {
	reasons := wording.Reasons(shop.Survey)
	wrong := wording.Problems(wording.Read(v, reasons))
	f := fieldset{v, wrong}
	b := textsBody{Path: textsPath(shop.ID), Language: lang.Tag, Seen: d.Rev, Draft: d.Rev > 0, Languages: s.languageChoices(shop, lang)}
	b.Fields, b.Reasons = textFields(f, lang, shop.Survey.Scale), reasonFields(f, lang, reasons)
	b.Wrong = wrongTexts(b, wrong)
	b.Ready = d.Rev > 0 && len(wrong) == 0 && !wording.Same(d.Words, shop.Survey.Texts[lang.Tag], reasons)
	b.State = stateOfTexts(shop.Survey.Texts[lang.Tag], d, clockOf(shop, s.Now()))
	history, err := s.Facts.Wordings(r.Context(), shop.ID, lang.Tag)
	if err != nil {
		return b, fmt.Errorf("list the words of %s: %w", shop.ID, err)
	}
	b.History = versionRows(history, shop.Survey.Texts[lang.Tag].Version, clockOf(shop, s.Now()))
	return b, s.lookAtMail(r, &b, shop, lang)
}

func (s *server) languageChoices(shop cx.Shop, lang words.Language) []choice {
	var all []choice
	for pair := range slices.Chunk(s.languages(), 2) {
		c := choice{Text: pair[1], URL: textsPath(shop.ID) + "?language=" + pair[0], Current: pair[0] == lang.Tag}
		if !shop.Offers(pair[0]) {
			c.Text += " (not offered)"
		}
		all = append(all, c)
	}
	return all
}

// textFields shows under each field what Earshot says where the shop says nothing.
func textFields(f fieldset, lang words.Language, scale cx.Scale) []field {
	var all []field
	for _, t := range wording.Texts() {
		key := t.Keys[0]
		if scale == cx.ElevenPoints {
			key = t.Keys[1]
		}
		ours := strings.ReplaceAll(lang.Written(key), "\n", " / ")
		hint := strings.TrimSpace(t.Hint + " Empty: “" + ours + "”")
		one := f.optional(t.Name, t.Label, hint)
		if t.Lines > 1 {
			one = f.area(t.Name, t.Label, hint, 2)
		}
		all = append(all, one)
	}
	return all
}

func reasonFields(f fieldset, lang words.Language, reasons []string) []field {
	var all []field
	for _, id := range reasons {
		one := f.optional(wording.ReasonField(id), lang.Reason(id), "")
		all = append(all, one)
	}
	return all
}

func wrongTexts(b textsBody, wrong map[string]string) []difference {
	var all []difference
	for _, f := range append(slices.Clone(b.Fields), b.Reasons...) {
		if wrong[f.Name] != "" {
			all = append(all, difference{Label: f.Label, Theirs: wrong[f.Name]})
		}
	}
	return all
}

func stateOfTexts(now cx.Wording, d ledger.Draft, c clock) string {
	says := "Customers get Earshot's own words."
	if now.Version != "" {
		says = "Customers get version " + now.Version + "."
	}
	if d.Rev > 0 {
		says += " There is a draft, saved " + c.at(d.At) + " by " + d.By + "."
	}
	return says
}

func versionRows(all []ledger.Published, live string, c clock) []versionRow {
	var rows []versionRow
	for _, p := range all {
		says := strings.Split(p.Words.Subject+"\n"+p.Words.Question, "\n")
		row := versionRow{Version: p.Words.Version, When: c.short(p.At), By: p.By, Live: p.Words.Version == live}
		if i := slices.IndexFunc(says, func(s string) bool { return s != "" }); i >= 0 {
			row.Says = says[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// saveDraft keeps what was typed, also what cannot be published: only who saw the newest draft may write over it.
func (s *server) saveDraft(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	lang, reasons := s.textsOf(v, shop), wording.Reasons(shop.Survey)
	by, err := s.session(r)
	if err != nil {
		return err
	}
	d := ledger.Draft{Words: wording.Read(v, reasons), By: by, At: s.Now(), Rev: number(v.Get("seen"))}
	ok, err := s.Facts.SaveDraft(r.Context(), shop.ID, lang.Tag, d)
	if err != nil {
		return fmt.Errorf("save a draft of %s: %w", shop.ID, err)
	}
	if !ok {
		return s.twoDrafts(w, r, shop, lang, v)
	}
	return done(w, r, textsPath(shop.ID)+"?language="+lang.Tag+"&view="+url.QueryEscape(v.Get("view"))+"&saved")
}

// twoDrafts shows the second of two writers both versions. The next Save writes over the other one, knowingly.
func (s *server) twoDrafts(w http.ResponseWriter, r *http.Request, shop cx.Shop, lang words.Language, v url.Values) error {
	theirs, err := s.Facts.Draft(r.Context(), shop.ID, lang.Tag)
	if err != nil {
		return fmt.Errorf("read the draft of %s: %w", shop.ID, err)
	}
	body, err := s.textsBody(r, shop, lang, theirs, v)
	if err != nil {
		return err
	}
	have := wording.Values(theirs.Words, wording.Reasons(shop.Survey))
	if theirs.Rev == 0 {
		have = wording.Values(shop.Survey.Texts[lang.Tag], wording.Reasons(shop.Survey))
	}
	body.Ready = false
	for _, f := range append(slices.Clone(body.Fields), body.Reasons...) {
		if have.Get(f.Name) != wording.Tidy(v.Get(f.Name)) {
			body.Theirs = append(body.Theirs, difference{f.Label, orNothing(have.Get(f.Name)), orNothing(v.Get(f.Name))})
		}
	}
	return s.wrongPage(w, r, http.StatusConflict, "texts.html", room(shop, "Texts", body.Path), body)
}

// publish makes the draft the words of all mails from now on. It is checked again, whatever the page said.
func (s *server) publish(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	ctx, lang := r.Context(), s.textsOf(v, shop)
	by, err := s.session(r)
	if err != nil {
		return err
	}
	d, err := s.Facts.Draft(ctx, shop.ID, lang.Tag)
	if err != nil {
		return fmt.Errorf("publish words of %s: %w", shop.ID, err)
	}
	if d.Rev == 0 || d.Rev != number(v.Get("seen")) {
		return &cx.Error{Kind: cx.Conflict, Text: "The draft is not the one that you saw: somebody changed it meanwhile. Go back, look at it again, and then publish."}
	}
	if len(wording.Problems(d.Words)) > 0 {
		return &cx.Error{Kind: cx.Unprocessable, Text: "These words cannot be published yet. The page of the texts says why."}
	}
	if err := s.whole(r, shop, lang); err != nil {
		return err
	}
	if _, err := s.Facts.Publish(ctx, shop.ID, lang.Tag, d.Words, by, s.Now()); err != nil {
		return fmt.Errorf("publish words of %s: %w", shop.ID, err)
	}
	if err := s.Facts.DropDraft(ctx, shop.ID, lang.Tag); err != nil {
		return fmt.Errorf("publish words of %s: %w", shop.ID, err)
	}
	s.audit(r, shop.ID, "Texts were published, in the language "+lang.Tag+".")
	return done(w, r, textsPath(shop.ID)+"?language="+lang.Tag+"&published")
}

// whole writes the mail with the draft and looks for what the law wants in it: a way out and an address.
func (s *server) whole(r *http.Request, shop cx.Shop, lang words.Language) error {
	m, _, err := s.written(r, preview.Wanted{Shop: shop.ID, Language: lang.Tag})
	if err != nil {
		return err
	}
	for _, part := range []string{m.Text, m.HTML} {
		if !strings.Contains(part, "/u/") || !strings.Contains(unescaped(part), shop.Postal) {
			return errors.New("a mail without a way out or a postal address was about to be published")
		}
	}
	return nil
}

// revert puts a version, or Earshot's own words, into the draft, where it can be looked at and published.
func (s *server) revert(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	ctx, lang := r.Context(), s.textsOf(v, shop)
	by, err := s.session(r)
	if err != nil {
		return err
	}
	back, err := s.versionOf(r, shop, lang, v.Get("version"))
	if err != nil {
		return err
	}
	ok, err := s.Facts.SaveDraft(ctx, shop.ID, lang.Tag, ledger.Draft{Words: back, By: by, At: s.Now(), Rev: number(v.Get("seen"))})
	if err != nil {
		return fmt.Errorf("go back to a version of %s: %w", shop.ID, err)
	}
	if !ok {
		return &cx.Error{Kind: cx.Conflict, Text: "Somebody saved another draft meanwhile. Go back and look at it first."}
	}
	return done(w, r, textsPath(shop.ID)+"?language="+lang.Tag+"&saved")
}

func (s *server) versionOf(r *http.Request, shop cx.Shop, lang words.Language, version string) (cx.Wording, error) {
	if version == "0" {
		return cx.Wording{}, nil
	}
	all, err := s.Facts.Wordings(r.Context(), shop.ID, lang.Tag)
	if err != nil {
		return cx.Wording{}, fmt.Errorf("go back to a version of %s: %w", shop.ID, err)
	}
	for _, p := range all {
		if p.Words.Version == version {
			p.Words.Version = ""
			return p.Words, nil
		}
	}
	return cx.Wording{}, &cx.Error{Kind: cx.NotFound, Text: "There is no such version."}
}

// dropDraft forgets the draft.
func (s *server) dropDraft(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	lang := s.textsOf(v, shop)
	if err := s.Facts.DropDraft(r.Context(), shop.ID, lang.Tag); err != nil {
		return fmt.Errorf("drop a draft of %s: %w", shop.ID, err)
	}
	return done(w, r, textsPath(shop.ID)+"?language="+lang.Tag+"&dropped")
}
