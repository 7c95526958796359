package dashboard_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// scores seeds so many answers of each score, all pressed Save, within the last days before daysAgo.
func scores(f *floor.Floor, daysAgo int, counts map[int]int) {
	n := 0
	for score := range 11 {
		for range counts[score] {
			n++
			at := f.Now.AddDate(0, 0, -daysAgo).Add(-time.Duration(n) * time.Minute)
			f.Said(floor.Someone(1000*daysAgo+n+100*score), score, at)
		}
	}
}

func TestTheNumberEqualsTheAnswers(t *testing.T) {
	tests := []struct {
		name  string
		scale cx.Scale
		now   map[int]int // answers of the last days
		old   map[int]int // of the window before
		want  []string
		none  []string
	}{
		{"satisfied customers by Wilson", cx.FivePoints, map[int]int{5: 30, 4: 15, 3: 10, 1: 5}, nil,
			[]string{"Satisfied customers, last 90 days 75 %", "Between 63 and 84, from 60 answers", "45 good 10 so-so 5 bad", "Nothing to compare with"}, []string{"few answers"}},
		{"net promoter score by adjusted Wald", cx.ElevenPoints, map[int]int{10: 40, 9: 30, 8: 20, 6: 5, 0: 5}, nil,
			[]string{"Net Promoter Score, last 90 days 60", "Between 45 and 71, from 100 answers", "70 good 20 so-so 10 bad"}, []string{"%"}},
		{"nine answers have no score", cx.FivePoints, map[int]int{5: 9}, nil, []string{"9 answers", "from ten answers on", "9 good"}, []string{"Between", "100 %"}},
		{"one answer", cx.FivePoints, map[int]int{2: 1}, nil, []string{"1 answer", "1 bad"}, []string{"Between"}},
		{"twelve answers are few", cx.FivePoints, map[int]int{5: 9, 1: 3}, nil, []string{"75 %", "few answers, so the range is wide"}, nil},
		{"no proven change", cx.FivePoints, map[int]int{5: 32, 1: 8}, map[int]int{5: 30, 1: 10}, []string{"No proven change against the 90 days before (75 %)."}, nil},
		{"a proven fall", cx.FivePoints, map[int]int{5: 20, 1: 30}, map[int]int{5: 40, 1: 5}, []string{"Lower than in the 90 days before (89 %), and not by chance."}, nil},
		{"a proven rise", cx.FivePoints, map[int]int{5: 40, 1: 5}, map[int]int{5: 20, 1: 30}, []string{"Higher than in the 90 days before (40 %)"}, nil},
		{"too few before", cx.FivePoints, map[int]int{5: 40}, map[int]int{5: 12}, []string{"Too few answers to compare with the 90 days before (12 answers there)."}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := floor.Open(t, tt.scale)
			scores(f, 3, tt.now)
			scores(f, 120, tt.old)
			f.Count()
			name := map[cx.Scale]string{cx.FivePoints: "Satisfied customers", cx.ElevenPoints: "Net Promoter Score"}[tt.scale]
			card := parsed(t, open(t, f).signedIn().get("/dashboard/nordlys")).card(name)
			wantText(t, card, tt.want...)
			for _, none := range tt.none {
				if strings.Contains(card.text(), none) {
					t.Errorf("the card says %q: %s", none, card.text())
				}
			}
		})
	}
}

func TestTheBarIsAsWideAsTheAnswers(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	scores(f, 3, map[int]int{5: 6, 3: 3, 1: 3})
	f.Count()
	bar := parsed(t, open(t, f).signedIn().get("/dashboard/nordlys")).one("svg", "class", "split")
	for class, want := range map[string][2]string{"good": {"0", "500"}, "so": {"500", "250"}, "bad": {"750", "250"}} {
		r := bar.one("rect", "class", class)
		if got := [2]string{r.attr("x"), r.attr("width")}; got != want {
			t.Errorf("the part %s is at %s and %s wide, want %v", class, got[0], got[1], want)
		}
	}
}

