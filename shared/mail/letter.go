package mail

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"earshot/shared/cx"
	"earshot/shared/words"
)

// letter is a survey's mail before it takes a form: all that its text and its HTML say.
type letter struct {
	lang        words.Language
	shop        cx.Shop
	head        *head
	args        words.Args
	kind        string // "" or "11", the end of the keys that differ by scale
	wording     string
	title       string // of the item, in full; "" if unknown
	order       string // "Order 1042, delivered 17 November"
	intro       string
	points      []point
	unsubscribe string
	logo        string // its address, "" for none
	mailto      string
}

// point is one score that can be tapped.
type point struct{ score, url, label string }

func (w *Writer) letter(f cx.Facts, t cx.Token, now time.Time) letter {
	own, lang := w.language(f)
	l := letter{lang: lang, shop: f.Shop, head: w.head(f.Shop), wording: cmp.Or(own.Version, "0") + "/" + lang.Tag, unsubscribe: w.link("u", t, "")}
	if f.Shop.Survey.Scale == cx.ElevenPoints {
		l.kind = "11"
	}
	if items := f.Order.State.Items; len(items) > 0 {
		l.title = clean(items[0].Title)
	}
	l.args = words.Args{
		"first": words.FirstName(f.Person.First.Reveal()), "item": words.Item(l.title), "shop": clean(f.Shop.Name),
		"name": clean(f.Shop.Sender), "sender": words.Calling(clean(f.Shop.Sender)),
		"number": strings.TrimPrefix(clean(f.Order.Number), "#"),
	}
	if f.Shop.Logo != "" {
		l.logo = w.origin + "/dashboard/" + string(f.Shop.ID) + "/logo?v=" + f.Shop.Logo
	}
	l.happened(f, now)
	l.scale(w, t)
	l.mailto = mailto(f.Shop.ReplyTo, l.order)
	return l
}

// language is the customer's, with the shop's own words for it.
func (w *Writer) language(f cx.Facts) (cx.Wording, words.Language) {
	lang := w.book.First(words.Wanted(f.Order, f.Person), f.Shop)
	own, ok := f.Shop.Survey.Texts[lang.Tag]
	if !ok {
		return own, lang
	}
	return own, lang.With(own)
}

func (l letter) say(key string) string { return l.lang.Text(key, l.args) }

// subject begins with a mark where the language runs from the right: a list of mails takes each subject's direction from
// its first letter, and that may be of a Latin name.
func (l letter) subject() string {
	subject := l.say("mail.subject" + l.kind)
	if l.lang.Dir == "rtl" {
		return "\u200f" + subject
	}
	return subject
}

// alone is what is said outside of any sentence, in its own direction.
func (l letter) alone(s string) string { return l.lang.Isolated(s) }

// happened says what the mail is about: the latest of delivered, shipped and ordered that is known.
func (l *letter) happened(f cx.Facts, now time.Time) {
	kind, at := latest(f.Order, now)
	at, now = at.In(l.head.location), now.In(l.head.location)
	if !at.IsZero() {
		l.args["day"] = l.lang.Day(at)
	}
	l.order = l.say("mail.order." + kind)
	if !at.IsZero() {
		l.args["day"] = l.lang.Lately(at, now)
	}
	l.intro = l.say("mail.intro." + kind)
	if f.Order.Message.Step == cx.Reminder {
		l.intro = l.say("mail.intro.reminder")
	}
}

func latest(o cx.Order, now time.Time) (kind string, at time.Time) {
	for _, t := range []cx.Touchpoint{cx.Delivered, cx.Fulfilled} {
		if at, ok := o.Touched[t]; ok && !at.After(now) {
			return string(t), at
		}
	}
	return string(cx.Ordered), o.State.Placed
}

func (l *letter) scale(w *Writer, t cx.Token) {
	scores := l.shop.Survey.Scale.Scores()
	n := strconv.Itoa(len(scores))
	l.args["low"], l.args["high"] = l.say("scale.low"+n), l.say("scale.high"+n)
	l.args["lowest"], l.args["most"] = strconv.Itoa(scores[0]), strconv.Itoa(scores[len(scores)-1])
	for i, score := range scores {
		key := "scale.point"
		switch i {
		case 0:
			key = "scale.low_point"
		case len(scores) - 1:
			key = "scale.high_point"
		}
		l.args["score"] = strconv.Itoa(score)
		l.points = append(l.points, point{l.args["score"], w.link("r", t, "/"+l.args["score"]), l.say(key)})
	}
}

// mailto is a mail to the person who reads replies, with the order in its subject.
func mailto(address, subject string) string {
	return "mailto:" + url.PathEscape(address) + "?subject=" + url.PathEscape(subject)
}

// text is the mail for whoever reads no HTML, with every link.
func (l letter) text() []byte {
	b := make([]byte, 0, 2<<10)
	line := func(s ...string) {
		for _, s := range s {
			b = append(b, s...)
		}
		b = append(b, '\n')
	}
	line(l.alone(l.args["shop"]), "\n\n", l.say("mail.question"+l.kind), "\n\n", l.intro, "\n")
	if l.title != "" {
		line(l.alone(l.title))
	}
	line(l.order, "\n\n", l.say("mail.tap"))
	for _, p := range l.points {
		line(p.score, ": ", p.url)
	}
	line("\n", l.alone(l.args["name"]), "\n", l.say("mail.person"), "\n\n-- \n", l.say("mail.why"))
	line(l.say("mail.stop"), ": ", l.unsubscribe)
	line(l.say("mail.talk"), ": ", l.shop.ReplyTo)
	line(l.alone(clean(l.shop.Postal)))
	return b
}

// initial is the letter in the circle that stands for the person.
func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return ""
}
