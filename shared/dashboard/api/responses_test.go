package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// kinds is one response of each kind, an hour apart, and one link that was only opened. The first changed last.
func kinds(t *testing.T) *floor.Floor {
	t.Helper()
	f := floor.Open(t, cx.FivePoints)
	at := func(h int) time.Time { return f.Now.Add(-time.Duration(h) * time.Hour) }
	inv := f.Asked(floor.Someone(1), at(50))
	f.Say(inv, 2, cx.PressedSave, at(20), cx.Words{})
	f.Say(inv, 2, cx.PressedSave, at(1), cx.Words{Comment: "Cracked", Reasons: []string{"quality"}, MayContact: true})
	f.Say(f.Asked(floor.Someone(2), at(50)), 5, cx.Dwell, at(19), cx.Words{})
	f.Say(f.Asked(floor.Someone(3), at(50)), 1, cx.PressedSave, at(18), cx.Words{}, cx.Automation)
	f.Open(f.Asked(floor.Someone(4), at(50)), 4, at(17))
	if _, err := f.Answer(t.Context(), f.Asked(floor.Someone(5), at(50)), nil, cx.Words{Comment: "Only words"}, at(16)); err != nil {
		t.Fatal(err)
	}
	f.Count()
	return f
}

// numbers are the order numbers of a list, with the status of each.
func numbers(list []map[string]any) string {
	var all []string
	for _, r := range list {
		number, _ := r["person_properties"].(map[string]any)["Order Number"].(string)
		status, _ := r["evidence"].(map[string]any)["status"].(string)
		all = append(all, strings.TrimSpace(number+" "+status))
	}
	return strings.Join(all, ", ")
}

func TestAResponseInFull(t *testing.T) {
	f := kinds(t)
	s := open(t, f)
	var got []json.RawMessage
	s.get("/v1/survey_responses?per_page=1").decode(&got)
	o, err := f.FindOrders(t.Context(), f.Shop.ID, "1001")
	if err != nil || len(o) != 1 {
		t.Fatal(o, err)
	}
	want := fmt.Sprintf(`{"id":%q,"person":%q,"survey_type":"csat","score":2,"comment":"Cracked","permalink":"https://earshot.example/dashboard/nordlys/orders/%s",`+
		`"created_at":%d,"updated_at":%d,"person_properties":{"Country":"NO","Days To Delivery":"3","Order Number":"1001","Order Value":"NOK 500-1000","Product":"Serving bowl “Fjord”","Repeat Purchase":"false"},`+
		`"notes":[],"tags":[],"additional_answers":[{"id":"%s-reasons","value":{"free_response":null,"scale":null,"select_one":null,"select_many":[{"id":"quality","text":"quality"}]},`+
		`"question":{"id":"reasons","type":"select_many","text":"What made it so?"}}],"evidence":{"status":"counted","why":"pressed Save"},"may_contact":true}`,
		o[0].ID, o[0].Person, o[0].ID, f.Now.Add(-20*time.Hour).Unix(), f.Now.Add(-time.Hour).Unix(), o[0].ID)
	if string(got[0]) != want {
		t.Errorf("the response is\n%s, want\n%s", got[0], want)
	}
}

