package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A constructor that is given nonsense throws at once, says which option and why, and makes no connection.
func TestNonsenseInOptionsIsRefusedByName(t *testing.T) {
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
	p := newPage(t)
	path, id := labURL("/lab/echo")
	for options, names := range cases {
		t.Run(options, func(t *testing.T) {
			got := eval[struct{ Name, Message string }](p, `async (url) => {
				const { ManagedWebSocket } = await harness.product();
				try { new ManagedWebSocket(url, [], `+options+`).close(); return { name: 'nothing', message: '' } }
				catch (e) { return { name: e.name, message: e.message } }
			}`, web.ws(path))
			assert.Contains(t, []string{"TypeError", "RangeError", "SyntaxError"}, got.Name)
			assert.Contains(t, got.Message, names)
		})
	}
	assert.Empty(t, web.lab.Journal(id), "no connection was made")
}

func TestAForbiddenCodeSaysWhatIsAllowedAndHarmsNothing(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/echo")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Until: "end", Ours: true, Script: `
		await r.on('open'); await r.module.load();
		r.try(() => s.close(1001, 'away'), s);
		r.try(() => s.close(1000, 'x'.repeat(124)), s);
		r.try(() => s.reconnect(1012), s);
		r.note('still', s.phase, s);
		s.send('echo'); await r.on('message'); s.close(1000)`})
	refused := log.all("threw")
	require.Len(t, refused, 3)
	assert.Equal(t, "threw@1 InvalidAccessError", refused[0].line())
	assert.Equal(t, 15, refused[0].Legacy, "a DOMException of the browser's own")
	for _, part := range []string{"1001", "1000", "3000", "4999"} {
		assert.Contains(t, refused[0].Message, part, "what was passed and what is allowed")
	}
	assert.Equal(t, "threw@1 SyntaxError", refused[1].line())
	assert.Equal(t, 12, refused[1].Legacy)
	for _, part := range []string{"124", "123"} {
		assert.Contains(t, refused[1].Message, part)
	}
	assert.Equal(t, "threw@1 InvalidAccessError", refused[2].line())
	assert.Equal(t, "still@1 open", p.nth(log, "still", 1).line())
	assert.Equal(t, "message@1 echo", p.nth(log, "message", 1).line())
	entries := p.journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1000", serverLine(entries[0]))
}

func TestAListenerThatThrowsIsReportedAndCancelsNothing(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: soon, Until: "end", Ours: true, Script: `
		for (const type of ['open', 'message', 'close', 'retry', 'phase']) s.addEventListener(type, () => { throw new Error('from ' + type) });
		s.onclose = () => { throw new Error('from onclose') };
		await r.on('open'); s.send('x'); await r.on('open', 2); s.close(1000)`})
	assert.Len(t, log.all("close"), 2)
	assert.Len(t, p.journal(id), 2, "the retry came")
	thrown := p.takeExceptions()
	for _, from := range []string{"from open", "from message", "from close", "from onclose", "from retry", "from phase"} {
		assert.Condition(t, func() bool { return containsText(thrown, from) }, "%q in %q", from, thrown)
	}
}

func TestADecideThatThrowsIsReportedAndCountsAsUndefined(t *testing.T) {
	t.Parallel()
	path, id := labURL("/lab/close?code=1012&after=1")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Until: "end", Ours: true,
		Options: `{reconnect: {firstDelayMs: 50, maxDelayMs: 50, rules: [{code: 1012, action: 'retry', minDelayMs: 0, firstDelayMs: 50}],
			decide: (report) => { throw new Error('undecided on ' + report.code) }}}`,
		Script: `await r.on('open'); s.send('x'); await r.on('open', 2); s.close(1000)`})
	assert.Equal(t, "rules[0]", p.nth(log, "retry", 1).Plan.Rule)
	assert.Len(t, p.journal(id), 2)
	thrown := p.takeExceptions()
	require.Len(t, thrown, 1)
	assert.Contains(t, thrown[0], "undecided on 1012")
}

// What differs from Chromium on purpose: close() converts its code as the standard says, Chromium truncates.
func TestACodeIsRoundedHalfToEvenInEveryBrowser(t *testing.T) {
	t.Parallel()
	differs(t, "rounding")
	path, _ := labURL("/lab/answer?with=echo")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Until: "close", Options: `{reconnect: false}`, Script: `
		await r.on('open');
		r.try(() => s.close(4999.5), s, '4999.5'); r.try(() => s.close(998.9), s, '998.9');
		r.try(() => s.close(999.5), s)`})
	assert.Equal(t, []string{"threw@1 InvalidAccessError 4999.5", "threw@1 InvalidAccessError 998.9", "returned@2 undefined"},
		append(transcript(log.all("threw")).lines(), transcript(log.all("returned")).lines()...))
	assert.Equal(t, `close@3 1000 "" clean`, p.nth(log, "close", 1).line())
}

func TestAReasonWithoutACodeSends1000(t *testing.T) {
	t.Parallel()
	differs(t, "reason-alone")
	requirement(t, "7.1.2/no-code")
	path, id := labURL("/lab/answer?with=echo")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Options: `{reconnect: false}`,
		Script: `await r.on('open'); s.close(undefined, 'why')`})
	assert.Equal(t, `close@3 1000 "why" clean`, p.nth(log, "close", 1).line())
	assert.Equal(t, `1000 "why"`, serverLine(p.journal(id)[0]))
}
