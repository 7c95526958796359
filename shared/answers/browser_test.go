package answers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"earshot/shared/cx"
	"earshot/shared/words"
)

func TestInARealBrowser(t *testing.T) {
	person, driven := chromium(t, false), chromium(t, true)
	tests := []struct {
		name    string
		browser context.Context
		phone   bool
		act     func(*tab)
		want    cx.Status
		score   int
	}{
		{"bot: form.submit() by a script", person, false, func(b *tab) { submitted(b, `document.forms[0].submit()`) }, cx.Held, 4},
		{"bot: requestSubmit() by a script", person, false, func(b *tab) { submitted(b, `document.forms[0].requestSubmit()`) }, cx.Held, 4},
		{"bot: clicks a score and Save by a script", person, true, func(b *tab) {
			submitted(b, `document.querySelector("[value='2'][name=score]").click();document.querySelector("#answer button").click()`)
		}, cx.Held, 2},
		{"bot: makes up events", person, false, madeUpEvents, "", 0},
		{"bot: opens the page and leaves at once", person, true, func(b *tab) { b.tap("4"); b.read(time.Second) }, "", 0},
		{"bot: reads the page as soon as the mail was sent", person, false, readsAtOnce, cx.Held, 4},
		{"bot: opens all links, then clicks Save", person, false, opensAll, cx.Held, 5},
		{"bot: a driven browser moves the mouse", driven, false, func(b *tab) {
			b.tap("4")
			b.read(time.Second)
			b.moves()
			b.posted("/r/T/seen")
			b.status("Not saved yet")
		}, cx.Held, 4},
		{"bot: a driven browser clicks Save", driven, true, func(b *tab) {
			b.tap("4")
			b.read(time.Second)
			b.pressSave()
			b.status("not saved")
		}, cx.Held, 4},

		{"person: moves the mouse", person, false, func(b *tab) {
			b.tap("4")
			b.status("Not saved yet. Tap Save to send your 4 to Mia.")
			b.read(time.Second)
			b.moves()
			b.shows("Your 4 is saved.")
		}, cx.Counted, 4},
		{"person: touches the page", person, true, func(b *tab) {
			b.tap("4")
			b.read(time.Second)
			b.do(chromedp.TapXY(200, 40))
			b.shows("Your 4 is saved.")
		}, cx.Counted, 4},
		{"person: reads for six seconds", person, true, func(b *tab) {
			b.tap("4")
			b.posted("/r/T/seen")
			b.shows("Your 4 is saved.")
		}, cx.Probable, 4},
		{"person: changes the score and says why", person, false, changesScore, cx.Counted, 2},
		{"person: Save without JavaScript, on a phone", person, true, withoutScript, cx.Counted, 2},
		{"person: Save without JavaScript, on a desktop", person, false, withoutScript, cx.Counted, 2},
		{"person: with the keyboard alone", person, false, keyboard, cx.Counted, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, tt.browser, tt.phone)
			tt.act(b)
			if r := b.said(); r.Status != tt.want || r.Score != tt.score {
				t.Errorf("the response is %q (%s) with %d, want %q with %d", r.Status, r.Why, r.Score, tt.want, tt.score)
			}
		})
	}
}

// The page fits the smallest phone and the largest letters, in both directions, and nothing to tap is small.
func TestThePageFits(t *testing.T) {
	browser := chromium(t, false)
	changes := map[string]func(*cx.Shop, *cx.OrderEvent){"eleven points": eleven}
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range book.Tags() {
		changes[tag] = func(_ *cx.Shop, e *cx.OrderEvent) { e.State.Locale = tag }
	}
	for name, change := range changes {
		b := openTab(t, browser, true, change)
		b.name = name
		for _, width := range []int64{320, 375, 1280} {
			b.do(chromedp.EmulateViewport(width, 700))
			for _, path := range []string{b.link("/5"), b.link(""), "/u/" + b.token.Reveal(), "/r/wrong"} {
				b.do(chromedp.Navigate(b.origin + path))
				b.fits(width)
				b.js(`document.documentElement.dir="rtl";document.documentElement.style.fontSize="200%"`)
				b.fits(width)
			}
		}
	}
}

