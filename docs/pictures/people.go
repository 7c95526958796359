package main

import "net/url"

func firsts() []string {
	return []string{"Ada", "Jonas", "Chen", "Ingrid", "Samuel", "Leila", "Erik", "Noor", "Marta", "Oskar", "Priya"}
}

func lasts() []string {
	return []string{"Berg", "Weiss", "Li", "Dahl", "Okafor", "Haddad", "Lund", "Aziz", "Silva"}
}

func items() []string {
	return []string{"Stoneware bowl, sea green", "Espresso cups, set of four", "Serving bowl “Fjord”", "Stoneware mug", "Tall vase"}
}

// say adds reasons and words to the form of some customers.
func say(form url.Values, week, i int) {
	good := form.Get("score") >= "4"
	switch {
	case good && i%3 == 0:
		form.Add("reason", "as_pictured")
	case !good && i%2 == 0:
		form.Add("reason", "delivery")
	}
	words := []string{"Even more beautiful than the photo. Thank you for the note, Mia!", "Lovely glaze.", "My daughter took it the same day.",
		"Arrived safe, and well wrapped."}
	if !good {
		words = []string{"The handle was cracked and nobody answered my mail for four days.", "It came two weeks late."}
		form.Set("contact", "1")
	}
	if (week+i)%3 != 1 {
		form.Set("comment", words[(week+i)%len(words)])
	}
}
