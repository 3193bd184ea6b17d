package harness

import (
	"context"
	"flag"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/patience"
)

// tabs bounds how many tests have a tab at a time. Most of them wait, for a server or a timer.
var tabs = make(chan struct{}, 4)

// Long is the flag -long: as many reconnects and messages as are claimed, for minutes. A usual run makes a quarter of the reconnects and a
// tenth of the messages.
var Long = flag.Bool("long", false, "make 20,000 reconnects, and send a flood of a million messages")

// stepsEvery is how often a page is asked for its steps: not so often that a test which takes a second is disturbed.
const stepsEvery = 10 * time.Second

// A Page is a fresh tab with the harness loaded. At the test's end it is closed, and what it threw fails the test.
type Page struct {
	T    *testing.T
	Ctx  *patience.Watch // what moves: a call that returns, and the page's harness.steps
	Tab  *chrome.Tab
	want map[string]bool // exceptions the test expects, by text
}

// NewPage opens a tab at /page with this query (csp, script).
func NewPage(t *testing.T, query ...string) *Page {
	t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	return OpenPage(t, "/page?"+values.Encode())
}

// OpenPage opens a tab at a path of the site.
func OpenPage(t *testing.T, path string) *Page {
	t.Helper()
	tabs <- struct{}{}
	free := sync.OnceFunc(func() { <-tabs })
	t.Cleanup(free)
	ctx := patience.New(context.Background(), patience.Quiet)
	t.Cleanup(ctx.Stop)
	tab, err := browser.Tab(ctx, chrome.Isolated)
	require.NoError(t, err)
	p := &Page{T: t, Ctx: ctx, Tab: tab}
	t.Cleanup(p.close)
	t.Cleanup(ctx.Follow(stepsEvery, func(ctx context.Context) (int64, error) {
		return chrome.Eval[int64](ctx, tab, `() => globalThis.harness?.steps ?? 0`)
	}))
	require.NoError(t, tab.Navigate(ctx, Origin()+path))
	return p
}

// In is the page in a subtest.
func (p *Page) In(t *testing.T) *Page { return &Page{T: t, Ctx: p.Ctx, Tab: p.Tab} }

// TakeExceptions returns what the page threw so far and no longer counts it against the test.
func (p *Page) TakeExceptions() []string {
	all := p.Tab.Exceptions()
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

// Warnings are what wsclose has warned of in the page's console.
func (p *Page) Warnings() []string {
	var texts []string
	for _, message := range p.Tab.Console() {
		if message.Level == "warning" && strings.HasPrefix(message.Text, "wsclose: ") {
			texts = append(texts, message.Text)
		}
	}
	return texts
}

func (p *Page) close() {
	assert.Empty(p.T, p.TakeExceptions(), "the page threw")
	if p.T.Failed() {
		for _, message := range p.Tab.Console() {
			p.T.Log("console:", message.Level, message.Text)
		}
	}
	assert.NoError(p.T, p.Tab.Close())
}

// Eval calls an async JavaScript function in the page; what it throws fails the test.
func Eval[T any](p *Page, function string, args ...any) T {
	p.T.Helper()
	p.Ctx.Moved()
	value, err := chrome.Eval[T](p.Ctx, p.Tab, function, args...)
	p.Ctx.Moved()
	require.NoError(p.T, err)
	return value
}
