package cx_test

import (
	"math"
	"testing"

	"earshot/shared/cx"
)

func TestParseColour(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"#0f5c55", "#0f5c55"}, {"#FFFEFB", "#fffefb"},
		{"red", ""}, {"#fff", ""}, {"#12345", ""}, {"#12345g", ""}, {"#123456;}", ""}, {"", ""},
	}
	for _, tt := range tests {
		c, err := cx.ParseColour(tt.in)
		if (err == nil) != (tt.want != "") || (err == nil && c.String() != tt.want) {
			t.Errorf("ParseColour(%q) = %v, %v, want %q", tt.in, c, err, tt.want)
		}
	}
}

func TestContrast(t *testing.T) { // figures of other calculators of WCAG's ratio
	white, black := cx.Colour{R: 255, G: 255, B: 255}, cx.Colour{}
	tests := []struct {
		a, b cx.Colour
		want float64
	}{
		{white, black, 21}, {black, white, 21}, {white, white, 1},
		{cx.Colour{R: 0x76, G: 0x76, B: 0x76}, white, 4.54}, {cx.Colour{R: 0x0b, G: 0x57, B: 0xd0}, cx.Colour{R: 0x1e, G: 0x1e, B: 0x1e}, 2.61},
	}
	for _, tt := range tests {
		if got := cx.Contrast(tt.a, tt.b); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("Contrast(%v, %v) = %.2f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestReadable(t *testing.T) {
	light := []cx.Colour{{R: 0xff, G: 0xfe, B: 0xfb}, {R: 0xf6, G: 0xf4, B: 0xef}}
	dark := []cx.Colour{{R: 0x19, G: 0x18, B: 0x15}, {R: 0x16, G: 0x15, B: 0x12}}
	for r := 0; r < 256; r += 51 {
		for g := 0; g < 256; g += 51 {
			for b := 0; b < 256; b += 51 {
				c := cx.Colour{R: uint8(r), G: uint8(g), B: uint8(b)}
				for _, behind := range [][]cx.Colour{light, dark} {
					got := c.Readable(4.5, behind...)
					if min(cx.Contrast(got, behind[0]), cx.Contrast(got, behind[1])) < 4.5 {
						t.Errorf("%v.Readable on %v = %v, which is not", c, behind, got)
					}
				}
			}
		}
	}
	if teal := (cx.Colour{R: 0x0f, G: 0x5c, B: 0x55}); teal.Readable(4.5, light...) != teal {
		t.Error("a colour that is readable must stay as it is")
	}
}
