package cx

import (
	"fmt"
	"math"
	"strconv"
)

// Colour is an sRGB colour. It can only be made of six hexadecimal digits, so it is safe in a stylesheet.
type Colour struct{ R, G, B uint8 }

// ParseColour reads #rrggbb in either case and nothing else.
func ParseColour(s string) (Colour, error) {
	if !isColour(s) {
		return Colour{}, fmt.Errorf("parse colour %q: want # and six hexadecimal digits", s)
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err
}

// String is the colour as #rrggbb.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the ratio of two colours from 1 (equal) to 21 (black on white), in either order (WCAG 2.2, "contrast
// ratio"). Text wants at least 4.5, the edge of a control 3.
func Contrast(a, b Colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is WCAG's relative luminance, 0 to 1.
func (c Colour) luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// Readable is the colour nearest to c, on the way to black or to white, that has at least the contrast least against
// every one of behind, which must be all light or all dark. A colour that passes already stays as it is.
func (c Colour) Readable(least float64, behind ...Colour) Colour {
	end := Colour{}
	if behind[0].luminance() < 0.18 { // where black and white are equally far
		end = Colour{255, 255, 255}
	}
	const steps = 64
	for step := range steps {
		if m := c.Mix(end, float64(step)/steps); m.stands(least, behind) {
			return m
		}
	}
	return end
}

func (c Colour) stands(least float64, behind []Colour) bool {
	for _, b := range behind {
		if Contrast(c, b) < least {
			return false
		}
	}
	return true
}

// Mix is c with a share t of another colour, 0 to 1.
func (c Colour) Mix(with Colour, t float64) Colour {
	channel := func(from, to uint8) uint8 { return uint8(math.Round(float64(from)*(1-t) + float64(to)*t)) }
	return Colour{channel(c.R, with.R), channel(c.G, with.G), channel(c.B, with.B)}
}
