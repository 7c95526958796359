package mail

import (
	"strings"

	"earshot/shared/cx"
)

// ReplyCheck writes the mail to a shop's Reply-To whose link shows that somebody reads what arrives there.
func (w *Writer) ReplyCheck(o OwnerMail, link string) Envelope {
	const (
		subject = "Is this mail read?"
		hello   = "A shop wants its customers' replies to reach this address. If a person reads what arrives here, open the link and press the button."
		ignore  = "If you know nothing of this, do nothing. Nothing happens without the button."
	)
	body := w.paragraphs(nil, hello)
	body = w.sheets.button.render(body, texts{"url": link, "text": "Yes, it is read"}, w.head(cx.Shop{}).markups)
	return w.owner(o, subject, strings.Join([]string{hello, link, ignore}, "\n\n")+"\n", w.paragraphs(body, ignore))
}
