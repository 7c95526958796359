package mail_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"earshot/shared/parts"
)

// seen is what a browser measures of a mail: what is too small to tap, cannot be read, or is wider than the screen.
const seen = `(() => {
	const found = [];
	if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the screen");
	for (const a of document.querySelectorAll("a")) {
		const r = a.getBoundingClientRect();
		if (r.height < 44 || r.width < 44) found.push("target of " + r.width + " x " + r.height + ": " + a.textContent);
	}
	const rgb = s => s.match(/[\d.]+/g).map(Number);
	const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement, said = texts.currentNode.data.trim();
		if (!said || !e.getClientRects().length) continue;
		const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
		if ((a + 0.05) / (b + 0.05) < 4.5) found.push("contrast " + ((a + 0.05) / (b + 0.05)).toFixed(2) + ": " + said);
	}
	return found;
})()`

func TestInABrowser(t *testing.T) {
	page, mails := tab(t), map[string]string{}
	w := writer(t, book(t))
	for name, f := range variants(t) {
		mails[name] = parse(t, survey(t, w, f).Raw).html
	}
	mails["right-to-left"] = parse(t, survey(t, writer(t, mirrored(t)), ada(t)).Raw).html
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, mails[r.URL.Path[1:]])
	}))
	t.Cleanup(server.Close)
	for name := range mails {
		for _, screen := range []struct {
			width  int64
			scheme string
		}{{320, "dark"}, {375, "light"}, {800, "dark"}} {
			prefer(t, page, screen.scheme)
			if err := chromedp.Do(page, chromedp.EmulateViewport(screen.width, 800), chromedp.Navigate(server.URL+"/"+name)); err != nil {
				t.Fatalf("open %s: %v", name, err)
			}
			found, err := chromedp.Run(page, chromedp.Evaluate[[]string](seen))
			if err != nil || len(found) > 0 {
				t.Errorf("%s, %s, %d px: %q, %v", name, screen.scheme, screen.width, found, err)
			}
		}
	}
}

func prefer(t *testing.T, page context.Context, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	set := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	})
	if err := chromedp.Do(page, set); err != nil {
		t.Fatalf("prefer %s: %v", scheme, err)
	}
}

// tab is a page of a real browser.
func tab(t *testing.T) context.Context {
	t.Helper()
	path := parts.Chromium(t)
	temp, err := os.MkdirTemp("", "mail") // the browser still writes when t.TempDir would be removed
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Env("TMPDIR="+temp))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	browser, stopBrowser := chromedp.NewContext(allocator)
	t.Cleanup(stopBrowser)
	if err := chromedp.Do(browser); err != nil { // without a timeout: it would be the browser's
		t.Fatalf("start Chromium: %v", err)
	}
	timed, stopTab := context.WithTimeout(browser, 60*time.Second)
	t.Cleanup(stopTab)
	return timed
}
