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

// TestWhatARoleSeesOfAnswers: an analyst reads answers without names and marks none, an agent takes no addresses along,
// and what was taken along stands in the owners' log.
func TestWhatARoleSeesOfAnswers(t *testing.T) {
	s := open(t, varied(t)).signedIn()
	const file = "/dashboard/nordlys/answers.csv?country=DE"
	tests := []struct {
		role                     cx.Role
		addresses, read          int // status
		names, buttons, checkbox bool
	}{
		{cx.Owner, 200, 303, true, true, true},
		{cx.Agent, 403, 303, true, true, false},
		{cx.Analyst, 403, 403, false, false, false},
	}
	for _, tt := range tests {
		t.Run(string(tt.role), func(t *testing.T) {
			c := s.member(string(tt.role)+"@nordlys.example", tt.role)
			list, csv := s.getBy(c, "/dashboard/nordlys?country=DE"), s.getBy(c, file)
			if got := strings.Contains(csv.body, "Amara"); csv.status != 200 || got != tt.names || strings.Contains(csv.body, "@example.com") {
				t.Errorf("the file (%d) has names: %v, want %v, and never an address:\n%s", csv.status, got, tt.names, csv.body)
			}
			if got := strings.Contains(list.body, "Amara"); got != tt.names {
				t.Errorf("the list has names: %v", got)
			}
			if got := strings.Contains(list.body, `name="one"`); got != tt.buttons {
				t.Errorf("the list has buttons: %v", got)
			}
			if got := strings.Contains(list.body, `name="addresses"`); got != tt.checkbox {
				t.Errorf("the form offers addresses: %v", got)
			}
			if got := s.getBy(c, file+"&addresses=1"); got.status != tt.addresses {
				t.Errorf("a file with addresses = %d, want %d", got.status, tt.addresses)
			}
			if got := s.postBy(c, "/dashboard/nordlys/read", url.Values{}); got.status != tt.read {
				t.Errorf("marking as read = %d, want %d", got.status, tt.read)
			}
		})
	}
	lines, _, err := s.Audit(t.Context(), "nordlys", "", 10)
	var log []string
	for _, l := range lines {
		log = append(log, l.By+" "+l.What)
	}
	all := strings.Join(log, "\n")
	if err != nil || strings.Count(all, "downloaded") != 4 || !strings.Contains(all, "owner@nordlys.example downloaded 4 answers from 2026-08-27 to 2026-11-24, with addresses") {
		t.Errorf("the log says %v:\n%s", err, all)
	}
}
