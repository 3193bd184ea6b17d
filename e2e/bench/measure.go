package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// How much is measured in a round.
const (
	windows   = 4   // of echoes and of reconnecting
	window    = 250 // milliseconds of one
	coldPages = 3
	pushed    = 100_000 // messages
	openings  = 10
	closings  = 10
	held      = 100 // sockets
	decisions = 200
	patience  = time.Minute // for a round of one contestant
)

// A choice is the metrics that are asked for; an empty one is all.
type choice map[string]bool

func (c choice) has(names ...string) bool {
	return len(c) == 0 || slices.ContainsFunc(names, func(name string) bool { return c[name] })
}

// set adds metrics, by their names.
func (c choice) set(names string) error {
	for name := range strings.SplitSeq(names, ",") {
		if !slices.ContainsFunc(metrics, func(m metric) bool { return m.name == name }) {
			return fmt.Errorf("there is no metric %q", name)
		}
		c[name] = true
	}
	return nil
}

// measure takes one round of one contestant.
func measure(ctx context.Context, browser *chrome.Browser, site *site, name string, only choice, all samples) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if only.has("openColdMs") {
		for range coldPages {
			if err := measureCold(ctx, browser, site, name, all); err != nil {
				return err
			}
		}
	}
	tab, err := browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return err
	}
	defer tab.Close()
	if err := tab.Navigate(ctx, site.page("bench", name)); err != nil {
		return err
	}
	if _, err := chrome.Eval[chrome.Void](ctx, tab, `() => bench.ready()`); err != nil {
		return err
	}
	if err := measureRates(ctx, tab, site, name, only, all); err != nil {
		return err
	}
	return measureTimes(ctx, tab, site, name, only, all)
}

// measureRates has what is measured by the second.
func measureRates(ctx context.Context, tab *chrome.Tab, site *site, name string, only choice, all samples) error {
	for _, rate := range []struct {
		metric, function string
		times            int
		args             []any
	}{
		{"echo16", `(url, size, ms) => bench.echo(url, size, ms)`, windows, []any{site.ws("/echo"), 16, window}},
		{"echo1k", `(url, size, ms) => bench.echo(url, size, ms)`, windows, []any{site.ws("/echo"), 1 << 10, window}},
		{"echo64k", `(url, size, ms) => bench.echo(url, size, ms)`, windows, []any{site.ws("/echo"), 64 << 10, window}},
		{"push16", `(url, n) => bench.push(url, n)`, 1, []any{site.ws("/push"), pushed}},
		{"cyclesPerSecond", `(url, ms) => bench.cycles(url, ms)`, windows, []any{site.ws("/echo"), window}},
	} {
		if !only.has(rate.metric) {
			continue
		}
		for range rate.times {
			value, err := chrome.Eval[*float64](ctx, tab, rate.function, rate.args...)
			if err != nil {
				return err
			}
			if value != nil {
				all.add(rate.metric, name, *value)
			}
		}
	}
	return nil
}

// measureTimes has what is measured by the milliseconds, and what a session weighs.
func measureTimes(ctx context.Context, tab *chrome.Tab, site *site, name string, only choice, all samples) error {
	if only.has("openWarmMs", "openWarmDifferenceMs") {
		pairs, err := chrome.Eval[[]struct{ Own, Native float64 }](ctx, tab, `(url, n) => bench.openWarm(url, n)`, site.ws("/echo"), openings)
		if err != nil {
			return err
		}
		for _, pair := range pairs {
			all.add("openWarmMs", name, pair.Own)
			all.add("openWarmDifferenceMs", name, pair.Own-pair.Native)
		}
	}
	if only.has("closeToEventMs") {
		times, err := chrome.Eval[[]float64](ctx, tab, `(url, n) => bench.closeToEvent(url, n)`, site.ws("/bye"), closings)
		if err != nil {
			return err
		}
		all.add("closeToEventMs", name, times...)
	}
	if !only.has("heapPerSessionBytes") {
		return nil
	}
	before, err := heap(ctx, tab)
	if err != nil {
		return err
	}
	if _, err := chrome.Eval[chrome.Void](ctx, tab, `(url, n) => bench.hold(url, n)`, site.ws("/echo"), held); err != nil {
		return err
	}
	after, err := heap(ctx, tab)
	if err != nil {
		return err
	}
	all.add("heapPerSessionBytes", name, (after-before)/held)
	return nil
}

// measureCold opens a page that nothing is cached for, in a window that no DevTools watch: they would have Chromium parse the
// page's whole script again when it calls a constructor, some 7 ms for 50 kB.
func measureCold(ctx context.Context, browser *chrome.Browser, site *site, name string, all samples) error {
	tab, err := browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return err
	}
	defer tab.Close()
	if err := tab.Navigate(ctx, site.server.URL+"/"); err != nil {
		return err
	}
	if err := tab.Open(ctx, site.page("cold", name)); err != nil {
		return err
	}
	select {
	case ms := <-site.opened:
		all.add("openColdMs", name, ms)
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// measureCore takes one round of what only wsclose has.
func measureCore(ctx context.Context, browser *chrome.Browser, site *site, all samples) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tab, err := browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return err
	}
	defer tab.Close()
	if err := tab.Navigate(ctx, site.page("core", "wsclose")); err != nil {
		return err
	}
	got, err := chrome.Eval[struct{ ReadyMs, LongestTaskMs float64 }](ctx, tab, `() => core.load()`)
	if err != nil {
		return err
	}
	all.add("coreReadyMs", "wsclose", got.ReadyMs)
	all.add("coreLongestTaskMs", "wsclose", got.LongestTaskMs)
	times, err := chrome.Eval[[]float64](ctx, tab, `(n) => core.decide(n)`, decisions)
	if err != nil {
		return err
	}
	all.add("decisionUs", "wsclose", times...)
	return nil
}

// heap is what the page's JavaScript holds after its collector ran, in bytes.
func heap(ctx context.Context, tab *chrome.Tab) (float64, error) {
	for range 2 {
		if _, err := chrome.Call(ctx, tab, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return 0, err
		}
	}
	usage, err := chrome.Call(ctx, tab, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	return usage.UsedSize, nil
}
