package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/wsclose/wsclose/e2e/chrome"
)

func main() {
	rounds := flag.Int("rounds", 15, "how often each contestant is measured")
	dir := flag.String("out", "e2e/bench", "where results.json and results.svg are written")
	dists := map[string]string{}
	take := func(name, flagName, dist, usage string) {
		dists[name] = dist
		flag.Func(flagName, usage, func(value string) error {
			dists[name] = value
			return nil
		})
	}
	take(own, "dist", "js/dist", "the `folder` of wsclose (js/dist)")
	take(inside, "inside", "js/build/inside", "the `folder` of wsclose with its core inside (js/build/inside); empty: it is left out")
	take(against, "against", "", "the `folder` of another build of wsclose, to compare with")
	only := choice{}
	flag.Func("only", "measure these `metrics` alone, such as echo16,openColdMs, and write nothing", only.set)
	among := ""
	flag.StringVar(&among, "among", "", "measure these `contestants` alone, such as wsclose,against, and write nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	all, err := chosen(contestants(dists), among)
	if err == nil {
		if among != "" || len(only) > 0 {
			*dir = ""
		}
		err = run(ctx, *rounds, *dir, all, only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run writes results to dir, which may be empty.
func run(ctx context.Context, rounds int, dir string, all []contestant, only choice) error {
	site, err := startSite(ctx, all)
	if err != nil {
		return err
	}
	defer site.close()
	browser, err := chrome.Start(ctx, chrome.Options{})
	if err != nil {
		return err
	}
	defer browser.Close()
	got, err := (&bench{browser: browser, site: site, only: only}).rounds(ctx, all, rounds)
	if err != nil {
		return err
	}
	results := got.results()
	fmt.Print(table(results))
	for _, pair := range [][2]string{{own, against}, {own, "native"}, {inside, "native"}} {
		fmt.Print(pairTable(got, pair[0], pair[1]))
	}
	if dir == "" {
		return nil
	}
	return write(dir, results.without(against))
}

func write(dir string, results results) error {
	if err := os.WriteFile(filepath.Join(dir, "results.json"), encode(results), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "results.svg"), []byte(chart(results)), 0o644)
}
