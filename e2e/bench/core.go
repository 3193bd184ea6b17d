package main

import (
	"context"

	"github.com/chromedp/cdproto/emulation"

	"github.com/wsclose/wsclose/e2e/chrome"
)

const (
	decided = 200 // closes a round
	lives   = 5   // batches a round, each of so many sessions
	slowed  = 6   // times: a slow phone beside a desktop
)

func (b *bench) decisions(ctx context.Context, c contestant) error {
	return b.tab(ctx, b.site.page("decide", c), func(tab *chrome.Tab) error {
		if _, err := chrome.Eval[chrome.Void](ctx, tab, `() => bench.ready()`); err != nil {
			return err
		}
		times, err := chrome.Eval[[]float64](ctx, tab, `(n) => bench.decide(n)`, 1+decided)
		if err != nil {
			return err
		}
		b.add("decisionFirstUs", c, times[0])
		b.add("decisionUs", c, times[1:]...)
		for range lives {
			us, err := chrome.Eval[float64](ctx, tab, `(n) => bench.live(n)`, decided)
			if err != nil {
				return err
			}
			b.add("lifeUs", c, us)
		}
		warm, err := chrome.Eval[[]float64](ctx, tab, `(n) => bench.decide(n)`, decided)
		b.add("decisionWarmUs", c, warm...)
		return err
	})
}

// closeCold measures the first close of a page, with its CPU slowed so many times.
func closeCold(metric string, times float64) func(*bench, context.Context, contestant) error {
	return func(b *bench, ctx context.Context, c contestant) error {
		return b.tab(ctx, b.site.page("decide", c), func(tab *chrome.Tab) error {
			if err := slow(ctx, tab, times); err != nil {
				return err
			}
			us, err := chrome.Eval[float64](ctx, tab, `() => bench.closeCold()`)
			b.add(metric, c, us/1000)
			return err
		})
	}
}

func (b *bench) coreStart(ctx context.Context, c contestant) error {
	return b.tab(ctx, b.site.empty(), func(tab *chrome.Tab) error {
		before, err := tab.Collect(ctx)
		if err != nil {
			return err
		}
		got, err := b.start(ctx, tab, c)
		if err != nil {
			return err
		}
		after, err := tab.Collect(ctx)
		b.add("coreReadyMs", c, got.ready)
		b.add("coreLongestTaskMs", c, got.longest)
		b.add("coreMemoryBytes", c, got.memory)
		b.add("coreHeapBytes", c, after.Heap-before.Heap)
		return err
	})
}

func (b *bench) coreStartSlow(ctx context.Context, c contestant) error {
	return b.tab(ctx, b.site.empty(), func(tab *chrome.Tab) error {
		if err := slow(ctx, tab, slowed); err != nil {
			return err
		}
		got, err := b.start(ctx, tab, c)
		b.add("coreReadySlowMs", c, got.ready)
		b.add("coreLongestTaskSlowMs", c, got.longest)
		return err
	})
}

// A start is how a core came into a page.
type start struct{ ready, longest, memory float64 }

// start has the page load the package and open a socket, and then waits for the core.
func (b *bench) start(ctx context.Context, tab *chrome.Tab, c contestant) (start, error) {
	var got struct{ ReadyMs, MemoryBytes float64 }
	events, err := b.browser.Trace(ctx, []string{"toplevel", "blink.user_timing"}, func() (err error) {
		got, err = chrome.Eval[struct{ ReadyMs, MemoryBytes float64 }](ctx, tab,
			`async (module, url) => (await import(module)).start(url)`, b.site.module("start", c), b.site.ws("/echo"))
		return err
	})
	if err != nil {
		return start{}, err
	}
	longest, err := longestTaskMs(events)
	return start{ready: got.ReadyMs, longest: longest, memory: got.MemoryBytes}, err
}

// slow has the page's main thread run so many times slower, as Chromium emulates it.
func slow(ctx context.Context, tab *chrome.Tab, times float64) error {
	_, err := chrome.Call(ctx, tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
	return err
}
