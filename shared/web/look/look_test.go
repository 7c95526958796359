package look_test

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/web/look"
)

func color(t *testing.T, s string) look.Color {
	t.Helper()
	c, err := look.ParseColor(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseColor(t *testing.T) {
	for in, want := range map[string]string{"#0f5c55": "#0f5c55", "#0F5C55": "#0f5c55", "#fa0": "#ffaa00"} {
		if got := color(t, in).String(); got != want {
			t.Errorf("ParseColor(%s) = %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "#", "red", "0f5c55", "#12345", "#1234567", "#+12345", "#12 345", "#00f;}", "#ggg", "#äa"} {
		if got, err := look.ParseColor(in); err == nil {
			t.Errorf("ParseColor(%q) = %s, want an error: it goes into a stylesheet", in, got)
		}
	}
}

// The ratios are those of WCAG's own examples and of the common contrast checkers.
func TestContrast(t *testing.T) {
	tests := []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#777777", "#ffffff", 4.478},
		{"#767676", "#ffffff", 4.542},
		{"#ff0000", "#ffffff", 3.998},
		{"#0f5c55", "#0f5c55", 1},
	}
	for _, tt := range tests {
		got, turned := cx.Contrast(color(t, tt.a), color(t, tt.b)), cx.Contrast(color(t, tt.b), color(t, tt.a))
		if math.Abs(got-tt.want) > 5e-4 || got != turned {
			t.Errorf("Contrast(%s, %s) = %.4f and %.4f, want %.3f", tt.a, tt.b, got, turned, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	white, black := look.Color{R: 255, G: 255, B: 255}, look.Color{}
	tests := []struct {
		name, in string
		least    float64
		behind   []look.Color
		want     string
	}{
		{"what passes stays", "#0f5c55", 4.5, []look.Color{white}, "#0f5c55"},
		{"grey gets the least darker that passes", "#777777", 4.5, []look.Color{white}, "#767676"},
		{"dark gets lighter on black", "#000000", 4.5, []look.Color{black}, "#757575"},
		{"nothing passes on both: the best there is", "#808080", 21, []look.Color{white, black}, "#000000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := look.Nearest(color(t, tt.in), tt.least, tt.behind...).String(); got != tt.want {
				t.Errorf("Nearest(%s, %.1f) = %s, want %s", tt.in, tt.least, got, tt.want)
			}
		})
	}
}

// Any brand colour must be readable on any surface, in both schemes: every 31st value of each channel is tried.
func TestBrandIsReadable(t *testing.T) {
	light, dark := sheets(t)
	for _, scheme := range []struct {
		tokens map[string]look.Color
		tones  func(look.Brand) look.Tones
	}{
		{light, func(b look.Brand) look.Tones { return b.Light }},
		{dark, func(b look.Brand) look.Tones { return b.Dark }},
	} {
		for n := range 9 * 9 * 9 {
			c := look.Color{R: uint8(n % 9 * 31), G: uint8(n / 9 % 9 * 31), B: uint8(n / 81 * 31)}
			tones := scheme.tones(look.BrandOf(c))
			if got := cx.Contrast(tones.On, tones.Fill); got < 4.5 {
				t.Fatalf("brand %s: text on the button has %.2f", c, got)
			}
			for _, surface := range []string{"paper", "ground", "tint"} {
				if got := cx.Contrast(tones.Link, scheme.tokens[surface]); got < 4.5 {
					t.Fatalf("brand %s: link %s on %s has %.2f", c, tones.Link, surface, got)
				}
				if got := cx.Contrast(tones.Fill, scheme.tokens[surface]); got < 3 {
					t.Fatalf("brand %s: button %s on %s has %.2f", c, tones.Fill, surface, got)
				}
			}
		}
	}
}

func TestBrandKeepsWhatIsReadable(t *testing.T) {
	got := string(look.BrandOf(color(t, "#0f5c55")).CSS())
	if !strings.HasPrefix(got, ":root{--brand:#0f5c55;--on-brand:#fffefb;--link:#0f5c55}@media (prefers-color-scheme:dark){:root{--brand:#") {
		t.Errorf("CSS = %s", got)
	}
}

// sheets are the colour tokens of the stylesheet, light and dark (where dark falls back to light).
func sheets(t *testing.T) (light, dark map[string]look.Color) {
	t.Helper()
	blocks := regexp.MustCompile(`(?s):root\{(.*?)\}`).FindAllStringSubmatch(string(look.CSS()), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d blocks of tokens, want light and dark", len(blocks))
	}
	read := func(block string) map[string]look.Color {
		tokens := map[string]look.Color{}
		for _, m := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{6})`).FindAllStringSubmatch(block, -1) {
			tokens[m[1]] = color(t, m[2])
		}
		return tokens
	}
	light, dark = read(blocks[0][1]), read(blocks[1][1])
	for name := range light {
		if _, ok := dark[name]; !ok {
			t.Errorf("--%s has no dark colour", name)
		}
	}
	return light, dark
}

func TestTokensHaveContrast(t *testing.T) {
	light, dark := sheets(t)
	tests := []struct {
		front, behind string // behind: names, with spaces
		least         float64
	}{
		{"ink", "paper ground tint", 7},
		{"soft", "paper ground tint", 4.5},
		{"link", "paper ground tint", 4.5},
		{"bad-ink", "paper ground tint", 4.5},
		{"on-brand", "brand", 4.5},
		{"on-good", "good", 4.5},
		{"on-so", "so", 4.5},
		{"on-bad", "bad", 4.5},
		{"edge", "paper ground tint", 3},
		{"good", "paper ground tint", 3},
		{"so", "paper ground tint", 3},
		{"bad", "paper ground tint", 3},
	}
	for _, tt := range tests {
		for behind := range strings.FieldsSeq(tt.behind) {
			for scheme, tokens := range map[string]map[string]look.Color{"light": light, "dark": dark} {
				if got := cx.Contrast(tokens[tt.front], tokens[behind]); got < tt.least {
					t.Errorf("%s: --%s on --%s has %.2f, want %.1f", scheme, tt.front, behind, got, tt.least)
				}
			}
		}
	}
}

// The doc comment is all that a page's author reads: it must name every class there is.
func TestClassesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("look.go")
	if err != nil {
		t.Fatal(err)
	}
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(look.CSS()), "")
	for _, m := range regexp.MustCompile(`\.([a-z]+)`).FindAllStringSubmatch(css, -1) {
		if !regexp.MustCompile(`\b` + m[1] + `\b`).Match(doc) {
			t.Errorf("class %s is not documented", m[1])
		}
	}
	for _, foreign := range []string{"url(", "@import", "http:", "https:", "expression"} {
		if strings.Contains(css, foreign) {
			t.Errorf("the stylesheet holds %q: pages load nothing from elsewhere", foreign)
		}
	}
	if n := len(look.CSS()); n > 9500 {
		t.Errorf("the stylesheet has %d bytes, want 9500 at most: a whole answer page fits into 30 KB", n)
	}
}
