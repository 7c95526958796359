package local_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"earshot/shared/parts"
)

// inspector opens pages and has axe look for what shuts people out: a field without a name, grey on grey, a heading that
// is skipped. What axe cannot see (whether a text says what it should) stays for people.
type inspector struct {
	*tabOf
	p    *program
	axe  string // the script
	seen map[string]bool
}

func newInspector(t *testing.T, browser context.Context, p *program) *inspector {
	t.Helper()
	script, err := os.ReadFile(parts.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	return &inspector{tabOf: openTabFor(t, browser, 3*time.Minute), p: p, axe: string(script), seen: map[string]bool{}}
}

// look is how somebody looks at a page.
type look struct {
	width  int64
	scheme string
}

func looks() []look { return []look{{375, "light"}, {375, "dark"}, {1280, "dark"}, {1280, "light"}} }

func (l look) take() []chromedp.Action[chromedp.Void] {
	media := func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: l.scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}}}) // a colour that is on its way is no colour to judge
		return chromedp.Void{}, err
	}
	return []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(l.width, 800), media}
}

// violation is what axe found: a rule, and the first places where the page breaks it.
type violation struct {
	ID, Help string
	Places   []string
}

// inspection runs axe in the page.
const inspection = `axe.run(document, %s).then(r => r.violations.map(v => ({
	ID: v.id, Help: v.help,
	Places: v.nodes.slice(0, 3).map(n => n.target.join(" ") + ": " + n.html.slice(0, 160) + " " + n.any.concat(n.all, n.none).map(c => c.message).join("; ")),
})))`

// unfolded opens what is folded, for what nobody sees is not inspected.
const unfolded = `for (const d of document.querySelectorAll("details")) d.open = true;`

// inspect looks at the page that is open; but names the rules that do not hold for it.
func (i *inspector) inspect(name string, but ...string) {
	i.Helper()
	run(i.tabOf, chromedp.Evaluate[any](unfolded+i.axe+";0"))
	for _, l := range looks() {
		i.do(l.take()...)
		options, err := json.Marshal(l.options(but))
		if err != nil {
			i.Fatal(err)
		}
		for _, v := range run(i.tabOf, chromedp.Evaluate[[]violation](fmt.Sprintf(inspection, options), chromedp.EvalAwaitPromise)) {
			i.Errorf("%s at %d px, %s: %s (%s)\n\t%s", name, l.width, l.scheme, v.Help, v.ID, strings.Join(v.Places, "\n\t"))
		}
	}
}

// options are those of axe. The frames hold mails, which run no script: these are inspected alone. The dark changes colours
// alone, so by it only the rules of colours are asked.
func (l look) options(but []string) map[string]any {
	rules := map[string]any{}
	for _, rule := range but {
		rules[rule] = map[string]bool{"enabled": false}
	}
	o := map[string]any{"resultTypes": []string{"violations"}, "iframes": false, "rules": rules}
	if l.scheme == "dark" {
		o["runOnly"] = map[string]any{"type": "rule", "values": []string{"color-contrast", "link-in-text-block"}}
		delete(o, "rules")
	}
	return o
}

// open inspects a page of the program, whatever its status.
func (i *inspector) open(path string) {
	i.Helper()
	i.do(chromedp.Navigate(i.p.origin + path))
	if run(i.tabOf, chromedp.Evaluate[string](`document.contentType`)) == "text/html" { // else it is a file for programs
		i.inspect(path)
	}
}

// press presses a button of a page and inspects what comes of it. The browser lets everything through, so that the program
// says what is wrong.
func (i *inspector) press(path, button string, first ...chromedp.Action[chromedp.Void]) {
	i.Helper()
	i.do(chromedp.Navigate(i.p.origin + path))
	run(i.tabOf, chromedp.Evaluate[any](unfolded+`for (const f of document.forms) f.noValidate = true; 0`))
	i.do(first...)
	i.goesOn(button)
}

// goesOn presses a button of the page that is open.
func (i *inspector) goesOn(button string) {
	i.Helper()
	from := run(i.tabOf, chromedp.Evaluate[string](`location.pathname`))
	i.loads(chromedp.Click(button))
	i.inspect(from + " after " + button)
}

// mail inspects a mail as it was sent. A mail is shown in a page of the mail program, which has the landmarks; and the
// fragments that programs take out of it have no use for ours.
func (i *inspector) mail(l letter) {
	i.Helper()
	i.do(chromedp.Navigate("data:text/html;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(l.HTML))))
	i.inspect("mail: "+l.Subject, "region", "landmark-one-main")
}

// walk inspects a page and all of the tree that it leads to, unless a page like it was seen, and returns how many these are.
func (i *inspector) walk(path, tree string) int {
	i.Helper()
	n := 0
	for queue := []string{path}; len(queue) > 0; queue = queue[1:] {
		if !strings.HasPrefix(queue[0], tree) || !isPage(queue[0]) || !i.isNew(queue[0]) {
			continue
		}
		n++
		i.open(queue[0])
		queue = append(queue, run(i.tabOf, chromedp.Evaluate[[]string](links))...)
	}
	return n
}

// links are the pages of ours that a page leads to.
const links = `[...document.querySelectorAll("a[href]:not([download])")].filter(a => a.origin == location.origin).map(a => a.pathname + a.search)`

// isPage leaves out files, and what customers see: these pages have states, which are made on purpose.
func isPage(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	ours := path == "/" || strings.HasPrefix(path, "/local/") || strings.HasPrefix(path, "/dashboard")
	return ours && !strings.Contains(path, ".") && !strings.HasSuffix(path, "/html")
}

var anID = regexp.MustCompile(`/([a-z0-9]{26}|local-[0-9]+)`)

// isNew notes what a page shows, and says whether any of it was not seen yet: the page itself, whomever it tells of, and
// what its query asks for, whatever the value but where that chooses a view.
func (i *inspector) isNew(path string) bool {
	path, query, _ := strings.Cut(anID.ReplaceAllString(path, "/*"), "?")
	shows := []string{path}
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if slices.Contains([]string{"as", "by"}, key) {
			key += "=" + value
		}
		shows = append(shows, path+"?"+key)
	}
	before := len(i.seen)
	for _, s := range shows {
		i.seen[s] = true
	}
	return len(i.seen) > before
}
