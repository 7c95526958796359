package cx

import (
	"strings"
	"time"
	_ "time/tzdata" // a machine without the database would otherwise send by UTC, and nobody would notice
)

// ZoneNames lists the IANA time zones of a country (ISO 3166-1 alpha-2), narrowed by the platform's code of a state or
// province where that is known, the zone of most people last; nil if the country is unknown. It names no zone twice
// that shows the same time as another one of the country from 2026 on.
func ZoneNames(country, province string) []string {
	country = strings.ToUpper(strings.TrimSpace(country))
	if len(country) != 2 {
		return nil
	}
	if p := provinceCode(country, province); p != "" {
		for _, code := range []string{country + "-" + p, country + "-*"} {
			if zones := zonesWith(provinceZones, code); zones != nil {
				return zones
			}
		}
	}
	return zonesWith(countryZones, country)
}

// provinceCode takes away what platforms write about a code: WooCommerce's "CL-VS", Shopify's "PT-20" and "Q ROO".
func provinceCode(country, province string) string {
	p := strings.ReplaceAll(strings.ToUpper(province), " ", "")
	p = strings.TrimPrefix(p, country+"-")
	if len(p) > 10 || strings.ContainsAny(p, "/:*\n") {
		return ""
	}
	return p
}

// zonesWith finds the line of a table that lists code, and returns the zones that the line begins with.
func zonesWith(table, code string) []string {
	for _, end := range []string{" ", "\n"} {
		if at := strings.Index(table, " "+code+end); at >= 0 {
			line := table[strings.LastIndexByte(table[:at], '\n')+1:]
			zones, _, _ := strings.Cut(line, ":")
			return strings.Fields(zones)
		}
	}
	return nil
}

// ZonesOf are the time zones that a recipient may be in, the best guess last; the shop's own if the country is unknown.
// Hours must be good in all of them.
func ZonesOf(shop Shop, country, province string) []*time.Location {
	var zones []*time.Location
	for _, name := range ZoneNames(country, province) {
		if l, err := time.LoadLocation(name); err == nil {
			zones = append(zones, l)
		}
	}
	if len(zones) == 0 {
		return []*time.Location{shop.Location()}
	}
	return zones
}
