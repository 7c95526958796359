package dashboard

import "strings"

// browserWords names a browser as people do, "Firefox on Linux", so that they know which session is theirs. Browsers name
// each other for old times' sake: who is named first here is who it is. What nobody knows is "a browser": a sender's own
// text does not stand on our pages.
func browserWords(agent string) string {
	name := first(agent, "Edg", "Edge", "OPR", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"Chrome", "Chrome", "CriOS", "Chrome", "Safari", "Safari")
	if name == "" {
		name = "A browser"
	}
	system := first(agent, "iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "ChromeOS", "Linux", "Linux")
	if system == "" {
		return name
	}
	return name + " on " + system
}

// first finds the first sign of pairs of a sign and its name.
func first(s string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.Contains(s, pairs[i]) {
			return pairs[i+1]
		}
	}
	return ""
}
