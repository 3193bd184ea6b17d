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
	only := choice{}
	flag.Func("only", "measure these `metrics` alone, such as echo16,openColdMs, and write nothing", only.set)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds, *dir, only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int, dir string, only choice) error {
	site, err := startSite(ctx)
	if err != nil {
		return err
	}
	defer site.close()
	browser, err := chrome.Start(ctx, chrome.Options{})
	if err != nil {
		return err
	}
	defer browser.Close()
	all := samples{}
	for round := range rounds {
		fmt.Fprintf(os.Stderr, "\rround %d of %d", round+1, rounds)
		for i := range contestants {
			name := contestants[(i+round)%len(contestants)]
			if err := measure(ctx, browser, site, name, only, all); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if !only.has("coreReadyMs", "coreLongestTaskMs", "decisionUs") {
			continue
		}
		if err := measureCore(ctx, browser, site, all); err != nil {
			return fmt.Errorf("the core: %w", err)
		}
	}
	fmt.Fprintln(os.Stderr)
	results := all.results()
	fmt.Print(table(results))
	if len(only) > 0 {
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, "results.json"), encode(results), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "results.svg"), []byte(chart(results)), 0o644)
}
