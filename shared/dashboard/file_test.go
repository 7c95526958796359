package dashboard_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"

	"earshot/shared/cx"
)

func TestTheFileOfAnswers(t *testing.T) {
	f := varied(t)
	words := cx.Words{Comment: "=HYPERLINK(\"http://evil.example\")\n+1;=2", Reasons: []string{"price"}, MayContact: true}
	speaks(f, customer{n: 50, country: "SE", item: cx.Item{ID: "9", Title: "@cup, blue"}, score: 4, at: f.Now.AddDate(0, 0, -1), words: words})
	f.Count()
	s := open(t, f).signedIn()
	tests := []struct {
		name, query string
		rows        int
		has, not    []string
	}{
		{"one country", "country=SE", 1, []string{"2026-11-23 14:30,4,5,counted,pressed Save,\"'=HYPERLINK(\"\"http://evil.example\"\")\r\n'+1;'=2\",Price,yes,",
			"\"'@cup, blue, Gift card\",SE,en,First purchase,", ",no\r\n"}, []string{"Address", "customer50@"}},
		{"with addresses, because they were asked for", "country=SE&addresses=1", 1, []string{"Read,Address\r\n", ",customer50@example.com\r\n"}, nil},
		{"all of the window", "", 21, []string{"Zu spät"}, []string{"customer1@"}},
		{"days of one's own", "from=2026-10-01&to=2026-10-31", 1, []string{",XK,"}, nil},
		{"held back", "show=held", 2, []string{",held,"}, nil},
		{"nobody", "country=FR", 0, []string{"Answered,Score,Of"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.get("/dashboard/nordlys/answers.csv?" + tt.query)
			if got.status != 200 || got.header.Get("Content-Type") != "text/csv; charset=utf-8" || got.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("= %d %v", got.status, got.header)
			}
			body, ok := strings.CutPrefix(got.body, "\ufeff")
			rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			if !ok || err != nil || len(rows) != tt.rows+1 {
				t.Errorf("%d rows (mark: %v), %v; want %d and a head", len(rows), ok, err, tt.rows)
			}
			for _, has := range tt.has {
				if !strings.Contains(body, has) {
					t.Errorf("the file lacks %q:\n%s", has, body)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(body, not) {
					t.Errorf("the file holds %q", not)
				}
			}
		})
	}
	if got := s.get("/dashboard/nordlys/answers.csv?show=opened"); got.status != 404 {
		t.Errorf("a file of links that were only opened = %d, want 404", got.status)
	}
	if name := s.get("/dashboard/nordlys/answers.csv?days=7").header.Get("Content-Disposition"); name != `attachment; filename="nordlys-answers-2026-11-18-to-2026-11-24.csv"` {
		t.Errorf("the file is called %s", name)
	}
}

// TestTheFileIsWhatIsOnTheScreen: the form sends what the list shows.
func TestTheFileIsWhatIsOnTheScreen(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	list := answersOf(t, s, "/dashboard/nordlys?days=30&show=bad&country=DE")
	for _, form := range list.all("form", "method", "get") {
		if !strings.HasSuffix(form.attr("action"), "/answers.csv") {
			continue
		}
		q := url.Values{}
		for _, in := range form.all("input", "type", "hidden") {
			q.Set(in.attr("name"), in.attr("value"))
		}
		if q.Encode() != "country=DE&days=30&show=bad" {
			t.Errorf("the form sends %s", q.Encode())
		}
		if form.one("input", "name", "addresses").has("checked") {
			t.Error("addresses are asked for without anybody asking")
		}
		if rows := strings.Count(s.get(form.attr("action")+"?"+q.Encode()).body, "Zu spät"); rows != 4 {
			t.Errorf("the file has %d of the 4 answers on the screen", rows)
		}
		return
	}
	t.Errorf("there is no form for a file: %s", list.text())
}
