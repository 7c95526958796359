package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// peopleBody is the content of the room "People": who may see and do what, and the keys of programs.
type peopleBody struct {
	Path    string
	Done    string
	Named   []string // owners of all shops, by the installation
	Members []memberRow
	Address field
	Role    field
	Wrong   int
	Keys    []keyRow
	Key     string // that was made just now; it is shown this once
	Log     string
}

type memberRow struct{ ID, Address, Role, Since string }

type keyRow struct{ ID, Begins, Sees, Since string }

func peoplePath(id cx.ShopID) string { return shopPath(id) + "/people" }

// peopleRoutes are the rooms about who may do what, one route a line.
func (s *server) peopleRoutes(owned func(string, ownerFunc), room func(string, shopFunc)) {
	owned("GET /dashboard/sessions", s.sessions)
	owned("POST /dashboard/sessions/end", s.endSession)
	room("GET /dashboard/{shop}/people", s.people)
	room("POST /dashboard/{shop}/people/invite", s.invite)
	room("POST /dashboard/{shop}/people/remove", s.removeMember)
	room("POST /dashboard/{shop}/people/key", s.makeKey)
	room("POST /dashboard/{shop}/people/revoke", s.revokeKey)
	room("GET /dashboard/{shop}/log", s.log)
}

func (s *server) people(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	b := peopleBody{Done: map[string]string{
		"invited": "Invited. A mail with the way in goes out within a minute.",
		"removed": "Off the list. Whoever it was is signed out, everywhere, at once.",
		"revoked": "The key opens nothing any more.",
	}[r.URL.Query().Get("done")]}
	return s.showPeople(w, r, shop, http.StatusOK, b, url.Values{"role": {string(cx.Agent)}}, nil)
}

func (s *server) showPeople(w http.ResponseWriter, r *http.Request, shop cx.Shop, status int, b peopleBody, v url.Values, wrong map[string]string) error {
	members, err := s.Facts.Members(r.Context(), shop.ID)
	if err != nil {
		return err
	}
	keys, err := s.Facts.APIKeys(r.Context(), shop.ID)
	if err != nil {
		return err
	}
	c := clockOf(shop, s.Now())
	b.Path, b.Log, b.Wrong, b.Named = peoplePath(shop.ID), logPath(shop.ID), len(wrong), s.Owners
	for _, m := range members {
		since := "invited by " + m.By + " " + c.short(m.At)
		b.Members = append(b.Members, memberRow{m.ID, m.Address, roleWords(m.Role), since})
	}
	for _, k := range keys {
		b.Keys = append(b.Keys, newKeyRow(k, c))
	}
	f := fieldset{v, wrong}
	b.Address = f.as("email", "address", "Mail address", "")
	b.Role = f.choose("role", "May see and do", "", roleChoices()...)
	return s.wrongPage(w, r, status, "people.html", room(shop, "People", settingsPath(shop.ID)), b)
}

func roleWords(r cx.Role) string { return sentence(string(r)) + ": " + r.Says() }

func roleChoices() []string {
	var pairs []string
	for _, r := range cx.Roles() {
		pairs = append(pairs, string(r), roleWords(r))
	}
	return pairs
}

func newKeyRow(k ledger.ListedKey, c clock) keyRow {
	row := keyRow{ID: k.ID, Begins: k.Begins + "…", Sees: "with names and addresses", Since: "made by a program"}
	if k.Nameless {
		row.Sees = "without names and addresses"
	}
	if k.By != "" {
		row.Since = "made by " + k.By + " " + c.short(k.At)
	}
	return row
}

// invitesADay bounds how many mails a stolen session can send to strangers in our name.
const invitesADay = 30