// mixed is one answer of each kind, and one link that was only opened.
func mixed(t *testing.T) *floor.Floor {
	f := floor.Open(t, cx.FivePoints)
	at := func(h int) time.Time { return f.Now.Add(-time.Duration(h) * time.Hour) }
	words := cx.Words{Comment: "Cracked <b>handle</b>", Reasons: []string{"quality", cx.OtherReason}, MayContact: true}
	f.Say(f.Asked(floor.Someone(1), at(30)), 2, cx.PressedSave, at(20), words)
	f.Say(f.Asked(floor.Someone(2), at(30)), 5, cx.Dwell, at(10), cx.Words{})
	f.Say(f.Asked(floor.Someone(3), at(30)), 1, cx.PressedSave, at(5), cx.Words{}, cx.Automation)
	f.Open(f.Asked(floor.Someone(4), at(30)), 4, at(3))
	inv := f.Asked(floor.Someone(5), at(30))
	if _, err := f.Answer(t.Context(), inv, nil, cx.Words{Comment: "Only words"}, at(2)); err != nil {
		t.Fatal(err)
	}
	f.Count()
	return f
}

func TestEachNumberOpensTheAnswersBehindIt(t *testing.T) {
	s := open(t, mixed(t)).signedIn()
	page := parsed(t, s.get("/dashboard/nordlys"))
	wantText(t, page.card("How far to believe it"), "Counted 1 Probable 1 Held back 1 Opened, not confirmed 1", "5 mails went out")
	tests := []struct {
		show  string
		rows  int
		wants []string
	}{
		{"", 4, []string{"Only words", "Cracked <b>handle</b>"}},
		{"counted", 1, []string{"2 of 5", "“Cracked <b>handle</b>” Quality Something else Jonas W., order 1001, Serving bowl “Fjord” You may write back", "counted: pressed Save"}},
		{"probable", 1, []string{"5 of 5", "probable: read the page for 5 seconds"}},
		{"held", 1, []string{"1 of 5, held back", "held back: the browser said that software controls it"}},
		{"opened", 1, []string{"no answer", "Order 1004, opened 1 time", "nothing was confirmed"}},
		{"bad", 1, []string{"Cracked"}},
		{"good", 1, []string{"order 1002"}},
		{"so", 0, []string{"None in these days."}},
		{"words", 2, []string{"Only words", "words without a score"}},
		{"nonsense", 4, nil},
	}
	for _, tt := range tests {
		t.Run("show="+tt.show, func(t *testing.T) {
			page := parsed(t, s.get("/dashboard/nordlys?show="+tt.show))
			list := page.one("section", "id", "answers")
			if got := len(list.all("li", "class", "answer")); got != tt.rows {
				t.Errorf("%d rows, want %d: %s", got, tt.rows, list.text())
			}
			wantText(t, list, tt.wants...)
		})
	}
}

func TestAStrictShopUsesCountedAnswersAlone(t *testing.T) {
	f := mixed(t)
	shop := f.Shop
	shop.Survey.Strict = true
	f.Save(shop)
	page := parsed(t, open(t, f).signedIn().get("/dashboard/nordlys"))
	wantText(t, page.card("Satisfied customers"), "1 answer", "0 good 0 so-so 1 bad")
	wantText(t, page.card("How far to believe it"), "counted answers alone", "Probable 1")
}

func TestAnswersComeInPagesWithoutGaps(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	const total = 47
	for n := range total {
		f.Said(floor.Someone(n), 5, f.Now.AddDate(0, 0, -n))
	}
	s := open(t, f).signedIn()
	seen, path, pages := map[string]bool{}, "/dashboard/nordlys", 0
	for ; path != "" && pages < 10; pages++ {
		list := parsed(t, s.get(path)).one("section", "id", "answers")
		path = ""
		for _, a := range list.all("a", "href", "") {
			switch {
			case strings.Contains(a.attr("href"), "/orders/"):
				seen[a.attr("href")] = true
			case a.text() == "Older":
				path = a.attr("href")
			}
		}
	}
	if len(seen) != total || pages != 3 {
		t.Errorf("%d answers on %d pages, want %d on 3", len(seen), pages, total)
	}
}

