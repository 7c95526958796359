package words

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"

	"earshot/shared/cx"
)

// Wanted is what is known of a customer's language, the surest first: the order was placed in it, the platform keeps it
// with the customer, or it is spoken in the country that the order goes to.
func Wanted(o cx.Order, p cx.Person) []string {
	return []string{o.State.Locale, p.Locale, OfCountry(cmp.Or(o.State.Country, p.Country))}
}

// First is the first of the wanted languages that Earshot speaks and the shop offers, else the shop's own. It is one
// language for all that is said: what it lacks is never filled up from another one.
func (b *Book) First(wanted []string, shop cx.Shop) Language {
	for _, name := range wanted {
		if l, ok := b.find(name); ok && shop.Offers(l.Tag) {
			return l
		}
	}
	return b.For(shop.Language, "")
}

// Spoken is First for one wanted language.
func (b *Book) Spoken(wanted string, shop cx.Shop) Language { return b.First([]string{wanted}, shop) }

// For finds the language of a customer (BCP 47, as platforms write it: "de", "de-AT", "pt_BR"), else the shop's, else
// Source. A language that is only distantly alike is no match: the shop's own is nearer to its customers.
func (b *Book) For(wanted, shops string) Language {
	for _, name := range []string{wanted, shops} {
		if l, ok := b.find(name); ok {
			return l
		}
	}
	return b.languages[0]
}

func (b *Book) find(name string) (Language, bool) {
	tag, err := language.Parse(name)
	if name == "" || err != nil {
		return Language{}, false
	}
	_, at, sure := b.matcher.Match(tag)
	return b.languages[at], sure >= language.High
}

// Accepts lists the languages of a browser's Accept-Language, best first, at most eight. A header that cannot be read
// names none.
func Accepts(header string) []string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	var all []string
	for _, t := range tags[:min(len(tags), 8)] {
		all = append(all, t.String())
	}
	return all
}

// OfCountry is the language of nearly everybody in a country (ISO 3166-1 alpha-2), as far as Earshot speaks it, else
// "". Countries where a guess would often be wrong are left out: Belgium, Canada, Switzerland and the like for their
// several languages, the Maghreb and Lebanon for French beside Arabic, the Emirates and Qatar for their many residents
// from elsewhere, Portugal because our Portuguese is Brazil's.
func OfCountry(country string) string {
	for name, countries := range spokenIn() {
		if slices.Contains(countries, country) {
			return name
		}
	}
	return ""
}

func spokenIn() map[string][]string {
	return map[string][]string{
		"de":    {"DE", "AT", "LI"},
		"en":    {"GB", "IE", "US", "AU", "NZ"},
		"fr":    {"FR", "MC"},
		"es":    {"ES", "MX", "AR", "CL", "CO", "PE", "EC", "UY", "VE", "CR", "PA", "GT", "HN", "NI", "SV", "DO", "BO", "PY", "CU"},
		"pt-BR": {"BR"},
		"it":    {"IT", "SM", "VA"},
		"nl":    {"NL"},
		"pl":    {"PL"},
		"ar":    {"SA", "EG", "JO", "KW", "OM", "IQ", "YE", "LY", "SY", "PS", "SD"},
		"he":    {"IL"},
	}
}
