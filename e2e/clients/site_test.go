// Package clients_test shows that clients which know nothing of wsclose run over it, unmodified, against the servers they are made
// for: they connect, work, survive what a server does to them, and end for good. And that frameworks hold sockets of it, and monitors
// hear of their closes.
//
// How that is done stands in js/RECIPES.md, and the code there is what runs here. `make outside` runs this; `make
// test` doesn't, since it needs packages from a registry.
package clients_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
	"github.com/wsclose/wsclose/e2e/product"
	"github.com/wsclose/wsclose/e2e/samples"
)

// recipes is where the code stands that runs here.
const recipes = "../../js/RECIPES.md"

var (
	browser *chrome.Browser
	tested  *product.Product
	// installed is the folder of tested as npm lays it out: package.json and dist.
	installed string
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	if tested, err = product.Find("../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if installed, err = os.MkdirTemp("", "wsclose-clients"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(installed)
	if err := tested.Package(installed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if browser, err = chrome.Start(ctx, chrome.Options{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer browser.Close()
	return m.Run()
}

// A page is a tab in which one client runs.
type page struct {
	t   *testing.T
	ctx *patience.Watch // an answer of the page is progress
	tab *chrome.Tab
}

// openPage opens a tab whose functions are those of page/NAME.js, over that recipe.
func openPage(ctx *patience.Watch, t *testing.T, name, recipe string) *page {
	t.Helper()
	dir := bundle(t, name, recipe)
	server := httptest.NewServer(site(dir))
	t.Cleanup(server.Close)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	p := &page{t, ctx, tab}
	t.Cleanup(p.close)
	require.NoError(t, tab.Navigate(ctx, server.URL))
	return p
}

// site serves a page without scripts, the bundle of one, and the core beside it, unless that is inside: esbuild copies no assets.
func site(dir string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>client</title><link rel=icon href=data:,>")
	})
	if !tested.IsInside {
		mux.HandleFunc("/wsclose.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, tested.Wasm()) })
	}
	return mux
}

// bundle makes page.js of a page, its recipe, the client and wsclose, and returns its directory.
func bundle(t *testing.T, name, recipe string) string {
	t.Helper()
	clients, err := filepath.Abs("node_modules")
	require.NoError(t, err)
	dir, modules := t.TempDir(), t.TempDir()
	recipeFile := filepath.Join(modules, "recipe.js")
	require.NoError(t, os.WriteFile(recipeFile, []byte(recipe), 0o644))
	require.NoError(t, os.Symlink(installed, filepath.Join(modules, "wsclose"))) // as npm install of a folder does
	build := exec.CommandContext(t.Context(), "go", "tool", "esbuild", "page/"+name+".js", "--bundle", "--format=esm",
		"--target=es2022", "--log-level=warning", "--alias:recipe="+recipeFile, "--outfile="+filepath.Join(dir, "page.js"))
	build.Env = append(os.Environ(), "NODE_PATH="+modules+string(os.PathListSeparator)+clients)
	output, err := build.CombinedOutput()
	require.NoError(t, err, "bundling (run npm ci --prefix e2e/clients): %s", output)
	return dir
}

// recipe is the code in js/RECIPES.md, the first or a later block of that section, with what is put in for its server, and what the
// page needs of it.
func recipe(t *testing.T, section string, block int, server, to, exports string) string {
	t.Helper()
	code := sample(t, section, block)
	require.Contains(t, code, `"`+server+`"`)
	return strings.Replace(code, `"`+server+`"`, `"`+to+`"`, 1) + "export { " + exports + " };\n"
}

func sample(t *testing.T, section string, number int) string {
	t.Helper()
	code, err := samples.Find(recipes, section, number)
	require.NoError(t, err)
	return code
}

// call calls a function of the page's module, which is loaded once.
func call[T any](p *page, name string, args ...any) T {
	p.t.Helper()
	value, err := chrome.Eval[T](p.ctx, p.tab, `async (name, ...args) => (await import('/page.js'))[name](...args)`,
		append([]any{name}, args...)...)
	p.ctx.Moved()
	require.NoError(p.t, err, "%s(%v)", name, args)
	return value
}

// told waits till the page has no socket left, checks that it stays so, and returns what wsclose reported of each.
func (p *page) told() []string {
	p.t.Helper()
	told := call[[]string](p, "told")
	assert.Zero(p.t, call[int](p, "socketsAfterAll"), "sockets when all that the page waited for has come")
	return told
}

func (p *page) close() {
	assert.Empty(p.t, p.tab.Exceptions(), "the page threw")
	if p.t.Failed() {
		for _, message := range p.tab.Console() {
			p.t.Log("console:", message.Level, message.Text)
		}
	}
	assert.NoError(p.t, p.tab.Close())
}
