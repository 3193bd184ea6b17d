package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
)

// The core crashes while sessions stand in every phase. Each goes on from where it stood: what was open stays open, a close is told as
// soon as without a crash, what waits comes back, what the page ended stays ended; and the page is told once.
func TestACrashOfTheCoreEndsNoSession(t *testing.T) {
	// With TinyGo a panic is a trap, and has no text.
	for name, says := range map[string]string{"panics": "(index out of range|unreachable)", "traps": "unreachable"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t)
			eval[chrome.Void](p, `async (fault) => { harness.arm = (await import('/harness/faults.js'))[fault](); await (await harness.product()).load(); }`, name)
			lives, ids := map[string]living{}, map[string]string{}
			begin := func(name, path, options, script string) {
				path, ids[name] = labURL(path)
				lives[name] = p.live(name, recording{Kind: "wsclose", URL: path, Options: options, Ours: true, Until: "end", Script: script})
			}
			begin("open", "/lab/echo?close-on=restart&code=1012", soon, "")
			begin("waiting", "/lab/close?code=1012&after=1", `{reconnect: {rules: [{code: 1012, action: 'retry', firstDelayMs: 600}], jitter: 'none'}}`,
				`await r.on('open'); s.send('x')`)
			begin("closing", "/lab/answer?with=none", `{closeTimeoutMs: 600}`, `await r.on('open'); s.close(3000)`)
			begin("ended", "/lab/close?code=1008", "{}", "")
			begin("failing", "/lab/echo", soon, "")
			lives["open"].await("open", 1)
			lives["waiting"].await("retry", 1)
			lives["ended"].await("end", 1)
			lives["failing"].await("open", 1)
			begin("connecting", "/lab/handshake?delay=300", "{}", `await r.reached(s)`)

			lives["failing"].do(`harness.arm(); s.fail('now')`)
			assert.Equal(t, "crashed", lives["open"].is("r.module.core.status"))
			assert.Regexp(t, `^Error: wsclose: the core has crashed: .*`+says, lives["open"].is("r.module.core.error"))
			warned := p.warnings()
			require.Len(t, warned, 1)
			assert.Regexp(t, says+`.*: load\(\) starts another; please report it: github\.com`, warned[0])
			assert.Empty(t, p.takeExceptions(), "it is no error of the page's")

			p.assertCarriesOn(lives, ids)
		})
	}
}

// assertCarriesOn looks at each session after the crash.
func (p *page) assertCarriesOn(lives map[string]living, ids map[string]string) {
	t := p.t
	t.Helper()
	failing := lives["failing"]
	failing.await("open", 2)
	failing.do(`s.close(3000)`)
	r := p.nth(failing.over(), "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, []string{"failed", "page", "cause:failed"}, []string{r.Cause, r.By, r.Decision.Rule}, "what crashed it is done all the same")
	assert.Equal(t, "fallback", r.Decider)
	assert.Len(t, failing.log().all("close"), 2)
	assert.Equal(t, `3902 "now"`, serverLine(p.journal(ids["failing"])[0]))

	open := lives["open"]
	open.do(heldFor + `s.send('restart'); await r.on('message'); await r.on('open', 2); s.send('again'); await r.on('message', 2); s.close(3000, 'bye')`)
	log := open.over()
	closed := p.nth(log, "close", 1)
	p.assertBefore(log, "close", 1, "held too long")
	assert.Equal(t, `close@3 1012 "" clean`, closed.line())
	assert.Equal(t, "rules[0]", closed.Report.Decision.Rule)
	assert.Equal(t, `3000 "bye"`, serverLine(p.journal(ids["open"])[1]))

	waiting := lives["waiting"]
	waiting.await("open", 2)
	log = waiting.log()
	assert.Len(t, log.all("retry"), 1, "the plan stands")
	assert.GreaterOrEqual(t, p.nth(log, "open", 2).At-p.nth(log, "close", 1).At, 500.0)
	waiting.do(`s.close(3000)`)
	waiting.over()

	connecting := lives["connecting"]
	connecting.await("open", 1)
	connecting.do(`s.close(3000)`)
	assert.Equal(t, `close@3 3000 "" clean`, p.nth(connecting.over(), "close", 1).line())
	assert.Len(t, p.journal(ids["connecting"]), 1)

	r = p.nth(lives["closing"].over(), "close", 1).Report
	require.NotNil(t, r)
	assert.Equal(t, []string{"close-timeout", "page"}, []string{r.Cause, r.Decision.Rule})

	assert.Len(t, lives["ended"].log().all("end"), 1)
	assert.Len(t, p.journal(ids["ended"]), 1)
}
