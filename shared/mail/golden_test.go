package mail_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"earshot/shared/cx"
	"earshot/shared/mail"
	"earshot/shared/words"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// now is the time of all mails here, a Friday.
func now() time.Time { return time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC) }

func writer(t testing.TB, book *words.Book) *mail.Writer {
	t.Helper()
	w, err := mail.New(book, "https://hear.example.com")
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return w
}

func book(t testing.TB) *words.Book {
	t.Helper()
	b, err := words.Load()
	if err != nil {
		t.Fatalf("words.Load: %v", err)
	}
	return b
}

func token() cx.Token {
	return cx.NewToken("mfrggzdfmztwq2lkmfrggzdfmz", [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
}

// ada bought a bowl, and it arrived on a Tuesday.
func ada(t testing.TB) cx.Facts {
	t.Helper()
	to, err := cx.ParseEmail("ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	shop := cx.NewShop("nordlys", "Nordlys Ceramics")
	shop.Sender, shop.From, shop.ReplyTo = "Mia Lindqvist", "mia@nordlys.example", "hello@nordlys.example"
	shop.Postal, shop.Zone = "Nordlys Ceramics, Havnegata 12, 7010 Trondheim", "Europe/Oslo"
	return cx.Facts{
		Shop: shop,
		Order: cx.Order{
			ID: token().Order, Number: "#1042",
			State:   cx.OrderState{Placed: now().AddDate(0, 0, -9), Items: []cx.Item{{ID: "1", Title: "Serving bowl “Fjord”, 28 cm"}}, Locale: "en-GB"},
			Touched: map[cx.Touchpoint]time.Time{cx.Fulfilled: now().AddDate(0, 0, -7), cx.Delivered: now().AddDate(0, 0, -3)},
		},
		Person: cx.Person{Email: to, First: cx.NewName("Ada")},
	}
}

// nasty is what people type into the fields of a shop, on purpose or not.
const nasty = `"><script>alert(1)</script> {{shop}} {first} &amp; =?utf-8?q?x?= ` + "\u202eevil\u202c \x00\r\nBcc: eve@evil.example"

// variants are the mails that have a golden file.
func variants(t testing.TB) map[string]cx.Facts {
	t.Helper()
	change := func(f func(*cx.Facts)) cx.Facts {
		facts := ada(t)
		f(&facts)
		return facts
	}
	all := map[string]cx.Facts{
		"five-en":   ada(t),
		"eleven-en": change(func(f *cx.Facts) { f.Shop.Survey.Scale = cx.ElevenPoints }),
		"eleven-de": change(func(f *cx.Facts) { f.Shop.Survey.Scale, f.Order.State.Locale = cx.ElevenPoints, "de" }),
		"reminder":  change(func(f *cx.Facts) { f.Order.Message.Step = cx.Reminder }),
		"bare": change(func(f *cx.Facts) {
			f.Person.First, f.Order.State.Items, f.Order.Touched, f.Order.Number = cx.Name{}, nil, nil, ""
		}),
		"nasty": change(func(f *cx.Facts) {
			f.Person.First, f.Shop.Name, f.Shop.Sender, f.Order.Number = cx.NewName(nasty), nasty, nasty, nasty
			f.Order.State.Items[0].Title, f.Shop.Postal, f.Shop.Colour = nasty, nasty, `#fff;}"><script>`
		}),
		"own-words": change(func(f *cx.Facts) {
			f.Shop.Survey.Texts = map[string]cx.Wording{"en": {Version: "3", Question: "Well, {first}?", Intro: "The {item}: tell us.", Low: "Bad", High: "Great"}}
			f.Shop.Colour = "#ffd400"
		}),
	}
	for _, tag := range book(t).Tags()[1:] {
		all["five-"+tag] = change(func(f *cx.Facts) { f.Order.State.Locale = tag })
	}
	return all
}

func TestGolden(t *testing.T) {
	w := writer(t, book(t))
	for name, f := range variants(t) {
		t.Run(name, func(t *testing.T) { golden(t, name, survey(t, w, f).Raw) })
	}
	t.Run("right-to-left", func(t *testing.T) { golden(t, "right-to-left", survey(t, writer(t, mirrored(t)), ada(t)).Raw) })
	owner := mail.OwnerMail{From: "earshot@nordlys.example", To: "mia@nordlys.example", ID: "abc", At: now()}
	t.Run("sign-in", func(t *testing.T) {
		golden(t, "sign-in", w.SignIn(owner, "https://hear.example.com/signin/abc?x=1&y=2", 15*time.Minute).Raw)
	})
	t.Run("invitation", func(t *testing.T) {
		golden(t, "invitation", w.Invitation(owner, mail.Invited{
			Shop: "Nordlys <b>&\r\nBcc: x@evil.example", By: "mia@nordlys.example", Role: cx.Agent, Link: "https://hear.example.com/dashboard/signin",
		}).Raw)
	})
	t.Run("notice", func(t *testing.T) {
		golden(t, "notice", w.Notice(owner, "Mails wait", "The mail service says: daily quota reached.\n\nNothing is lost.").Raw)
	})
}

func survey(t testing.TB, w *mail.Writer, f cx.Facts) mail.Envelope {
	t.Helper()
	e, _, err := w.Survey(f, token(), now())
	if err != nil {
		t.Fatalf("Survey: %v", err)
	}
	return e
}

// mirrored is English written from right to left: what matters here is the mechanism.
func mirrored(t testing.TB) *words.Book {
	t.Helper()
	en, err := os.ReadFile("../words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := words.Read(fstest.MapFS{"en.json": {Data: bytes.Replace(en, []byte(`"ltr"`), []byte(`"rtl"`), 1)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// golden compares with LF line ends, which is how git keeps text; that every line ends in CRLF is another test.
func golden(t *testing.T, name string, raw []byte) {
	t.Helper()
	got := strings.ReplaceAll(string(raw), "\r\n", "\n")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from its golden file; `go test ./shared/mail -update` rewrites it", name)
	}
}
