package code_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"rsc.io/qr"

	"earshot/shared/dashboard/code"
)

const link = "https://hear.example.com/f/nordlys"

// modules reads the path back.
func modules(t *testing.T, d code.Drawing) map[[2]int]bool {
	t.Helper()
	dark := map[[2]int]bool{}
	for part := range strings.SplitSeq(strings.TrimSuffix(d.Path, "z"), "z") {
		var x, y, wide, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1h-%d", &x, &y, &wide, &back); err != nil || wide != back {
			t.Fatalf("%q is no row of modules: %v", part, err)
		}
		for i := range wide {
			dark[[2]int{x + i, y}] = true
		}
	}
	return dark
}

func TestEveryModuleIsDrawn(t *testing.T) {
	want, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	d, err := code.Draw(link)
	if err != nil || d.Size != want.Size+8 {
		t.Fatalf("Draw = size %d, %v, want %d with a border of four", d.Size, err, want.Size+8)
	}
	dark := modules(t, d)
	for y := range d.Size {
		for x := range d.Size {
			if dark[[2]int{x, y}] != want.Black(x-4, y-4) {
				t.Fatalf("module %d, %d is dark: %v", x, y, dark[[2]int{x, y}])
			}
		}
	}
}

func TestFileIsWellFormed(t *testing.T) {
	d, err := code.Draw(link)
	if err != nil {
		t.Fatal(err)
	}
	for r := xml.NewDecoder(strings.NewReader(string(d.File()))); ; {
		if _, err := r.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTooLong(t *testing.T) {
	if _, err := code.Draw(strings.Repeat("x", 3000)); err == nil {
		t.Error("3,000 bytes were drawn, though no code holds them")
	}
}
