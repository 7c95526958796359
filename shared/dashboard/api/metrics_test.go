package api_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// seeded holds scores with so many answers each, and one answer held back.
func seeded(t *testing.T, scale cx.Scale, counts map[int]int) *floor.Floor {
	t.Helper()
	f := floor.Open(t, scale)
	n := 0
	for score, of := range counts {
		for range of {
			n++
			f.Said(floor.Someone(n), score, f.Now.Add(-time.Duration(n)*time.Hour))
		}
	}
	f.Say(f.Asked(floor.Someone(900), f.Now.Add(-40*time.Hour)), 1, cx.PressedSave, f.Now.Add(-30*time.Hour), cx.Words{}, cx.Automation)
	f.Say(f.Asked(floor.Someone(901), f.Now.Add(-40*time.Hour)), 1, cx.Dwell, f.Now.Add(-29*time.Hour), cx.Words{})
	f.Count()
	return f
}

func TestMetrics(t *testing.T) {
	tests := []struct {
		name   string
		scale  cx.Scale
		counts map[int]int
		strict bool
		want   string
	}{
		{"NPS as Delighted counts it", cx.ElevenPoints, map[int]int{10: 6, 9: 4, 8: 5, 6: 2, 0: 3}, true,
			`{"nps":25,"promoter_count":10,"promoter_percent":50,"passive_count":5,"passive_percent":25,"detractor_count":5,"detractor_percent":25,"response_count":20,` +
				`"survey_type":"nps","csat":null,"satisfied_count":0,"neutral_count":0,"dissatisfied_count":0,"interval":{"low":-11.7,"high":55.2,"confidence":0.95},` +
				`"counted_count":20,"probable_count":1,"held_count":1,"sent_count":22}`},
		{"five points are never rescaled", cx.FivePoints, map[int]int{5: 5, 4: 2, 3: 2}, false,
			`{"nps":null,"promoter_count":0,"promoter_percent":0,"passive_count":0,"passive_percent":0,"detractor_count":0,"detractor_percent":0,"response_count":10,` +
				`"survey_type":"csat","csat":70,"satisfied_count":7,"neutral_count":2,"dissatisfied_count":1,"interval":{"low":39.7,"high":89.2,"confidence":0.95},` +
				`"counted_count":9,"probable_count":1,"held_count":1,"sent_count":11}`},
		{"a strict shop counts counted answers alone", cx.FivePoints, map[int]int{5: 5, 4: 2, 3: 2, 1: 1}, true,
			`{"nps":null,"promoter_count":0,"promoter_percent":0,"passive_count":0,"passive_percent":0,"detractor_count":0,"detractor_percent":0,"response_count":10,` +
				`"survey_type":"csat","csat":70,"satisfied_count":7,"neutral_count":2,"dissatisfied_count":1,"interval":{"low":39.7,"high":89.2,"confidence":0.95},` +
				`"counted_count":10,"probable_count":1,"held_count":1,"sent_count":12}`},
		{"no answers", cx.ElevenPoints, nil, true,
			`{"nps":null,"promoter_count":0,"promoter_percent":0,"passive_count":0,"passive_percent":0,"detractor_count":0,"detractor_percent":0,"response_count":0,` +
				`"survey_type":"nps","csat":null,"satisfied_count":0,"neutral_count":0,"dissatisfied_count":0,"interval":null,` +
				`"counted_count":0,"probable_count":1,"held_count":1,"sent_count":2}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, seeded(t, tt.scale, tt.counts))
			shop := s.Shop
			shop.Survey.Strict = tt.strict
			s.Save(shop)
			if got := strings.TrimSpace(s.get("/v1/metrics.json").body); got != tt.want {
				t.Errorf("metrics are\n%s, want\n%s", got, tt.want)
			}
		})
	}
}

func TestMetricsByStatus(t *testing.T) {
	s := open(t, seeded(t, cx.FivePoints, map[int]int{5: 3}))
	for query, want := range map[string]string{
		"":                `"response_count":4,"survey_type":"csat","csat":75,`, // the preset of a shop that is not strict
		"status=counted":  `"response_count":3,"survey_type":"csat","csat":100,`,
		"status=probable": `"response_count":1,"survey_type":"csat","csat":0,`,
		"status=all":      `"response_count":4,"survey_type":"csat","csat":75,`, // held answers reach no metric
	} {
		if got := s.get("/v1/metrics.json?" + query); !strings.Contains(got.body, want) || !strings.Contains(got.body, `"held_count":1`) {
			t.Errorf("metrics?%s = %s, want %s", query, got.body, want)
		}
	}
	for _, status := range []string{"held", "opened", "good"} {
		if got := s.get("/v1/metrics.json?status=" + status); got.status != 422 || !strings.Contains(got.body, `"status":["must be one of counted, probable, all"]`) {
			t.Errorf("metrics?status=%s = %d %s, want 422", status, got.status, got.body)
		}
	}
}

func TestMetricsOfATime(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	for n, days := range []int{0, 10, 29, 31, 400} {
		f.Said(floor.Someone(n), 5, f.Now.AddDate(0, 0, -days).Add(-time.Hour))
	}
	f.Count()
	s := open(t, f)
	at := func(days int) string { return strconv.FormatInt(f.Now.AddDate(0, 0, -days).Unix(), 10) }
	for query, want := range map[string]float64{
		"": 3, "?since=" + at(60): 4, "?since=" + at(60) + "&until=" + at(20): 2, "?since=0": 5, "?until=" + at(20): 1, "?groups[]=core": 3,
	} {
		if got := s.get("/v1/metrics" + query).object()["response_count"]; got != want {
			t.Errorf("metrics%s count %v answers, want %v", query, got, want)
		}
	}
}
