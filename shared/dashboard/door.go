package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/code"
	"earshot/shared/ledger"
)

// doorBody is the content of the room "The open door".
type doorBody struct {
	Link  string
	Code  code.Drawing
	File  string // path of the code as a file
	Notes []doorRow
	Next  string // link to older ones; "" at the end
	First string // link to the newest; "" on the first page
	Month string // "3 notes in the last 30 days"
}

// doorRow is what one visitor said.
type doorRow struct {
	Text, Address, Mailto, Order, OrderURL, When, Time string
}

// doorsAPage is how many notes a page shows, doorsBack how far it looks.
const (
	doorsAPage = 20
	doorsBack  = 2 * 366 * 24 * time.Hour
)

func doorPath(id cx.ShopID) string { return shopPath(id) + "/door" }

// doorLink is the address that is printed.
func (s *server) doorLink(r *http.Request, id cx.ShopID) string {
	return strings.TrimSuffix(s.origin(r), "/") + "/f/" + string(id)
}

// door is the room of what was said without a survey. It is counted apart: nothing in it is a score.
func (s *server) door(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	body := doorBody{Link: s.doorLink(r, shop.ID), File: doorPath(shop.ID) + "/code.svg"}
	var err error
	if body.Code, err = code.Draw(body.Link); err != nil {
		return err
	}
	now, after := s.Now(), r.URL.Query().Get("after")
	notes, next, err := s.Facts.DoorNotes(r.Context(), shop.ID, ledger.Page{From: now.Add(-doorsBack), To: now.Add(time.Second), Limit: doorsAPage, After: after})
	if err != nil {
		return fmt.Errorf("list what was said at the door of %s: %w", shop.ID, err)
	}
	tally, err := s.Facts.Tally(r.Context(), shop.ID, cx.DoorSurvey, shop.Day(now.AddDate(0, 0, -29)), shop.Day(now))
	if err != nil {
		return fmt.Errorf("count what was said at the door of %s: %w", shop.ID, err)
	}
	body.Month = count(int(tally.Knocked), "note", "notes") + " in the last 30 days"
	if body.Notes, err = s.doorRows(r, shop, notes); err != nil {
		return err
	}
	if next != "" {
		body.Next = doorPath(shop.ID) + "?after=" + url.QueryEscape(next)
	}
	if after != "" {
		body.First = doorPath(shop.ID)
	}
	return s.show(w, r, "door.html", room(shop, "The open door", doorPath(shop.ID)), body)
}

// doorRows look for the order whose number was typed. Anyone may type any number, so it is a hint and no more.
func (s *server) doorRows(r *http.Request, shop cx.Shop, notes []cx.DoorNote) ([]doorRow, error) {
	c := clockOf(shop, s.Now())
	var rows []doorRow
	for _, n := range notes {
		row := doorRow{Text: n.Text, Address: n.Contact.Reveal(), When: c.short(n.At), Time: n.At.UTC().Format(time.RFC3339)}
		if row.Address != "" {
			row.Mailto = "mailto:" + url.PathEscape(row.Address)
		}
		if n.Number != "" {
			row.Order = orderName(n.Number)
			orders, err := s.Facts.FindOrders(r.Context(), shop.ID, n.Number)
			if err != nil {
				return nil, fmt.Errorf("look for the order of a note: %w", err)
			}
			if len(orders) == 1 {
				row.OrderURL = orderPath(shop.ID, orders[0].ID)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// doorCode is the code as a file, for whoever prints packing slips.
func (s *server) doorCode(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	d, err := code.Draw(s.doorLink(r, shop.ID))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+string(shop.ID)+`-open-door.svg"`)
	_, err = w.Write(d.File())
	return err
}
