package dashboard_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// rowsOf are the rows of a page's table, each in one text.
func rowsOf(n node) (rows []string) {
	for _, tr := range n.one("tbody", "", "").all("tr", "", "") {
		row := []string{tr.one("th", "", "").text()}
		for _, td := range tr.all("td", "", "") {
			row = append(row, td.text())
		}
		rows = append(rows, strings.Join(row, " | "))
	}
	return rows
}

func TestTheScoreByOneDimension(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	tests := []struct {
		by   string
		rows []string
	}{
		{"country", []string{"Everyone | 61 % few answers | 39 to 80 % | 18", "Norway | 77 % few answers | 50 to 92 % | 13", "Germany | too few | – | 4", "XK | too few | – | 1"}},
		{"product", []string{"Everyone | 61 % few answers | 39 to 80 % | 18", "Stoneware mug | 77 % few answers | 50 to 92 % | 13", "Tall <i>vase</i> | too few | – | 5"}},
		{"reason", []string{"Everyone | 61 % few answers | 39 to 80 % | 18", "Quality | 77 % few answers | 50 to 92 % | 13", "Price | too few | – | 3"}},
		{"visit", []string{"Everyone | 61 % few answers | 39 to 80 % | 18", "First purchase | 61 % few answers | 39 to 80 % | 18"}},
		{"language", []string{"Everyone | 61 % few answers | 39 to 80 % | 18", "English | 61 % few answers | 39 to 80 % | 18"}},
	}
	for _, tt := range tests {
		t.Run(tt.by, func(t *testing.T) {
			page := parsed(t, s.get("/dashboard/nordlys/by?by="+tt.by))
			if got := rowsOf(page); fmt.Sprint(got) != fmt.Sprint(tt.rows) {
				t.Errorf("the rows are\n%q, want\n%q", got, tt.rows)
			}
			wantText(t, page, "Satisfied customers, August to November 2026", "whole months")
		})
	}
}

// TestEachCountOpensItsAnswers: the list behind a count holds as many answers as it says.
func TestEachCountOpensItsAnswers(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	pages := []string{"/dashboard/nordlys", "/dashboard/nordlys?days=7"}
	for _, d := range cx.Dimensions() {
		pages = append(pages, "/dashboard/nordlys/by?days=30&by="+string(d), "/dashboard/nordlys/by?days=365&by="+string(d))
	}
	n := 0
	for _, path := range pages {
		for _, a := range parsed(t, s.get(path)).all("a", "", "") {
			var want int
			if _, err := fmt.Sscan(strings.Fields(a.text() + " x")[0], &want); err != nil || strings.Contains(a.text(), "days") || strings.Contains(a.text(), "opened") {
				continue
			}
			n++
			if got := len(answersOf(t, s, a.attr("href")).all("li", "class", "answer")); got != want {
				t.Errorf("on %s the number %q opens %d answers: %s", path, a.text(), got, a.attr("href"))
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d numbers lead to answers", n)
	}
}

func TestManyValuesAreCutAloud(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	for n := range 12 {
		for k := range 1 + (n+1)/12 { // the last one twice
			speaks(f, customer{n: 100*k + n, country: []string{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR"}[n],
				item: cx.Item{ID: fmt.Sprint(n), Title: fmt.Sprint("Product ", n)}, score: 5, at: f.Now.AddDate(0, 0, -1)})
		}
	}
	f.Count()
	s := open(t, f).signedIn()
	for by, first := range map[string]string{"country": "Greece | too few | – | 2", "product": "Product 11 | too few | – | 2"} {
		page := parsed(t, s.get("/dashboard/nordlys/by?by="+by))
		if rows := rowsOf(page); len(rows) != 11 || rows[1] != first {
			t.Errorf("by %s the rows are %q, want everyone and ten, %s first", by, rows, first)
		}
		wantText(t, page, "The ten with most answers are shown; 2 ")
	}
}

func TestNobodyIsBrokenDown(t *testing.T) {
	s := open(t, floor.Open(t, cx.ElevenPoints)).signedIn()
	for _, by := range []string{"country", "product", "reason", "visit", "language", "colour", ""} {
		page := parsed(t, s.get("/dashboard/nordlys/by?by="+by))
		wantText(t, page, "No answers that tell it in these months.")
		if got := page.one("nav", "aria-label", "By what").all("a", "aria-current", "true"); len(got) != 1 {
			t.Errorf("by %q has %d current choices", by, len(got))
		}
	}
}
