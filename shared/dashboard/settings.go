package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"earshot/shared/cx"
	"earshot/shared/dashboard/settings"
)

// settingsBody is the content of the room "Settings".
type settingsBody struct {
	Path                                  string
	Seen                                  string // which settings the form shows, see settings.Seen
	Shop, Survey, Follows, Hours, Reasons []field
	Colour                                field
	Swatch, Nearest                       string // #rrggbb; Nearest is offered instead of a colour that is hard to read
	Languages                             []option
	LanguagesWhy                          string
	Strict                                bool
	Saved, Confirmed, Asked               bool
	ReplyTo                               string
	Differences                           []difference
	Wrong                                 int
	Logo                                  logoCard
}

// difference is one field that two people want different.
type difference struct{ Label, Theirs, Yours string }

func settingsPath(id cx.ShopID) string { return shopPath(id) + "/settings" }

// settings is the room of a shop's own data and rules.
func (s *server) settings(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	body := s.settingsBody(shop, settings.Values(shop), nil)
	body.Saved, body.Asked = r.URL.Query().Has("saved"), r.URL.Query().Has("asked")
	return s.show(w, r, "settings.html", room(shop, "Settings", body.Path), body)
}

func (s *server) settingsBody(shop cx.Shop, v url.Values, wrong settings.Wrong) settingsBody {
	f := fieldset{v, wrong}
	b := settingsBody{
		Path: settingsPath(shop.ID), Seen: settings.Seen(shop), ReplyTo: shop.ReplyTo, Confirmed: shop.ReplyConfirmed(),
		Shop: shopFields(f), Wrong: len(wrong), Strict: v.Get("strict") != "", Logo: logoOf(shop, ""),
		Colour: f.ask("colour", "Colour", "# and six digits. It is made lighter where the reader's screen is dark."),
	}
	b.Survey = []field{
		f.choose("scale", "Scale", "After an order, five points are easier on a phone.", "5", "1 to 5", "11", "0 to 10"),
		f.choose("language", "Language for all others", "For customers whose language is not offered.", s.languages()...),
	}
	b.Languages, b.LanguagesWhy = f.ticks("languages", s.languages()...), wrong["languages"]
	b.Follows, b.Hours = followFields(f), hourFields(f)
	b.Reasons = []field{
		f.area("good", "Reasons of who was pleased", "One a line, at most 7. Their labels are in the room Texts.", 7),
		f.area("bad", "Reasons of who was not", "“Something else” is always there.", 7),
	}
	if c, err := cx.ParseColour(v.Get("colour")); err == nil {
		b.Swatch = c.String()
		if nearest, ok := settings.Passing(b.Swatch); !ok {
			b.Nearest = nearest
		}
	}
	return b
}

// languages are those that Earshot speaks, as pairs of a tag and its name.
func (s *server) languages() []string {
	var pairs []string
	for _, tag := range s.book.Tags() {
		pairs = append(pairs, tag, languageName(tag))
	}
	return pairs
}

func shopFields(f fieldset) []field {
	return []field{
		f.ask("name", "Name of the shop", "As customers call it."),
		f.ask("sender", "Who writes", "The name of a person, as in “Mia Lindqvist”."),
		f.as("email", "from", "Mails come from", "An address of a domain that the mail service has verified."),
		f.as("email", "reply_to", "Replies go to", "An address whose mail a person reads."),
		f.ask("postal", "Postal address", "In one line. The law wants it in every mail."),
		f.ask("zone", "Time zone", "Like Europe/Oslo. For days, and for customers whose zone is unknown."),
		f.optional("country", "Country", "Two letters, like NO."),
	}
}

func followFields(f fieldset) []field {
	pairs := []string{"delivered", "the parcel arrived", "fulfilled", "it was shipped", "paid", "it was paid", "ordered", "it was ordered"}
	all := []field{
		f.choose("after", "The mail goes out after", "", pairs...),
		f.as("number", "days", "Days later", ""),
	}
	none := append([]string{"", "nothing else"}, pairs...)
	return append(all,
		f.choose("fallback1", "As long as that is not known, after", "", none...), f.as("number", "fallback1_days", "Days later", ""),
		f.choose("fallback2", "And as long as that is not known, after", "", none...), f.as("number", "fallback2_days", "Days later", ""))
}

func hourFields(f fieldset) []field {
	return []field{
		f.as("number", "window_from", "Mails may arrive from this hour", "In the recipient's own time."),
		f.as("number", "window_to", "Until this hour", ""),
		f.as("number", "throttle", "At most one survey in so many days", "For each customer. 90 is a good number."),
	}
}

// saveSettings stores what was typed, unless something is wrong with it or somebody else was first.
func (s *server) saveSettings(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	if use := v.Get("use_colour"); use != "" {
		v.Set("colour", use)
	}
	_, wrong := settings.Read(v, shop)
	if len(wrong) == 0 {
		stored, says, err := s.storeSettings(r, shop.ID, v)
		if err != nil {
			return err
		}
		if says != "" {
			s.audit(r, shop.ID, says)
			return done(w, r, settingsPath(shop.ID)+"?saved")
		}
		shop = stored
	}
	body := s.settingsBody(shop, v, wrong)
	status := http.StatusUnprocessableEntity
	if len(wrong) == 0 {
		body.Differences, status = differences(body, shop, v), http.StatusConflict
	} else {
		body.Seen = v.Get("seen") // what the form showed, not what was saved in the meantime
	}
	return s.wrongPage(w, r, status, "settings.html", room(shop, "Settings", body.Path), body)
}

// storeSettings changes the shop if it still is what the form showed, and says what was changed; "": it is not, and this
// is how it is now.
func (s *server) storeSettings(r *http.Request, id cx.ShopID, v url.Values) (cx.Shop, string, error) {
	first, says := false, ""
	stored, err := s.Facts.ChangeShop(r.Context(), id, func(now cx.Shop) (cx.Shop, bool) {
		if first = settings.Seen(now) == v.Get("seen"); !first {
			return now, false
		}
		next, _ := settings.Read(v, now)
		says = changedWords(settings.Changed(now, next))
		return next, true
	})
	if err != nil {
		return stored, "", fmt.Errorf("save the settings of %s: %w", id, err)
	}
	if !first {
		return stored, "", nil
	}
	if err := s.Facts.ListShop(r.Context(), stored); err != nil {
		return stored, says, fmt.Errorf("list shop %s: %w", id, err)
	}
	return stored, says, nil
}

// changedWords is the line of the log about settings of these names.
func changedWords(names []string) string {
	if len(names) == 0 {
		return "The settings were saved without a change."
	}
	return "The settings were changed: " + strings.Join(names, ", ") + "."
}

// differences shows both versions, in the words of the page.
func differences(b settingsBody, stored cx.Shop, v url.Values) []difference {
	labels := map[string]string{"colour": b.Colour.Label, "languages": "Languages offered", "strict": "Count only what is certain"}
	for _, group := range [][]field{b.Shop, b.Survey, b.Follows, b.Hours, b.Reasons} {
		for _, f := range group {
			labels[f.Name] = f.Label
		}
	}
	var all []difference
	for _, d := range settings.Differences(stored, v) {
		all = append(all, difference{labels[d.Field], orNothing(d.Theirs), orNothing(d.Yours)})
	}
	return all
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
