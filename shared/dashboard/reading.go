package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// seenText names an answer as it stands on the screen: what changes after it was shown stays unread.
func seenText(r cx.Response) string {
	return string(r.Order) + "." + strconv.FormatInt(r.Changed.UnixMilli(), 10)
}

// seenOf reads what a form sends; false if it is nothing of ours.
func seenOf(text string) (ledger.Seen, bool) {
	id, changed, ok := strings.Cut(text, ".")
	millis, err := strconv.ParseInt(changed, 10, 64)
	if !ok || err != nil || len(id) != cx.IDLength || millis <= 0 {
		return ledger.Seen{}, false
	}
	return ledger.Seen{Order: cx.OrderID(id), Changed: time.UnixMilli(millis).UTC()}, true
}

// mostSeen is how many answers one form may mark: a page of the list never holds more.
const mostSeen = answersAPage + answersAtOnce

// markRead marks one answer as read, or all that were on the screen, and leads back there.
func (s *server) markRead(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	sent := form["seen"]
	if one := form.Get("one"); one != "" {
		sent = []string{one}
	}
	var seen []ledger.Seen
	for _, text := range sent[:min(len(sent), mostSeen)] {
		if answer, ok := seenOf(text); ok {
			seen = append(seen, answer)
		}
	}
	if _, err := s.Facts.MarkRead(r.Context(), shop.ID, seen...); err != nil {
		return fmt.Errorf("mark answers of %s as read: %w", shop.ID, err)
	}
	return done(w, r, backTo(shopPath(shop.ID), form.Get("back"))+"#answers")
}

// backTo is a page of the room with the fields of a query that it knows.
func backTo(path, query string) string {
	q, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil {
		return path
	}
	return link(path, q, "after", q.Get("after"))
}