func TestTheWindowIsKept(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	scores(f, 3, map[int]int{5: 4})
	scores(f, 20, map[int]int{1: 3})
	scores(f, 200, map[int]int{5: 20})
	f.Count()
	s := open(t, f).signedIn()
	for days, want := range map[string]string{"7": "4 good 0 so-so 0 bad", "30": "4 good 0 so-so 3 bad", "365": "24 good", "x": "last 90 days", "-1": "last 90 days"} {
		page := parsed(t, s.get("/dashboard/nordlys?days="+days))
		wantText(t, page.card("Satisfied customers"), want)
	}
	page := parsed(t, s.get("/dashboard/nordlys?days=7&show=good"))
	for _, a := range page.one("section", "id", "answers").all("a", "href", "") {
		if u, err := url.Parse(a.attr("href")); err != nil || u.Path == "/dashboard/nordlys" && u.Query().Get("days") != "7" {
			t.Errorf("the link %s loses the window", a.attr("href"))
		}
	}
}

func TestWeeksAreATableToo(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	scores(f, 8, map[int]int{5: 9, 1: 3})
	scores(f, 15, map[int]int{5: 3})
	f.Count()
	card := parsed(t, open(t, f).signedIn().get("/dashboard/nordlys")).card("By week")
	rows := map[string]string{}
	for _, tr := range card.one("tbody", "", "").all("tr", "", "") {
		cells := tr.all("td", "", "")
		rows[cells[0].text()] = cells[1].text() + "|" + cells[2].text() + "|" + cells[3].text()
	}
	for week, want := range map[string]string{"16 November 2026": "75 %|47 to 91 %|12", "9 November 2026": "too few|44 to 100 %|3", "23 November 2026": "–|–|0"} {
		if rows[week] != want {
			t.Errorf("the week of %s is %q, want %q", week, rows[week], want)
		}
	}
	wantText(t, card, "shows its range alone")
	if len(card.all("polygon", "class", "band")) != 2 || len(card.all("circle", "class", "point")) != 2 {
		t.Errorf("want one band and one point in each of the two drawings")
	}
}

func TestAnEmptyRoomSaysWhatWillCome(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f).signedIn()
	wantText(t, parsed(t, s.get("/dashboard/nordlys")), "No answers in the last 90 days When an order arrives", "Nothing is waiting.")
	f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -6).Add(12*time.Hour+30*time.Minute)) // in the night: it goes out when the window opens
	wantText(t, parsed(t, s.get("/dashboard/nordlys")), "The next mail goes out tomorrow, 09:00", "Tomorrow, 09:00 1 survey")
}

func TestTheShopsStateIsSaid(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f).signedIn()
	for _, tt := range []struct {
		live, paused bool
		want         string
	}{{true, false, "Nordlys Ceramics is live"}, {true, true, "Nordlys Ceramics is paused"}, {false, false, "Nordlys Ceramics is in rehearsal"}} {
		shop := f.Shop
		shop.Live, shop.Paused = tt.live, tt.paused
		f.Save(shop)
		wantText(t, parsed(t, s.get("/dashboard/nordlys/outbox")), tt.want)
	}
}

func TestSeveralShopsAreAList(t *testing.T) {
	f := floor.Open(t, cx.FivePoints)
	s := open(t, f).signedIn()
	if got := s.get("/dashboard"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/dashboard/nordlys" {
		t.Errorf("with one shop the list = %d to %q, want a way to it", got.status, got.header.Get("Location"))
	}
	second := floor.Nordlys("fjell", cx.ElevenPoints)
	second.Name, second.Live = "Fjell", false
	f.Save(second)
	page := parsed(t, s.get("/dashboard"))
	wantText(t, page, "Nordlys Ceramics is live", "Fjell is in rehearsal")
	page.one("a", "href", "/dashboard/fjell")
	o := f.Event(floor.Someone(1), f.Now.AddDate(0, 0, -4), func(*cx.OrderEvent) {})
	if got := s.get("/dashboard/nordlys/orders/" + string(o.ID)); got.status != 404 {
		t.Errorf("an order of another shop = %d, want 404", got.status)
	}
	for _, path := range []string{"/dashboard/nowhere", "/dashboard/UPPER", "/dashboard/nordlys/orders/x", "/dashboard/nordlys/" + fmt.Sprint(7)} {
		if got := s.get(path); got.status != 404 {
			t.Errorf("%s = %d, want 404", path, got.status)
		}
	}
}
