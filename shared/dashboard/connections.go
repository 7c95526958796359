package dashboard

import (
	"fmt"
	"net/http"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/platform"
)

// linkRow is a platform in the room "Connections".
type linkRow struct {
	Title, URL string
	State      linkState
	Connected  bool
}

// connectionsBody is the content of the room "Connections".
type connectionsBody struct {
	Rows    []linkRow // that are connected
	Others  []linkRow // that could be
	Kept    string    // where webhooks are that were not understood
	Done    string
	Healthy string // the room of the whole installation's health
}

// linkRoutes are the rooms about what comes in and how everything does, one a line.
func (s *server) linkRoutes(room func(pattern string, f shopFunc)) {
	room("GET /dashboard/{shop}/connections", s.connections)
	room("GET /dashboard/{shop}/connections/{platform}", ofPlatform(s.connection))
	room("POST /dashboard/{shop}/connections/{platform}/secret", ofPlatform(s.addSecret))
	room("POST /dashboard/{shop}/connections/{platform}/end", ofPlatform(s.endSecrets))
	room("POST /dashboard/{shop}/connections/{platform}/disconnect", ofPlatform(s.disconnect))
	room("GET /dashboard/{shop}/kept", s.kept)
	room("POST /dashboard/{shop}/kept/replay", s.replay)
	room("POST /dashboard/{shop}/kept/throw", s.throwAway)
	room("GET /dashboard/{shop}/health", s.health)
}

func connectionsPath(shop cx.ShopID) string { return shopPath(shop) + "/connections" }

func connectionPath(shop cx.ShopID, p cx.Platform) string {
	return connectionsPath(shop) + "/" + string(p)
}

// connections is the room of what the shop hears from.
func (s *server) connections(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	all, err := s.Facts.Connections(r.Context(), shop)
	if err != nil {
		return fmt.Errorf("list the connections of %s: %w", shop.ID, err)
	}
	path := connectionsPath(shop.ID)
	body := connectionsBody{Kept: keptPath(shop.ID), Healthy: healthPath(shop.ID)}
	if p, ok := platform.Find(cx.Platform(r.URL.Query().Get("gone"))); ok {
		body.Done = p.Describe().Title + " is disconnected. What comes to its address from now on is refused; what was recorded stays."
	}
	for _, p := range platform.All() {
		row := newLinkRow(shop, p, find(all, p.Name()), clockOf(shop, s.Now()))
		if row.Connected {
			body.Rows = append(body.Rows, row)
		} else {
			body.Others = append(body.Others, row)
		}
	}
	return s.show(w, r, "connections.html", room(shop, "Connections", path), body)
}

func find(all []ledger.Connection, p cx.Platform) *ledger.Connection {
	for i := range all {
		if all[i].Platform == p {
			return &all[i]
		}
	}
	return nil
}

func newLinkRow(shop cx.Shop, p platform.Platform, c *ledger.Connection, k clock) linkRow {
	d := p.Describe()
	row := linkRow{Title: d.Title, URL: connectionPath(shop.ID, p.Name()), State: linkState{Word: "Not connected"}}
	if c != nil {
		row.Connected, row.State = true, stateOfLink(*c, d.Guide, k)
	}
	return row
}
