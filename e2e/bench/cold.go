package main

import (
	"context"
	"errors"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// coldPages are opened in a round of each contestant.
const coldPages = 3

// A coldOpen is what page/cold.js tells.
type coldOpen struct {
	Ms    float64 // from the beginning of navigation to open
	Bytes float64 // of what was loaded by then
}

func (b *bench) openCold(ctx context.Context, c contestant) error {
	return b.coldPages(ctx, func(tab *chrome.Tab) error {
		opened, err := b.coldPage(ctx, tab, c)
		b.add("openColdMs", c, opened.Ms)
		return err
	})
}

func (b *bench) openColdTraced(ctx context.Context, c contestant) error {
	return b.coldPages(ctx, func(tab *chrome.Tab) error {
		for {
			var opened coldOpen
			events, err := b.browser.Trace(ctx, []string{"v8", "blink.user_timing"}, func() (err error) {
				opened, err = b.coldPage(ctx, tab, c)
				return err
			})
			if err != nil {
				return err
			}
			ms, err := scriptMs(events)
			if errors.Is(err, errNoMark) {
				continue // on a busy machine a trace now and then has nothing of a process that is new; ctx bounds the tries
			}
			b.add("openColdBytes", c, opened.Bytes)
			b.add("openColdScriptMs", c, ms)
			return err
		}
	})
}

func (b *bench) coldPages(ctx context.Context, f func(*chrome.Tab) error) error {
	for range coldPages {
		if err := b.tab(ctx, b.site.empty(), f); err != nil {
			return err
		}
	}
	return nil
}

// coldPage opens a page that nothing is cached for, in a window that no DevTools watch: they would have Chromium parse the page's
// whole script again when it calls a constructor, some 7 ms for 50 kB. The window closes with the tab's browser context.
func (b *bench) coldPage(ctx context.Context, tab *chrome.Tab, c contestant) (coldOpen, error) {
	if err := tab.Open(ctx, b.site.page("cold", c)); err != nil {
		return coldOpen{}, err
	}
	select {
	case opened := <-b.site.opened:
		return opened, nil
	case <-ctx.Done():
		return coldOpen{}, context.Cause(ctx)
	}
}