// Arabic begins on the right: 1 stands there, and so does the word for it.
func TestTheScaleIsMirrored(t *testing.T) {
	b := openTab(t, chromium(t, false), true, arabic)
	b.do(chromedp.Navigate(b.origin + b.link("/5")))
	const order = `(s=>{const x=[...document.querySelectorAll(s)].map(e=>e.getBoundingClientRect().left);return x[0]>x.at(-1)})`
	for _, what := range []string{".scale label", ".ends span"} {
		if !run(b, chromedp.Evaluate[bool](order+`("`+what+`")`)) {
			t.Errorf("the first of %s is not on the right", what)
		}
	}
}

func (b *tab) fits(width int64) {
	b.Helper()
	if w := run(b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); w > width {
		b.Errorf("%s: the page is %d px wide on %d px: %s", b.name, w, width, run(b, chromedp.Evaluate[string](`location.pathname`)))
	}
	const small = `[...document.querySelectorAll("a,button,.scale label,.chip,.check,textarea,summary")]` +
		`.filter(e=>e.getBoundingClientRect().height<44).map(e=>e.outerHTML).join()`
	if found := run(b, chromedp.Evaluate[string](small)); found != "" {
		b.Errorf("%s: less than 44 px high at %d px: %s", b.name, width, found)
	}
}

// submitted opens a link and lets a script send the form after a while.
func submitted(b *tab, script string) {
	b.tap("4")
	b.read(time.Second)
	run(b, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Evaluate[any](script+";0")))
	b.status("not saved")
}

func madeUpEvents(b *tab) {
	b.tap("4")
	b.read(time.Second)
	b.js(`for(let i=0;i<9;i++)for(const n of["mousemove","pointerdown","touchstart","wheel","keydown","click"])` +
		`document.body.dispatchEvent(new MouseEvent(n,{bubbles:true,clientX:i,clientY:i}))`)
	b.js(`document.querySelector("[value='5'][name=score]").click()`)
	b.read(2 * time.Second)
	if len(b.posts) > 0 {
		b.Errorf("a made-up event posted to %s", <-b.posts)
	}
}

func readsAtOnce(b *tab) {
	b.pass(-time.Hour + time.Second)
	b.tap("4")
	b.posted("/r/T/seen")
	b.status("Not saved yet")
}

func opensAll(b *tab) {
	for _, score := range []string{"1", "2", "3", "4", "5"} {
		b.tap(score)
	}
	b.pass(time.Second)
	b.pressSave()
	b.status("does not count yet")
}

func changesScore(b *tab) {
	b.tap("4")
	b.read(time.Second)
	b.do(chromedp.Click(`[name=score][value="2"]`))
	b.shows("Your 2 is saved.")
	if got := run(b, chromedp.TextContent("#gave")); got != "You gave the blue bowl a 2." {
		b.Errorf("the heading is %q", got)
	}
	b.do(chromedp.Click(`[name=reason][value="price"]`), chromedp.SendKeys("[name=comment]", "Too dear."))
	b.status("your words are not yet")
	b.pressSave()
	b.status("Saved. Mia has your 2.")
	if r := b.said(); r.Comment != "Too dear." || strings.Join(r.Reasons, " ") != "price" {
		b.Errorf("kept %q and %v", r.Comment, r.Reasons)
	}
}

func withoutScript(b *tab) {
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.tap("4")
	b.do(chromedp.Click(`[name=score][value="2"]`), chromedp.SendKeys("[name=comment]", "Chipped."), chromedp.Click("[name=contact]"))
	b.pass(time.Second) // the page's nonce has its age without a script to wait with
	b.pressSave()
	b.status("Saved. Mia has your 2.")
	if r := b.said(); r.Comment != "Chipped." || !r.MayContact || r.Why != "pressed Save" {
		b.Errorf("kept %q, may contact %v, %s", r.Comment, r.MayContact, r.Why)
	}
}

func keyboard(b *tab) {
	b.tap("4")
	b.read(time.Second)
	b.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.ArrowLeft))
	b.shows("Your 3 is saved.")
}
