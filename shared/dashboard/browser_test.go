package dashboard_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
	"earshot/shared/parts"
)

// tab opens a browser.
func tab(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(parts.Chromium(t)), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func run[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func steps(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// With EARSHOT_TEST_SCREENS set to a folder, the pages are kept there as pictures, to be looked at.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("EARSHOT_TEST_SCREENS")
	if folder == "" {
		return
	}
	png := run(t, ctx, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}

// screen is a page and the name of its picture.
type screen struct{ name, path string }

func TestPagesInABrowser(t *testing.T) {
	ctx := tab(t)
	s := open(t, busy(t, cx.FivePoints))
	enter(t, ctx, s)
	order := run(t, ctx, chromedp.AttributeValue(chromedp.CSS(".answer .who a"), "href")).Value
	lookAtAll(t, ctx, s, screen{"said", "/dashboard/nordlys"}, screen{"outbox", "/dashboard/nordlys/outbox"}, screen{"order", order},
		screen{"held", "/dashboard/nordlys?show=held"}, screen{"year", "/dashboard/nordlys?days=365"},
		screen{"signin", "/dashboard/signin"}, screen{"trouble", "/dashboard/nordlys/nothing"})
	eleven := open(t, busy(t, cx.ElevenPoints))
	enter(t, ctx, eleven)
	lookAtAll(t, ctx, eleven, screen{"nps", "/dashboard/nordlys"}, screen{"few", "/dashboard/nordlys?days=7"})
	empty := open(t, floor.Open(t, cx.FivePoints))
	enter(t, ctx, empty)
	lookAtAll(t, ctx, empty, screen{"empty", "/dashboard/nordlys"}, screen{"empty-outbox", "/dashboard/nordlys/outbox"})
}

// enter signs the browser in, as a person does, with no script of ours.
func enter(t *testing.T, ctx context.Context, s *site) {
	t.Helper()
	link, err := s.app.SignInLink(t.Context(), owner, s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	steps(t, ctx, chromedp.Navigate(link), chromedp.Click(chromedp.CSS("button")), chromedp.WaitVisible(chromedp.CSS("#answers")))
}

func lookAtAll(t *testing.T, ctx context.Context, s *site, pages ...screen) {
	t.Helper()
	for _, page := range pages {
		for _, width := range []int64{320, 375, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				t.Run(fmt.Sprintf("%s at %d, %s", page.name, width, scheme), func(t *testing.T) {
					lookAt(t, ctx, s.server.URL+page.path, page.name, scheme, width)
				})
			}
		}
	}
}

// lookAt checks what only a browser knows: that nothing is wider than the screen, that the style was let through, and
// that fingers can hit what is to be hit.
func lookAt(t *testing.T, ctx context.Context, url, name, scheme string, width int64) {
	t.Helper()
	steps(t, ctx, prefer(scheme), chromedp.EmulateViewport(width, 800), chromedp.Navigate(url))
	if wide := run(t, ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); wide > width {
		t.Errorf("the page is %d wide on a screen of %d", wide, width)
	}
	want := map[string]string{"light": "rgb(246, 244, 239)", "dark": "rgb(22, 21, 18)"}[scheme]
	if got := run(t, ctx, chromedp.Evaluate[string]("getComputedStyle(document.body).backgroundColor")); got != want {
		t.Errorf("the ground is %s, want %s", got, want)
	}
	if small := run(t, ctx, chromedp.Evaluate[string](tooSmall)); small != "" {
		t.Errorf("targets under 44 px: %s", small)
	}
	picture(t, ctx, strings.Join([]string{name, fmt.Sprint(width), scheme}, "-"))
}

func prefer(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	})
}

// tooSmall lists links and buttons that are hard to hit; links within a sentence are left out, as WCAG does, and
// a box to tick is as large as its label.
const tooSmall = `[...document.querySelectorAll("a,button,input:not([type=hidden]),summary")].filter(e => {
	const r = (e.closest("label.check") ?? e).getBoundingClientRect();
	return r.width > 1 && r.height < 43.5 && getComputedStyle(e).display !== "inline";
}).map(e => e.textContent + " " + e.getBoundingClientRect().height).join("; ")`
