package core_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// noWasm is a policy under which scripts run and WebAssembly doesn't.
const noWasm = "script-src 'self'"

// Without the core a session lives, reports and reconnects; core.status and core.error say what is wrong.
func TestWithoutTheCoreASessionStillReconnects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		core, csp string
		status    string // of core, in the end
		says      string // core.error, as a regular expression
		final     bool   // no other try can help: said once in the console
	}{
		"the wasm is not there":               {core: "/core/404", status: "failed", says: `HTTP 404: copy wsclose\.wasm there`},
		"the server answers with a page":      {core: "/core/html", status: "failed", says: `a page came, as for a missing file: copy`, final: true},
		"the server wants a login":            {core: "/core/login", status: "failed", says: `after a redirect to http://[^ ?]*/core/html/wsclose\.wasm: does it want a login`, final: true},
		"the wasm is empty":                   {core: "/core/empty", status: "failed", says: `the file is empty: copy`, final: true},
		"the wasm is a Git LFS pointer":       {core: "/core/lfs", status: "failed", says: `a Git LFS pointer lies in its place: run git lfs pull`, final: true},
		"the wasm is packed":                  {core: "/core/gzip", status: "failed", says: `packed by gzip.*: send Content-Encoding: gzip`, final: true},
		"the wasm is cut short":               {core: "/core/truncated", status: "failed", says: `damaged or cut short: copy`, final: true},
		"the transfer of the wasm is cut":     {core: "/core/cut", status: "failed", says: `the transfer broke off`},
		"the wasm is another program's":       {core: "/core/foreign", status: "failed", says: `does not start: this wasm is another program's.*: serve both files`, final: true},
		"the wasm is of another version":      {core: "/core/stale", status: "failed", says: `belongs to another version of wsclose`, final: true},
		"a policy blocks WebAssembly":         {core: "/dist", csp: noWasm, status: "failed", says: `Content-Security-Policy forbids it: allow script-src 'wasm-unsafe-eval'`, final: true},
		"the wasm never comes":                {core: "/core/stall", status: "loading", says: `still loading`},
		"a policy blocks the wasm's download": {core: "/dist", csp: "connect-src ws:", status: "failed", says: `forbids the request: allow the address in connect-src`, final: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.csp != noWasm {
				harness.NeedFetched(t)
			}
			path, id := harness.LabURL("/lab/echo?close-on=restart&code=1012")
			p := harness.NewPage(t, "csp", c.csp)
			log := p.Record(harness.Recording{Kind: "wsclose", Core: c.core, URL: path, Options: harness.Soon, Ours: true, Until: "end", Script: `
				await r.on('open'); await harness.settle();
				if ('` + c.status + `' === 'failed') {
					const load = r.module.load().then(() => 'loaded', (e) => 'rejected');
					while (r.module.core.status === 'loading') await new Promise((resolve) => setTimeout(resolve, 5));
				}
				r.note('core', r.module.core.status, s);
				` + heldFor + ` s.send('restart'); await r.on('message');
				await r.on('open', 2); s.send('y'); await r.on('message', 2);
				r.note('why', r.module.core.error ?? '');
				s.close(3000, 'bye');`})
			assert.Equal(t, c.status, p.Nth(log, "core", 1).Value)
			assert.Regexp(t, c.says, p.Nth(log, "why", 1).Value)
			closed := p.Nth(log, "close", 1)
			assert.Equal(t, `close@3 1012 "" clean`, closed.Line())
			require.NotNil(t, closed.Report)
			assert.Equal(t, "retry", closed.Report.Decision.Action)
			assert.Equal(t, "rules[0]", closed.Report.Decision.Rule, "rules are honoured without the core")
			p.AssertBefore(log, "close", 1, "held too long")
			assert.Equal(t, `close@3 3000 "bye" clean`, p.Nth(log, "close", 2).Line())
			assert.Equal(t, "message@1 y", p.Nth(log, "message", 2).Line())
			entries := p.Journal(id)
			require.Len(t, entries, 2)
			assert.Equal(t, `3000 "bye"`, harness.ServerLine(entries[1]))
			assert.Equal(t, "fallback", closed.Report.Decider)
			assert.Empty(t, p.TakeExceptions(), "a page's harness takes an error event for a failed test")
			if said := p.Warnings(); c.final {
				require.Len(t, said, 1)
				from := `(no core|the core) from http://\S+/wsclose\.wasm.*`
				if harness.Tested.IsInside {
					from = "the core does not start: .*"
				}
				assert.Regexp(t, "^wsclose: "+from+c.says+`.*go on without the core\.$`, said[0])
				assert.NotContains(t, said[0], "secret")
			} else {
				assert.Empty(t, said, "it is tried again")
			}
		})
	}
}

func TestWithoutTheCoreTheDefaultsStillStopAndForbid(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1008&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: harness.Coreless("404"), URL: path, Ours: true, Until: "end", Script: `
		await r.on('open');
		r.try(() => s.close(1001), s); r.try(() => s.close(1000, 'x'.repeat(124)), s);
		s.send('x')`})
	assert.Equal(t, []string{"threw@1 InvalidAccessError", "threw@1 SyntaxError"}, harness.Transcript(log.All("threw")).Lines())
	require.NotNil(t, p.Nth(log, "close", 1).Report)
	report := p.Nth(log, "close", 1).Report
	assert.Equal(t, []string{"fallback", "default:1008"}, []string{report.Decider, report.Decision.Rule})
	assert.Empty(t, log.All("retry"))
	assert.Len(t, p.Journal(id), 1)
}

func TestAWasmOfTheWrongTypeIsTakenAllTheSame(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	for _, mode := range []string{"wrong-mime", "charset"} {
		got := harness.Eval[string](harness.NewPage(t), `async (core) => { const m = await harness.product(core); await m.load(); return m.core.status }`, "/core/"+mode)
		assert.Equal(t, "ready", got, mode)
	}
}

func TestAFailedDownloadIsTriedAgainAndAdoptsWhatLives(t *testing.T) {
	t.Parallel()
	harness.NeedFetched(t)
	path, _ := harness.LabURL("/lab/close?code=1008&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", Core: "/core/down-1-again", URL: path, Ours: true, Until: "end", Script: `
		await r.on('open');
		while (r.module.core.status !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
		s.send('x')`})
	assert.Equal(t, 2, harness.AskedFor("down-1-again"))
	require.NotNil(t, p.Nth(log, "close", 1).Report)
	report := p.Nth(log, "close", 1).Report
	assert.Equal(t, []string{"core", "default:1008"}, []string{report.Decider, report.Decision.Rule})
}
