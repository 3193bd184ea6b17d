package main

import (
	"context"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// How much is measured in a round.
const (
	openings   = 10
	closings   = 10
	heldBefore = 20 // sockets
	held       = 100
)

// warm has f use a page with a contestant that is ready: a fresh one, in the tab that the contestant has for the round. A tab of its
// own for each would cost more than what is measured in it.
func (b *bench) warm(ctx context.Context, c contestant, f func(*chrome.Tab) error) error {
	tab, ok := b.tabs[c.name]
	if !ok {
		var err error
		if tab, err = b.browser.Tab(ctx, chrome.Isolated); err != nil {
			return err
		}
		b.tabs[c.name] = tab
	}
	if err := tab.Navigate(ctx, b.site.page("bench", c)); err != nil {
		return err
	}
	if _, err := chrome.Eval[chrome.Void](ctx, tab, `() => bench.ready()`); err != nil {
		return err
	}
	return f(tab)
}

// rate measures by the second: a function of page/bench.js, so many times. null: the contestant can't.
func rate(metric, function, path string, times int) func(*bench, context.Context, contestant) error {
	return func(b *bench, ctx context.Context, c contestant) error {
		return b.warm(ctx, c, func(tab *chrome.Tab) error {
			for range times {
				value, err := chrome.Eval[*float64](ctx, tab, function, b.site.ws(path))
				if err != nil || value == nil {
					return err
				}
				b.add(metric, c, *value)
			}
			return nil
		})
	}
}

func (b *bench) openWarm(ctx context.Context, c contestant) error {
	return b.warm(ctx, c, func(tab *chrome.Tab) error {
		pairs, err := chrome.Eval[[]struct{ Own, Native float64 }](ctx, tab, `(url, n) => bench.openWarm(url, n)`, b.site.ws("/echo"), openings)
		for _, pair := range pairs {
			b.add("openWarmMs", c, pair.Own)
			b.add("openWarmDifferenceMs", c, pair.Own-pair.Native)
		}
		return err
	})
}

func (b *bench) closeToEvent(ctx context.Context, c contestant) error {
	return b.warm(ctx, c, func(tab *chrome.Tab) error {
		times, err := chrome.Eval[[]float64](ctx, tab, `(url, n) => bench.closeToEvent(url, n)`, b.site.ws("/bye"), closings)
		b.add("closeToEventMs", c, times...)
		return err
	})
}

func (b *bench) heapPerSession(ctx context.Context, c contestant) error {
	return b.warm(ctx, c, func(tab *chrome.Tab) error {
		if _, err := chrome.Eval[chrome.Void](ctx, tab, `(url, n) => bench.hold(url, n)`, b.site.ws("/echo"), heldBefore); err != nil {
			return err // what only the first ones cost, such as compiled code, is in neither figure
		}
		before, err := tab.Collect(ctx)
		if err != nil {
			return err
		}
		if _, err := chrome.Eval[chrome.Void](ctx, tab, `(url, n) => bench.hold(url, n)`, b.site.ws("/echo"), held); err != nil {
			return err
		}
		after, err := tab.Collect(ctx)
		b.add("heapPerSessionBytes", c, (after.Heap-before.Heap)/held)
		return err
	})
}
