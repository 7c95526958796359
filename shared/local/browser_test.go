package local_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"earshot/shared/parts"
)

// TestFiveClicks walks from the opening page to the number in a real browser, as a person who reads the README does.
func TestFiveClicks(t *testing.T) {
	browser := chromium(t)
	p := start(t, dataFile(t))
	tab := openTab(t, browser)
	tab.do(chromedp.EmulateViewport(1100, 1400), chromedp.Navigate(p.origin+"/"))
	clicks := 0
	click := func(tab *tabOf, sel string) {
		t.Helper()
		clicks++
		tab.loads(chromedp.Click(sel))
	}

	click(tab, `form[action="/local/purchase"] button`)
	click(tab, `form[action="/local/forward"] button`)

	mails := p.inbox()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	x, y := tab.scoreInFrame(browser, p.origin+"/local/inbox/"+mails[0].ID+"/html")
	opened := chromedp.WaitNewTarget(tab.ctx, func(i *target.Info) bool { return strings.Contains(i.URL, "/r/") })
	clicks++
	tab.do(chromedp.MouseClickXY(x, y))
	var answer *tabOf
	select {
	case id := <-opened:
		answer = openTab(t, tab.ctx, chromedp.WithTargetID(id))
	case <-tab.ctx.Done():
		t.Fatal("the tap in the mail opened nothing")
	}
	run(answer, chromedp.Poll[bool](`document.readyState=="complete" && performance.now()>1500`))
	click(answer, "#answer button")
	if text := run(answer, chromedp.TextContent("main")); !strings.Contains(text, "4") {
		t.Errorf("the answer page says %q", text)
	}

	click(tab, `form[action="/local/dashboard"] button`)
	if text := run(tab, chromedp.TextContent("main")); !strings.Contains(text, "100") || !strings.Contains(text, "Stoneware bowl") {
		t.Errorf("the dashboard says %q", text)
	}
	if clicks > 5 {
		t.Errorf("%d clicks", clicks)
	}
}

// TestNoSidewaysScrolling holds for every page of ours on the narrowest phone.
func TestNoSidewaysScrolling(t *testing.T) {
	browser := chromium(t)
	p, m := withMail(t)
	tab := openTab(t, browser)
	tab.do(chromedp.EmulateViewport(320, 640))
	mail := "/local/inbox/" + m.ID
	for _, path := range []string{"/", "/local/inbox", mail, mail + "?as=desktop", mail + "?as=dark", mail + "?as=text", mail + "?as=source", "/nowhere"} {
		tab.do(chromedp.Navigate(p.origin + path))
		if wide := run(tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); wide > 320 {
			t.Errorf("%s is %d px wide on a phone of 320", path, wide)
		}
	}
}

// tabOf is a tab of the browser.
type tabOf struct {
	*testing.T
	ctx context.Context
}

func chromium(t *testing.T) context.Context {
	t.Helper()
	path := parts.Chromium(t)
	temp, err := os.MkdirTemp("", "local") // the browser still writes when t.TempDir would be removed
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Env("TMPDIR="+temp),
		chromedp.Flag("disable-blink-features", "AutomationControlled"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	browser, stopBrowser := chromedp.NewContext(allocator)
	t.Cleanup(stopBrowser)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return browser
}

func openTab(t *testing.T, browser context.Context, options ...chromedp.ContextOption) *tabOf {
	t.Helper()
	return openTabFor(t, browser, 30*time.Second, options...)
}

// openTabFor opens a tab that may be driven so long.
func openTabFor(t *testing.T, browser context.Context, most time.Duration, options ...chromedp.ContextOption) *tabOf {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser, options...)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil { // without a timeout: it would be the tab's
		t.Fatalf("open a tab: %v", err)
	}
	timed, stop := context.WithTimeout(ctx, most)
	t.Cleanup(stop)
	return &tabOf{T: t, ctx: timed}
}

func (b *tabOf) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatalf("drive the browser: %v", err)
	}
}

func run[T any](b *tabOf, a chromedp.Action[T]) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.Fatalf("drive the browser: %v", err)
	}
	return v
}

// loads does something and waits for the page that it leads to.
func (b *tabOf) loads(step chromedp.Action[chromedp.Void]) {
	b.Helper()
	run(b, chromedp.WaitEvent(page.LoadEventFired, nil, step))
}

// scoreInFrame is where the mail's button 4 is in the window. What is in the frame cannot be asked for from outside, so
// the mail is measured in a tab of the frame's width.
func (b *tabOf) scoreInFrame(browser context.Context, html string) (x, y float64) {
	b.Helper()
	type spot struct{ X, Y, W, H float64 }
	const where = `(e=>{e.scrollIntoView({block:"center"});const r=e.getBoundingClientRect();return {X:r.x,Y:r.y,W:r.width,H:r.height}})(document.querySelector(%q))`
	frame := run(b, chromedp.Evaluate[spot](fmt.Sprintf(where, "iframe")))
	mail := openTab(b.T, browser)
	mail.do(chromedp.EmulateViewport(int64(frame.W), 2000), chromedp.Navigate(html))
	button := run(mail, chromedp.Evaluate[spot](fmt.Sprintf(where, `a[href$="/4"]`)))
	return frame.X + button.X + button.W/2, frame.Y + button.Y + button.H/2
}
