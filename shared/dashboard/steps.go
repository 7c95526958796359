package dashboard

import (
	"context"
	"fmt"
	"slices"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// firstStep is one line of the first-run checklist.
type firstStep struct {
	Text, Says, URL, Link string
	Done, Next            bool // Next: the first that is open
}

// steps is the checklist of a shop that is not live; nil for one that is. It fills itself: each line is read from what
// is so, never from a box that somebody ticked.
func (s *server) steps(ctx context.Context, shop cx.Shop) ([]firstStep, error) {
	if shop.Live {
		return nil, nil
	}
	connections, err := s.Facts.Connections(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("list the first steps of %s: %w", shop.ID, err)
	}
	noted, err := s.Facts.Steps(ctx, shop.ID)
	if err != nil {
		return nil, fmt.Errorf("list the first steps of %s: %w", shop.ID, err)
	}
	home := shopPath(shop.ID)
	all := []firstStep{
		replyStep(shop), connectionStep(connections, home), domainStep(shop, noted.Domain, clockOf(shop, s.Now())), mailStep(shop, noted),
		{Text: "Rehearse", Says: "Orders are decided as if the shop were live, and no mail goes out. See who would get what.", URL: rehearsalPath(shop.ID), Link: "Rehearsal"},
		{Text: "Go live", Says: "One press, when nothing is red. Only orders from then on are asked about.", URL: livePath(shop.ID), Link: "Sending"},
	}
	if i := slices.IndexFunc(all, func(s firstStep) bool { return !s.Done }); i >= 0 {
		all[i].Next = true
	}
	return all, nil
}

func replyStep(shop cx.Shop) firstStep {
	st := firstStep{Text: "Your shop", Done: shop.ReplyConfirmed(), URL: settingsPath(shop.ID), Link: "Settings", Says: "Everything is there, and replies are read at " + shop.ReplyTo + "."}
	if !st.Done {
		st.Says = "Nobody has shown yet that the mail to " + shop.ReplyTo + " is read. Send a test mail there."
		st.URL += "#reply"
	}
	return st
}

func connectionStep(all []ledger.Connection, home string) firstStep {
	st := firstStep{Text: "Connect a platform", Says: "Nothing is connected yet.", URL: home + "/connections", Link: "Connections"}
	for _, c := range all {
		if !c.Status.Received.IsZero() {
			st.Says, st.Done = platformName(c.Platform)+" is connected, and events arrive.", true
			return st
		}
		st.Says = platformName(c.Platform) + " is set up here, and nothing has arrived yet."
	}
	return st
}

func domainStep(shop cx.Shop, look ledger.DomainLook, c clock) firstStep {
	st := firstStep{Text: "Sending domain", URL: shopPath(shop.ID) + "/domain", Link: "Look at it"}
	switch {
	case look.At.IsZero() || look.From != shop.From:
		st.Says = "Whether mails from " + shop.From + " arrive was not looked at yet."
	case look.Bad != "":
		st.Says = "To be mended, as of " + c.short(look.At) + ": " + look.Bad + "."
	default:
		st.Done, st.Says = true, "Nothing is in the way, as of "+c.short(look.At)+"."
	}
	return st
}

func mailStep(shop cx.Shop, noted ledger.Steps) firstStep {
	st := firstStep{Text: "Look at your mail", URL: shopPath(shop.ID) + "/texts", Link: "Texts", Done: !noted.Read.IsZero(), Says: "You have read it in your own mailbox."}
	if !st.Done {
		st.Says = "Read it as a customer would, and have it sent to you."
	}
	return st
}
