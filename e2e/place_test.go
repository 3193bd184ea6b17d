package e2e_test

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// servePlace serves what runs testdata/place.js with the product beside it: place.js for a worker, place.html for a frame; ?classic with
// the classic script, else with the module.
func servePlace(w http.ResponseWriter, r *http.Request, file string) bool {
	classic := r.URL.Query().Has("classic")
	switch {
	case file == "place.html" && classic:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script src=/harness/place.js></script><script src=wsclose.min.js></script><script>place.serve(wsclose)</script>`)
	case file == "place.html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script src=/harness/place.js></script><script type=module>import * as wsclose from './index.js'; place.serve(wsclose)</script>`)
	case file == "place.js" && classic:
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `importScripts('/harness/place.js', 'wsclose.min.js'); place.serve(wsclose)`)
	case file == "place.js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `import '/harness/place.js'; import * as wsclose from './index.js'; place.serve(wsclose)`)
	default:
		return false
	}
	return true
}

// enter are the ways into a place, as the bodies of async functions of the place's base, a URL that ends with a slash, and its script's
// type, that return whom to post to.
var enter = map[string]string{
	"an iframe": `
		const frame = document.createElement('iframe');
		const loaded = new Promise((resolve) => { frame.onload = resolve });
		frame.src = base + 'place.html?' + type;
		document.body.append(frame);
		await loaded;
		return (...message) => frame.contentWindow.postMessage(message[0], '*', message[1]);`,
	"a sandboxed iframe, about:srcdoc": `
		const frame = document.createElement('iframe');
		const loaded = new Promise((resolve) => { frame.onload = resolve });
		frame.sandbox = 'allow-scripts';
		frame.srcdoc = '<base href="' + base + '">' + await (await fetch(base + 'place.html?' + type)).text();
		document.body.append(frame);
		await loaded;
		return (...message) => frame.contentWindow.postMessage(message[0], '*', message[1]);`,
	"a dedicated worker": `
		const worker = new Worker(base + 'place.js?' + type, { type });
		worker.onerror = ({ message }) => reportError(new Error(message));
		return (...message) => worker.postMessage(...message);`,
	"a shared worker": `
		const { port } = new SharedWorker(base + 'place.js?' + type, { type });
		port.start();
		return (...message) => port.postMessage(...message);`,
	"a service worker": `
		const { installing } = await navigator.serviceWorker.register(base + 'place.js?' + type, { type });
		await new Promise((resolve) => { installing.onstatechange = () => installing.state === 'activated' && resolve() });
		return (...message) => installing.postMessage(...message);`,
}

// A visit is what place.js tells of one.
type visit struct {
	Added  []string
	Status string
	Lines  []string
	Failed string
}

// What wsclose does it does wherever JavaScript runs, as a module and as a classic script, from the wasm beside it or inside it.
func TestItWorksWhereverJavaScriptRuns(t *testing.T) {
	t.Parallel()
	p := newPage(t)
	type place struct{ Name, Body, Base, Type, URL string }
	var places []place
	ids := map[string]string{}
	for name, body := range enter {
		for _, kind := range []string{"module", "classic"} {
			path, id := labURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			ids[name+", "+kind] = id
			places = append(places, place{name + ", " + kind, body, web.server.URL + "/core/ok-" + id + "/", kind, web.ws(path)})
		}
	}
	visits := eval[map[string]visit](p, `async (places) => {
		const Way = (async () => {}).constructor;
		const visited = places.map(async ({ Name, Body, Base, Type, URL }) => {
			const post = await new Way('base', 'type', Body)(Base, Type);
			const { port1, port2 } = new MessageChannel();
			const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) });
			post(URL, [port2]);
			return [Name, await answer];
		});
		return Object.fromEntries(await Promise.all(visited));
	}`, places)
	for name, id := range ids {
		t.Run(name, func(t *testing.T) {
			names := []string{}
			if strings.HasSuffix(name, "classic") {
				names = append(names, "wsclose")
			}
			p.in(t).assertVisit(visits[name], names, id, requests())
		})
	}
}

// in is the page in a subtest.
func (p *page) in(t *testing.T) *page { return &page{t: t, ctx: p.ctx, tab: p.tab} }

// requests is how often a product that is loaded once asks for its core.
func requests() int {
	if tested.IsInside {
		return 0
	}
	return 1
}

