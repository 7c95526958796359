package look

import (
	"html/template"
	"math"

	"earshot/shared/cx"
)

// The least contrasts we allow (WCAG 2.2, 1.4.3 and 1.4.11).
const (
	TextContrast = 4.5 // of text against what is behind it
	EdgeContrast = 3.0 // of a control against what is around it
)

// Color is the business's colour.
type Color = cx.Colour

// ParseColor reads #rgb and #rrggbb in either case, and nothing else: no name and no function of CSS gets through, so
// a colour that was parsed is safe in a stylesheet.
func ParseColor(s string) (Color, error) {
	if len(s) == 4 && s[0] == '#' {
		s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	return cx.ParseColour(s)
}

// Nearest is the colour closest to c, on the way from c to black or to white, that has at least the contrast least
// against every one of behind. A colour that passes already comes back as it is. Where no mixture passes, because
// behind holds both light and dark, it is black or white, whichever does better.
func Nearest(c Color, least float64, behind ...Color) Color {
	const steps = 255
	for step := range steps + 1 {
		t := float64(step) / steps
		dark, light := c.Mix(black(), t), c.Mix(white(), t)
		if better := clearer(dark, light, behind); worst(better, behind) >= least {
			return better
		}
	}
	return clearer(black(), white(), behind)
}

func black() Color { return Color{} }
func white() Color { return Color{R: 255, G: 255, B: 255} }

func clearer(a, b Color, behind []Color) Color {
	if worst(b, behind) > worst(a, behind) {
		return b
	}
	return a
}

func worst(c Color, behind []Color) float64 {
	least := math.Inf(1)
	for _, b := range behind {
		least = min(least, cx.Contrast(c, b))
	}
	return least
}

// Tones are one brand colour as it may be used on a light or a dark page.
type Tones struct {
	Fill Color // of buttons and chosen scores: 3:1 against the page
	On   Color // of text on Fill: 4.5:1
	Link Color // of text on the page: 4.5:1 on paper, ground and tint alike
}

// Brand is a shop's colour made readable, light and dark.
type Brand struct{ Light, Dark Tones }

// Surfaces that a brand colour meets: paper, ground and tint of look.css.
func lightSurfaces() []Color {
	return []Color{{R: 0xff, G: 0xfe, B: 0xfb}, {R: 0xf6, G: 0xf4, B: 0xef}, {R: 0xf3, G: 0xef, B: 0xe6}}
}

func darkSurfaces() []Color {
	return []Color{{R: 0x19, G: 0x18, B: 0x15}, {R: 0x16, G: 0x15, B: 0x12}, {R: 0x26, G: 0x23, B: 0x1e}}
}

// BrandOf a shop's colour. A colour that is readable as it is stays as it is.
func BrandOf(c Color) Brand {
	return Brand{Light: tones(c, lightSurfaces()), Dark: tones(c, darkSurfaces())}
}

func tones(c Color, surfaces []Color) Tones {
	t := Tones{Fill: Nearest(c, EdgeContrast, surfaces...), Link: Nearest(c, TextContrast, surfaces...)}
	t.On = on(t.Fill)
	return t
}

// on is the first of our own white and ink, then plain white and black, that can be read on fill. One of the last two
// always can: no colour is nearer than 4.58:1 to both.
func on(fill Color) Color {
	for _, c := range []Color{lightSurfaces()[0], darkSurfaces()[0], white()} {
		if cx.Contrast(c, fill) >= TextContrast {
			return c
		}
	}
	return black()
}

// CSS sets the brand's tokens; it belongs after the stylesheet, in the same <style>.
func (b Brand) CSS() template.CSS {
	return template.CSS(":root{" + b.Light.tokens() + "}@media (prefers-color-scheme:dark){:root{" + b.Dark.tokens() + "}}")
}

func (t Tones) tokens() string {
	return "--brand:" + t.Fill.String() + ";--on-brand:" + t.On.String() + ";--link:" + t.Link.String()
}
