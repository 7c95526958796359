package dashboard

import (
	"net/url"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestDaysOfOnesOwn(t *testing.T) {
	shop := cx.NewShop("s", "S")
	shop.Zone = "Europe/Oslo"
	now := instant(t, "2026-11-24T13:30:00Z")
	tests := []struct {
		name, from, to string
		first, last    string // of the window; the preset's if something is wrong
		words, why     string
	}{
		{"two days", "2026-10-24", "2026-10-25", "2026-10-24", "2026-10-25", "24 October to 25 October 2026", ""},
		{"one day", "2026-10-24", "2026-10-24", "2026-10-24", "2026-10-24", "24 October 2026", ""},
		{"over new year", "2025-12-30", "2026-01-02", "2025-12-30", "2026-01-02", "30 December 2025 to 2 January 2026", ""},
		{"open to today", "2026-11-20", "", "2026-11-20", "2026-11-24", "20 November to 24 November 2026", ""},
		{"no further than today", "2026-11-20", "2027-01-01", "2026-11-20", "2026-11-24", "20 November to 24 November 2026", ""},
		{"a leap year of days", "2023-11-25", "2024-11-24", "2023-11-25", "2024-11-24", "25 November 2023 to 24 November 2024", ""},
		{"13 whole months", "2025-11-01", "2026-11-30", "2025-11-01", "2026-11-24", "1 November 2025 to 24 November 2026", ""},
		{"too many", "2025-11-02", "2026-11-24", "2026-08-27", "2026-11-24", "last 90 days", "Choose at most a year at a time."},
		{"backwards", "2026-10-25", "2026-10-24", "2026-08-27", "2026-11-24", "last 90 days", "The first day is after the last one."},
		{"tomorrow", "2026-11-25", "2026-11-26", "2026-08-27", "2026-11-24", "last 90 days", "These days are yet to come."},
		{"no day", "soon", "2026-10-24", "2026-08-27", "2026-11-24", "last 90 days", "Write both days like 2026-11-24."},
		{"no first day", "", "2026-10-24", "2026-08-27", "2026-11-24", "last 90 days", "Write both days like 2026-11-24."},
		{"a day that is none", "2026-02-30", "", "2026-08-27", "2026-11-24", "last 90 days", "Write both days like 2026-11-24."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := windowOf(url.Values{"from": {tt.from}, "to": {tt.to}, "days": {"7"}}, shop, now)
			first, last := w.span()
			if first != tt.first || last != tt.last || w.words() != tt.words || w.why != tt.why {
				t.Errorf("= %s to %s, %q, %q", first, last, w.words(), w.why)
			}
			if w.own && (w.begins().In(shop.Location()).Format(time.DateTime) != first+" 00:00:00" || w.ends().Sub(w.begins()) < 24*time.Hour) {
				t.Errorf("it begins %s and ends %s", w.begins(), w.ends())
			}
		})
	}
	w := windowOf(url.Values{"from": {"2026-10-25"}, "to": {"2026-10-25"}}, shop, now)
	if got := w.ends().Sub(w.begins()); got != 25*time.Hour {
		t.Errorf("the day on which the clock is put back lasts %s, want 25 hours", got)
	}
}

func TestPlainCell(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"words", "Lovely - really.", "Lovely - really."},
		{"empty", "", ""},
		{"a formula", "=1+1", "'=1+1"},
		{"plus, minus, at", "+1", "'+1"},
		{"minus", "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t'=1"},
		{"carriage return", "\r=1", "'\r'=1"},
		{"after spaces", "  =1", "  '=1"},
		{"on a later line", "fine\n=1", "fine\n'=1"},
		{"after a semicolon, which separates cells in half of Europe", "fine;=1", "fine;'=1"},
		{"in full width, which some spreadsheets take too", "＝1", "'＝1"},
		{"a mail address", "ada@example.com", "ada@example.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := plainCell(tt.cell); got != tt.want {
				t.Errorf("plainCell(%q) = %q, want %q", tt.cell, got, tt.want)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	for code, want := range map[string]string{"NO": "Norway", "AD": "Andorra", "ZW": "Zimbabwe", "XK": "XK", "": "", "N": "N", "NO\tNorway": "NO\tNorway"} {
		if got := countryName(code); got != want {
			t.Errorf("countryName(%q) = %q, want %q", code, got, want)
		}
	}
	if languageName("de") != "German" || languageName("pt-BR") != "Portuguese (Brazil)" || languageName("nb") != "nb" {
		t.Error("a language has no name, or one that nobody gave it")
	}
}

func FuzzSeenOf(f *testing.F) {
	f.Add("abcdefghijklmnopqrstuvwxyz.1790000000000")
	f.Add(".1")
	f.Fuzz(func(t *testing.T, text string) {
		seen, ok := seenOf(text)
		if ok && (len(seen.Order) != cx.IDLength || seenText(cx.Response{Order: seen.Order, Changed: seen.Changed}) == "") {
			t.Errorf("seenOf(%q) = %v", text, seen)
		}
		if back, again := seenOf(seenText(cx.Response{Order: seen.Order, Changed: seen.Changed})); ok && (!again || back != seen) {
			t.Errorf("%q reads as %v, and that as %v", text, seen, back)
		}
	})
}
