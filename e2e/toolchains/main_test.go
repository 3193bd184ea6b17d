// Package toolchains_test holds that the packed package works in the tool chains that pages are built with.
//
// Each test makes a fresh project of a folder in projects, installs the tarball of `make pack` with npm (WSCLOSE_TGZ names another),
// builds the project as its users do and runs the result: in Chromium, against the lab, or in the test runner. A project stands below
// this folder, so that Node finds the tools in this folder's node_modules, as it does in a workspace; of wsclose it finds what npm has
// laid into the project. What a tool chain needs to be told, if anything, stands in these tests and nowhere else.
package toolchains_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/lab"
)

// builds is how many tool chains work at a time.
const builds = "2"

// started is what the tests share. The browser is started by the first test that has a page.
type started struct {
	folder  string // this one
	tarball string
	lab     *lab.Server
	browser func() (*chrome.Browser, error)
}

var here started

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer here.lab.Close()
	var browser *chrome.Browser
	here.browser = sync.OnceValues(func() (*chrome.Browser, error) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var err error
		browser, err = chrome.Start(ctx, chrome.Options{})
		return browser, err
	})
	defer func() {
		if browser != nil {
			_ = browser.Close() // all tests have ended: nothing would follow
		}
	}()
	return m.Run()
}

func prepare() error {
	if err := flag.Set("test.parallel", builds); err != nil {
		return err
	}
	var err error
	if here.folder, err = filepath.Abs("."); err != nil {
		return err
	}
	if here.tarball, err = filepath.Abs(cmp.Or(os.Getenv("WSCLOSE_TGZ"), "../../js/build/wsclose.tgz")); err != nil {
		return err
	}
	if _, err := os.Stat(here.tarball); err != nil {
		return fmt.Errorf("the package isn't packed, run make pack: %w", err)
	}
	if _, err := os.Stat("node_modules"); err != nil {
		return fmt.Errorf("the tools aren't installed, run npm ci --prefix e2e/toolchains: %w", err)
	}
	here.lab, err = lab.Start(context.Background(), "", lab.Options{})
	return err
}

// bounded ends with the test, and at the latest when a tool chain can be taken for stuck.
func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
