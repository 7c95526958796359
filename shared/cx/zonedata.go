package cx

// countryZones has a line for the time zones of countries: the zones, the most populous one last, then the countries.
//
// Generated from zone1970.tab of the tz database, version 2025b, which is in the public domain
// (https://www.iana.org/time-zones). Zones of one country that show the same time from 2026 on are listed once, because
// a mail is only ever sent into the future; a test compares the table with the zones that it leaves out. By hand: XK
// (Kosovo) is not in ISO 3166 but on platforms; BV and HM have no inhabitants and no zone; one bird observatory is not
// a reason to narrow the hours of Australia.
//
// A constant costs nothing at start-up, which a map would.
const countryZones = `
Europe/Andorra: AD
Asia/Dubai: AE OM RE SC
Asia/Kabul: AF
America/Puerto_Rico: AG AI AW BL BQ CW DM GD GP KN LC MF MS PR SX TT VC VG VI
Europe/Tirane: AL
Asia/Yerevan: AM
Africa/Lagos: AO BJ CF CG CM GA GQ NE NG
Antarctica/Casey Antarctica/Davis Antarctica/Mawson Antarctica/Palmer Antarctica/Troll Pacific/Port_Moresby Asia/Riyadh Pacific/Auckland: AQ
America/Argentina/Buenos_Aires: AR
Pacific/Pago_Pago: AS
Europe/Vienna: AT
Australia/Lord_Howe Australia/Broken_Hill Australia/Brisbane Australia/Darwin Australia/Perth Australia/Eucla Australia/Sydney: AU
Europe/Helsinki: AX FI
Asia/Baku: AZ
Europe/Belgrade: BA HR ME MK RS SI XK
America/Barbados: BB
Asia/Dhaka: BD
Europe/Brussels: BE LU NL
Africa/Abidjan: BF CI GH GM GN IS ML MR SH SL SN TG
Europe/Sofia: BG
Asia/Qatar: BH QA
Africa/Maputo: BI BW MW MZ RW ZM ZW
Atlantic/Bermuda: BM
Asia/Kuching: BN MY
America/La_Paz: BO
America/Noronha America/Campo_Grande America/Eirunepe America/Sao_Paulo: BR
America/Toronto: BS
Asia/Thimphu: BT
Europe/Minsk: BY
America/Belize: BZ
America/St_Johns America/Halifax America/Winnipeg America/Regina America/Edmonton America/Dawson_Creek America/Vancouver America/Panama America/Puerto_Rico America/Toronto: CA
Asia/Yangon: CC MM
Africa/Maputo Africa/Lagos: CD
Europe/Zurich: CH LI
Pacific/Rarotonga: CK
America/Coyhaique Pacific/Easter America/Santiago: CL
Asia/Urumqi Asia/Shanghai: CN
America/Bogota: CO
America/Costa_Rica: CR
America/Havana: CU
Atlantic/Cape_Verde: CV
Asia/Bangkok: CX KH LA TH
Asia/Nicosia: CY
Europe/Prague: CZ SK
Europe/Berlin: DE DK NO SE SJ
Africa/Nairobi: DJ ER ET KE KM MG SO TZ UG YT
America/Santo_Domingo: DO
Africa/Algiers: DZ
Pacific/Galapagos America/Guayaquil: EC
Europe/Tallinn: EE
Africa/Cairo: EG
Africa/El_Aaiun: EH
Atlantic/Canary Europe/Madrid: ES
Pacific/Fiji: FJ
Atlantic/Stanley: FK
Pacific/Port_Moresby Pacific/Guadalcanal: FM
Atlantic/Faroe: FO
Europe/Paris: FR MC
Europe/London: GB GG IM JE
Asia/Tbilisi: GE
America/Cayenne: GF
Europe/Gibraltar: GI
America/Danmarkshavn America/Thule America/Nuuk: GL
Europe/Athens: GR
Atlantic/South_Georgia: GS
America/Guatemala: GT
Pacific/Guam: GU MP
Africa/Bissau: GW
America/Guyana: GY
Asia/Hong_Kong: HK
America/Tegucigalpa: HN
America/Port-au-Prince: HT
Europe/Budapest: HU
Asia/Makassar Asia/Jayapura Asia/Jakarta: ID
Europe/Dublin: IE
Asia/Jerusalem: IL
Asia/Kolkata: IN
Indian/Chagos: IO
Asia/Baghdad: IQ
Asia/Tehran: IR
Europe/Rome: IT SM VA
America/Jamaica: JM
Asia/Amman: JO
Asia/Tokyo: JP
Asia/Bishkek: KG
Pacific/Kanton Pacific/Kiritimati Pacific/Tarawa: KI
Asia/Pyongyang: KP
Asia/Seoul: KR
Asia/Riyadh: KW SA YE
America/Panama: KY PA
Asia/Almaty: KZ
Asia/Beirut: LB
Asia/Colombo: LK
Africa/Monrovia: LR
Africa/Johannesburg: LS SZ ZA
Europe/Vilnius: LT
Europe/Riga: LV
Africa/Tripoli: LY
Africa/Casablanca: MA
Europe/Chisinau: MD
Pacific/Tarawa: MH TV WF
Asia/Hovd Asia/Ulaanbaatar: MN
Asia/Macau: MO
America/Martinique: MQ
Europe/Malta: MT
Indian/Mauritius: MU
Indian/Maldives: MV
America/Cancun America/Matamoros America/Ciudad_Juarez America/Mazatlan America/Tijuana America/Mexico_City: MX
Africa/Windhoek: NA
Pacific/Noumea: NC
Pacific/Norfolk: NF
America/Managua: NI
Asia/Kathmandu: NP
Pacific/Nauru: NR
Pacific/Niue: NU
Pacific/Chatham Pacific/Auckland: NZ
America/Lima: PE
Pacific/Marquesas Pacific/Gambier Pacific/Tahiti: PF
Pacific/Bougainville Pacific/Port_Moresby: PG
Asia/Manila: PH
Asia/Karachi: PK
Europe/Warsaw: PL
America/Miquelon: PM
Pacific/Pitcairn: PN
Asia/Gaza: PS
Atlantic/Azores Europe/Lisbon: PT
Pacific/Palau: PW
America/Asuncion: PY
Europe/Bucharest: RO
Europe/Kaliningrad Europe/Astrakhan Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk Asia/Chita Asia/Vladivostok Asia/Magadan Asia/Kamchatka Europe/Moscow: RU
Pacific/Guadalcanal: SB
Africa/Khartoum: SD
Asia/Singapore: SG
America/Paramaribo: SR
Africa/Juba: SS
Africa/Sao_Tome: ST
America/El_Salvador: SV
Asia/Damascus: SY
America/Grand_Turk: TC
Africa/Ndjamena: TD
Asia/Dubai Indian/Maldives: TF
Asia/Dushanbe: TJ
Pacific/Fakaofo: TK
Asia/Dili: TL
Asia/Ashgabat: TM
Africa/Tunis: TN
Pacific/Tongatapu: TO
Europe/Istanbul: TR
Asia/Taipei: TW
Europe/Simferopol Europe/Kyiv: UA
Pacific/Pago_Pago Pacific/Tarawa: UM
America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage America/Adak Pacific/Honolulu America/New_York: US
America/Montevideo: UY
Asia/Tashkent: UZ
America/Caracas: VE
Asia/Ho_Chi_Minh: VN
Pacific/Efate: VU
Pacific/Apia: WS
`
