package mail

import (
	"time"

	"earshot/shared/cx"
)

// The surfaces of a mail that the brand's colour meets, light and dark (look.css has the same).
func lightSurfaces() []cx.Colour {
	return []cx.Colour{{R: 0xff, G: 0xfe, B: 0xfb}, {R: 0xf6, G: 0xf4, B: 0xef}}
}
func darkSurfaces() []cx.Colour {
	return []cx.Colour{{R: 0x19, G: 0x18, B: 0x15}, {R: 0x16, G: 0x15, B: 0x12}}
}

// The least contrasts we allow (WCAG 2.2, 1.4.3 and 1.4.11).
const (
	textContrast = 4.5
	edgeContrast = 3.0
)

// head is what all mails of a shop have in common. It is kept for the next mail: a run writes to one shop's customers
// after the other, and reading a zone or mixing colours takes longer than all the rest.
type head struct {
	colour, zone string
	location     *time.Location
	markups      markups // never changed once made
}

func (w *Writer) head(shop cx.Shop) *head {
	if h := w.last.Load(); h != nil && h.colour == shop.Colour && h.zone == shop.Zone {
		return h
	}
	h := &head{colour: shop.Colour, zone: shop.Zone, location: shop.Location(), markups: markups{"font": markup(fonts)}}
	h.markups.tones(shop.Colour)
	h.markups["style"] = w.sheets.style.render(nil, nil, h.markups)
	w.last.Store(h)
	return h
}

// tones adds the shop's colour as it can be used: fill of the circle, on for text on it, link for text on the surfaces.
func (m markups) tones(colour string) {
	c, err := cx.ParseColour(colour)
	if err != nil {
		c = cx.Colour{R: 0x0f, G: 0x5c, B: 0x55} // Earshot's own
	}
	m.tone("", c, lightSurfaces())
	m.tone("dark_", c, darkSurfaces())
}

func (m markups) tone(prefix string, c cx.Colour, surfaces []cx.Colour) {
	fill := c.Readable(edgeContrast, surfaces...)
	m[prefix+"fill"] = markup(fill.String())
	m[prefix+"on"] = markup(textOn(fill).String())
	m[prefix+"link"] = markup(c.Readable(textContrast, surfaces...).String())
}

// textOn is the first of paper, dark paper, white and black that can be read on fill; one of the last two always can.
func textOn(fill cx.Colour) cx.Colour {
	for _, c := range []cx.Colour{lightSurfaces()[0], darkSurfaces()[0], {R: 255, G: 255, B: 255}} {
		if cx.Contrast(c, fill) >= textContrast {
			return c
		}
	}
	return cx.Colour{}
}
