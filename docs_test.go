package main_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/local/command"
)

// documents are the pages that people read, by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			all[filepath.ToSlash(name)] = read(t, name)
		}
	}
	if len(all) < 8 {
		t.Fatalf("%d documents were found: this test looks in the wrong place", len(all))
	}
	return all
}

func TestReadmeIsShort(t *testing.T) {
	const most = 150
	if n := strings.Count(read(t, "README.md"), "\n"); n > most {
		t.Errorf("README.md has %d lines, want at most %d: who reads it wants to know what this is and how to begin; the rest has pages in docs/", n, most)
	}
}

func TestLinksExist(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)|src="([^"]+)"`)
	for name, text := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target := m[1] + m[2]
			if strings.Contains(target, "://") {
				continue
			}
			file, anchor, _ := strings.Cut(target, "#")
			where := path.Join(path.Dir(name), file)
			if file == "" {
				where = name
			}
			if _, err := os.Stat(where); err != nil {
				t.Errorf("%s links %s, which is not there", name, target)
			} else if anchor != "" && !slices.Contains(anchors(read(t, where)), anchor) {
				t.Errorf("%s links %s, which has no such heading", name, target)
			}
		}
	}
}

// anchors are the ids that a page's headings get where it is shown.
func anchors(text string) (all []string) {
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		id := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(id, " ", "-"))
	}
	return all
}

// TestPathsExist takes what looks like a path of this repository in a document's code, `shared/cx`, for one.
func TestPathsExist(t *testing.T) {
	shape := regexp.MustCompile("`((?:shared|functions|events|docs|\\.ci)/[A-Za-z0-9_./-]+)`")
	for name, text := range documents(t) {
		for _, m := range shape.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %s, which is not there", name, m[1])
			}
		}
	}
}

// commands are what a document asks people to type: the lines of its sh blocks, and code that begins like a command.
func commands(text string) (all []string) {
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		joined := strings.ReplaceAll(block[1], "\\\n", " ")
		for line := range strings.Lines(joined) {
			all = append(all, strings.TrimSpace(line))
		}
	}
	for _, m := range regexp.MustCompile("`((?:go run|go test|make|sam|\\.ci/)[^`\n]*)`").FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestCommandsExist(t *testing.T) {
	targets := regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(read(t, "Makefile"), -1)
	for name, text := range documents(t) {
		for _, c := range commands(text) {
			words := strings.Fields(c)
			problem := ""
			switch {
			case words[0] == "make" && len(words) == 2:
				if !slices.ContainsFunc(targets, func(m []string) bool { return m[1] == words[1] }) {
					problem = "the Makefile has no such target"
				}
			case strings.HasPrefix(c, "sam local invoke") && len(words) == 6 && words[3] != "NAME":
				problem = invocation(t, words[3], words[5])
			case strings.HasPrefix(words[0], ".ci/"), strings.HasPrefix(c, "go run ./"), strings.HasPrefix(c, "go test ./") && words[2] != "./...":
				if _, err := os.Stat(words[len(words)-1]); err != nil && words[len(words)-1] != "-update" {
					problem = err.Error()
				}
			case !regexp.MustCompile(`^(go (run|test|doc) |sam (build|deploy|delete|local|validate)|aws |curl |export )`).MatchString(c):
				problem = "this test knows no such command: is it one that everybody has?"
			}
			if problem != "" {
				t.Errorf("%s asks to type %q: %s", name, c, problem)
			}
		}
	}
}

// invocation says what is wrong with a call of a function by its logical id, with an event.
func invocation(t *testing.T, id, event string) string {
	if functions(t)[strings.ToLower(id)] == "" || resources(t)[id] == "" {
		return "template.yaml has no such function"
	}
	if base := path.Base(event); event != "events/X.json" && !eventFiles(t)[base] {
		return "there is no such event"
	} else if event != "events/X.json" && !strings.HasPrefix(base, strings.ToLower(id)+"-") {
		return "the event is another function's"
	}
	return ""
}

// rows are the lines of a document's tables, cut into cells.
func rows(text string) (all [][]string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|-") {
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			all = append(all, cells)
		}
	}
	return all
}

func TestRulesAreDocumented(t *testing.T) {
	said := map[string]string{}
	for _, r := range rows(read(t, "docs/rules.md")) {
		said[strings.Trim(r[0], "`")] = r[1]
	}
	delete(said, "Code")
	for _, r := range cx.Reasons() {
		if said[string(r)] != r.Sentence() {
			t.Errorf("docs/rules.md says %q of the reason %s, and Earshot says %q: a merchant looks up what was read", said[string(r)], r, r.Sentence())
		}
		delete(said, string(r))
	}
	for code := range said {
		t.Errorf("docs/rules.md tells of a reason %s, which is none", code)
	}
}

