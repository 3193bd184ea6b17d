// Package compare_test shows the faults of the packages that a page could use instead of wsclose, and that wsclose has none of them.
//
// Each scenario runs in a fresh tab on the newest release of every package, pinned in package.json, by that package's own API. What
// the packages do is written down in MATRIX.md, as facts and without judging more than the scenario's own sentence does; only
// wsclose is held to it: it must pass every scenario. `make compare` runs this; `make test` doesn't, since it tells nothing new about
// wsclose and needs packages from a registry.
package compare_test

import (
	"context"
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// ours is the package that must pass.
const ours = "wsclose"

// peers are the packages of package.json, and ours, in the order of the matrix' columns.
var peers = []string{ours, "reconnecting-websocket", "partysocket", "websocket-ts", "robust-websocket", "sockette"}

// tabs is how many cells run at a time. They wait more than they work, so there may be more than processors.
const tabs = "5"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", tabs); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func TestWscloseHasNoneOfItsPeersFaults(t *testing.T) {
	web := startSite(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	browser, err := chrome.Start(ctx, chrome.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, browser.Close()) })

	m := &matrix{cells: map[string]finding{}}
	t.Run("in", func(t *testing.T) { // returns when every cell has ended
		for _, s := range allScenarios() {
			for _, peer := range peers {
				t.Run(s.id()+"/"+peer, func(t *testing.T) {
					t.Parallel()
					m.put(s, peer, runCell(t, cell{web, browser, s, peer}))
				})
			}
		}
	})
	if missing := m.missing(); missing > 0 || t.Failed() {
		t.Logf("MATRIX.md stays as it was: %d cells were not run or broke, failed is %t", missing, t.Failed())
		return
	}
	m.browser = browserVersion(t, web, browser)
	text := m.markdown(t)
	require.NoError(t, os.WriteFile("MATRIX.md", []byte(text), 0o644))
	t.Logf("\n%s", m.plain())
}

func TestEveryScenarioHasANameOfItsOwn(t *testing.T) {
	var ids []string
	for _, s := range allScenarios() {
		ids = append(ids, s.id())
		assert.NotEmpty(t, s.title)
		assert.NotEmpty(t, s.how)
	}
	slices.Sort(ids)
	assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids))
}

// A finding is what one package did in one scenario.
type finding struct {
	OK  *bool  `json:"ok"`  // whether the page got what it may expect; nil: the package has nothing to try it with
	Did string `json:"did"` // what it did instead
}

func (f finding) passed() bool { return f.OK != nil && *f.OK }

// A matrix is filled by cells that run at the same time.
type matrix struct {
	browser string

	mu    sync.Mutex
	cells map[string]finding
}

func (m *matrix) put(s scenario, peer string, f finding) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cells[s.id()+"/"+peer] = f
}

func (m *matrix) at(s scenario, peer string) (finding, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := m.cells[s.id()+"/"+peer]
	return f, ok
}

// missing is how many cells nothing was put in.
func (m *matrix) missing() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(allScenarios())*len(peers) - len(m.cells)
}
