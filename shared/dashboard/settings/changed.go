package settings

import (
	"slices"

	"earshot/shared/cx"
)

// Changed names the settings in which two versions of a shop differ, in words and in the order of the page, none twice.
// It never says their values: they may be somebody's name or address.
func Changed(was, is cx.Shop) []string {
	var all []string
	for _, d := range Differences(was, Values(is)) {
		if name := inWords(d.Field); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// inWords names a field in the middle of a sentence. Fields that say one thing together share a name.
func inWords(field string) string {
	return map[string]string{
		"name": "name", "sender": "who writes", "from": "sender address", "reply_to": "reply-to", "postal": "postal address",
		"zone": "time zone", "country": "country", "language": "language for all others", "languages": "languages offered",
		"colour": "colour", "scale": "scale", "after": "when the mail goes out", "days": "when the mail goes out",
		"fallback1": "what counts until then", "fallback1_days": "what counts until then",
		"fallback2": "what counts until then", "fallback2_days": "what counts until then",
		"throttle": "days between surveys", "window_from": "hours", "window_to": "hours", "strict": "what is counted",
		"good": "reasons", "bad": "reasons",
	}[field]
}
