package words_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"earshot/shared/cx"
	"earshot/shared/words"
)

func TestFirst(t *testing.T) {
	b := load(t)
	tests := []struct {
		name, order, person, country, lives string
		shop                                cx.Shop
		want                                string
	}{
		{"the order's before all", "it-CH", "fr", "DE", "ES", cx.Shop{Language: "en"}, "it"},
		{"the customer's before the country's", "", "fr", "DE", "ES", cx.Shop{Language: "en"}, "fr"},
		{"the order's is not spoken", "ja", "fr", "DE", "", cx.Shop{Language: "en"}, "fr"},
		{"the order's is not offered", "pl", "fr", "DE", "", cx.Shop{Language: "en", Languages: []string{"en", "fr"}}, "fr"},
		{"where it goes before where the customer lives", "", "", "SA", "IL", cx.Shop{Language: "en"}, "ar"},
		{"where the customer lives", "", "", "", "IL", cx.Shop{Language: "en"}, "he"},
		{"a country of several languages", "", "", "BE", "", cx.Shop{Language: "nl"}, "nl"},
		{"the country's is not offered", "", "", "BR", "", cx.Shop{Language: "es", Languages: []string{"es"}}, "es"},
		{"Portuguese, as a platform writes it", "pt_BR", "", "", "", cx.Shop{Language: "en"}, "pt-BR"},
		{"Portuguese without a country", "pt", "", "", "", cx.Shop{Language: "en"}, "pt-BR"},
		{"Hebrew by its old code", "iw", "", "", "", cx.Shop{Language: "en"}, "he"},
		{"Arabic of a country", "ar-EG", "", "", "", cx.Shop{Language: "en"}, "ar"},
		{"Catalan is not Spanish", "ca", "", "", "", cx.Shop{Language: "en"}, "en"},
		{"nothing known", "", "", "", "", cx.Shop{Language: "de"}, "de"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := cx.Order{State: cx.OrderState{Locale: tt.order, Country: tt.country}}
			p := cx.Person{Locale: tt.person, Country: tt.lives}
			if got := b.First(words.Wanted(o, p), tt.shop).Tag; got != tt.want {
				t.Errorf("First = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestOfCountryIsALanguageThatIsSpoken(t *testing.T) {
	tags := load(t).Tags()
	for _, country := range []string{"FR", "DE", "AT", "ES", "MX", "IT", "PL", "NL", "BR", "IL", "SA", "EG", "GB", "US"} {
		if got := words.OfCountry(country); !slices.Contains(tags, got) {
			t.Errorf("OfCountry(%s) = %q", country, got)
		}
	}
	for _, country := range []string{"CH", "BE", "CA", "LU", "MA", "LB", "AE", "PT", "FI", "", "de"} {
		if got := words.OfCountry(country); got != "" {
			t.Errorf("OfCountry(%q) = %q, want none", country, got)
		}
	}
}

func TestAccepts(t *testing.T) {
	tests := []struct {
		name, header string
		want         []string
	}{
		{"by weight", "en;q=0.5,de-AT,de;q=0.9", []string{"de-AT", "de", "en"}},
		{"none", "", nil},
		{"what cannot be read", "{}", nil},
		{"no more than eight", "aa,ab,af,am,an,as,av,ay,az", []string{"aa", "ab", "af", "am", "an", "as", "av", "ay"}},
	}
	for _, tt := range tests {
		if got := words.Accepts(tt.header); !slices.Equal(got, tt.want) {
			t.Errorf("%s: Accepts = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func FuzzAccepts(f *testing.F) {
	f.Add("de-AT,de;q=0.9,*;q=0.1")
	f.Fuzz(func(t *testing.T, header string) {
		if got := words.Accepts(header); len(got) > 8 {
			t.Errorf("%d languages", len(got))
		}
	})
}

func TestALanguageThatLacksATextIsNotSpoken(t *testing.T) {
	b, err := words.Read(fstest.MapFS{
		"en.json": file(`"a": "x", "b": "y"`, "ltr"),
		"de.json": file(`"a": "x", "b": "y"`, "ltr"),
		"fr.json": file(`"a": "x"`, "ltr"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Tags(); len(got) != 2 || slices.Contains(got, "fr") {
		t.Errorf("Tags = %v", got)
	}
	if got := b.First([]string{"fr"}, cx.Shop{Language: "de"}).Tag; got != "de" {
		t.Errorf("French without a text gives way to %s, want the shop's German", got)
	}
}
