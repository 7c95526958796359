package settings_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/dashboard/settings"
)

func TestChanged(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(url.Values)
		want   string
	}{
		{"nothing", func(url.Values) {}, ""},
		{"one", func(v url.Values) { v.Set("reply_to", "help@nordlys.example") }, "reply-to"},
		{"two, as they stand on the page", func(v url.Values) { v.Set("colour", "#123456"); v.Set("reply_to", "help@nordlys.example") }, "reply-to, colour"},
		{"two fields that say one thing", func(v url.Values) { v.Set("window_from", "10"); v.Set("window_to", "18") }, "hours"},
		{"something taken away", func(v url.Values) { v.Set("fallback1", ""); v.Set("fallback2", "") }, "what counts until then"},
		{"a choice of several", func(v url.Values) { v["languages"] = []string{"en"} }, "languages offered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was := floor.Nordlys("nordlys", cx.FivePoints)
			v := settings.Values(was)
			tt.change(v)
			is, wrong := settings.Read(v, was)
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			if got := strings.Join(settings.Changed(was, is), ", "); got != tt.want {
				t.Errorf("Changed = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEveryFieldHasAWord compares a shop with none: a field that somebody adds and forgets in words shows as an empty name.
func TestEveryFieldHasAWord(t *testing.T) {
	shop := floor.Nordlys("nordlys", cx.FivePoints)
	shop.Survey.Strict, shop.Languages, shop.Survey.Trigger.Days = true, []string{"en", "de"}, 3
	if n := len(settings.Differences(cx.Shop{}, settings.Values(shop))); n != len(settings.Names()) {
		t.Fatalf("the shops differ in %d fields of %d", n, len(settings.Names()))
	}
	got := settings.Changed(cx.Shop{}, shop)
	if slices.Contains(got, "") || len(got) < 12 {
		t.Errorf("Changed = %q", got)
	}
	if n := len(strings.Join(got, ", ")); n > 270 {
		t.Errorf("all names together have %d bytes: the log cuts a line after 300", n)
	}
}
