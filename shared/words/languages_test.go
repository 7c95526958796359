package words_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/words"
)

func TestDaysOfAllLanguages(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	b := load(t)
	for tag, want := range map[string][3]string{ // three days ago, 11 November, 1 November
		"en":    {"Saturday", "11 November", "1 November"},
		"de":    {"Samstag", "11. November", "1. November"},
		"fr":    {"samedi", "le 11 novembre", "le 1er novembre"},
		"es":    {"el sábado", "el 11 de noviembre", "el 1 de noviembre"},
		"pt-BR": {"no sábado", "em 11 de novembro", "em 1º de novembro"},
		"it":    {"sabato", "l’11 novembre", "il 1º novembre"},
		"nl":    {"zaterdag", "11 november", "1 november"},
		"pl":    {"w sobotę", "11 listopada", "1 listopada"},
		"ar":    {"السبت", "11 نوفمبر", "1 نوفمبر"},
		"he":    {"בשבת", "ב-11 בנובמבר", "ב-1 בנובמבר"},
	} {
		l := b.For(tag, "")
		got := [3]string{l.Lately(now.AddDate(0, 0, -3), now), l.Day(now.AddDate(0, 0, -13)), l.Day(now.AddDate(0, 0, -23))}
		if got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestPluralsOfAllLanguages(t *testing.T) {
	b := load(t)
	for tag, want := range map[string]map[string]string{
		"pl": {"1": "przez minutę", "3": "przez 3 minuty", "5": "przez 5 minut ", "22": "przez 22 minuty"},
		"ar": {"1": "دقيقة واحدة", "2": "دقيقتين", "5": "5 دقائق", "15": "15 دقيقة", "100": "100 دقيقة"},
		"he": {"1": "במשך דקה", "2": "שתי דקות", "15": "15 דקות", "20": "20 דקות"},
		"fr": {"1": "1 minute,", "15": "15 minutes"},
	} {
		for count, part := range want {
			if got := b.For(tag, "").Text("signin.expires", words.Args{"count": count}); !strings.Contains(got, part) {
				t.Errorf("%s, %s: %q lacks %q", tag, count, got, part)
			}
		}
	}
}

func TestIsolated(t *testing.T) {
	b := load(t)
	tests := []struct{ name, tag, in, want string }{
		{"Latin in Arabic", "ar", "Bowl (blue)", "\u2068Bowl (blue)\u2069"},
		{"Arabic in Arabic", "ar", "صحن أزرق", "صحن أزرق"},
		{"a number in Arabic", "ar", "1042", "1042"},
		{"both in Hebrew", "he", "קערה Fjord", "\u2068קערה Fjord\u2069"},
		{"Latin in English", "en", "Bowl (blue)", "Bowl (blue)"},
		{"Hebrew in English", "en", "קערה", "\u2068קערה\u2069"},
		{"accents in French", "fr", "Théière", "Théière"},
		{"nothing", "ar", "", ""},
	}
	for _, tt := range tests {
		got := b.For(tt.tag, "").Isolated(tt.in)
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := b.For("ar", "").Text("answer.gave11", words.Args{"shop": "Nordlys", "score": "4"}); !strings.Contains(got, "\u2068Nordlys\u2069") {
		t.Errorf("a Latin name in an Arabic sentence has no marks: %q", got)
	}
}

// Quotation marks and question marks are each language's own, and no text is left in English.
func TestEveryLanguageIsItsOwn(t *testing.T) {
	b := load(t)
	en := b.For("en", "")
	shared := map[string]bool{"reason.service": true, "mail.person": true}
	for _, tag := range b.Tags()[1:] {
		l := b.For(tag, "")
		for _, key := range l.Keys() {
			if got := l.Written(key); got == en.Written(key) && strings.ContainsAny(strings.NewReplacer("{", "", "}", "").Replace(got), "abcdefghijklmnopqrstuvwxyz") && !shared[key] {
				t.Errorf("%s: %s is English: %q", tag, key, got)
			}
			if strings.ContainsAny(l.Written(key), `"!`) {
				t.Errorf("%s: %s has a straight quotation mark or shouts: %q", tag, key, l.Written(key))
			}
		}
	}
}

func TestDays(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	b := load(t)
	tests := []struct {
		name, tag, want string
		at              time.Time
	}{
		{"three days ago", "en", "Saturday", now.AddDate(0, 0, -3)},
		{"three days ago in German", "de", "Samstag", now.AddDate(0, 0, -3)},
		{"a week ago", "en", "17 November", now.AddDate(0, 0, -7)},
		{"a week ago in German", "de", "17. November", now.AddDate(0, 0, -7)},
		{"in the future: a platform's clock is wrong", "en", "25 November", now.AddDate(0, 0, 1)},
	}
	for _, tt := range tests {
		if got := b.For(tt.tag, "").Lately(tt.at, now); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
