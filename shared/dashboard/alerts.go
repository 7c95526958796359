package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"earshot/shared/cx"
)

// alertsBody is the content of the room "Alerts": who hears of unhappy customers, and of the week.
type alertsBody struct {
	Path   string
	Seen   string // what the form shows, so that two people editing notice each other
	To     field
	AtMost field
	Digest bool
	Saved  bool
	Wrong  int
	Theirs string // what somebody else saved in the meantime; "" if nobody did
}

func alertsPath(id cx.ShopID) string { return shopPath(id) + "/alerts" }

func (s *server) alerts(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	body := newAlertsBody(shop, alertValues(shop.Alerts), nil)
	body.Saved = r.URL.Query().Has("saved")
	return s.show(w, r, "alerts.html", room(shop, "Alerts", body.Path), body)
}

// alertValues is the form as it would be typed.
func alertValues(a cx.Alerts) url.Values {
	v := url.Values{"to": {strings.Join(a.To, "\n")}, "at_most": {strconv.Itoa(a.AtMost)}}
	if !a.NoDigest {
		v.Set("digest", "1")
	}
	v.Set("seen", v.Encode())
	return v
}

func newAlertsBody(shop cx.Shop, v url.Values, wrong map[string]string) alertsBody {
	f := fieldset{v, wrong}
	b := alertsBody{Path: alertsPath(shop.ID), Seen: v.Get("seen"), Digest: v.Get("digest") != "", Wrong: len(wrong)}
	b.To = f.area("to", "Addresses that hear of it", "One a line. None: the owners of this installation.", 4)
	b.AtMost = f.choose("at_most", "A score is low up to", "", limits(shop.Survey.Scale)...)
	return b
}

// limits are the scores that may be called low: all but the highest.
func limits(s cx.Scale) []string {
	scores := s.Scores()
	usual := "2, as usual"
	if s == cx.ElevenPoints {
		usual = "6, as usual"
	}
	pairs := []string{"0", usual}
	for _, n := range scores[:len(scores)-1] {
		if n > 0 {
			pairs = append(pairs, strconv.Itoa(n), strconv.Itoa(n))
		}
	}
	return pairs
}

// readAlerts takes what was typed.
func readAlerts(v url.Values, scale cx.Scale) (cx.Alerts, map[string]string) {
	wrong := map[string]string{}
	a := cx.Alerts{NoDigest: v.Get("digest") == ""}
	for _, line := range strings.FieldsFunc(v.Get("to"), func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ';' }) {
		if line = strings.TrimSpace(line); line != "" {
			a.To = append(a.To, line)
		}
	}
	if bad, ok := a.Unusable(); ok {
		wrong["to"] = fmt.Sprintf("“%s” is not a whole mail address.", bad)
	}
	if len(a.To) > cx.MostAlerted {
		wrong["to"] = fmt.Sprintf("At most %d addresses: a list of your mail provider reaches more.", cx.MostAlerted)
	}
	a.AtMost = int(number(v.Get("at_most")))
	if top := scale.Scores()[len(scale.Scores())-1]; a.AtMost < 0 || a.AtMost >= top {
		wrong["at_most"] = "Choose one of these."
	}
	return a, wrong
}

// saveAlerts stores what was typed, unless something is wrong with it or somebody else was first.
func (s *server) saveAlerts(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	a, wrong := readAlerts(v, shop.Survey.Scale)
	if len(wrong) > 0 {
		body := newAlertsBody(shop, v, wrong)
		return s.wrongPage(w, r, http.StatusUnprocessableEntity, "alerts.html", room(shop, "Alerts", body.Path), body)
	}
	first := false
	stored, err := s.Facts.ChangeShop(r.Context(), shop.ID, func(now cx.Shop) (cx.Shop, bool) {
		if first = alertValues(now.Alerts).Get("seen") == v.Get("seen"); first {
			now.Alerts = a
		}
		return now, first
	})
	if err != nil {
		return fmt.Errorf("save who hears of answers to %s: %w", shop.ID, err)
	}
	if first {
		return done(w, r, alertsPath(shop.ID)+"?saved")
	}
	body := newAlertsBody(stored, v, nil)
	body.Seen, body.Theirs = alertValues(stored.Alerts).Get("seen"), alertWords(stored.Alerts)
	return s.wrongPage(w, r, http.StatusConflict, "alerts.html", room(shop, "Alerts", body.Path), body)
}

// alertWords says settings in a sentence.
func alertWords(a cx.Alerts) string {
	who, limit, monday := "the owners", "as usual", "a mail on Mondays"
	if len(a.To) > 0 {
		who = strings.Join(a.To, ", ")
	}
	if a.AtMost > 0 {
		limit = strconv.Itoa(a.AtMost)
	}
	if a.NoDigest {
		monday = "no mail on Mondays"
	}
	return fmt.Sprintf("%s; low up to: %s; %s", who, limit, monday)
}
