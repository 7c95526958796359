package dashboard

import (
	_ "embed"
	"strings"

	"earshot/shared/cx"
)

//go:embed countries.tab
var countries string

// countryName is the usual English name of a country, or its code if it has none here.
func countryName(code string) string {
	_, rest, ok := strings.Cut(countries, "\n"+code+"\t")
	if !ok || len(code) != 2 {
		return code
	}
	name, _, _ := strings.Cut(rest, "\n")
	return name
}

// languageName is the English name of a language that Earshot speaks, or its tag.
func languageName(tag string) string {
	names := map[string]string{"ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
		"he": "Hebrew", "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt-BR": "Portuguese (Brazil)"}
	if name := names[tag]; name != "" {
		return name
	}
	return tag
}

// valueName says a value of a dimension as people do.
func valueName(shop cx.Shop, d cx.Dimension, value string) string {
	switch d {
	case cx.ByCountry:
		return countryName(value)
	case cx.ByLanguage:
		return languageName(value)
	case cx.ByReason:
		return reasonLabel(shop, value)
	case cx.ByVisit:
		if value == cx.FirstPurchase {
			return "First purchase"
		}
		return "Came back"
	}
	return value
}
