package cx_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

// iso are the countries of ISO 3166-1 that have a time zone (not Bouvet Island and Heard Island, which have nobody).
const iso = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB
GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI
KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY
MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE
VG VI VN VU WF WS XK YE YT ZA ZM ZW`

func TestEveryCountryHasZonesThatLoad(t *testing.T) {
	for _, country := range strings.Fields(iso) {
		zones := cx.ZoneNames(country, "")
		if len(zones) == 0 {
			t.Errorf("%s has no zone", country)
		}
		for _, name := range zones {
			if _, err := time.LoadLocation(name); err != nil {
				t.Errorf("%s: %v", country, err)
			}
		}
	}
}

func TestZoneNames(t *testing.T) {
	tests := []struct {
		name, country, province string
		want                    string
	}{
		{"one zone", "NP", "", "Asia/Kathmandu"},
		{"lower case and spaces", " no ", "", "Europe/Berlin"},
		{"unknown country", "ZZ", "", ""},
		{"no country", "", "NY", ""},
		{"not a code", "Norway", "", ""},
		{"a zone's name is no country", "Europe/Oslo", "", ""},
		{"state", "US", "NY", "America/New_York"},
		{"split state", "US", "TX", "America/Denver America/Chicago"},
		{"territory", "US", "PR", "America/Puerto_Rico"},
		{"unknown state: the whole country", "US", "XX", strings.Join(cx.ZoneNames("US", ""), " ")},
		{"star is no state", "US", "*", strings.Join(cx.ZoneNames("US", ""), " ")},
		{"ISO 3166-2", "CA", "CA-BC", "America/Dawson_Creek America/Edmonton America/Vancouver"},
		{"WooCommerce's Chile", "CL", "CL-MA", "America/Punta_Arenas"},
		{"Shopify's Portugal", "PT", "PT-20", "Atlantic/Azores"},
		{"Shopify's Mexico has a space", "MX", "Q ROO", "America/Cancun"},
		{"WooCommerce's Mexico", "MX", "QR", "America/Cancun"},
		{"Canary Islands", "ES", "TF", "Atlantic/Canary"},
		{"the rest of Spain", "ES", "B", "Europe/Madrid"},
		{"Lord Howe's state", "AU", "NSW", "Australia/Lord_Howe Australia/Broken_Hill Australia/Sydney"},
		{"Chatham Islands", "NZ", "CIT", "Pacific/Chatham"},
		{"Siberia", "RU", "SA", "Asia/Srednekolymsk Asia/Ust-Nera Asia/Yakutsk"},
		{"Line Islands", "KI", "L", "Pacific/Kiritimati"},
		{"nonsense", "US", "NY\n", strings.Join(cx.ZoneNames("US", ""), " ")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(cx.ZoneNames(tt.country, tt.province), " "); got != tt.want {
				t.Errorf("ZoneNames(%q, %q) = %q, want %q", tt.country, tt.province, got, tt.want)
			}
		})
	}
}

func TestEveryStateIsListed(t *testing.T) {
	states := map[string]string{
		"US": `AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI UM FM MH PW`,
		"CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
		"AU": "ACT NSW NT QLD SA TAS VIC WA",
		"BR": "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO",
		"MX": `AGU BCN BCS CAM CHP CHH CMX COA COL DUR GUA GRO HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SLP SIN SON TAB TAM TLA
VER YUC ZAC AGS BC CAMP CHIS CHIH DF DGO GTO HGO MICH NL QRO TAMPS TLAX AG BS CM CS CH CO CL DG GT GR HG JA MX MI MO NA OA PU
QT SL SI SO TB TM TL VE YU ZA`,
		"RU": `AD AL ALT AMU ARK AST BA BEL BRY BU CE CHE CHU CU DA IN IRK IVA KAM KB KC KDA KEM KGD KGN KHA KHM KIR KK KL KLU KO
KOS KR KRS KYA LEN LIP MAG ME MO MOS MOW MUR NEN NGR NIZ NVS OMS ORE ORL PER PNZ PRI PSK ROS RYA SA SAK SAM SAR SE SMO SPE
STA SVE TA TAM TOM TUL TVE TY TYU UD ULY VGG VLA VLG VOR YAN YAR YEV ZAB`,
		"ID": "AC BA BB BE BT GO JA JB JI JK JT KB KI KR KS KT KU LA MA MU NB NT PA PB PD PE PS PT RI SA SB SG SN SR SS ST SU YO",
		"CD": "BC BU EQ HK HL HU IT KC KE KG KL KN KS LO LU MA MN MO NK NU SA SK SU TA TO TU",
	}
	for country, list := range states {
		whole := cx.ZoneNames(country, "")
		for _, s := range strings.Fields(list) {
			zones := cx.ZoneNames(country, s)
			if slices.Equal(zones, whole) {
				t.Errorf("%s-%s is not narrowed", country, s)
			}
			for _, name := range zones {
				if _, err := time.LoadLocation(name); err != nil {
					t.Errorf("%s-%s: %v", country, s, err)
				}
			}
		}
	}
}

// The table leaves out a zone only where another one of the country shows the same time. The tz database of this machine
// may be newer than the table: then this fails, and the table is to be drawn up anew.
func TestZonesLeftOutShowTheSameTime(t *testing.T) {
	file, err := os.Open("/usr/share/zoneinfo/zone1970.tab")
	if err != nil {
		t.Skip("no tz database on this machine: ", err)
	}
	defer func() { _ = file.Close() }()
	known := map[string]string{"AU Asia/Tokyo": "one bird observatory"}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		columns := strings.Split(lines.Text(), "\t")
		for _, country := range strings.Split(columns[0], ",") {
			zones := cx.ZoneNames(country, "")
			same := func(name string) bool { return sameTime(t, name, columns[2]) }
			if !slices.ContainsFunc(zones, same) && known[country+" "+columns[2]] == "" {
				t.Errorf("%s: no zone of %v shows the time of %s", country, zones, columns[2])
			}
		}
	}
}

func sameTime(t *testing.T, a, b string) bool {
	if a == b {
		return true
	}
	in, on := location(t, a), location(t, b)
	start := instant(t, "2026-01-01T00:00Z")
	for h := range 2 * 365 * 24 {
		at := start.Add(time.Duration(h) * time.Hour)
		_, x := at.In(in).Zone()
		if _, y := at.In(on).Zone(); x != y {
			return false
		}
	}
	return true
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
