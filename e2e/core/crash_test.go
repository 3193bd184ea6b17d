package core_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// The core crashes while sessions stand in every phase. Each goes on from where it stood: what was open stays open, a close is told as
// soon as without a crash, what waits comes back, what the page ended stays ended; and the page is told once.
func TestACrashOfTheCoreEndsNoSession(t *testing.T) {
	t.Parallel()
	// With TinyGo a panic is a trap, and has no text.
	for name, fault := range map[string]struct{ says, decider string }{
		"panics": {"(index out of range|no such session|unreachable)", "fallback"},
		"traps":  {"unreachable", "core"}, // it had decided, and trapped where it closed the socket
	} {
		t.Run(name, func(t *testing.T) {
			says := fault.says
			t.Parallel()
			p := harness.NewPage(t)
			harness.Eval[chrome.Void](p, `async (fault) => { harness.arm = (await import('/room/faults.js'))[fault](); await (await harness.product()).load(); }`, name)
			lives, ids := map[string]harness.Living{}, map[string]string{}
			begin := func(name, path, options, script string) {
				path, ids[name] = harness.LabURL(path)
				lives[name] = p.Live(name, harness.Recording{Kind: "wsclose", URL: path, Options: options, Ours: true, Until: "end", Script: script})
			}
			begin("open", "/lab/echo?close-on=restart&code=1012", harness.Soon, "")
			begin("waiting", "/lab/close?code=1012&after=1", `{reconnect: {rules: [{code: 1012, action: 'retry', firstDelayMs: 600}], jitter: 'none'}}`,
				`await r.on('open'); s.send('x')`)
			begin("closing", "/lab/answer?with=none", `{closeTimeoutMs: 600}`, `await r.on('open'); s.close(3000)`)
			begin("ended", "/lab/close?code=1008", "{}", "")
			begin("failing", "/lab/echo", harness.Soon, "")
			lives["open"].Await("open", 1)
			lives["waiting"].Await("retry", 1)
			lives["ended"].Await("end", 1)
			lives["failing"].Await("open", 1)
			begin("connecting", "/lab/handshake?delay=300", "{}", `await r.reached(s)`)

			lives["failing"].Do(`harness.arm(); s.fail('now')`)
			assert.Equal(t, "crashed", lives["open"].Is("r.module.core.status"))
			assert.Regexp(t, `^Error: wsclose: the core has crashed: .*`+says, lives["open"].Is("r.module.core.error"))
			warned := p.Warnings()
			require.Len(t, warned, 1)
			assert.Regexp(t, says+`.*: load\(\) starts another; please report it: github\.com`, warned[0])
			assert.Empty(t, p.TakeExceptions(), "it is no error of the page's")

			assertCarriesOn(p, lives, ids, fault.decider)
		})
	}
}

// assertCarriesOn looks at each session after the crash.
func assertCarriesOn(p *harness.Page, lives map[string]harness.Living, ids map[string]string, decider string) {
	t := p.T
	t.Helper()
	failing := lives["failing"]
	failing.Await("open", 2)
	failing.Do(`s.close(3000)`)
	r := p.Nth(failing.Over(), "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, []string{"failed", "page", "cause:failed"}, []string{r.Cause, r.By, r.Decision.Rule}, "what crashed it is done all the same")
	assert.Equal(t, decider, r.Decider)
	assert.Len(t, failing.Log().All("close"), 2)
	assert.Equal(t, `3902 "now"`, harness.ServerLine(p.Journal(ids["failing"])[0]))

	open := lives["open"]
	open.Do(heldFor + `s.send('restart'); await r.on('message'); await r.on('open', 2); s.send('again'); await r.on('message', 2); s.close(3000, 'bye')`)
	log := open.Over()
	closed := p.Nth(log, "close", 1)
	p.AssertBefore(log, "close", 1, "held too long")
	assert.Equal(t, `close@3 1012 "" clean`, closed.Line())
	assert.Equal(t, "rules[0]", closed.Report.Decision.Rule)
	assert.Equal(t, `3000 "bye"`, harness.ServerLine(p.Journal(ids["open"])[1]))

	waiting := lives["waiting"]
	waiting.Await("open", 2)
	log = waiting.Log()
	assert.Len(t, log.All("retry"), 1, "the plan stands")
	assert.GreaterOrEqual(t, p.Nth(log, "open", 2).At-p.Nth(log, "close", 1).At, 500.0)
	waiting.Do(`s.close(3000)`)
	waiting.Over()

	connecting := lives["connecting"]
	connecting.Await("open", 1)
	connecting.Do(`s.close(3000)`)
	assert.Equal(t, `close@3 3000 "" clean`, p.Nth(connecting.Over(), "close", 1).Line())
	assert.Len(t, p.Journal(ids["connecting"]), 1)

	r = p.Nth(lives["closing"].Over(), "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, []string{"close-timeout", "page"}, []string{r.Cause, r.Decision.Rule})

	assert.Len(t, lives["ended"].Log().All("end"), 1)
	assert.Len(t, p.Journal(ids["ended"]), 1)
}
