// Package e2e_test holds what must be true of wsclose in a real browser, by subject. One Chromium and one server (lab, product
// and harness pages on one port) serve all tests; every case has a fresh, isolated tab, a few run at a time, and an exception
// that nothing caught in a page fails its test. Both ends are asserted: what the page recorded, and the lab's journal.
//
// To write a test: p := newPage(t); log := p.record(recording{...}); assert on log.lines() or its entries.
package e2e_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/product"
)

var (
	browser *chrome.Browser
	web     *site
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	if tested, err = product.Find(".."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if browser, err = chrome.Start(ctx, chrome.Options{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer browser.Close()
	web = startSite()
	defer web.close()
	status := m.Run()
	fmt.Fprint(os.Stderr, fetching.summary())
	if missing, err := unproved(); status == 0 && (err != nil || len(missing) > 0) {
		fmt.Fprintf(os.Stderr, "%s names tests that proved nothing in this run: %+v %v\n", requirementsFile, missing, err)
		return 1
	}
	return status
}
