package dashboard

import (
	"net/http"
	"net/url"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/web"
)

// sessionsBody is the content of the page of one's own sessions.
type sessionsBody struct {
	Address string
	Rows    []sessionRow
	Others  bool // there is more than this one
	Done    bool
}

type sessionRow struct {
	ID, Browser, Since string
	This               bool
}

// sessions lists where whoever asks is signed in. Times are in UTC: a person may work for shops of several zones.
func (s *server) sessions(w http.ResponseWriter, r *http.Request, address string) error {
	all, err := s.Facts.Sessions(r.Context(), address, s.Now())
	if err != nil {
		return err
	}
	b := sessionsBody{Address: address, Others: len(all) > 1, Done: r.URL.Query().Has("ended")}
	c := clock{now: s.Now(), zone: time.UTC}
	this := ledger.SessionID(web.Cookie(r, sessionCookie))
	for _, x := range all {
		b.Rows = append(b.Rows, sessionRow{ID: x.ID, Browser: x.Browser, Since: "since " + c.at(x.At) + " UTC", This: x.ID == this})
	}
	return s.show(w, r, "sessions.html", frame{Title: "Where you are signed in", SignedIn: true}, b)
}

// endSession ends one of one's own sessions, or all but this one.
func (s *server) endSession(w http.ResponseWriter, r *http.Request, address string) error {
	form, err := typed(w, r)
	if err != nil {
		return err
	}
	if id := form.Get("id"); id != "" {
		err = s.Facts.EndSessionOf(r.Context(), address, id)
	} else {
		err = s.Facts.EndSessions(r.Context(), address, ledger.SessionID(web.Cookie(r, sessionCookie)))
	}
	if err != nil {
		return err
	}
	return done(w, r, "/dashboard/sessions?ended")
}

// logAPage is how many lines of the audit log a page shows.
const logAPage = 50

// logBody is the content of the page of a shop's audit log.
type logBody struct {
	Rows        []logRow
	Next, First string
	Back        string
}

type logRow struct{ When, Time, By, What string }

func logPath(id cx.ShopID) string { return shopPath(id) + "/log" }

// log is what was done in the shop and by whom, newest first.
func (s *server) log(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	before := r.URL.Query().Get("before")
	all, more, err := s.Facts.Audit(r.Context(), shop.ID, before, logAPage)
	if err != nil {
		return err
	}
	b := logBody{Back: peoplePath(shop.ID)}
	c := clockOf(shop, s.Now())
	for _, a := range all {
		b.Rows = append(b.Rows, logRow{When: sentence(c.at(a.At)), Time: a.At.UTC().Format(time.RFC3339), By: a.By, What: a.What})
	}
	if before != "" {
		b.First = logPath(shop.ID)
	}
	if more {
		b.Next = logPath(shop.ID) + "?before=" + url.QueryEscape(all[len(all)-1].ID)
	}
	return s.show(w, r, "log.html", room(shop, "What was done", settingsPath(shop.ID)), b)
}
