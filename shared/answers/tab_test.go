package answers_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"earshot/shared/cx"
	"earshot/shared/parts"
)

// tab is a page of a real browser on a stage whose clock runs.
type tab struct {
	*stage
	ctx    context.Context
	name   string // for what went wrong
	origin string
	posts  chan string // the path of each POST that was answered
}

// chromium starts a browser; one that is not driven by software as far as a page can tell, unless driven.
func chromium(t *testing.T, driven bool) context.Context {
	t.Helper()
	path := parts.Chromium(t)
	temp, err := os.MkdirTemp("", "answers") // the browser still writes when t.TempDir would be removed
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Env("TMPDIR="+temp))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	if !driven {
		options = append(options, chromedp.Flag("disable-blink-features", "AutomationControlled"))
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

// openTab makes a stage and a tab for it, as a phone or a desktop.
func openTab(t *testing.T, browser context.Context, phone bool, changes ...func(*cx.Shop, *cx.OrderEvent)) *tab {
	t.Helper()
	b := &tab{stage: set(t, changes...), posts: make(chan string, 20)}
	started := time.Now()
	running := func() time.Time { return b.now().Add(time.Since(started)) }
	h := handler(t, b.facts, running, quiet())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			b.posts <- strings.Replace(r.URL.Path, b.token.Reveal(), "T", 1)
		}
	}))
	t.Cleanup(server.Close)
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	b.origin = server.URL
	if err := chromedp.Do(ctx); err != nil { // without a timeout: it would be the tab's
		t.Fatalf("open a tab: %v", err)
	}
	timed, stop := context.WithTimeout(ctx, 30*time.Second)
	t.Cleanup(stop)
	b.ctx = timed
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if phone {
		b.do(chromedp.EmulateViewport(375, 812, chromedp.EmulateMobile, chromedp.EmulateTouch))
	} else {
		b.do(chromedp.EmulateViewport(1280, 900))
	}
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatalf("drive the browser: %v", err)
	}
}

func run[T any](b *tab, a chromedp.Action[T]) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.Fatalf("drive the browser: %v", err)
	}
	return v
}

// tap opens a score link as a tap in a mail does.
func (b *tab) tap(score string) {
	b.Helper()
	b.do(chromedp.Navigate(b.origin + b.link("/"+score)))
}

// read waits until the page has been there for d.
func (b *tab) read(d time.Duration) {
	b.Helper()
	script := fmt.Sprintf(`performance.now()-performance.getEntriesByType("navigation")[0].loadEventEnd>%d`, d.Milliseconds())
	run(b, chromedp.Poll[bool](script, chromedp.WithPollingInterval(100*time.Millisecond)))
}

// js runs a script in the page, as a bot does.
func (b *tab) js(script string) {
	b.Helper()
	run(b, chromedp.Evaluate[any](script+";0"))
}

// posted waits for a POST.
func (b *tab) posted(path string) {
	b.Helper()
	for {
		select {
		case got := <-b.posts:
			if got == path {
				return
			}
		case <-b.ctx.Done():
			b.Fatalf("no POST to %s", path)
		}
	}
}

// pressSave clicks Save and waits for the page after it.
func (b *tab) pressSave() {
	b.Helper()
	run(b, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Click("#answer button")))
}

func (b *tab) status(part string) {
	b.Helper()
	if got := run(b, chromedp.TextContent("#status")); !strings.Contains(got, part) {
		b.Errorf("the status line is %q, want %q", got, part)
	}
}

// shows waits until the status line says part.
func (b *tab) shows(part string) {
	b.Helper()
	run(b, chromedp.Poll[bool](`document.getElementById("status").textContent.includes("`+part+`")`))
}

// moves moves the mouse to three places.
func (b *tab) moves() {
	b.Helper()
	for _, x := range []float64{300, 320, 350} {
		b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, 40+x))
	}
}

// call runs a command of the protocol in a tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