// assertVisit holds a visit for one where the session restarted, came back and was closed, and which added these names to the place.
func (p *page) assertVisit(got visit, names []string, id string, requests int) {
	p.t.Helper()
	require.Empty(p.t, got.Failed)
	assert.Equal(p.t, names, got.Added, "names that were added")
	assert.Equal(p.t, "ready", got.Status)
	assert.Equal(p.t, requests, web.askedFor("ok-"+id)+web.askedFor("inside"), "the wasm was found beside the script, or inside it")
	assert.Equal(p.t, []string{"restart", "close 1012 deploy by peer", "retry rules[0]", "close 3000 bye by page"}, got.Lines)
	entries := p.journal(id)
	require.Len(p.t, entries, 2)
	assert.Equal(p.t, `3000 "bye"`, serverLine(entries[1]))
}

// The strictest policy under which it works, in a window; elsewhere in the tests the window has none.
func TestItWorksUnderAPolicyThatAllowsWasm(t *testing.T) {
	for kind, names := range map[string][]string{"module": {}, "classic": {"wsclose"}} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			path, id := labURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			p := newPage(t, "csp", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
			p.assertVisit(p.visit("ok-"+id, kind, path), names, id, requests())
		})
	}
}

// visit has the page itself load the product of a mode of /core/, and use it.
func (p *page) visit(mode, kind, path string) visit {
	p.t.Helper()
	return eval[visit](p, `async (base, kind, url) => {
		const load = (src) => new Promise((resolve) => {
			document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve }));
		});
		await load('/harness/place.js');
		if (kind === 'module') return place.visit(await import(base + 'index.js'), url);
		await load(base + 'wsclose.min.js');
		return place.visit(wsclose, url);
	}`, web.server.URL+"/core/"+mode+"/", kind, web.ws(path))
}

// insideDir is a build of the product with the core inside it; see makeInside.
func insideDir() string {
	if tested.IsInside {
		return tested.Dist
	}
	return "../js/build/inside"
}

// makeInside builds the product as COMPILER=tinygo does, but with the core that the suite tests, unless that is inside already; once.
func makeInside(t *testing.T) {
	t.Helper()
	if !tested.IsInside {
		require.NoError(t, insideMade())
	}
}

var insideMade = sync.OnceValue(func() error {
	core, err := filepath.Abs(tested.Wasm())
	if err != nil {
		return err
	}
	const dir = "js/build/inside"
	out, err := exec.Command("make", "-C", "..", dir+"/index.js", "DIST="+dir, "PLACE=inside", "INNER="+core).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
})

// Put inside the JavaScript, as TinyGo's is, the core needs no request of its own, and works as ever.
func TestTheCoreInsideTheJavaScriptNeedsNoRequest(t *testing.T) {
	t.Parallel()
	makeInside(t)
	for kind, names := range map[string][]string{"module": {}, "classic": {"wsclose"}} {
		t.Run(kind, func(t *testing.T) {
			path, id := labURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			p := newPage(t, "csp", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
			p.assertVisit(p.visit("inside", kind, path), names, id, 0)
		})
	}
	t.Run("where a browser has no Uint8Array.fromHex", func(t *testing.T) {
		path, id := labURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
		p := newPage(t)
		require.True(t, eval[bool](p, "() => typeof Uint8Array.fromHex === 'function' && delete Uint8Array.fromHex"))
		p.assertVisit(p.visit("inside", "module", path), []string{}, id, 0)
	})
}

// Nothing lies beside a script that was made of text: the error says what to do, and the option says where the wasm is.
func TestAClassicWorkerWithoutAnAddressIsToldWhereTheWasmIs(t *testing.T) {
	t.Parallel()
	needFetched(t)
	path, id := labURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
	p := newPage(t)
	got := eval[struct {
		Why   string
		Visit visit
	}](p, `async (base, url) => {
		const text = 'importScripts("' + location.origin + '/harness/place.js", "' + base + 'wsclose.min.js");'
			+ 'onmessage = async ({ data: [base, url] }) => {'
			+ 'const why = await wsclose.load().catch((error) => error.message + " " + wsclose.core.status);'
			+ 'await wsclose.load({ url: base + "wsclose.wasm" });'
			+ 'postMessage({ why, visit: await place.visit(wsclose, url) })}';
		const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
		return new Promise((resolve, reject) => {
			worker.onmessage = ({ data }) => resolve(data);
			worker.onerror = ({ message }) => reject(new Error(message));
			worker.postMessage([base, url]);
		});
	}`, web.server.URL+"/core/ok-"+id+"/", web.ws(path))
	assert.Regexp(t, `^wsclose: no core: nothing is beside a script that came from blob: or data:; load\(\{ url: .* failed$`, got.Why)
	p.assertVisit(got.Visit, []string{"wsclose"}, id, 1)
}
