package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/lab"
)

// A living is a recording that goes on while Go does to its page what a person, a browser or a network does. A page can have several.
type living struct {
	*page
	name string
}

// noteLife is a script that writes down what happens to the page, pagehide, say, and how the socket stands when the package has heard of it.
const noteLife = `
	for (const type of ['pagehide', 'pageshow', 'freeze', 'resume', 'online', 'offline', 'visibilitychange'])
		addEventListener(type, (event) => r.note(type, [event.persisted, s.phase].filter((x) => x !== undefined).join(' '), s), true);`

// live begins a recording and returns when its socket is made. The core is there before the socket, unless the recording names one: a
// package whose core starts later listens to the page later, and after noteLife.
func (p *page) live(name string, r recording) living {
	p.t.Helper()
	spec := r.spec()
	spec["coreFirst"] = r.Kind == "wsclose" && r.Core == ""
	eval[chrome.Void](p, `(name, spec) => new Promise((made, failed) => {
		harness.lives ??= {};
		const over = harness.record(spec, async (s, r) => {
			await null;
			harness.lives[name] = { s, r, over };
			made();`+r.Script+`
		}, (r) => (`+orElse(r.Options, "{}")+`));
		over.then(() => failed(new Error('over before it began')), failed);
	})`, name, spec)
	return living{p, name}
}

// tryCore loads the core from a prefix under which there may be none.
func (p *page) tryCore(core string) {
	p.t.Helper()
	eval[chrome.Void](p, `async (core) => (await harness.product(core)).load().catch(() => {})`, core)
}

// do runs a script on the socket s and the log r.
func (l living) do(script string) {
	l.t.Helper()
	eval[chrome.Void](l.page, `async (name) => { const { s, r } = harness.lives[name]; `+script+` }`, l.name)
}

// is evaluates an expression of the socket s and the log r.
func (l living) is(expression string) string {
	l.t.Helper()
	return eval[string](l.page, `(name) => { const { s, r } = harness.lives[name]; return String(`+expression+`) }`, l.name)
}

// await waits for the nth entry of a type, from 1.
func (l living) await(kind string, n int) entry {
	l.t.Helper()
	return eval[entry](l.page, `async (name, kind, n) => {
		const { r } = harness.lives[name];
		await r.on(kind, n);
		return r.entries.filter(({ type }) => type === kind)[n - 1];
	}`, l.name, kind, n)
}

// log is what stands in the log by now.
func (l living) log() transcript {
	l.t.Helper()
	return eval[[]entry](l.page, `(name) => harness.lives[name].r.entries`, l.name)
}

// over is the whole log, once the entry has come that ends the recording.
func (l living) over() transcript {
	l.t.Helper()
	return l.checked(eval[[]entry](l.page, `(name) => harness.lives[name].over`, l.name))
}

// phases are the phases that a session went through.
func (l transcript) phases() []string {
	var all []string
	for _, e := range l.all("phase") {
		_, to, _ := strings.Cut(e.Value, " -> ")
		all = append(all, to)
	}
	return all
}

func (p *page) offline(offline bool) {
	p.t.Helper()
	require.NoError(p.t, p.tab.SetOffline(p.ctx, offline))
}

func (p *page) frozen(frozen bool) {
	p.t.Helper()
	require.NoError(p.t, p.tab.SetFrozen(p.ctx, frozen))
}

// leave takes the tab to a page of another origin; comeBack takes it back.
func (p *page) leave() {
	p.t.Helper()
	elsewhere := strings.Replace(web.server.URL, "127.0.0.1", "localhost", 1)
	require.NoError(p.t, p.tab.Navigate(p.ctx, elsewhere+"/page"))
}

func (p *page) comeBack() {
	p.t.Helper()
	require.NoError(p.t, p.tab.Back(p.ctx))
	require.True(p.t, eval[bool](p, `() => globalThis.harness?.lives !== undefined`), "the page didn't come out of the back/forward cache")
}

// sight is a script that emulates document.visibilityState.
const sight = `
	const see = (state) => {
		Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
		document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
	};`

// draws is a script that lets every draw be u, from [0, 1).
func draws(u string) string {
	return `crypto.getRandomValues = (array) => array.fill(Math.floor(` + u + ` * 2 ** 32));`
}

// A mortal is a server of the test's own that can go down: all its connections end with FIN, then, without a Close. It is up again at
// once, with an empty journal.
type mortal struct {
	server *httptest.Server
	lab    atomic.Pointer[lab.Lab]
}

func startMortal(t *testing.T) *mortal {
	m := &mortal{}
	m.lab.Store(lab.New(lab.Options{}))
	m.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.lab.Load().Handler().ServeHTTP(w, r) }))
	t.Cleanup(func() {
		m.restart()
		m.server.Close()
	})
	return m
}

func (m *mortal) restart() { _ = m.lab.Swap(lab.New(lab.Options{})).Close() }

// ws is the WebSocket URL of a path here.
func (m *mortal) ws(path string) string {
	return "ws" + strings.TrimPrefix(m.server.URL, "http") + path
}
