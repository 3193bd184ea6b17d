// Package harness is what all browser tests share. Each room (closing, messages, …) is a package of tests alone whose TestMain is Main. One
// Chromium and one server (lab, product and the harness's pages on one port) serve a room; every case has a fresh, isolated tab, a few run
// at a time, and an exception that nothing caught in a page fails its test. Both ends are asserted: what the page recorded, and the lab's
// journal. Rooms run one after another (go test -p 1), so that no Chromium disturbs another.
//
// To write a test: p := harness.NewPage(t); log := p.Record(harness.Recording{…}); assert on log.Lines() or its entries. What one room needs
// stays there, its scripts in its own page/, served as /room/…; what two need comes here.
package harness

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/product"
)

// top is the top of the checkout, from a room's folder.
const top = "../.."

var (
	browser *chrome.Browser
	web     *site
)

// Main runs the tests of a room, and ends the process.
func Main(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	if Tested, err = product.Find(top); err != nil {
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
	// As many tests as tabs, unless -parallel says otherwise: by default there are as many as processors.
	if err = flag.Set("test.parallel", strconv.Itoa(cap(tabs))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	status := m.Run()
	fmt.Fprint(os.Stderr, fetching.summary())
	if status != 0 || !isWhole() {
		return status
	}
	folder, err := filepath.Abs(".")
	if err == nil {
		err = checkProofs(filepath.Base(folder))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
