package cx

import "time"

// zonesOf are the time zones that a recipient may be in, the shop's own last when the country is unknown. Hours must be
// good in all of them.
func zonesOf(shop Shop, country, province string) []*time.Location {
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
