package dashboard_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"earshot/shared/cx"
)

// TestTheAnswersInABrowser looks at the room with its filters open, and at the rooms behind it.
func TestTheAnswersInABrowser(t *testing.T) {
	ctx := tab(t)
	s := open(t, busy(t, cx.FivePoints))
	enter(t, ctx, s)
	lookAtAll(t, ctx, s,
		screen{"narrow", "/dashboard/nordlys?show=words&country=NO&score=4&unread=1"}, screen{"own-days", "/dashboard/nordlys?from=2026-10-01&to=2026-09-01"},
		screen{"by-country", "/dashboard/nordlys/by?by=country"}, screen{"by-reason", "/dashboard/nordlys/by?by=reason&days=365"})
}

// TestReadingAnswersByHand marks answers as read as a person does: one, then the rest.
func TestReadingAnswersByHand(t *testing.T) {
	ctx := tab(t)
	s := open(t, varied(t))
	enter(t, ctx, s)
	steps(t, ctx, chromedp.EmulateViewport(375, 800), chromedp.Navigate(s.server.URL+"/dashboard/nordlys?country=DE"),
		chromedp.Click(chromedp.CSS(`button[name=one]`)), chromedp.WaitVisible(chromedp.CSS("li.answer:not(:has(button))")))
	if n := run(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("button[name=one]").length`)); n != 3 {
		t.Errorf("%d answers are unread after one was marked, want 3", n)
	}
	steps(t, ctx, chromedp.Click(chromedp.CSS(`form[action$="/read"] button:not([name])`)), chromedp.WaitVisible(chromedp.CSS(`form[action$="/read"]:not(:has(button))`)))
	if n := run(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("button[name=one]").length`)); n != 0 {
		t.Errorf("%d answers are unread after all were marked", n)
	}
}
