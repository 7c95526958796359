package dashboard_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"earshot/shared/dashboard/floor"
)

// TestSetupInABrowser looks at the rooms where a shop is set up and given its words.
func TestSetupInABrowser(t *testing.T) {
	ctx := tab(t)
	f := rehearsing(t)
	f.Buy(floor.Someone(1), f.Now.AddDate(0, 0, -4))
	s := open(t, f)
	s.app.DNS, s.app.Service = quiet{}, sandbox{}
	s.server.Close()
	s.start(httptest.NewServer)
	s.signedIn()
	s.draft(map[string]string{"question": "{first}, does the {item} please you?\nAre you pleased?"})
	s.post(textsRoom+"/publish", filledIn(s.room(), textsRoom+"/publish"))
	s.draft(map[string]string{"subject": "Hi {firstname}"})
	if got := s.put("logo.png", plainPicture(t, asPNG, 64)); got.status != 303 {
		t.Fatalf("a logo = %d", got.status)
	}
	link, err := s.app.SignInLink(t.Context(), owner, s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	steps(t, ctx, chromedp.Navigate(link), chromedp.Click(chromedp.CSS("button")), chromedp.WaitVisible(chromedp.CSS("#steps")))
	lookAtAll(t, ctx, s, screen{"steps", "/dashboard/nordlys"}, screen{"settings", settingsRoom}, screen{"new", "/dashboard/new"},
		screen{"domain", "/dashboard/nordlys/domain"}, screen{"texts", textsRoom}, screen{"texts-desktop", textsRoom + "?view=desktop"},
		screen{"texts-dark", textsRoom + "?view=dark"}, screen{"texts-text", textsRoom + "?view=text"})
	steps(t, ctx, chromedp.Navigate(s.server.URL+settingsRoom), chromedp.SetValue(chromedp.CSS("[name=colour]"), "#ffee00"),
		chromedp.SetValue(chromedp.CSS("[name=days]"), "100"), chromedp.Click(chromedp.CSS("main form .button")), chromedp.WaitVisible(chromedp.CSS(".notice.bad")))
	if n := run(t, ctx, chromedp.Evaluate[int64](`document.querySelectorAll("[aria-invalid=true]").length`)); n != 2 {
		t.Errorf("%d fields are marked as wrong, want 2", n)
	}
	picture(t, ctx, "settings-wrong")
}
