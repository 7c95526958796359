package dashboard

import (
	"fmt"
	"net/http"
	"net/url"

	"earshot/shared/cx"
	"earshot/shared/dashboard/settings"
)

// newShopBody is the content of the page that makes a shop.
type newShopBody struct {
	Fields []field
	Wrong  int
}

// newShop asks for what nobody can guess; the rest begins with good values and stands in the settings.
func (s *server) newShop(w http.ResponseWriter, r *http.Request, owner string) error {
	v := settings.Values(cx.NewShop("", ""))
	v.Set("reply_to", owner)
	return s.show(w, r, "newshop.html", newShopFrame(), newShopBody{Fields: newShopFields(fieldset{values: v})})
}

func newShopFrame() frame { return frame{Title: "A new shop", SignedIn: true} }

func newShopFields(f fieldset) []field {
	id := f.ask("id", "Its name in links", "1 to 40 of a-z, 0-9 and -. It never changes.")
	return append([]field{id}, shopFields(f)...)
}

// makeShop makes a shop in rehearsal and leads to its first steps.
func (s *server) makeShop(w http.ResponseWriter, r *http.Request, _ string) error {
	v, err := typed(w, r)
	if err != nil {
		return err
	}
	shop, wrong := readNewShop(v)
	if len(wrong) == 0 {
		err = s.Facts.NewShop(r.Context(), shop)
		if kind, text := cx.Public(err); err != nil && kind == cx.Conflict {
			wrong["id"] = text
		} else if err != nil {
			return fmt.Errorf("make shop %s: %w", shop.ID, err)
		}
	}
	if len(wrong) > 0 {
		body := newShopBody{Fields: newShopFields(fieldset{v, wrong}), Wrong: len(wrong)}
		return s.wrongPage(w, r, http.StatusUnprocessableEntity, "newshop.html", newShopFrame(), body)
	}
	s.audit(r, shop.ID, "The shop was made.")
	return done(w, r, shopPath(shop.ID))
}

// readNewShop reads the few fields over a shop's first values.
func readNewShop(v url.Values) (cx.Shop, settings.Wrong) {
	first := cx.NewShop(cx.ShopID(v.Get("id")), "")
	all := settings.Values(first)
	for _, f := range newShopFields(fieldset{values: v}) {
		all[f.Name] = v[f.Name]
	}
	shop, wrong := settings.Read(all, first)
	if first.ID.Reserved() {
		wrong["id"] = "This name is taken by a page of Earshot's own."
	}
	return shop, wrong
}
