package dashboard

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // the three kinds that a logo may be
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"strconv"

	"earshot/shared/cx"
	"earshot/shared/dashboard/settings"
	"earshot/shared/ledger"
	"earshot/shared/web"
)

// What a logo may be. SVG is not among it: it may hold scripts.
const (
	logoBytes  = 12 << 10
	logoPixels = 2000 // wide or high: a small file can unpack into gigabytes
	uploadMost = 256 << 10
)

// logoCard is the part of the settings about the logo.
type logoCard struct{ URL, Path, Why string }

func logoOf(shop cx.Shop, why string) logoCard {
	c := logoCard{Path: shopPath(shop.ID) + "/logo", Why: why}
	if shop.Logo != "" {
		c.URL = c.Path + "?v=" + shop.Logo
	}
	return c
}

// saveLogo takes a picture, or drops the one that is there.
func (s *server) saveLogo(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	picture, drop, err := upload(w, r)
	if err != nil {
		return err
	}
	var logo ledger.Logo
	if !drop {
		why := ""
		if logo, why = checkedLogo(picture); why != "" {
			return s.wrongLogo(w, r, shop, why)
		}
	}
	if err := s.keepLogo(r, shop.ID, logo); err != nil {
		return err
	}
	s.audit(r, shop.ID, "The logo was changed.")
	return done(w, r, settingsPath(shop.ID)+"?saved#logo")
}

// keepLogo stores the picture before the settings name it, so that they never name one that is not there.
func (s *server) keepLogo(r *http.Request, id cx.ShopID, logo ledger.Logo) error {
	version, keep := "", s.Facts.DropLogo
	if len(logo.Data) > 0 {
		version = logo.Version()
		if err := s.Facts.SaveLogo(r.Context(), id, logo); err != nil {
			return fmt.Errorf("save a logo: %w", err)
		}
		keep = nil
	}
	_, err := s.Facts.ChangeShop(r.Context(), id, func(now cx.Shop) (cx.Shop, bool) {
		changed := now.Logo != version
		now.Logo = version
		return now, changed
	})
	if err == nil && keep != nil {
		err = keep(r.Context(), id)
	}
	if err != nil {
		return fmt.Errorf("save the logo of %s: %w", id, err)
	}
	return nil
}

func (s *server) wrongLogo(w http.ResponseWriter, r *http.Request, shop cx.Shop, why string) error {
	body := s.settingsBody(shop, settings.Values(shop), nil)
	body.Logo = logoOf(shop, why)
	return s.wrongPage(w, r, http.StatusUnprocessableEntity, "settings.html", room(shop, "Settings", body.Path), body)
}

// upload reads the form with the picture; drop: the button that takes the logo away was pressed.
func upload(w http.ResponseWriter, r *http.Request) (picture []byte, drop bool, err error) {
	body, err := web.Body(w, r, uploadMost)
	if err != nil {
		return nil, false, err
	}
	again := *r
	again.Body = io.NopCloser(bytes.NewReader(body))
	if err := again.ParseMultipartForm(uploadMost); err != nil {
		return nil, false, &cx.Error{Kind: cx.Invalid, Text: "The form with the picture could not be read.", Cause: err}
	}
	if again.PostForm.Has("drop") || again.MultipartForm.Value["drop"] != nil {
		return nil, true, nil
	}
	file, _, err := again.FormFile("logo")
	if err != nil {
		return nil, false, nil // none was chosen: checkedLogo says so
	}
	defer func() { _ = file.Close() }()
	picture, err = io.ReadAll(file)
	return picture, false, err
}

// checkedLogo decodes the picture: what claims to be one and is not must not be served as one. Why says what is wrong.
func checkedLogo(data []byte) (logo ledger.Logo, why string) {
	switch {
	case len(data) == 0:
		return logo, "Choose a picture first."
	case len(data) > logoBytes:
		return logo, "This picture has " + strconv.Itoa((len(data)+1023)>>10) + " KB. A logo has at most 12 KB, so that pages stay fast."
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return logo, "This is no PNG, JPEG or GIF. (An SVG may hold scripts, so it is not taken.)"
	}
	if c.Width > logoPixels || c.Height > logoPixels {
		return logo, "This picture is larger than 2000 pixels. 400 are plenty."
	}
	if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
		return logo, "This picture is broken: it ends too early, or holds something else."
	}
	return ledger.Logo{Type: "image/" + kind, Data: data}, ""
}

// logo shows the picture to everybody: it stands in mails. A version in the link never changes, so it may be kept.
func (s *server) logo(w http.ResponseWriter, r *http.Request) error {
	id, err := cx.ParseShopID(r.PathValue("shop"))
	if err != nil {
		return &cx.Error{Kind: cx.NotFound, Text: "There is no such picture.", Cause: err}
	}
	logo, err := s.Facts.Logo(r.Context(), id)
	if err != nil {
		return fmt.Errorf("show a logo: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", logo.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "public, max-age=3600")
	if r.URL.Query().Get("v") == logo.Version() {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err = w.Write(logo.Data)
	return err
}
