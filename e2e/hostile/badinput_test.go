package hostile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// A constructor that is given nonsense throws at once, says which option and why, and makes no connection.
func TestNonsenseInOptionsIsRefusedByName(t *testing.T) {
	t.Parallel()
	cases := map[string]string{ // options: what the message must name
		`{closeTimeout: 5}`:                                                 `closeTimeout`,
		`{reconnect: {firstDelay: 5}}`:                                      `firstDelay`,
		`{reconnect: 'yes'}`:                                                `reconnect`,
		`{reconnect: {policy: 'fast'}}`:                                     `policy`,
		`{reconnect: {jitter: 'half'}}`:                                     `jitter`,
		`{closeTimeoutMs: NaN}`:                                             `closeTimeoutMs`,
		`{closeTimeoutMs: -1}`:                                              `closeTimeoutMs`,
		`{closeTimeoutMs: 2 ** 31}`:                                         `closeTimeoutMs`,
		`{openTimeoutMs: Infinity}`:                                         `openTimeoutMs`,
		`{openTimeoutMs: '5'}`:                                              `openTimeoutMs`,
		`{idleTimeoutMs: {}}`:                                               `idleTimeoutMs`,
		`{reconnect: {firstDelayMs: NaN}}`:                                  `firstDelayMs`,
		`{reconnect: {maxDelayMs: -5}}`:                                     `maxDelayMs`,
		`{reconnect: {growth: 0}}`:                                          `growth`,
		`{reconnect: {maxAttempts: -1}}`:                                    `maxAttempts`,
		`{reconnect: {maxAttempts: NaN}}`:                                   `maxAttempts`,
		`{reconnect: {decide: 5}}`:                                          `decide`,
		`{reconnect: {rules: 5}}`:                                           `rules`,
		`{reconnect: {rules: [{code: 70000, action: 'stop'}]}}`:             `code`,
		`{reconnect: {rules: [{code: '4000-3000', action: 'stop'}]}}`:       `code`,
		`{reconnect: {rules: [{code: 1012, action: 'maybe'}]}}`:             `action`,
		`{reconnect: {rules: [{code: 1012, action: 'stop', colour: 'x'}]}}`: `colour`,
		`{lenient: 3}`:                                                      `lenient`,
		`{lenient: {1001: 1001}}`:                                           `lenient`,
		`{maxMessageBytes: -1}`:                                             `maxMessageBytes`,
		`{signal: {}}`:                                                      `signal`,
		`{debug: 'yes'}`:                                                    `debug`,
		`5`:                                                                 `options`,
	}
	p := harness.NewPage(t)
	path, id := harness.LabURL("/lab/echo")
	for options, names := range cases {
		t.Run(options, func(t *testing.T) {
			got := harness.Eval[struct{ Name, Message string }](p, `async (url) => {
				const { ManagedWebSocket } = await harness.product();
				try { new ManagedWebSocket(url, [], `+options+`).close(); return { name: 'nothing', message: '' } }
				catch (e) { return { name: e.name, message: e.message } }
			}`, harness.WS(path))
			assert.Contains(t, []string{"TypeError", "RangeError", "SyntaxError"}, got.Name)
			assert.Contains(t, got.Message, names)
		})
	}
	assert.Empty(t, harness.Lab().Journal(id), "no connection was made")
}

func TestAListenerThatThrowsIsReportedAndCancelsNothing(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Until: "end", Ours: true, Script: `
		for (const type of ['open', 'message', 'close', 'retry', 'phase']) s.addEventListener(type, () => { throw new Error('from ' + type) });
		s.onclose = () => { throw new Error('from onclose') };
		await r.on('open'); s.send('x'); await r.on('open', 2); s.close(1000)`})
	assert.Len(t, log.All("close"), 2)
	assert.Len(t, p.Journal(id), 2, "the retry came")
	thrown := p.TakeExceptions()
	for _, from := range []string{"from open", "from message", "from close", "from onclose", "from retry", "from phase"} {
		assert.Contains(t, strings.Join(thrown, "\n"), from)
	}
}

func TestADecideThatThrowsIsReportedAndCountsAsUndefined(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Until: "end", Ours: true,
		Options: `{reconnect: {firstDelayMs: 50, maxDelayMs: 50, rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 50}],
			decide: (report) => { throw new Error('undecided on ' + report.code) }}}`,
		Script: `await r.on('open'); s.send('x'); await r.on('open', 2); s.close(1000)`})
	assert.Equal(t, "rules[0]", p.Nth(log, "retry", 1).Plan.Rule)
	assert.Len(t, p.Journal(id), 2)
	thrown := p.TakeExceptions()
	require.Len(t, thrown, 1)
	assert.Contains(t, thrown[0], "undecided on 1012")
}
