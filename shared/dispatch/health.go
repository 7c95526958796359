package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// healthEvery is how often the numbers of a shop are looked at.
const healthEvery = 10 * time.Minute

// healthy reads a shop with its switches, after its numbers had their say: a live shop whose mails come back, or are
// called spam, too often is paused here.
func (r *run) healthy(ctx context.Context, id cx.ShopID) (cx.Shop, error) {
	s, err := r.Facts.SwitchedShop(ctx, id)
	if _, stopped := s.Stopped(); err != nil || stopped || !s.Live {
		return s, err
	}
	why, err := r.sick(ctx, s)
	if err != nil || why == "" {
		return s, err
	}
	r.Log.WarnContext(ctx, "a shop is paused by its numbers", "shop", id, "why", why)
	if err := r.tellOwnersOfPause(ctx, s, why); err != nil {
		return s, err
	}
	if err := r.Facts.PauseShop(ctx, id, why); err != nil {
		return s, fmt.Errorf("pause %s, whose numbers are bad: %w", id, err)
	}
	return r.Facts.SwitchedShop(ctx, id)
}

// sick says why a shop must stop, if it is time to look. A lease that nobody gives back is the turn to look.
func (r *run) sick(ctx context.Context, s cx.Shop) (string, error) {
	now := r.Clock.Now()
	look := fmt.Sprint(r.owner, now.UnixNano()) // each look is an owner of its own: it never renews
	mine, err := r.Facts.TakeLease(ctx, "health#"+string(s.ID), look, now, now.Add(healthEvery))
	if err != nil || !mine {
		return "", err
	}
	t, err := r.Facts.Health(ctx, s, now)
	return cx.Sick(t), err
}

// tellOwnersOfPause queues one mail to each owner before the pause is written: a run that dies in between leaves a shop
// that the next look pauses, and the mail is the same one.
func (r *run) tellOwnersOfPause(ctx context.Context, s cx.Shop, why string) error {
	now := r.Clock.Now()
	once := fmt.Sprint("paused#", s.ID, "#", s.Resumed.At.Unix())
	text := fmt.Sprintf("%s is paused: %s.\n\nNothing is lost: what is due waits. Find out which addresses these are (an old list, a form without a check, a mail nobody expected), then let it send again under “Sending” in the dashboard. From then on the numbers are judged anew.", s.Name, why)
	owners, err := r.ownersOf(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if err := r.Facts.MailOwner(ctx, ledger.NoticeMail, owner, once, text, now); err != nil {
			return err
		}
	}
	return nil
}

// ownersOf are the owners whom the installation names and those whom the shop invited, each once.
func (r *run) ownersOf(ctx context.Context, shop cx.ShopID) ([]string, error) {
	members, err := r.Facts.Members(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("list the owners of %s: %w", shop, err)
	}
	var all []string
	for _, o := range r.Owners {
		all = append(all, strings.ToLower(o))
	}
	for _, m := range members {
		if m.Role == cx.Owner && !slices.Contains(all, m.Address) {
			all = append(all, m.Address)
		}
	}
	return all, nil
}
