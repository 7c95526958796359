package ledger_test

import (
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestNewShopTakesNoNameTwice(t *testing.T) {
	l := open(t)
	if err := l.NewShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	other := shop()
	other.Name = "Another shop of the same name in links"
	if err := l.NewShop(t.Context(), other); kindOf(err) != cx.Conflict {
		t.Errorf("a second shop of the same name: %v, want a conflict", err)
	}
	all, err := l.Shops(t.Context())
	if err != nil || len(all) != 1 || all[0].Name != shop().Name {
		t.Errorf("Shops = %v, %v; want the first alone", all, err)
	}
	if _, err := l.ChangeShop(t.Context(), shop().ID, func(s cx.Shop) (cx.Shop, bool) { s.Colour = "#123456"; return s, true }); err != nil {
		t.Errorf("changing a new shop: %v", err)
	}
	bad := shop()
	bad.ID, bad.From = "other", "nobody"
	if err := l.NewShop(t.Context(), bad); kindOf(err) != cx.Unprocessable {
		t.Errorf("a shop without a usable From: %v", err)
	}
}

func TestLogo(t *testing.T) {
	l, id := open(t), shop().ID
	if _, err := l.Logo(t.Context(), id); kindOf(err) != cx.NotFound {
		t.Errorf("no logo: %v, want NotFound", err)
	}
	logo := ledger.Logo{Type: "image/png", Data: []byte("\x89PNG\x00\xff")}
	if err := l.SaveLogo(t.Context(), id, logo); err != nil {
		t.Fatal(err)
	}
	got, err := l.Logo(t.Context(), id)
	if err != nil || got.Type != logo.Type || string(got.Data) != string(logo.Data) {
		t.Errorf("Logo = %q, %v", got, err)
	}
	if v := got.Version(); len(v) != 8 || v == (ledger.Logo{Data: []byte("x")}).Version() {
		t.Errorf("the version of a logo is %q", v)
	}
	for range 2 {
		if err := l.DropLogo(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Logo(t.Context(), id); kindOf(err) != cx.NotFound {
		t.Errorf("a dropped logo: %v", err)
	}
}

func TestReplyCheck(t *testing.T) {
	l := open(t)
	secret, err := l.NewReplyCheck(t.Context(), "nordlys", "help@nordlys.example", at(1, 12))
	if err != nil {
		t.Fatal(err)
	}
	id, address, err := l.ReplyCheck(t.Context(), secret, at(7, 12))
	if err != nil || id != "nordlys" || address != "help@nordlys.example" {
		t.Errorf("ReplyCheck = %s %s %v", id, address, err)
	}
	for name, check := range map[string]func() error{
		"a link that is over": func() error { _, _, err := l.ReplyCheck(t.Context(), secret, at(8, 12)); return err },
		"a link nobody made":  func() error { _, _, err := l.ReplyCheck(t.Context(), "guess", at(1, 12)); return err },
		"a sign-in link": func() error {
			other, err := l.NewSignIn(t.Context(), "mia@nordlys.example", "", at(1, 12))
			if err == nil {
				_, _, err = l.ReplyCheck(t.Context(), other, at(1, 12))
			}
			return err
		},
	} {
		if err := check(); kindOf(err) != cx.NotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
}

func TestDraftsOfTwoPeople(t *testing.T) {
	l, id := open(t), shop().ID
	save := func(subject, by string, rev int64) bool {
		t.Helper()
		ok, err := l.SaveDraft(t.Context(), id, "de", ledger.Draft{Words: cx.Wording{Subject: subject}, By: by, At: at(2, 9), Rev: rev})
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !save("Wie war's?", "mia", 0) {
		t.Fatal("the first draft was not stored")
	}
	if save("Und?", "jonas", 0) {
		t.Error("a second writer who had seen nothing overwrote the first")
	}
	d, err := l.Draft(t.Context(), id, "de")
	if err != nil || d.Words.Subject != "Wie war's?" || d.By != "mia" || d.Rev != 1 || !d.At.Equal(at(2, 9)) {
		t.Errorf("Draft = %+v, %v", d, err)
	}
	if !save("Und?", "jonas", d.Rev) || save("Nein", "mia", d.Rev) {
		t.Error("who saw the newest draft may write, who did not may not")
	}
	if err := l.DropDraft(t.Context(), id, "de"); err != nil {
		t.Fatal(err)
	}
	if d, err := l.Draft(t.Context(), id, "de"); err != nil || d.Rev != 0 || d.Words.Subject != "" {
		t.Errorf("a dropped draft = %+v, %v", d, err)
	}
}

func TestPublish(t *testing.T) {
	l, s := open(t), shop()
	s.Survey.Texts = map[string]cx.Wording{"de": {Version: "3", Subject: "from a file"}}
	if err := l.SaveShop(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	publish := func(language, subject string) string {
		t.Helper()
		v, err := l.Publish(t.Context(), s.ID, language, cx.Wording{Subject: subject}, "mia", at(3, 9))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	got := []string{publish("de", "one"), publish("en", "two"), publish("de", "three")}
	if strings.Join(got, " ") != "4 1 5" {
		t.Errorf("versions %v, want 4 1 5: after the file's, each language for itself", got)
	}
	for n := 6; n < 12; n++ {
		publish("de", "more")
	}
	now, err := l.Shop(t.Context(), s.ID)
	if err != nil || now.Survey.Texts["de"].Version != "11" || now.Survey.Texts["en"].Subject != "two" {
		t.Errorf("the shop speaks %+v, %v", now.Survey.Texts, err)
	}
	if _, err := l.SaveDraft(t.Context(), s.ID, "de", ledger.Draft{Words: cx.Wording{Subject: "draft"}}); err != nil {
		t.Fatal(err)
	}
	history, err := l.Wordings(t.Context(), s.ID, "de")
	if err != nil || len(history) != 8 || history[0].Words.Version != "11" || history[7].Words.Subject != "one" {
		t.Errorf("the history is %+v, %v; want 8 versions, newest first, no draft", history, err)
	}
	if history[7].By != "mia" || !history[7].At.Equal(at(3, 9)) {
		t.Errorf("the history forgot who and when: %+v", history[7])
	}
	if _, err := l.Publish(t.Context(), "none", "de", cx.Wording{}, "mia", at(3, 9)); kindOf(err) != cx.NotFound {
		t.Errorf("words of no shop: %v", err)
	}
}

func TestStepsKeepEachOther(t *testing.T) {
	l, id := open(t), shop().ID
	if s, err := l.Steps(t.Context(), id); err != nil || s != (ledger.Steps{}) {
		t.Errorf("no steps = %+v, %v", s, err)
	}
	look := ledger.DomainLook{At: at(2, 9), From: "mia@nordlys.example", Bad: "DKIM, DMARC"}
	if err := l.NoteDomain(t.Context(), id, look); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.NoteRead(t.Context(), id, at(3, 9)); err != nil {
			t.Fatal(err)
		}
	}
	want := ledger.Steps{Read: at(3, 9), Domain: look}
	if s, err := l.Steps(t.Context(), id); err != nil || s != want {
		t.Errorf("Steps = %+v, %v; want %+v", s, err, want)
	}
}
