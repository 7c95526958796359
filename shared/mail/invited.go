package mail

import (
	"fmt"
	"strings"

	"earshot/shared/cx"
)

// Invited is what somebody is told who was given a role in a shop.
type Invited struct {
	Shop string // its name
	By   string // the address of who invited
	Role cx.Role
	Link string // to the page where one signs in; it opens nothing by itself
}

// Invitation writes the mail to somebody who was invited. The reader may not know Earshot, so it says what this is about.
func (w *Writer) Invitation(o OwnerMail, i Invited) Envelope {
	subject := "You can see what customers say to " + i.Shop
	hello := fmt.Sprintf("%s gives you access to Earshot for %s: %s. There is no password: ask for a link on the page below with this address, and it arrives here.", i.By, i.Shop, i.Role.Says())
	ignore := "If you do not know what this is about, delete this mail. Nothing happens."
	body := w.sheets.paragraph.render(nil, texts{"text": hello}, nil)
	body = w.sheets.button.render(body, texts{"url": i.Link, "text": "Sign in"}, w.head(cx.Shop{}).markups)
	body = w.paragraphs(body, ignore)
	return w.owner(o, subject, strings.Join([]string{hello, i.Link, ignore}, "\n\n")+"\n", body)
}
