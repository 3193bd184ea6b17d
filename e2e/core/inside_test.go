package core_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// insidePage is a page in which `wsclose` is a package with its core inside, and `compiled` says how often that was compiled.
func insidePage(t *testing.T, query ...string) *harness.Page {
	t.Helper()
	harness.MakeInside(t)
	p := harness.NewPage(t, query...)
	harness.Eval[bool](p, `async () => {
		globalThis.wsclose = await import('/core/inside/index.js');
		globalThis.compiled = 0;
		const { Module } = WebAssembly;
		WebAssembly.Module = class extends Module { constructor(...args) { compiled++; super(...args) } };
		return true;
	}`)
	return p
}

func TestWithTheCoreInsideTheFirstDecisionIsItsOwn(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=1008")
	got := harness.Eval[struct {
		Made, Rule, Decider, Status string
		Compiled                    int
	}](insidePage(t), `async (url) => {
		globalThis.requestIdleCallback = () => {}; // the page is busy
		const socket = new wsclose.ManagedWebSocket(url);
		const made = wsclose.core.status + compiled;
		const { report } = await new Promise((resolve) => { socket.onclose = resolve });
		return { made, rule: report.decision.rule, decider: report.decider, status: wsclose.core.status, compiled };
	}`, harness.WS(path))
	assert.Equal(t, "idle0", got.Made, "the constructor does without it")
	assert.Equal(t, []any{"default:1008", "core", "ready", 1}, []any{got.Rule, got.Decider, got.Status, got.Compiled})
	assert.Zero(t, harness.AskedFor("inside"))
}

func TestWithTheCoreInsideACheckIsItsOwn(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/echo")
	got := harness.Eval[string](insidePage(t), `async (url) => {
		globalThis.requestIdleCallback = () => {};
		const socket = new wsclose.ManagedWebSocket(url);
		const opened = await new Promise((resolve) => { socket.onopen = () => resolve(wsclose.core.status + compiled) });
		let name = '';
		try { socket.close(1001) } catch (error) { name = error.name }
		const checked = wsclose.core.status + compiled;
		socket.close(3000);
		const { decider } = await socket.closed;
		return [opened, name, checked, decider].join();
	}`, harness.WS(path))
	assert.Equal(t, "idle0,InvalidAccessError,ready1,core", got)
}

func TestWithTheCoreInsideAnIdlePageStartsItAfterTheOpen(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/echo")
	got := harness.Eval[string](insidePage(t), `async (url) => {
		const socket = new wsclose.ManagedWebSocket(url);
		const opened = await new Promise((resolve) => { socket.onopen = () => resolve(wsclose.core.status + compiled) });
		while (wsclose.core.status !== 'ready') await new Promise((resolve) => setTimeout(resolve, 5));
		socket.close();
		await socket.closed;
		return opened + ' ' + compiled;
	}`, harness.WS(path))
	assert.Equal(t, "idle0 1", got)
}

// Chromium before 115 compiles no more than 4 kB at once on the main thread: this one is made to refuse too.
func TestACoreInsideIsCompiledInTheBackgroundWhereItMustBe(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=1008")
	got := harness.Eval[string](insidePage(t), `async (url) => {
		for (const name of ['Module', 'Instance'])
			WebAssembly[name] = new Proxy(WebAssembly[name], { construct() { throw new RangeError('disallowed on the main thread') } });
		await wsclose.load();
		const { decider } = await new wsclose.ManagedWebSocket(url).closed;
		return decider + ' ' + wsclose.core.status;
	}`, harness.WS(path))
	assert.Equal(t, "core ready", got)
}

func TestWithTheCoreInsideAPolicyThatForbidsWasmLeavesTheFallback(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=1008")
	p := insidePage(t, "csp", "default-src 'none'; script-src 'self'; connect-src 'self'")
	got := harness.Eval[[]string](p, `async (url) => {
		const { decider, decision } = await new wsclose.ManagedWebSocket(url).closed;
		const why = await wsclose.load().catch((error) => error.message);
		return [decider, decision.rule, wsclose.core.status, why];
	}`, harness.WS(path))
	says := "wsclose: the core does not start: the Content-Security-Policy forbids it: allow script-src 'wasm-unsafe-eval'"
	assert.Equal(t, []string{"fallback", "default:1008", "failed", says}, got)
	assert.Equal(t, []string{says + ". Sessions go on without the core."}, p.Warnings())
}

func TestACoreInsideIsLoadedFromNoAddress(t *testing.T) {
	t.Parallel()
	got := harness.Eval[[]string](insidePage(t), `async () => [
		await wsclose.load({ url: '/dist/wsclose.wasm' }).catch((error) => error.name + ' ' + error.message), wsclose.core.status,
	]`)
	require.Len(t, got, 2)
	assert.Regexp(t, `^TypeError wsclose: load\(\) takes no url`, got[0])
	assert.Equal(t, "idle", got[1])
}

func TestACoreInsideGivesWayToAModule(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t) // it takes the module of one that is beside
	assert.Equal(t, "ready", harness.Eval[string](insidePage(t), `async () => {
		await wsclose.load({ module: await WebAssembly.compileStreaming(fetch('/dist/wsclose.wasm')) });
		return wsclose.core.status;
	}`))
}

// What only a core that is fetched needs is in no file that has its core inside.
func TestNothingOfFetchingIsWhereTheCoreIsInside(t *testing.T) {
	t.Parallel()
	harness.MakeInside(t)
	for _, part := range []string{
		"fetch(", "compileStreaming", "application/wasm", "content-type", "./wsclose.wasm", ".vite", "git-lfs", "getURL",
		"securitypolicyviolation", "still loading", "[1e3,4e3,16e3]", "HTTP ${", "currentScript",
	} {
		for _, name := range []string{"index.js", "index.cjs", "wsclose.min.js"} {
			if !harness.Tested.IsInside && (part != "currentScript" || name != "index.js") {
				text, err := os.ReadFile(filepath.Join(harness.Tested.Dist, name))
				require.NoError(t, err)
				assert.True(t, strings.Contains(string(text), part), "%q in %s, where the core is beside", part, name)
			}
			text, err := os.ReadFile(filepath.Join(harness.InsideDir(), name))
			require.NoError(t, err)
			assert.False(t, strings.Contains(string(text), part), "%q in %s", part, name)
		}
	}
}
