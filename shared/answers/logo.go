package answers

import (
	"context"
	"encoding/base64"
	"html/template"

	"earshot/shared/cx"
)

// logo is the shop's picture as a data: URL, so that a page stays one request; "" if it has none. A page that cannot
// read it shows the shop's name: no customer waits for a picture.
func (s *server) logo(ctx context.Context, shop cx.Shop) template.URL {
	if shop.Logo == "" {
		return ""
	}
	logo, err := s.Facts.Logo(ctx, shop.ID)
	if err != nil {
		s.Log.WarnContext(ctx, "page without its logo", "shop", shop.ID, "err", err)
		return ""
	}
	return template.URL("data:" + logo.Type + ";base64," + base64.StdEncoding.EncodeToString(logo.Data))
}

// Logo is the shop's picture, "" for none.
func (s scene) Logo() template.URL { return s.picture }
