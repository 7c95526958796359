// Package code draws QR codes as SVG: for packing slips, where nobody types an address. The code itself is the work of
// rsc.io/qr; this package turns its modules into one path, which every printer draws sharp at any size.
//
// It always draws dark on light with the quiet zone of four modules that the standard (ISO/IEC 18004) wants, also on a dark
// screen: scanners do not read it the other way round.
package code

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quiet is the width of the light border, in modules.
const quiet = 4

// Drawing is a code as the path of an SVG of Size by Size modules, border included.
type Drawing struct {
	Size int
	Path string
}

// Draw draws a text, of at most about 2,300 bytes. A fifth of the modules may be lost to dirt and folds (level M).
func Draw(text string) (Drawing, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return Drawing{}, fmt.Errorf("draw a QR code of %d bytes: %w", len(text), err)
	}
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			if wide := x - from; wide > 0 {
				b.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + strconv.Itoa(wide) + "v1h-" + strconv.Itoa(wide) + "z")
			}
		}
	}
	return Drawing{Size: c.Size + 2*quiet, Path: b.String()}, nil
}

// File is the drawing as a file of its own.
func (d Drawing) File() []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="40mm" height="40mm" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="%s"/></svg>
`, d.Size, d.Size, d.Size, d.Size, d.Path)
}
