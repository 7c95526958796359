package cx_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestShopCheck(t *testing.T) {
	long := []string{"1", "2", "3", "4", "5", "6", "7", "8"}
	tests := []struct {
		name string
		with func(*cx.Shop)
		want string // how the one complaint begins, "" for none
	}{
		{"all is well", func(*cx.Shop) {}, ""},
		{"id", func(s *cx.Shop) { s.ID = "Nordlys" }, `"id"`},
		{"id of the page where one signs in", func(s *cx.Shop) { s.ID = "signin" }, `"id"`},
		{"id of the page for a new shop", func(s *cx.Shop) { s.ID = "new" }, `"id"`},
		{"id of the page of sessions", func(s *cx.Shop) { s.ID = "sessions" }, `"id"`},
		{"id of logos", func(s *cx.Shop) { s.ID = "logo" }, `"id"`},
		{"id that only begins like a page's", func(s *cx.Shop) { s.ID = "new-york" }, ""},
		{"name", func(s *cx.Shop) { s.Name = "" }, `"name"`},
		{"sender", func(s *cx.Shop) { s.Sender = "" }, `"sender"`},
		{"a name with a line break, for more headers", func(s *cx.Shop) { s.Name = "Nordlys\r\nBcc: x@y.example" }, `"name"`},
		{"a name of spaces", func(s *cx.Shop) { s.Name = "  " }, `"name"`},
		{"a sender who goes on and on", func(s *cx.Shop) { s.Sender = strings.Repeat("Mia ", 40) }, `"sender"`},
		{"a postal address in two lines", func(s *cx.Shop) { s.Postal = "Storgata 1\n9008 Tromsø" }, `"postal"`},
		{"a country in words", func(s *cx.Shop) { s.Country = "Norway" }, `"country"`},
		{"no country", func(s *cx.Shop) { s.Country = "" }, ""},
		{"offers languages without its own", func(s *cx.Shop) { s.Languages = []string{"de"} }, `"languages"`},
		{"from", func(s *cx.Shop) { s.From = "Mia <mia@nordlys.example>" }, `"from"`},
		{"reply to", func(s *cx.Shop) { s.ReplyTo = "" }, `"reply_to"`},
		{"postal address", func(s *cx.Shop) { s.Postal = "" }, `"postal"`},
		{"no zone", func(s *cx.Shop) { s.Zone = "" }, `"zone"`},
		{"unknown zone", func(s *cx.Shop) { s.Zone = "Europe/Nordlys" }, `"zone"`},
		{"the zone of whatever machine it runs on", func(s *cx.Shop) { s.Zone = "Local" }, `"zone"`},
		{"short colour", func(s *cx.Shop) { s.Colour = "#fff" }, `"colour"`},
		{"colour with a style in it", func(s *cx.Shop) { s.Colour = "#fff;}a" }, `"colour"`},
		{"colour in capitals", func(s *cx.Shop) { s.Colour = "#A0B0C0" }, ""},
		{"ramp", func(s *cx.Shop) { s.Ramp = -1 }, `"ramp"`},
		{"survey without an id", func(s *cx.Shop) { s.Survey.ID = "" }, `"survey.id"`},
		{"a scale of 10", func(s *cx.Shop) { s.Survey.Scale = 10 }, `"survey.scale"`},
		{"follows a cancellation", func(s *cx.Shop) { s.Survey.Trigger.After = cx.Cancelled }, `"survey.trigger"`},
		{"a fallback of 61 days", func(s *cx.Shop) { s.Survey.Fallbacks[1].Days = 61 }, `"survey.trigger"`},
		{"before it happened", func(s *cx.Shop) { s.Survey.Trigger.Days = -1 }, `"survey.trigger"`},
		{"throttle below zero", func(s *cx.Shop) { s.Survey.Throttle = -1 }, `"survey.throttle_days"`},
		{"throttle of two years", func(s *cx.Shop) { s.Survey.Throttle = 730 }, ""},
		{"a window that is never open", func(s *cx.Shop) { s.Survey.Window = cx.Window{From: 9, To: 9} }, `"survey.window"`},
		{"a window over midnight", func(s *cx.Shop) { s.Survey.Window = cx.Window{From: 20, To: 2} }, `"survey.window"`},
		{"a window of the whole day", func(s *cx.Shop) { s.Survey.Window = cx.Window{From: 0, To: 24} }, ""},
		{"eight reasons", func(s *cx.Shop) { s.Survey.Bad = long }, `"survey.good_reasons"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shop := askable(t).Shop
			tt.with(&shop)
			got := shop.Check()
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], tt.want)) {
				t.Errorf("Check = %q, want one about %s", got, tt.want)
			}
		})
	}
}

func TestANewShopNeedsOnlyWhatNobodyCanGuess(t *testing.T) {
	shop := cx.NewShop("nordlys", "Nordlys")
	if shop.Live || shop.Survey.Strict {
		t.Error("a new shop is live or strict")
	}
	if got := shop.Check(); len(got) != 4 {
		t.Errorf("Check = %q, want sender, from, reply_to and postal", got)
	}
}

func TestScale(t *testing.T) {
	for _, tt := range []struct {
		scale       cx.Scale
		first, last int
	}{{cx.FivePoints, 1, 5}, {cx.ElevenPoints, 0, 10}} {
		scores := tt.scale.Scores()
		if len(scores) != int(tt.scale) || scores[0] != tt.first || scores[len(scores)-1] != tt.last {
			t.Errorf("scale %d has scores %v", tt.scale, scores)
		}
		for score := tt.first - 2; score <= tt.last+2; score++ {
			if want := tt.first <= score && score <= tt.last; tt.scale.Has(score) != want {
				t.Errorf("scale %d has %d: %v, want %v", tt.scale, score, !want, want)
			}
		}
	}
}

func TestShopDay(t *testing.T) {
	shop, at := askable(t).Shop, instant(t, "2026-11-23T23:30Z")
	if got := shop.Day(at); got != "2026-11-24" {
		t.Errorf("in Oslo it is %s, want 2026-11-24", got)
	}
	shop.Zone = "nowhere"
	if got := shop.Day(at); got != "2026-11-23" || shop.Location() != time.UTC {
		t.Errorf("with an unknown zone it is %s, want UTC's 2026-11-23", got)
	}
}

func TestOffers(t *testing.T) {
	shop := cx.NewShop("nordlys", "Nordlys")
	if !shop.Offers("de") {
		t.Error("a shop that names no languages offers all of them")
	}
	shop.Languages = []string{"en"}
	if shop.Offers("de") || !shop.Offers("en") {
		t.Error("a shop that offers English alone offers something else")
	}
}

func TestReplyConfirmed(t *testing.T) {
	tests := []struct {
		name, replyTo, confirmed string
		want                     bool
	}{
		{"never tried", "mia@nordlys.example", "", false},
		{"the same address", "mia@nordlys.example", "Mia@nordlys.example", true},
		{"changed after it was confirmed", "shop@nordlys.example", "mia@nordlys.example", false},
		{"no address at all", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (cx.Shop{ReplyTo: tt.replyTo, Confirmed: tt.confirmed}).ReplyConfirmed(); got != tt.want {
				t.Errorf("ReplyConfirmed = %v", got)
			}
		})
	}
}
