package dashboard

import (
	"fmt"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// receiptBody is the content of the page that says what an erasure did.
type receiptBody struct {
	Heading string
	At      string
	Lines   []string
	Then    string // about the second pass
	Stays   []string
	Back    string
}

// erase forgets a customer, after the question whether it is meant.
func (s *server) erase(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	p, err := s.person(r, shop)
	if err != nil {
		return err
	}
	path := customerPath(shop.ID, p.ID)
	if p.Email.IsZero() { // erased before, or pressed twice
		return done(w, r, path+"/receipt")
	}
	if form.Get("sure") == "" {
		return s.confirm(w, r, shop, confirmBody{
			Heading: "Erase " + fullName(p) + "?", Path: path + "/erase", Back: path, Button: "Erase for good", Danger: true,
			Lines: []string{"Name, address, language and words are removed, in this shop, now and once more after 20 minutes. It cannot be taken back.",
				"Scores stay, with their day and reasons, and orders, which hold no personal data. So does a keyed hash of the address: nobody can read it back, and no mail goes out to it."},
		})
	}
	if err := s.forget(r, shop, p.Email); err != nil {
		return fmt.Errorf("erase customer %s: %w", p.ID, err)
	}
	s.audit(r, shop.ID, "Customer "+string(p.ID)+" was erased.")
	return done(w, r, path+"/receipt")
}

func (s *server) forget(r *http.Request, shop cx.Shop, e cx.Email) error {
	x, err := s.Facts.Forget(r.Context(), shop, e, s.Now())
	if err != nil || s.AlsoErase == nil {
		return err
	}
	mails, err := s.AlsoErase(r.Context(), e)
	if err != nil {
		return err
	}
	_, err = s.Facts.NoteErasedMails(r.Context(), x, mails)
	return err
}

// receipt says what was removed, what stays and why. It holds no personal data.
func (s *server) receipt(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	p, err := s.person(r, shop)
	if err != nil {
		return err
	}
	x, err := s.Facts.ErasureOf(r.Context(), shop.ID, p.ID)
	if kind, _ := cx.Public(err); err != nil && kind == cx.NotFound && !p.Erased.IsZero() {
		x.At, err = p.Erased, nil // by the command, which prints its receipt
		x.Done = p.Erased
	}
	if err != nil {
		return err
	}
	body := newReceipt(x, clockOf(shop, s.Now()))
	body.Back = customerPath(shop.ID, p.ID)
	return s.show(w, r, "receipt.html", room(shop, body.Heading, r.URL.Path), body)
}

func newReceipt(x ledger.Erasure, c clock) receiptBody {
	whole := func(t time.Time) string { return t.In(c.zone).Format("Monday 2 January 2006, 15:04 MST") } // a proof is read later too
	b := receiptBody{Heading: "Receipt of an erasure", At: whole(x.At)}
	b.Lines = []string{"Name, address, language and country were removed from the customer's record."}
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{x.Responses, "answer lost its words and kept its score.", "answers lost their words and kept their scores."},
		{x.Kept, "kept webhook was removed.", "kept webhooks were removed."},
		{x.Notes, "note of the open door was removed.", "notes of the open door were removed."},
		{x.Mails, "mail was removed from the inbox of this machine.", "mails were removed from the inbox of this machine."},
	} {
		if part.n > 0 {
			b.Lines = append(b.Lines, count(part.n, part.one, part.many))
		}
	}
	switch {
	case x.Done.IsZero():
		b.Then = "It is done once more on " + whole(x.Again) + ", for what was on its way meanwhile. Until then the address is kept for that alone."
	default:
		b.Then = "It was finished on " + whole(x.Done) + "."
	}
	b.Stays = []string{
		"Scores with their day and reasons, and orders, without anything that says who it was.",
		"A keyed hash of the address with the wish not to be written to, so that no mail goes out to it.",
		"On AWS, out of our reach until they run out by themselves: the change feed for 24 hours, messages in queues for 14 days, backups for 35 days.",
		"What the platform, the mail service and the mailbox themselves keep.",
	}
	return b
}
