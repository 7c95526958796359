package cx_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"earshot/shared/cx"
)

func TestPersonApply(t *testing.T) {
	early, middle, late := instant(t, "2026-11-10T08:00Z"), instant(t, "2026-11-11T08:00Z"), instant(t, "2026-11-12T08:00Z")
	ann := email(t, "ann@example.org")
	tests := []struct {
		name   string
		events []cx.CustomerState
		check  func(cx.Person) bool
	}{
		{"the newest name", []cx.CustomerState{
			{Version: early, First: cx.NewName("Ann"), Last: cx.NewName("Lie")}, {Version: late, First: cx.NewName("Anna")},
		}, func(p cx.Person) bool { return p.First == cx.NewName("Anna") && p.Last.IsZero() }},
		{"silence takes nothing away", []cx.CustomerState{
			{Version: early, Email: ann, First: cx.NewName("Ann"), Locale: "no", Country: "NO", Province: "55"}, {Version: late},
		}, func(p cx.Person) bool {
			return p.Email == ann && p.First == cx.NewName("Ann") && p.Locale == "no" && p.Country == "NO" && p.Province == "55"
		}},
		{"the newest that told counts, not the newest", []cx.CustomerState{
			{Version: early, Locale: "sv"}, {Version: middle, Locale: "no"}, {Version: late},
		}, func(p cx.Person) bool { return p.Locale == "no" && p.Version.Equal(late) }},
		{"who moved has no province of the old country", []cx.CustomerState{
			{Version: early, Country: "US", Province: "TX"}, {Version: late, Country: "NO"},
		}, func(p cx.Person) bool { return p.Country == "NO" && p.Province == "" }},
		{"an address in another case is the same one", []cx.CustomerState{
			{Version: late, Email: email(t, "Ann@example.org")}, {Version: early, Email: ann},
		}, func(p cx.Person) bool { return p.Email == ann }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, events := range permutations(tt.events) {
				if p := told(events); !tt.check(p) {
					t.Errorf("%d events end in %+v", len(events), p)
				}
			}
		})
	}
}

func told(events []cx.CustomerState) (p cx.Person) {
	for _, c := range events {
		p = p.Apply(c)
	}
	return p
}

func TestPersonApplyInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		events := make([]cx.CustomerState, 4)
		for i := range events {
			events[i] = cx.CustomerState{
				Version: anyTime(random), First: cx.NewName(oneOf(random, "", "Ann", "Anna")), Last: cx.NewName(oneOf(random, "", "Lie")),
				Locale: oneOf(random, "", "no", "en"), Country: oneOf(random, "", "NO", "SE"), Province: oneOf(random, "", "A"),
				Email: email(t, oneOf(random, "ann@example.org", "Ann@example.org")),
			}
		}
		want := told(events)
		for _, p := range permutations(events) {
			if got := told(append(p, p...)); !reflect.DeepEqual(got, want) {
				t.Fatalf("events end in %+v\nand in %+v", want, got)
			}
		}
	}
}

func TestNothingOldReachesAnErasedPerson(t *testing.T) {
	erased := instant(t, "2026-11-11T08:00Z")
	p := cx.Person{Erased: erased}
	c := cx.CustomerState{Version: erased, Email: email(t, "ann@example.org"), First: cx.NewName("Ann"), Locale: "no"}
	if got := p.Apply(c); !reflect.DeepEqual(got, p) {
		t.Errorf("an event of the moment of erasure made it %+v", got)
	}
	c.Version = erased.Add(1)
	if got := p.Apply(c); got.Email != c.Email {
		t.Error("a later event was not taken")
	}
}

func TestAddressUsable(t *testing.T) {
	at := instant(t, "2026-11-11T08:00Z")
	tests := []struct {
		name    string
		address cx.Address
		want    bool
	}{
		{"nothing known", cx.Address{Rev: 3}, true},
		{"bounced", cx.Address{Bounced: at}, false},
		{"complained", cx.Address{Complained: at}, false},
		{"suppressed", cx.Address{Suppressed: at}, false},
	}
	for _, tt := range tests {
		if got := tt.address.Usable(); got != tt.want {
			t.Errorf("%s: Usable = %v, want %v", tt.name, got, tt.want)
		}
	}
}
