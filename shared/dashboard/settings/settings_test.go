package settings_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/dashboard/settings"
)

func TestASavedFormChangesNothing(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	shop.Languages, shop.Survey.Strict, shop.Paused, shop.Ramp = []string{"en", "de"}, true, true, 200
	shop.Survey.Texts = map[string]cx.Wording{"de": {Subject: "Na?"}}
	got, wrong := settings.Read(settings.Values(shop), shop)
	if len(wrong) > 0 || !reflect.DeepEqual(got, shop) {
		t.Errorf("Read(Values) = %+v, %v\nwant %+v", got, wrong, shop)
	}
}

func TestEveryFieldIsNamed(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	shop.Survey.Strict = true
	for name := range settings.Values(shop) {
		if !slices.Contains(settings.Names(), name) {
			t.Errorf("the field %s has no place on the page", name)
		}
	}
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, field, typed string
		says               string // "" if all is well
	}{
		{"no name", "name", " ", "What customers call"},
		{"a header in the name", "name", "Nordlys\r\nBcc: x@y.example", "What customers call"},
		{"no sender", "sender", "", "person who writes"},
		{"two addresses", "from", "a@b.example, c@d.example", "One mail address"},
		{"no reply address", "reply_to", "nobody", "a person reads"},
		{"no postal address", "postal", "", "The law wants"},
		{"no such zone", "zone", "Oslo", "Europe/Oslo"},
		{"a country in words", "country", "Norway", "Two letters"},
		{"a country in small letters", "country", "se", ""},
		{"a language that is not offered", "language", "fr", "one of those offered"},
		{"no colour", "colour", "red", "six digits"},
		{"a pale colour", "colour", "#ffee00", "The nearest that can be read is #"},
		{"a colour in capitals", "colour", "#0F5C55", ""},
		{"a scale of 7", "scale", "7", "5 or 11"},
		{"a scale in words", "scale", "five", "whole number"},
		{"follows nothing", "after", "", "Choose what"},
		{"days in words", "days", "three", "whole number"},
		{"100 days", "days", "100", "0 to 60"},
		{"a fallback of 61 days", "fallback1_days", "61", "0 to 60"},
		{"a throttle below zero", "throttle", "-2", "0 to 730"},
		{"a window that is shut", "window_from", "20", "first hour"},
		{"eight reasons", "good", "a\nb\nc\nd\ne\nf\ng\nh", "At most 7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shop := floor.Nordlys("nordlys", cx.FivePoints)
			shop.Languages = []string{"en", "de"}
			v := settings.Values(shop)
			v.Set(tt.field, tt.typed)
			_, wrong := settings.Read(v, shop)
			if tt.says == "" && len(wrong) > 0 {
				t.Errorf("wrong: %v, want nothing", wrong)
			}
			if tt.says != "" && len(wrong) != 1 {
				t.Errorf("wrong: %v, want one field", wrong)
			}
			if !strings.Contains(wrong[tt.field], tt.says) || tt.says != "" && wrong[tt.field] == "" {
				t.Errorf("at %s: %v, want %q", tt.field, wrong, tt.says)
			}
		})
	}
}

func TestReasonsAreIDs(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	v := settings.Values(shop)
	v.Set("bad", " Matches the photo \r\nprice\nprice\nother\n<script>\n\nÄ")
	got, wrong := settings.Read(v, shop)
	if want := []string{"matches_the_photo", "price", "script"}; len(wrong) > 0 || !slices.Equal(got.Survey.Bad, want) {
		t.Errorf("reasons %q, %v; want %q", got.Survey.Bad, wrong, want)
	}
}

func TestTheOfferedColourIsTaken(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	v := settings.Values(shop)
	v.Set("colour", "#ffee00")
	nearest, ok := settings.Passing("#ffee00")
	if ok {
		t.Fatal("yellow on paper passes")
	}
	if again, ok := settings.Passing(nearest); !ok || again != nearest {
		t.Errorf("the offered colour %s does not pass itself", nearest)
	}
	v.Set("use_colour", nearest)
	if got, wrong := settings.Read(v, shop); len(wrong) > 0 || got.Colour != nearest {
		t.Errorf("Read = %s, %v; want %s", got.Colour, wrong, nearest)
	}
}

func TestFallbacksMayBeLeftOut(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	v := settings.Values(shop)
	v.Set("fallback1", "")
	got, wrong := settings.Read(v, shop)
	if len(wrong) > 0 || len(got.Survey.Fallbacks) != 1 || got.Survey.Fallbacks[0].After != cx.Paid {
		t.Errorf("fallbacks %v, %v; want the second alone", got.Survey.Fallbacks, wrong)
	}
}

func TestTwoPeople(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	seen := settings.Seen(shop)
	paused := shop
	paused.Paused = true
	if settings.Seen(paused) != seen {
		t.Error("a pause looks like another's edit of the settings")
	}
	theirs := shop
	theirs.Sender = "Jonas Wahl"
	if settings.Seen(theirs) == seen {
		t.Error("another sender's name goes unseen")
	}
	typed := settings.Values(shop)
	typed.Set("colour", "#123456")
	want := []settings.Difference{{"sender", "Jonas Wahl", "Mia Lindqvist"}, {"colour", "#0f5c55", "#123456"}}
	if got := settings.Differences(theirs, typed); !slices.Equal(got, want) {
		t.Errorf("Differences = %v, want %v", got, want)
	}
	if got := settings.Differences(shop, url.Values(settings.Values(shop))); len(got) > 0 {
		t.Errorf("a form differs from itself: %v", got)
	}
}
