package dashboard

import (
	"fmt"
	"net/http"
	"net/url"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/web"
)

// keptRead is how many kept webhooks a page lists.
const keptRead = 25

// keptBody is the content of the page of the webhooks that were kept.
type keptBody struct {
	Days  []keptDay
	Next  string
	First string
	Later bool
	Done  string
	Wrong string // why one could not be played again
	Back  string
}

// keptDay is what was kept on one day of the shop's zone.
type keptDay struct {
	Day  string
	Rows []keptRow
}

type keptRow struct {
	ID, Hour, Platform, Topic, Size, Why string
	Privacy                              bool // a person has to answer it: there is nothing to play again
}

func keptPath(shop cx.ShopID) string { return shopPath(shop) + "/kept" }

// kept lists the verified webhooks that were not understood, or that a person has to look at.
func (s *server) kept(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	body, err := s.keptBody(r, shop, r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	switch r.URL.Query().Get("done") {
	case "replayed":
		body.Done = "It was played again and understood: what it says is recorded now, and it is kept no longer."
	case "thrown":
		body.Done = "It was thrown away."
	}
	return s.showKept(w, r, shop, http.StatusOK, body)
}

func (s *server) showKept(w http.ResponseWriter, r *http.Request, shop cx.Shop, status int, body keptBody) error {
	f := room(shop, "Kept webhooks", connectionsPath(shop.ID))
	return s.pages.Show(w, r, status, "kept.html", page{frame: f, Body: body})
}

func (s *server) keptBody(r *http.Request, shop cx.Shop, before string) (keptBody, error) {
	now := s.Now()
	all, more, err := s.Facts.KeptPage(r.Context(), shop.ID, now, before, keptRead)
	if err != nil {
		return keptBody{}, fmt.Errorf("list the kept webhooks of %s: %w", shop.ID, err)
	}
	b := keptBody{First: keptPath(shop.ID), Later: before != "", Back: connectionsPath(shop.ID), Days: keptDays(all, clockOf(shop, now))}
	if more {
		b.Next = keptPath(shop.ID) + "?before=" + url.QueryEscape(all[len(all)-1].ID)
	}
	return b, nil
}

func keptDays(all []ledger.Kept, k clock) []keptDay {
	var days []keptDay
	for _, kept := range all {
		if day := sentence(k.day(kept.At)); len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, keptDay{Day: day})
		}
		d := &days[len(days)-1]
		topic := kept.Topic
		if topic == "" {
			topic = "no topic"
		}
		d.Rows = append(d.Rows, keptRow{ID: kept.ID, Hour: k.hour(kept.At), Platform: platformName(kept.Platform), Topic: topic,
			Size: size(len(kept.Body)), Why: sentence(kept.Why), Privacy: kept.Why == ledger.PrivacyRequest})
	}
	return days
}

// size is a number of bytes as people read it.
func size(n int) string {
	if n < 1024 {
		return count(n, "byte", "bytes")
	}
	return thousands((n+512)/1024) + " KB"
}

// replay plays a kept webhook again. One that is still not understood stays, and the page says why.
func (s *server) replay(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	k, err := s.keptOf(w, r, shop)
	if err != nil {
		return err
	}
	err = s.Replay(r.Context(), k)
	if kind, text := cx.Public(err); err != nil && (kind == cx.Conflict || kind == cx.NotFound) {
		body, err := s.keptBody(r, shop, "")
		if err != nil {
			return err
		}
		if body.Wrong = text; kind == cx.NotFound {
			body.Wrong = platformName(k.Platform) + " is not connected any more. Connect it again, then play this again."
		}
		return s.showKept(w, r, shop, http.StatusConflict, body)
	}
	if err != nil {
		return err
	}
	return s.changed(w, r, "A kept webhook of "+platformName(k.Platform)+" was played again.", shop, keptPath(shop.ID)+"?done=replayed")
}

// throwAway forgets a kept webhook.
func (s *server) throwAway(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	k, err := s.keptOf(w, r, shop)
	if err != nil {
		return err
	}
	if err := s.Facts.DropKept(r.Context(), k); err != nil {
		return err
	}
	return s.changed(w, r, "A kept webhook of "+platformName(k.Platform)+" was thrown away.", shop, keptPath(shop.ID)+"?done=thrown")
}

// keptOf reads the webhook that a form names, of this shop alone.
func (s *server) keptOf(w http.ResponseWriter, r *http.Request, shop cx.Shop) (ledger.Kept, error) {
	fields, err := web.Form(w, r, formLimit)
	if err != nil {
		return ledger.Kept{}, err
	}
	return s.Facts.KeptWebhook(r.Context(), shop.ID, fields.Get("id"))
}
