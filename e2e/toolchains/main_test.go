// Package toolchains_test holds that the packed package works in the tool chains that pages are built with.
//
// Each test makes a fresh project of a folder in projects, installs the tarball of `make pack` with npm (WSCLOSE_TGZ names another;
// without it, the package that WSCLOSE_DIST or WSCLOSE_WASM name is packed: see the package product),
// builds the project as its users do and runs the result: in Chromium, against the lab, or in the test runner. A project stands below
// this folder, so that Node finds the tools in this folder's node_modules, as it does in a workspace; of wsclose it finds what npm has
// laid into the project. What a tool chain needs to be told, if anything, stands in these tests and nowhere else.
package toolchains_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/product"
)

// builds is how many tool chains work at a time.
const builds = "2"

// started is what the tests share. The browser is started by the first test that has a page.
type started struct {
	folder  string // this one
	tarball string
	// isInside says that the tarball's core is inside its JavaScript.
	isInside bool
	cleanUp  func()
	lab      *lab.Server
	browser  func() (*chrome.Browser, error)
}

var here = started{cleanUp: func() {}}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	defer func() { here.cleanUp() }()
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
	if here.tarball, err = tarball(); err != nil {
		return err
	}
	files, err := untar(here.tarball)
	if err != nil {
		return fmt.Errorf("the package isn't packed, run make pack: %w", err)
	}
	here.isInside = product.IsInside(files["dist/index.js"])
	if _, err := os.Stat("node_modules"); err != nil {
		return fmt.Errorf("the tools aren't installed, run npm ci --prefix e2e/toolchains: %w", err)
	}
	here.lab, err = lab.Start(context.Background(), "", lab.Options{})
	return err
}

// tarball is what is installed.
func tarball() (string, error) {
	if named := os.Getenv("WSCLOSE_TGZ"); named != "" {
		return filepath.Abs(named)
	}
	if os.Getenv(product.EnvDist) == "" && os.Getenv(product.EnvWasm) == "" {
		return filepath.Abs("../../js/build/wsclose.tgz")
	}
	tested, err := product.Find("../..")
	if err != nil {
		return "", err
	}
	return packed(tested)
}

// packed packs a product as npm does, below this folder's build.
func packed(tested *product.Product) (string, error) {
	if err := os.MkdirAll(filepath.Join(here.folder, "build"), 0o755); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(filepath.Join(here.folder, "build"), "packed-")
	if err != nil {
		return "", err
	}
	here.cleanUp = func() { _ = os.RemoveAll(dir) } // it is ignored by git
	if err := tested.Package(filepath.Join(dir, "package")); err != nil {
		return "", err
	}
	pack := exec.Command("npm", "pack", "./package", "--pack-destination", ".", "--silent")
	pack.Dir = dir
	name, err := pack.Output()
	return filepath.Join(dir, strings.TrimSpace(string(name))), err
}

// needFetched skips a test of how the core is fetched where the package has it inside.
func needFetched(t *testing.T) {
	t.Helper()
	if here.isInside {
		t.Skip("it tests how the core is fetched, and this package has it inside")
	}
}

// bounded ends with the test, and at the latest when a tool chain can be taken for stuck.
func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
