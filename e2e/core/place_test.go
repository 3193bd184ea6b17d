package core_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

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
	p := harness.NewPage(t)
	type place struct{ Name, Body, Base, Type, URL string }
	var places []place
	ids := map[string]string{}
	for name, body := range enter {
		for _, kind := range []string{"module", "classic"} {
			path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			ids[name+", "+kind] = id
			places = append(places, place{name + ", " + kind, body, harness.Origin() + "/core/ok-" + id + "/", kind, harness.WS(path)})
		}
	}
	visits := harness.Eval[map[string]visit](p, `async (places) => {
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
			assertVisit(p.In(t), visits[name], names, id, requests())
		})
	}
}

// requests is how often a product that is loaded once asks for its core.
func requests() int {
	if harness.Tested.IsInside {
		return 0
	}
	return 1
}

// assertVisit holds a visit for one where the session restarted, came back and was closed, and which added these names to the place.
func assertVisit(p *harness.Page, got visit, names []string, id string, requests int) {
	p.T.Helper()
	require.Empty(p.T, got.Failed)
	assert.Equal(p.T, names, got.Added, "names that were added")
	assert.Equal(p.T, "ready", got.Status)
	assert.Equal(p.T, requests, harness.AskedFor("ok-"+id)+harness.AskedFor("inside"), "the wasm was found beside the script, or inside it")
	assert.Equal(p.T, []string{"restart", "close 1012 deploy by peer", "retry rules[0]", "close 3000 bye by page"}, got.Lines)
	entries := p.Journal(id)
	require.Len(p.T, entries, 2)
	assert.Equal(p.T, `3000 "bye"`, harness.ServerLine(entries[1]))
}

// The strictest policy under which it works, in a window; elsewhere in the tests the window has none.
func TestItWorksUnderAPolicyThatAllowsWasm(t *testing.T) {
	t.Parallel()
	for kind, names := range map[string][]string{"module": {}, "classic": {"wsclose"}} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			p := harness.NewPage(t, "csp", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
			assertVisit(p, visitOf(p, "ok-"+id, kind, path), names, id, requests())
		})
	}
}

// visit has the page itself load the product of a mode of /core/, and use it.
func visitOf(p *harness.Page, mode, kind, path string) visit {
	p.T.Helper()
	return harness.Eval[visit](p, `async (base, kind, url) => {
		const load = (src) => new Promise((resolve) => {
			document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve }));
		});
		await load('/harness/place.js');
		if (kind === 'module') return place.visit(await import(base + 'index.js'), url);
		await load(base + 'wsclose.min.js');
		return place.visit(wsclose, url);
	}`, harness.Origin()+"/core/"+mode+"/", kind, harness.WS(path))
}

// Put inside the JavaScript, as TinyGo's is, the core needs no request of its own, and works as ever.
func TestTheCoreInsideTheJavaScriptNeedsNoRequest(t *testing.T) {
	t.Parallel()
	harness.MakeInside(t)
	for kind, names := range map[string][]string{"module": {}, "classic": {"wsclose"}} {
		t.Run(kind, func(t *testing.T) {
			path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
			p := harness.NewPage(t, "csp", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
			assertVisit(p, visitOf(p, "inside", kind, path), names, id, 0)
		})
	}
	t.Run("where a browser has no Uint8Array.fromHex", func(t *testing.T) {
		path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
		p := harness.NewPage(t)
		require.True(t, harness.Eval[bool](p, "() => typeof Uint8Array.fromHex === 'function' && delete Uint8Array.fromHex"))
		assertVisit(p, visitOf(p, "inside", "module", path), []string{}, id, 0)
	})
}

// Nothing lies beside a script that was made of text: the error says what to do, and the option says where the wasm is.
func TestAClassicWorkerWithoutAnAddressIsToldWhereTheWasmIs(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012&reason=deploy")
	p := harness.NewPage(t)
	got := harness.Eval[struct {
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
	}`, harness.Origin()+"/core/ok-"+id+"/", harness.WS(path))
	assert.Regexp(t, `^wsclose: no core: nothing is beside a script that came from blob: or data:; load\(\{ url: .* failed$`, got.Why)
	assertVisit(p, got.Visit, []string{"wsclose"}, id, 1)
}
