package cx

// provinceZones narrows countryZones by state or province: the zones, the one of most people last, then codes as
// country-code. A code is that of ISO 3166-2 without its country, or what Shopify or WooCommerce use instead; * stands
// for all others of the country. A province that is split lists all of its zones.
//
// Drawn up from the comments of zone1970.tab and the files northamerica, southamerica, europe, asia and australasia of
// the tz database, version 2025b, in the public domain, and from 49 CFR 71 for the states of the USA.
const provinceZones = `
America/New_York: US-CT US-DC US-DE US-GA US-MA US-MD US-ME US-NC US-NH US-NJ US-NY US-OH US-PA US-RI US-SC US-VA US-VT US-WV
America/Chicago: US-AL US-AR US-IA US-IL US-LA US-MN US-MO US-MS US-OK US-WI
America/Denver: US-CO US-MT US-NM US-UT US-WY
America/Los_Angeles: US-CA US-WA
America/Chicago America/New_York: US-FL US-IN US-KY US-MI
America/New_York America/Chicago: US-TN
America/Denver America/Chicago: US-KS US-ND US-NE US-SD US-TX
America/Denver America/Los_Angeles: US-NV US-OR
America/Los_Angeles America/Denver: US-ID
America/Denver America/Phoenix: US-AZ
America/Adak America/Anchorage: US-AK
Pacific/Honolulu: US-HI
America/Puerto_Rico: US-PR US-VI
Pacific/Guam: US-GU US-MP
Pacific/Pago_Pago: US-AS
Pacific/Pago_Pago Pacific/Tarawa: US-UM
Pacific/Tarawa: US-MH
Pacific/Palau: US-PW
Pacific/Port_Moresby Pacific/Guadalcanal: US-FM
America/Edmonton: CA-AB
America/Dawson_Creek America/Edmonton America/Vancouver: CA-BC
America/Winnipeg: CA-MB
America/Halifax: CA-NB CA-NS CA-PE
America/Halifax America/St_Johns: CA-NL
America/Edmonton: CA-NT
America/Edmonton America/Winnipeg America/Panama America/Toronto: CA-NU
America/Winnipeg America/Panama America/Toronto: CA-ON
America/Puerto_Rico America/Halifax America/Toronto: CA-QC
America/Edmonton America/Regina: CA-SK
America/Whitehorse: CA-YT
Australia/Sydney: AU-ACT AU-TAS AU-VIC
Australia/Lord_Howe Australia/Broken_Hill Australia/Sydney: AU-NSW
Australia/Darwin: AU-NT
Australia/Brisbane: AU-QLD
Australia/Adelaide: AU-SA
Australia/Eucla Australia/Perth: AU-WA
America/Rio_Branco: BR-AC
America/Eirunepe America/Manaus: BR-AM
America/Manaus: BR-MT BR-MS BR-RO BR-RR
America/Noronha America/Recife: BR-PE
America/Sao_Paulo: BR-AL BR-AP BR-BA BR-CE BR-DF BR-ES BR-GO BR-MA BR-MG BR-PA BR-PB BR-PI BR-PR BR-RJ BR-RN BR-RS BR-SC BR-SE BR-SP BR-TO
America/Tijuana: MX-BCN MX-BC
America/Mazatlan: MX-BCS MX-BS MX-SIN MX-SI
America/Mexico_City America/Mazatlan: MX-NAY MX-NA
America/Hermosillo: MX-SON MX-SO
America/Ciudad_Juarez America/Ojinaga America/Chihuahua: MX-CHH MX-CHIH MX-CH
America/Matamoros America/Monterrey: MX-COA MX-COAH MX-CO MX-NLE MX-NL MX-TAM MX-TAMPS MX-TM
America/Cancun: MX-ROO MX-QROO MX-QR
America/Mexico_City: MX-AGU MX-AGS MX-AG MX-CAM MX-CAMP MX-CM MX-CHP MX-CHIS MX-CS MX-CMX MX-DF MX-COL MX-CL MX-DUR MX-DGO MX-DG MX-GUA MX-GTO MX-GT MX-GRO MX-GR MX-HID MX-HGO MX-HG MX-JAL MX-JA MX-MEX MX-MX MX-MIC MX-MICH MX-MI MX-MOR MX-MO MX-OAX MX-OA MX-PUE MX-PU MX-QUE MX-QRO MX-QT MX-SLP MX-SL MX-TAB MX-TB MX-TLA MX-TLAX MX-TL MX-VER MX-VE MX-YUC MX-YU MX-ZAC MX-ZA
Europe/Kaliningrad: RU-KGD
Europe/Moscow: RU-AD RU-ARK RU-BEL RU-BRY RU-CE RU-CU RU-DA RU-IN RU-IVA RU-KB RU-KC RU-KDA RU-KIR RU-KL RU-KLU RU-KO RU-KOS RU-KR RU-KRS RU-LEN RU-LIP RU-ME RU-MO RU-MOS RU-MOW RU-MUR RU-NEN RU-NGR RU-NIZ RU-ORL RU-PNZ RU-PSK RU-ROS RU-RYA RU-SE RU-SMO RU-SPE RU-STA RU-TA RU-TAM RU-TUL RU-TVE RU-VGG RU-VLA RU-VLG RU-VOR RU-YAR RU-CR RU-SEV
Europe/Samara: RU-AST RU-SAM RU-SAR RU-UD RU-ULY
Asia/Yekaterinburg: RU-BA RU-CHE RU-KGN RU-KHM RU-ORE RU-PER RU-SVE RU-TYU RU-YAN
Asia/Omsk: RU-OMS
Asia/Krasnoyarsk: RU-AL RU-ALT RU-KEM RU-KK RU-KYA RU-NVS RU-TOM RU-TY
Asia/Irkutsk: RU-BU RU-IRK
Asia/Chita: RU-AMU RU-ZAB
Asia/Srednekolymsk Asia/Ust-Nera Asia/Yakutsk: RU-SA
Asia/Vladivostok: RU-KHA RU-PRI RU-YEV
Asia/Magadan: RU-MAG RU-SAK
Asia/Kamchatka: RU-CHU RU-KAM
Atlantic/Canary: ES-CN ES-GC ES-TF
Europe/Madrid: ES-*
Atlantic/Azores: PT-20
Europe/Lisbon: PT-30 PT-*
America/Punta_Arenas: CL-AI CL-MA
Pacific/Easter America/Santiago: CL-VS
America/Santiago: CL-*
Asia/Jakarta: ID-AC ID-BB ID-BE ID-BT ID-JA ID-JB ID-JI ID-JK ID-JT ID-KB ID-KR ID-KT ID-LA ID-RI ID-SB ID-SS ID-SU ID-YO
Asia/Makassar: ID-BA ID-GO ID-KI ID-KS ID-KU ID-NB ID-NT ID-SA ID-SG ID-SN ID-SR ID-ST
Asia/Jayapura: ID-MA ID-MU ID-PA ID-PB ID-PD ID-PE ID-PS ID-PT
Africa/Lagos: CD-BC CD-EQ CD-KG CD-KL CD-KN CD-MN CD-MO CD-NU CD-SU CD-TU
Africa/Maputo: CD-BU CD-HK CD-HL CD-HU CD-IT CD-KC CD-KE CD-KS CD-LO CD-LU CD-MA CD-NK CD-SA CD-SK CD-TA CD-TO
Pacific/Chatham: NZ-CIT NZ-CHATHAM
Pacific/Auckland: NZ-*
Pacific/Galapagos: EC-W
America/Guayaquil: EC-*
Asia/Hovd: MN-043 MN-046 MN-071
Asia/Ulaanbaatar: MN-*
Pacific/Kiritimati: KI-L
Pacific/Kanton: KI-P
Pacific/Tarawa: KI-G
Pacific/Port_Moresby: FM-TRK FM-YAP
Pacific/Guadalcanal: FM-KSA FM-PNI
America/Thule America/Nuuk: GL-AV
America/Danmarkshavn America/Nuuk: GL-SM
America/Nuuk: GL-KU GL-QE GL-QT
Europe/Simferopol: UA-40 UA-43
Europe/Kyiv: UA-*
Asia/Urumqi Asia/Shanghai: CN-XJ CN-65 CN-CN32
Asia/Shanghai: CN-*
Pacific/Bougainville: PG-NSB
Pacific/Port_Moresby: PG-*
`
