package e2e_test

import (
	"context"
	"flag"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
)

// tabs bounds how many tests have a tab at a time.
var tabs = make(chan struct{}, 4)

// long makes as many as the bars say, for minutes; a usual run makes a quarter of the reconnects and a tenth of the messages.
var long = flag.Bool("long", false, "make 20,000 reconnects, and send a flood of a million messages")

// stepsEvery is how often a page is asked for its steps: not so often that a test which takes a second is disturbed.
const stepsEvery = 10 * time.Second

// A page is a fresh tab with the harness loaded. At the test's end it is closed, and what it threw fails the test.
type page struct {
	t    *testing.T
	ctx  *patience.Watch // what moves: a call that returns, and the page's harness.steps
	tab  *chrome.Tab
	want map[string]bool // exceptions the test expects, by text
}

// newPage opens a tab at /page with this query (csp, script).
func newPage(t *testing.T, query ...string) *page {
	t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	return openPage(t, "/page?"+values.Encode())
}

// openPage opens a tab at a path of the site.
func openPage(t *testing.T, path string) *page {
	t.Helper()
	tabs <- struct{}{}
	free := sync.OnceFunc(func() { <-tabs })
	t.Cleanup(free)
	ctx := patience.New(context.Background(), patience.Quiet)
	t.Cleanup(ctx.Stop)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	p := &page{t: t, ctx: ctx, tab: tab}
	t.Cleanup(p.close)
	t.Cleanup(ctx.Follow(stepsEvery, func(ctx context.Context) (int64, error) {
		return chrome.Eval[int64](ctx, tab, `() => globalThis.harness?.steps ?? 0`)
	}))
	require.NoError(t, tab.Navigate(ctx, web.server.URL+path))
	return p
}

// takeExceptions returns what the page threw so far and no longer counts it against the test.
func (p *page) takeExceptions() []string {
	all := p.tab.Exceptions()
	var fresh []string
	for _, one := range all {
		if !p.want[one] {
			fresh = append(fresh, one)
		}
	}
	if p.want == nil {
		p.want = map[string]bool{}
	}
	for _, one := range fresh {
		p.want[one] = true
	}
	return fresh
}

// warnings are what wsclose has warned of in the page's console.
func (p *page) warnings() []string {
	var texts []string
	for _, message := range p.tab.Console() {
		if message.Level == "warning" && strings.HasPrefix(message.Text, "wsclose: ") {
			texts = append(texts, message.Text)
		}
	}
	return texts
}

func (p *page) close() {
	assert.Empty(p.t, p.takeExceptions(), "the page threw")
	if p.t.Failed() {
		for _, message := range p.tab.Console() {
			p.t.Log("console:", message.Level, message.Text)
		}
	}
	assert.NoError(p.t, p.tab.Close())
}

// eval calls an async JavaScript function in the page; what it throws fails the test.
func eval[T any](p *page, function string, args ...any) T {
	p.t.Helper()
	p.ctx.Moved()
	value, err := chrome.Eval[T](p.ctx, p.tab, function, args...)
	p.ctx.Moved()
	require.NoError(p.t, err)
	return value
}

func containsText(texts []string, part string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, part) })
}
