package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// patience is how long one contestant may take for one measurement.
const patience = 3 * time.Minute

// A bench is what measurements are taken with, and where they go.
type bench struct {
	browser *chrome.Browser
	site    *site
	only    choice
	samples samples
	tabs    map[string]*chrome.Tab // of the round, by contestant: see warm
}

// A measurement is taken of one contestant after the other.
type measurement struct {
	metrics []string // what it may give
	of      func(contestant) bool
	take    func(*bench, context.Context, contestant) error
}

var measurements = []measurement{
	{[]string{"echo16"}, plain, rate("echo16", `(url) => bench.echo(url, 16, 250)`, "/echo", 4)},
	{[]string{"echo1k"}, plain, rate("echo1k", `(url) => bench.echo(url, 1024, 250)`, "/echo", 4)},
	{[]string{"echo64k"}, plain, rate("echo64k", `(url) => bench.echo(url, 65536, 250)`, "/echo", 4)},
	{[]string{"push16"}, plain, rate("push16", `(url) => bench.push(url, 100_000)`, "/push", 1)},
	{[]string{"cyclesPerSecond"}, plain, rate("cyclesPerSecond", `(url) => bench.cycles(url, 250)`, "/echo", 4)},
	{[]string{"openColdMs"}, anyone, (*bench).openCold},
	{[]string{"openColdBytes", "openColdScriptMs"}, anyone, (*bench).openColdTraced},
	{[]string{"openWarmMs", "openWarmDifferenceMs"}, plain, (*bench).openWarm},
	{[]string{"closeToEventMs"}, plain, (*bench).closeToEvent},
	{[]string{"heapPerSessionBytes"}, plain, (*bench).heapPerSession},
	{[]string{"decisionUs", "decisionFirstUs", "decisionWarmUs", "lifeUs"}, contestant.isBuild, (*bench).decisions},
	{[]string{"closeColdMs"}, contestant.isBuild, closeCold("closeColdMs", 1)},
	{[]string{"closeColdSlowMs"}, contestant.isBuild, closeCold("closeColdSlowMs", slowed)},
	{[]string{"coreReadyMs", "coreLongestTaskMs", "coreMemoryBytes", "coreHeapBytes"}, contestant.isBuild, (*bench).coreStart},
	{[]string{"coreReadySlowMs", "coreLongestTaskSlowMs"}, contestant.isBuild, (*bench).coreStartSlow},
}

func anyone(contestant) bool { return true }

// plain leaves out the core inside: where only messages and sockets count, it is as the core beside.
func plain(c contestant) bool { return c.name != inside }

// rounds takes all measurements that are asked for, so many times.
func (b *bench) rounds(ctx context.Context, all []contestant, rounds int) (samples, error) {
	for round := range rounds {
		fmt.Fprintf(os.Stderr, "\rround %d of %d", round+1, rounds)
		b.samples.nextRound()
		if err := b.round(ctx, inTurn(all, round)); err != nil {
			return nil, err
		}
	}
	fmt.Fprintln(os.Stderr)
	return b.samples, nil
}

func (b *bench) round(ctx context.Context, turn []contestant) error {
	b.tabs = map[string]*chrome.Tab{}
	defer func() {
		for _, tab := range b.tabs {
			_ = tab.Close()
		}
	}()
	for _, m := range measurements {
		if !b.only.has(m.metrics...) {
			continue
		}
		for _, c := range turn {
			if !m.of(c) {
				continue
			}
			if err := b.take(ctx, m, c); err != nil {
				return fmt.Errorf("%v of %s: %w", m.metrics, c.name, err)
			}
		}
	}
	return nil
}

func (b *bench) take(ctx context.Context, m measurement, c contestant) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return m.take(b, ctx, c)
}

// add notes what was measured, where it is asked for.
func (b *bench) add(metric string, c contestant, values ...float64) {
	if b.only.has(metric) {
		b.samples.add(metric, c.name, values...)
	}
}

// tab has a fresh tab show a page, and f use it.
func (b *bench) tab(ctx context.Context, url string, f func(*chrome.Tab) error) error {
	tab, err := b.browser.Tab(ctx, chrome.Isolated)
	if err != nil {
		return err
	}
	defer tab.Close()
	if err := tab.Navigate(ctx, url); err != nil {
		return err
	}
	return f(tab)
}
