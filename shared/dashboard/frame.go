package dashboard

import (
	"net/http"
	"slices"

	"earshot/shared/cx"
	"earshot/shared/web"
)

// frame is what stands around the content of each page.
type frame struct {
	Title      string
	Shop       cx.Shop
	Nav        []navItem
	State      string // "Nordlys is live"; "" outside of a shop
	StateClass string
	SignedIn   bool
	Role       cx.Role     // of who reads it, in this shop
	Everywhere bool        // who reads it is named by the installation
	Steps      []firstStep // the first-run checklist, on the first page of a shop that is not live
}

// navItem is a room. Rooms that are not built yet are not named.
type navItem struct {
	Text, URL string
	Current   bool
	Aside     bool // looked into now and then: it stands behind "More"
}

// page is a frame and its content, for the templates.
type page struct {
	frame
	Body any
}

func (s *server) show(w http.ResponseWriter, r *http.Request, name string, f frame, body any) error {
	return s.pages.Show(w, r, http.StatusOK, name, page{frame: f, Body: body})
}

// room names a room of a shop in its frame.
func room(shop cx.Shop, title, path string) frame {
	f := frame{Title: title, Shop: shop, SignedIn: true}
	f.State, f.StateClass = stateOf(shop)
	home := shopPath(shop.ID)
	f.Nav = []navItem{{Text: "What they said", URL: home}, {Text: "What goes out", URL: home + "/outbox"},
		{Text: "Rehearsal", URL: rehearsalPath(shop.ID)}, {Text: "Connections", URL: connectionsPath(shop.ID)},
		{Text: "Texts", URL: home + "/texts"}, {Text: "The open door", URL: doorPath(shop.ID), Aside: true},
		{Text: "Alerts", URL: alertsPath(shop.ID), Aside: true}, {Text: "Health", URL: healthPath(shop.ID), Aside: true},
		{Text: "Settings", URL: settingsPath(shop.ID), Aside: true}}
	for i := range f.Nav {
		f.Nav[i].Current = f.Nav[i].URL == path
	}
	return f
}

// Rooms are those in the bar.
func (f frame) Rooms() []navItem { rooms, _ := f.split(); return rooms }

// More are the rooms behind "More", none for who has so few that all fit.
func (f frame) More() []navItem { _, more := f.split(); return more }

// MoreIsHere says that the page that is read stands behind "More".
func (f frame) MoreIsHere() bool {
	return slices.ContainsFunc(f.More(), func(i navItem) bool { return i.Current })
}

func (f frame) split() (rooms, more []navItem) {
	for _, item := range f.Nav {
		if item.Aside && len(f.Nav) > 5 {
			more = append(more, item)
			continue
		}
		rooms = append(rooms, item)
	}
	return rooms, more
}

func shopPath(id cx.ShopID) string { return "/dashboard/" + string(id) }

func orderPath(shop cx.ShopID, id cx.OrderID) string {
	return shopPath(shop) + "/orders/" + string(id)
}

// trouble is the content of the page for what went wrong.
type trouble struct {
	Heading, Text, RequestID string
}

// errorPage sends who is not signed in to the sign-in page, and tells all others kindly what is wrong.
func (s *server) errorPage(w http.ResponseWriter, r *http.Request, f web.Failure) error {
	if f.Kind == cx.Unauthorized && r.Pattern != "" {
		http.Redirect(w, r, "/dashboard/signin", http.StatusSeeOther)
		return nil
	}
	body := trouble{Heading: heading(f.Kind), Text: f.Text}
	if f.Kind == cx.Internal {
		body.RequestID = f.RequestID
	}
	return s.pages.Show(w, r, f.Status, "trouble.html", page{frame: frame{Title: body.Heading}, Body: body})
}

func heading(k cx.Kind) string {
	switch k {
	case cx.NotFound:
		return "There is nothing here"
	case cx.Internal:
		return "Something went wrong on our side"
	case cx.Unavailable, cx.TooMany:
		return "Not right now"
	case cx.Gone, cx.Conflict:
		return "This is over"
	}
	return "That did not work"
}

func (s *server) noPage(http.ResponseWriter, *http.Request) error {
	return &cx.Error{Kind: cx.NotFound, Text: "This page does not exist, or not any more."}
}

// shops is the list to choose from; with one shop there is nothing to choose.
func (s *server) shops(w http.ResponseWriter, r *http.Request, address string) error {
	all, err := s.shopsOf(r.Context(), address)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		http.Redirect(w, r, shopPath(all[0].ID), http.StatusSeeOther)
		return nil
	}
	type row struct{ URL, State, Class string }
	var rows []row
	for _, shop := range all {
		state, class := stateOf(shop)
		rows = append(rows, row{URL: shopPath(shop.ID), State: state, Class: class})
	}
	return s.show(w, r, "shops.html", frame{Title: "Your shops", SignedIn: true}, rows)
}
