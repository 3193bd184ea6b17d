package toolchains_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// A page is a tab at a project's page, which has put `socket`, `core` and `load` into its window. Its socket is one to the lab.
type page struct {
	t   *testing.T
	ctx context.Context
	tab *chrome.Tab
	id  string // of the socket's connections in the lab's journal
}

// open opens the page at address. The lab echoes to its socket, and closes it with a code on "restart".
func open(t *testing.T, address string, code int) *page {
	t.Helper()
	browser, err := here.browser()
	require.NoError(t, err)
	p := &page{t: t, ctx: bounded(t), id: t.Name()}
	p.tab, err = browser.Tab(p.ctx, chrome.Isolated)
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(p.tab.Console(), p.tab.Exceptions())
		}
		assert.NoError(t, p.tab.Close())
	})
	require.NoError(t, p.tab.Navigate(p.ctx, address+"?socket="+url.QueryEscape(echo(p.id, code))))
	return p
}

// echo is the URL of a socket of this name: the lab echoes, and closes on "restart" with a code.
func echo(id string, code int) string {
	return here.lab.URL(fmt.Sprintf("/lab/echo?close-on=restart&code=%d&reason=deploy&id=%s", code, url.QueryEscape(id)))
}

// A report is what the tests hold of a CloseReport.
type report struct {
	Code     int
	Reason   string
	WasClean bool
	Name     string
	By       string
	Cause    string
	Opened   bool
	Decider  string
	Decision struct {
		Action  string
		Rule    string
		DelayMs float64
	}
}

// A visit is what a page saw.
type visit struct {
	Status    string   // core.status after load()
	Error     string   // core.error
	Wasm      []string // the paths that a wasm was asked for at
	Restarted report   // what the server's 1012 gave
	Closed    report   // what the page's own close gave
}

// visiting has the server restart, comes back and closes. `load` is only waited for: the socket has started it.
const visiting = `async () => {
	await load().catch(() => {});
	await socket.opened;
	const closed = () => new Promise((resolve) => socket.addEventListener('close', ({ report }) => resolve(report), { once: true }));
	const restarted = closed();
	socket.send('restart');
	const first = await restarted;
	socket.reconnect();
	await socket.opened;
	const last = closed();
	socket.close(3000, 'bye');
	const paths = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
	return {
		Status: core.status, Error: String(core.error?.message ?? ''), Wasm: paths.filter((path) => path.endsWith('.wasm')),
		Restarted: first, Closed: await last,
	};
}`

func (p *page) visit() visit {
	p.t.Helper()
	// A page that renders later than its load event, as an app does, has the socket when it is ready.
	got, err := chrome.Eval[visit](p.ctx, p.tab, `async () => {
		while (!window.socket) await new Promise(requestAnimationFrame);
		return (`+visiting+`)();
	}`)
	require.NoError(p.t, err)
	return got
}

// assertWhole holds the visit for one with the core, which came from a path that ends so, or was inside.
func (p *page) assertWhole(got visit, wasm string) {
	p.t.Helper()
	assert.Equal(p.t, "ready", got.Status, got.Error)
	if here.isInside {
		assert.Empty(p.t, got.Wasm)
	} else if assert.Len(p.t, got.Wasm, 1) {
		assert.Regexp(p.t, wasm, got.Wasm[0])
	}
	assert.Equal(p.t, []string{"core", "default:1012"}, []string{got.Restarted.Decider, got.Restarted.Decision.Rule})
	p.assertClosed(got)
	assert.Empty(p.t, p.tab.Exceptions())
}

// assertClosed holds that both closes were as they should be, to the page and to the server.
func (p *page) assertClosed(got visit) {
	p.t.Helper()
	assertRestarted(p.t, got.Restarted)
	assertBye(p.t, got.Closed)
	assertJournal(p.t, p.ctx, p.id)
}

func assertRestarted(t *testing.T, r report) {
	t.Helper()
	assert.Equal(t, []any{1012, "deploy", true, "Service Restart", "peer", "close-frame", true, "retry"},
		[]any{r.Code, r.Reason, r.WasClean, r.Name, r.By, r.Cause, r.Opened, r.Decision.Action})
	assert.GreaterOrEqual(t, r.Decision.DelayMs, 5_000.0)
	assert.LessOrEqual(t, r.Decision.DelayMs, 30_000.0)
}

func assertBye(t *testing.T, r report) {
	t.Helper()
	assert.Equal(t, []any{3000, "bye", true, "page", "close-frame", true, "stop", "page"},
		[]any{r.Code, r.Reason, r.WasClean, r.By, r.Cause, r.Opened, r.Decision.Action, r.Decision.Rule})
}

// assertJournal holds that the lab saw last a connection that it closed, and one that the page did. In development React's strict mode
// makes another before, and gives it up while it opens.
func assertJournal(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	entries, err := here.lab.Wait(ctx, id)
	require.NoError(t, err)
	var codes []int
	for _, entry := range entries {
		if c := entry.CloseRead; c != nil && assert.NotNil(t, c.Code) {
			codes = append(codes, *c.Code)
		}
	}
	assert.Equal(t, []int{1012, 3000}, codes[max(0, len(codes)-2):], "the codes that the server got: its own back, and the page's")
}
