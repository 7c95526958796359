package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// replyMails is how many test mails an address gets an hour: it may be somebody else's.
const replyMails = 3

// testReply mails a link to the shop's Reply-To. Who opens it and presses its button proves that the mail is read.
func (s *server) testReply(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	ctx, now, to := r.Context(), s.Now(), shop.ReplyTo
	ok, err := s.Facts.Allow(ctx, "reply-check", to, replyMails, time.Hour, now)
	if err != nil {
		return fmt.Errorf("limit test mails: %w", err)
	}
	if !ok {
		return &cx.Error{Kind: cx.TooMany, Text: "Three test mails went to this address within an hour. Look there, also among spam, or try again later."}
	}
	secret, err := s.Facts.NewReplyCheck(ctx, shop.ID, to, now)
	if err != nil {
		return fmt.Errorf("test the Reply-To of %s: %w", shop.ID, err)
	}
	link := strings.TrimSuffix(s.origin(r), "/") + "/dashboard/signin/reply/" + secret
	if err := s.Facts.MailOwner(ctx, ledger.ReplyMail, to, secret, link, now); err != nil {
		return fmt.Errorf("test the Reply-To of %s: %w", shop.ID, err)
	}
	return done(w, r, settingsPath(shop.ID)+"?asked#reply")
}

// replyBody is the content of the page behind the link.
type replyBody struct {
	Secret, Shop, Address string
	Done                  bool
}

// showReply says what the link is for. It changes nothing: scanners open links. Who reads the mail need not be able to
// sign in.
func (s *server) showReply(w http.ResponseWriter, r *http.Request) error {
	body, _, err := s.replyOf(r, r.PathValue("secret"))
	if err != nil {
		return err
	}
	return s.show(w, r, "reply.html", frame{Title: "Replies to " + body.Shop}, body)
}

func (s *server) replyOf(r *http.Request, secret string) (replyBody, cx.Shop, error) {
	id, address, err := s.Facts.ReplyCheck(r.Context(), secret, s.Now())
	if err != nil {
		return replyBody{}, cx.Shop{}, fmt.Errorf("open a link of a Reply-To: %w", err)
	}
	shop, err := s.Facts.Shop(r.Context(), id)
	if err != nil {
		return replyBody{}, cx.Shop{}, fmt.Errorf("open a link of a Reply-To: %w", err)
	}
	return replyBody{Secret: secret, Shop: shop.Name, Address: address}, shop, nil
}

// confirmReply notes that the mail to this address is read. An address that was changed since stays unconfirmed.
func (s *server) confirmReply(w http.ResponseWriter, r *http.Request) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	body, shop, err := s.replyOf(r, v.Get("secret"))
	if err != nil {
		return err
	}
	_, err = s.Facts.ChangeShop(r.Context(), shop.ID, func(now cx.Shop) (cx.Shop, bool) {
		changed := now.Confirmed != body.Address
		now.Confirmed = body.Address
		return now, changed
	})
	if err != nil {
		return fmt.Errorf("confirm the Reply-To of %s: %w", shop.ID, err)
	}
	body.Done = true
	return s.show(w, r, "reply.html", frame{Title: "Replies to " + body.Shop}, body)
}