func TestNumbersAreDocumented(t *testing.T) {
	text := read(t, "docs/numbers.md")
	for _, s := range []cx.Status{cx.Counted, cx.Probable, cx.Held, cx.Opened} {
		if !strings.Contains(text, "| `"+string(s)+"` |") {
			t.Errorf("docs/numbers.md does not tell what %s means: it stands beside every answer", s)
		}
	}
	if want := fmt.Sprintf("younger than %.1f seconds", cx.NonceMinAge.Seconds()); !strings.Contains(text, want) {
		t.Errorf("docs/numbers.md does not say %q, which is what the code does", want)
	}
}

func TestDependenciesHaveReasons(t *testing.T) {
	required := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(?:require )?\s*([a-z0-9.-]+\.[a-z]+/\S+) v`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		required[m[1]] = true
	}
	if len(required) < 10 {
		t.Fatalf("%d modules were found in go.mod: this test reads it wrongly", len(required))
	}
	for _, r := range rows(read(t, "docs/dependencies.md")) {
		name := strings.Trim(r[0], "`")
		if name != "Module" && (!required[name] || r[1] == "") {
			t.Errorf("docs/dependencies.md has a line for %s (%q), which go.mod does not require, or gives no reason", name, r[1])
		}
		delete(required, name)
	}
	for name := range required {
		t.Errorf("%s is required without a line in docs/dependencies.md: each module is code that nobody here reads, so it needs a reason", name)
	}
}

func TestPictures(t *testing.T) {
	const most = 150_000
	names, err := filepath.Glob("docs/pictures/*.png")
	if err != nil || len(names) < 3 {
		t.Fatalf("%d pictures, %v: go run ./docs/pictures makes them", len(names), err)
	}
	for _, name := range names {
		png := read(t, name)
		if len(png) > most || !strings.HasPrefix(png, "\x89PNG") {
			t.Errorf("%s has %d bytes and must be a PNG of at most %d: a README is read on phones, too", name, len(png), most)
		}
		if !strings.Contains(read(t, "README.md"), filepath.ToSlash(name)) {
			t.Errorf("README.md does not show %s", name)
		}
	}
}

func TestAlarmsAreDocumented(t *testing.T) {
	guide := read(t, "docs/deploy.md")
	for id, body := range resources(t) {
		if strings.Contains(body, "Type: AWS::CloudWatch::Alarm") && !strings.Contains(guide, "| `"+id+"` |") {
			t.Errorf("docs/deploy.md does not tell what to do when %s rings: it does so at night", id)
		}
	}
	for _, m := range regexp.MustCompile("`(\\w+Alarm)`").FindAllStringSubmatch(guide, -1) {
		if resources(t)[m[1]] == "" {
			t.Errorf("docs/deploy.md tells of an alarm %s, which is none", m[1])
		}
	}
}

// TestTimesAreDocumented compares times that people are promised with those of the code.
func TestTimesAreDocumented(t *testing.T) {
	days := func(d time.Duration) string { return fmt.Sprintf("%.0f days", d.Hours()/24) }
	tests := []struct{ file, says string }{
		{"docs/numbers.md", "A score link takes a score for " + days(ledger.LinkLife)},
		{"PRIVACY.md", fmt.Sprintf("%.0f minutes, %s |", ledger.SignInLife.Minutes(), days(ledger.SessionLife))},
		{"docs/rules.md", "more than " + days(cx.AgeLimit) + " old"},
		{"docs/rules.md", fmt.Sprintf("one survey in %d days", cx.NewShop("x", "").Survey.Throttle)},
		{"docs/rules.md", fmt.Sprintf("%d a day in a new shop", cx.NewShop("x", "").Ramp)},
		{"README.md", fmt.Sprintf("not asked in the last %d days", cx.NewShop("x", "").Survey.Throttle)},
	}
	for _, tt := range tests {
		if text := strings.Join(strings.Fields(read(t, tt.file)), " "); !strings.Contains(text, tt.says) {
			t.Errorf("%s does not say %q, which is what the code does", tt.file, tt.says)
		}
	}
}

// TestShopFileIsDocumented holds docs/shop.md to the fields that `shop FILE` takes.
func TestShopFileIsDocumented(t *testing.T) {
	text := read(t, "docs/shop.md")
	for _, kind := range []reflect.Type{reflect.TypeFor[command.File](), reflect.TypeFor[command.Connection](), reflect.TypeFor[cx.Shop](),
		reflect.TypeFor[cx.Survey](), reflect.TypeFor[cx.Wording](), reflect.TypeFor[cx.Alerts]()} {
		for f := range kind.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && name != "-" && !strings.Contains(text, "`"+name+"`") {
				t.Errorf("docs/shop.md does not tell of %s: a merchant's file may hold it", name)
			}
		}
	}
}
