package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/chromedp/chromedp"
)

// picture is a page at one moment on one screen.
type picture struct {
	name          string
	at            string
	width, height int64
	phone         bool
}

// pictures are all of the README.
func pictures(origin string, mail letter) []picture {
	return []picture{
		{"mail.png", origin + "/local/inbox/" + mail.ID + "/html", 390, 760, true},
		{"answer.png", mail.link(5), 390, 760, true},
		{"dashboard.png", origin + "/local/dashboard", 1200, 900, false},
	}
}

// take opens the page in a browser of its own and photographs what is on the screen.
func (p picture) take(ctx context.Context) ([]byte, error) {
	options := chromedp.DefaultExecAllocatorOptions[:]
	if path := os.Getenv("EARSHOT_TEST_CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	ctx, cancel := chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil { // the browser starts without a time limit
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	ctx, cancel = context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, p.screen(), chromedp.Navigate(p.at), chromedp.WaitReady("body")); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// screen is a phone or a window. A phone's points have more pixels, because its picture is shown small.
func (p picture) screen() chromedp.Action[chromedp.Void] {
	if p.phone {
		return chromedp.EmulateViewport(p.width, p.height, chromedp.EmulateScale(1.5), chromedp.EmulateMobile)
	}
	return chromedp.EmulateViewport(p.width, p.height)
}
