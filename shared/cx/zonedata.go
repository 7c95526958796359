package cx

// ZoneNames lists the IANA time zones of a country (ISO 3166-1 alpha-2), narrowed by the platform's code of a state or
// province where that is known; nil if the country is unknown.
func ZoneNames(country, province string) []string {
	return nil
}
