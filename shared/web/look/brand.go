package look

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
)

// The least contrasts we allow (WCAG 2.2, 1.4.3 and 1.4.11).
const (
	TextContrast = 4.5 // of text against what is behind it
	EdgeContrast = 3.0 // of a control against what is around it
)

// Color is an sRGB colour.
type Color struct{ R, G, B uint8 }

// ParseColor reads #rgb and #rrggbb in either case, and nothing else: no name and no function of CSS gets through, so
// a colour that was parsed is safe in a stylesheet.
func ParseColor(s string) (Color, error) {
	digits, ok := s, len(s) > 0 && s[0] == '#'
	if ok {
		digits = s[1:]
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 24)
	if !ok || len(digits) != 6 || err != nil {
		return Color{}, fmt.Errorf("parse colour %q: want #rrggbb", s)
	}
	return Color{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// String is the colour as #rrggbb.
func (c Color) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the ratio of two colours, from 1 (equal) to 21 (black and white), in either order. WCAG 2.2, "contrast
// ratio".
func Contrast(a, b Color) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is WCAG's relative luminance, 0 to 1.
func (c Color) luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// Nearest is the colour closest to c, on the way from c to black or to white, that has at least the contrast least
// against every one of behind. A colour that passes already comes back as it is. Where no mixture passes, because
// behind holds both light and dark, it is black or white, whichever does better.
func Nearest(c Color, least float64, behind ...Color) Color {
	const steps = 255
	for step := range steps + 1 {
		t := float64(step) / steps
		dark, light := c.mix(black(), t), c.mix(white(), t)
		if better := clearer(dark, light, behind); worst(better, behind) >= least {
			return better
		}
	}
	return clearer(black(), white(), behind)
}

func black() Color { return Color{} }
func white() Color { return Color{255, 255, 255} }

func clearer(a, b Color, behind []Color) Color {
	if worst(b, behind) > worst(a, behind) {
		return b
	}
	return a
}

func worst(c Color, behind []Color) float64 {
	least := math.Inf(1)
	for _, b := range behind {
		least = min(least, Contrast(c, b))
	}
	return least
}

func (c Color) mix(with Color, t float64) Color {
	channel := func(from, to uint8) uint8 {
		return uint8(math.Round(float64(from)*(1-t) + float64(to)*t))
	}
	return Color{channel(c.R, with.R), channel(c.G, with.G), channel(c.B, with.B)}
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
	return []Color{{0xff, 0xfe, 0xfb}, {0xf6, 0xf4, 0xef}, {0xf3, 0xef, 0xe6}}
}

func darkSurfaces() []Color {
	return []Color{{0x19, 0x18, 0x15}, {0x16, 0x15, 0x12}, {0x26, 0x23, 0x1e}}
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
		if Contrast(c, fill) >= TextContrast {
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
