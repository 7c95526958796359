package mail

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/words"
)

// Alert is what the merchant is told of an unhappy customer.
type Alert struct {
	Shop     cx.Shop
	Order    cx.Order
	Person   cx.Person
	Response cx.Response
	Before   int // the score that was told before, cx.NoScore if none was
}

// Alert writes the mail about an unhappy customer. A reply to it goes to the customer.
func (w *Writer) Alert(o OwnerMail, a Alert) Envelope {
	most := strconv.Itoa(int(a.Response.Scale.Scores()[len(a.Response.Scale.Scores())-1]))
	score, who := strconv.Itoa(a.Response.Score)+" of "+most, fullName(a.Person)
	l := w.telling(o, score+" from "+cmp.Or(who, "a customer")+numbered(a.Order.Number))
	l.replyTo = a.Person.Email.Reveal()
	calling := cmp.Or(words.FirstName(a.Person.First.Reveal()), "The customer")
	if a.Before != cx.NoScore {
		l.say(fmt.Sprintf("It got worse: %s gave %d before.", calling, a.Before))
	}
	if l.quote = a.Response.Comment; l.quote == "" {
		l.say(calling + " has written no words so far. If some come, they are on the page of the order.")
	}
	l.fact("Customer", strings.TrimSpace(who+" <"+a.Person.Email.Reveal()+">"))
	l.fact("Order", strings.TrimPrefix(a.Order.Number, "#"))
	l.fact("Items", titles(a.Response.Segment.Items, a.Order.State.Items))
	l.fact("Score", score+" ("+believed(a.Response)+")")
	l.fact("Reasons", w.reasons(a.Shop, a.Response.Reasons))
	l.fact("Said", w.moment(a.Shop, a.Response.At))
	l.button, l.url = "Open the order", w.origin+"/dashboard/"+string(a.Shop.ID)+"/orders/"+string(a.Order.ID)
	l.end("Reply to this mail, and your answer goes to " + cmp.Or(words.FirstName(a.Person.First.Reveal()), "the customer") + ".")
	if !a.Response.MayContact {
		l.end("The box “may write back to me” was not ticked, so decide whether a mail would help.")
	}
	return l.envelope()
}

// Door writes the mail about somebody who wants an answer and came by the open door.
func (w *Writer) Door(o OwnerMail, shop cx.Shop, n cx.DoorNote) Envelope {
	l := w.telling(o, "Somebody asks for an answer"+numbered(n.Number))
	l.replyTo, l.quote = n.Contact.Reveal(), n.Text
	l.say("This was said at the open door of " + clean(shop.Name) + ", outside of any survey.")
	l.fact("Address", n.Contact.Reveal())
	l.fact("Order", n.Number)
	l.fact("Said", w.moment(shop, n.At))
	l.button, l.url = "Open the door’s page", w.origin+"/dashboard/"+string(shop.ID)+"/door"
	l.end("Reply to this mail, and your answer goes to the address above. The visitor typed it; nobody has checked whose it is.")
	return l.envelope()
}

func numbered(number string) string {
	if number = strings.TrimPrefix(clean(number), "#"); number == "" {
		return ""
	}
	return ", order " + number
}

func fullName(p cx.Person) string {
	return clean(strings.TrimSpace(p.First.Reveal() + " " + p.Last.Reveal()))
}

// titles are those of the answer's snapshot, or of the order.
func titles(items, otherwise []cx.Item) string {
	if len(items) == 0 {
		items = otherwise
	}
	var all []string
	for _, i := range items {
		all = append(all, clean(i.Title))
	}
	return strings.Join(all, "; ")
}

func believed(r cx.Response) string {
	if r.Why == "" {
		return string(r.Status)
	}
	return string(r.Status) + ": " + r.Why
}

// reasons are labels in the shop's own words where it has them.
func (w *Writer) reasons(shop cx.Shop, ids []string) string {
	lang := w.book.For("", "")
	if own, ok := shop.Survey.Texts[lang.Tag]; ok {
		lang = lang.With(own)
	}
	var all []string
	for _, id := range ids {
		all = append(all, lang.Reason(id))
	}
	return strings.Join(all, ", ")
}

func (w *Writer) moment(shop cx.Shop, t time.Time) string {
	return t.In(w.head(shop).location).Format("Monday 2 January, 15:04")
}
