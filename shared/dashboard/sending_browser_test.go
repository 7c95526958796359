package dashboard_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"earshot/shared/cx"
	"earshot/shared/dashboard/floor"
)

// TestSendingInABrowser looks at the rooms Rehearsal and Sending.
func TestSendingInABrowser(t *testing.T) {
	ctx := tab(t)
	s := inRehearsal(t, func(s *cx.Shop) { s.Confirmed = "" }).connected()
	var due cx.Order
	for i := range 4 {
		due = s.Buy(floor.Someone(i), s.Now.AddDate(0, 0, -5))
	}
	gone := s.Buy(floor.Someone(5), s.Now.AddDate(0, 0, -9))
	if err := s.Drop(t.Context(), gone.ID, cx.Rehearsal, s.Now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	enter(t, ctx, s)
	lookAtAll(t, ctx, s, screen{"rehearsal", rehearsalPage}, screen{"rehearsal-mail", rehearsalPage + "/mail/" + string(due.ID)}, screen{"sending-red", livePage})
	uploaded(t, ctx, s)
	live := s.Shop
	live.Live, live.LiveSince, live.Paused, live.PausedWhy = true, s.Now.AddDate(0, -1, 0), true, "9 of the last 200 mails came back (4.5 %), more than 4 %"
	s.Save(live)
	lookAtAll(t, ctx, s, screen{"sending-paused", livePage})
}

// uploaded rehearses a file with another ramp, as a person does, on a small and on a wide screen.
func uploaded(t *testing.T, ctx context.Context, s *site) {
	t.Helper()
	text, err := json.Marshal(pastOrders(400))
	if err != nil {
		t.Fatal(err)
	}
	choose := `(() => { const d = new DataTransfer(); d.items.add(new File([` + string(text) + `], "orders.csv"));
		document.querySelector("[type=file]").files = d.files; document.querySelector("[name=ramp]").value = "200"; return ""; })()`
	for _, width := range []int64{320, 1280} {
		steps(t, ctx, prefer("light"), chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.server.URL+rehearsalPage+"/history"))
		picture(t, ctx, fmt.Sprint("past-", width))
		run(t, ctx, chromedp.Evaluate[string](choose))
		steps(t, ctx, chromedp.Click(chromedp.CSS("main form .button")), chromedp.WaitVisible(chromedp.CSS("#result")))
		if wide := run(t, ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); wide > width {
			t.Errorf("the result is %d wide on a screen of %d", wide, width)
		}
		picture(t, ctx, fmt.Sprint("past-result-", width))
	}
}