// invite gives an address a role, and tells it by mail. Inviting somebody again changes the role.
func (s *server) invite(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	m := ledger.Member{Address: folded(v.Get("address")), Role: cx.ParseRole(v.Get("role")), By: who(r.Context()).address}
	wrong := map[string]string{}
	if _, err := cx.ParseEmail(m.Address); err != nil {
		wrong["address"] = "This is no whole mail address."
	}
	if _, named := s.owner(m.Address); named {
		wrong["address"] = "This address is an owner of all shops already, by the installation."
	}
	if m.Role == cx.Nobody {
		wrong["role"] = "Choose one of these."
	}
	if len(wrong) == 0 {
		err = s.invited(r, shop, m)
		if kind, text := cx.Public(err); err != nil && (kind == cx.Conflict || kind == cx.TooMany) {
			wrong["address"] = text
		} else if err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return s.showPeople(w, r, shop, http.StatusUnprocessableEntity, peopleBody{}, v, wrong)
	}
	return done(w, r, peoplePath(shop.ID)+"?done=invited")
}

func (s *server) invited(r *http.Request, shop cx.Shop, m ledger.Member) error {
	ctx, now := r.Context(), s.Now()
	ok, err := s.Facts.Allow(ctx, "invite", string(shop.ID), invitesADay, 24*time.Hour, now)
	if err != nil {
		return fmt.Errorf("limit invitations to %s: %w", shop.ID, err)
	}
	if !ok {
		return &cx.Error{Kind: cx.TooMany, Text: fmt.Sprintf("That is %d invitations within a day. Go on tomorrow.", invitesADay)}
	}
	if err := s.Facts.Invite(ctx, shop.ID, m, now); err != nil {
		return err
	}
	s.audit(r, shop.ID, m.Address+" was invited, as "+string(m.Role)+".")
	i := ledger.Invitation{Shop: shop.Name, By: m.By, Role: m.Role, Link: strings.TrimSuffix(s.origin(r), "/") + "/dashboard/signin"}
	once := strings.Join([]string{string(shop.ID), string(m.Role), now.UTC().Format(time.DateOnly)}, "#") // not twice a day for the same
	return s.Facts.MailInvitation(ctx, m.Address, once, i, now)
}

// removeMember takes somebody off the list and ends their sessions.
func (s *server) removeMember(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	if !isOrderID(v.Get("id")) {
		return unknownDeed()
	}
	m, err := s.Facts.RemoveMember(r.Context(), shop.ID, v.Get("id"))
	if err != nil {
		return err
	}
	if m.Address != "" {
		if err := s.Facts.EndSessions(r.Context(), m.Address, ""); err != nil {
			return err
		}
		s.audit(r, shop.ID, m.Address+", "+string(m.Role)+", was taken off the list.")
	}
	return done(w, r, peoplePath(shop.ID)+"?done=removed")
}

// makeKey makes a key of the API and shows it this once: the answer to the POST is the page, because nothing that leads
// elsewhere may hold it.
func (s *server) makeKey(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	g := ledger.Grant{Shop: shop.ID, Nameless: v.Get("names") == ""}
	key, err := s.Facts.MakeAPIKey(r.Context(), g, who(r.Context()).address, s.Now())
	if err != nil {
		return err
	}
	sees := map[bool]string{true: "without names and addresses", false: "with names and addresses"}[g.Nameless]
	s.audit(r, shop.ID, "An API key was made, "+key[:12]+"…, "+sees+".")
	return s.showPeople(w, r, shop, http.StatusOK, peopleBody{Key: key}, url.Values{"role": {string(cx.Agent)}}, nil)
}

// revokeKey takes a key back.
func (s *server) revokeKey(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	keys, err := s.Facts.APIKeys(r.Context(), shop.ID)
	if err != nil {
		return err
	}
	id := v.Get("id")
	if slices.ContainsFunc(keys, func(k ledger.ListedKey) bool { return k.ID == id }) { // of this shop, and no other record
		begins, err := s.Facts.RevokeAPIKey(r.Context(), shop.ID, id)
		if err != nil {
			return err
		}
		s.audit(r, shop.ID, "The API key "+begins+"… was taken back.")
	}
	return done(w, r, peoplePath(shop.ID)+"?done=revoked")
}