func TestLists(t *testing.T) {
	f := kinds(t)
	s := open(t, f)
	ago := func(h int) string { return fmt.Sprint(f.Now.Add(-time.Duration(h) * time.Hour).Unix()) }
	all, err := f.FindOrders(t.Context(), f.Shop.ID, "1002")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	tests := []struct{ name, query, want string }{
		{"counted and probable, oldest first", "", "1001 counted, 1002 probable"},
		{"newest first", "order=desc", "1002 probable, 1001 counted"},
		{"by the last change", "order=asc:updated_at", "1002 probable, 1001 counted"},
		{"by the last change, newest first", "order=desc:updated_at", "1001 counted, 1002 probable"},
		{"changed lately", "updated_since=" + ago(2), "1001 counted"},
		{"changed long ago", "updated_until=" + ago(2), "1002 probable"},
		{"changed lately, by change, second page", "order=desc:updated_at&per_page=1&page=2", "1002 probable"},
		{"since includes its second", "since=" + ago(19), "1002 probable"},
		{"until includes its second", "until=" + ago(20), "1001 counted"},
		{"nothing in between", "since=" + ago(3) + "&until=" + ago(2), ""},
		{"counted alone", "status=counted", "1001 counted"},
		{"held", "status=held", "1003 held"},
		{"opened", "status=opened", "1004 opened"},
		{"all, merged by time", "status=all", "1001 counted, 1002 probable, 1003 held, 1004 opened, 1005"},
		{"all, newest first", "status=all&order=desc", "1005, 1004 opened, 1003 held, 1002 probable, 1001 counted"},
		{"all, in pages", "status=all&per_page=2&page=2", "1003 held, 1004 opened"},
		{"one page after the last", "page=3", ""},
		{"of a person by address", "person_email=CUSTOMER2%40example.com", "1002 probable"},
		{"of a person by id", "person_id=" + string(all[0].Person), "1002 probable"},
		{"of nobody", "person_email=x@example.com", ""},
		{"of half an address", "person_email=x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := numbers(s.get("/v1/survey_responses.json?" + tt.query).list()); got != tt.want {
				t.Errorf("the list is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatIsNoScoreIsNull(t *testing.T) {
	list := open(t, kinds(t)).get("/v1/survey_responses?status=all").list()
	opened, words := list[3], list[4]
	if opened["score"] != nil || opened["person"] == "" || opened["evidence"].(map[string]any)["why"] != "a link was opened, nothing was confirmed" {
		t.Errorf("an opened link is %v, want no score: nobody gave one", opened)
	}
	if words["score"] != nil || words["comment"] != "Only words" {
		t.Errorf("words alone are %v", words)
	}
}

func TestAStrictShopListsWhatItCounts(t *testing.T) {
	f := kinds(t)
	shop := f.Shop
	shop.Survey.Strict = true
	f.Save(shop)
	if got := numbers(open(t, f).get("/v1/survey_responses").list()); got != "1001 counted" {
		t.Errorf("the list is %q, want counted alone", got)
	}
}

func TestAKeyOpensOneShopAlone(t *testing.T) {
	f := kinds(t)
	other := floor.Nordlys("fjell", cx.FivePoints)
	first := f.Shop
	f.Save(other)
	s := open(t, f) // a key of the other shop
	person := f.PersonID(first.ID, mustEmail(t, "customer1@example.com"))
	for _, query := range []string{"", "?status=all", "?person_id=" + string(person), "?person_email=customer1@example.com"} {
		if got := s.get("/v1/survey_responses" + query).list(); len(got) != 0 {
			t.Errorf("another shop's key reads %v", got)
		}
	}
	if got := s.get("/v1/metrics").object()["response_count"]; got != 0.0 {
		t.Errorf("another shop's key counts %v", got)
	}
}

func mustEmail(t *testing.T, s string) cx.Email {
	t.Helper()
	e, err := cx.ParseEmail(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnErasedPersonIsAnIdAlone(t *testing.T) {
	f := kinds(t)
	if _, err := f.Erase(t.Context(), f.Shop, mustEmail(t, "customer1@example.com"), f.Now); err != nil {
		t.Fatal(err)
	}
	got := open(t, f).get("/v1/survey_responses?expand=person").list()[0]
	p := got["person"].(map[string]any)
	if p["id"] == "" || p["email"] != nil || p["name"] != nil || got["comment"] != nil {
		t.Errorf("an erased person is %v with the comment %v", p, got["comment"])
	}
}

func TestPagesHaveNoGaps(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	const total = 230
	for n := range total {
		f.Said(floor.Someone(n), 5, f.Now.AddDate(0, 0, -n/3).Add(-time.Duration(n%3)*time.Hour))
	}
	s := open(t, f)
	for _, order := range []string{"asc", "desc", "asc:updated_at"} {
		seen := map[string]bool{}
		last, pages := 0.0, 0
		for pages < 10 {
			pages++
			list := s.get(fmt.Sprintf("/v1/survey_responses?per_page=50&page=%d&order=%s", pages, order)).list()
			for _, r := range list {
				seen[r["id"].(string)] = true
				at := r["created_at"].(float64)
				if ordered := (order == "desc") == (at <= last); last != 0 && at != last && !ordered {
					t.Errorf("%s: %v comes after %v", order, at, last)
				}
				last = at
			}
			if len(list) < 50 {
				break
			}
		}
		if len(seen) != total || pages != 5 {
			t.Errorf("%s: %d responses on %d pages, want %d on 5", order, len(seen), pages, total)
		}
	}
}
