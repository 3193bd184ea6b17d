package harness

import (
	"cmp"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// A Living is a recording that goes on while Go does to its page what a person, a browser or a network does. A page can have several.
type Living struct {
	*Page
	name string
}

// Live begins a recording and returns when its socket is made. The core is there before the socket, unless the recording names one: a
// package whose core starts later listens to the page later.
func (p *Page) Live(name string, r Recording) Living {
	p.T.Helper()
	spec := r.spec()
	spec["coreFirst"] = r.Kind == "wsclose" && r.Core == ""
	Eval[chrome.Void](p, `(name, spec) => new Promise((made, failed) => {
		harness.lives ??= {};
		const over = harness.record(spec, async (s, r) => {
			await null;
			harness.lives[name] = { s, r, over };
			made();`+r.Script+`
		}, (r) => (`+cmp.Or(r.Options, "{}")+`));
		over.then(() => failed(new Error('over before it began')), failed);
	})`, name, spec)
	return Living{p, name}
}

// TryCore loads the core from a prefix under which there may be none.
func (p *Page) TryCore(core string) {
	p.T.Helper()
	Eval[chrome.Void](p, `async (core) => (await harness.product(core)).load().catch(() => {})`, core)
}

// Do runs a script on the socket s and the log r.
func (l Living) Do(script string) {
	l.T.Helper()
	Eval[chrome.Void](l.Page, `async (name) => { const { s, r } = harness.lives[name]; `+script+` }`, l.name)
}

// Is evaluates an expression of the socket s and the log r.
func (l Living) Is(expression string) string {
	l.T.Helper()
	return Eval[string](l.Page, `(name) => { const { s, r } = harness.lives[name]; return String(`+expression+`) }`, l.name)
}

// Await waits for the nth entry of a type, from 1.
func (l Living) Await(kind string, n int) Entry {
	l.T.Helper()
	return Eval[Entry](l.Page, `async (name, kind, n) => {
		const { r } = harness.lives[name];
		await r.on(kind, n);
		return r.entries.filter(({ type }) => type === kind)[n - 1];
	}`, l.name, kind, n)
}

// Log is what stands in the log by now.
func (l Living) Log() Transcript {
	l.T.Helper()
	return Eval[[]Entry](l.Page, `(name) => harness.lives[name].r.entries`, l.name)
}

// Over is the whole log, once the entry has come that ends the recording.
func (l Living) Over() Transcript {
	l.T.Helper()
	return l.checked(Eval[[]Entry](l.Page, `(name) => harness.lives[name].over`, l.name))
}

// Leave takes the tab to a page of another origin.
func (p *Page) Leave() {
	p.T.Helper()
	elsewhere := strings.Replace(Origin(), "127.0.0.1", "localhost", 1)
	require.NoError(p.T, p.Tab.Navigate(p.Ctx, elsewhere+"/page"))
}
