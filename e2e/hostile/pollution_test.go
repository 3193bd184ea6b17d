package hostile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// polluted are members that a page, or a library on it, has put where every object, array or function finds them: each would be an
// option, a member of a rule, of a verdict, of a listener's options or of a property's, or else anything that can be enumerated.
const polluted = `(place) => {
	const evil = { reconnect: false, lenient: true, connect: false, queue: false, debug: () => globalThis.picked = 'debug',
		heartbeat: { everyMs: 1, message: () => globalThis.picked = 'heartbeat' }, maxMessageBytes: 1, idleTimeoutMs: 1,
		signal: AbortSignal.abort(), WebSocket: class { constructor() { globalThis.picked = 'WebSocket' } }, policy: 'none', rules: 5,
		decide: () => globalThis.picked = 'decide', maxAttempts: 0, retryAfter: false, opened: false, wasClean: false, exact: true,
		delayMs: 1, url: 'https://evil.invalid/evil.wasm', module: 5, target: {}, onReport: () => globalThis.picked = 'onReport',
		once: true, capture: true, open: 1, close: 1, error: 1, message: 1, state: 'queued', code: 1, action: 'stop', anything: 1 };
	const owners = [Object.prototype, Array.prototype, Function.prototype].slice(0, place === 'object' ? 1 : 3);
	for (const owner of owners) {
		for (const name in evil) {
			if (!(name in owner) || owner === Object.prototype) {
				// no setter, writable: as an assignment makes it
				Object.defineProperty(owner, name, Object.assign(Object.create(null), { value: evil[name], writable: true, enumerable: true, configurable: true }));
			}
		}
	}
}`

// life is a session with a restart in it: what a page sees of it.
const life = `async (url, pollute, when) => {
	const seen = [];
	if (when === 'before') pollute();
	const { core, install, load, ManagedWebSocket } = await import('/dist/index.js');
	if (when === 'after') pollute();
	await load();
	const s = new ManagedWebSocket(url, ['a'], { reconnect: { firstDelayMs: 20, rules: [{ code: 1012, action: 'retry', maxAttempts: 3 }], decide: () => ({ delayMs: 10 }) } });
	s.onerror = () => seen.push('onerror');
	s.onclose = ({ report }) => seen.push('onclose ' + report.code + ' ' + report.decision.action + ' ' + report.decision.rule);
	let opened = 0;
	await new Promise((resolve) => {
		s.addEventListener('open', () => {
			opened++;
			seen.push('open ' + s.phase + ' ' + s.protocol);
			s.send('text'); s.send(new Uint8Array([1, 2]).buffer);
		});
		s.addEventListener('message', ({ data }) => {
			seen.push('message ' + (typeof data === 'string' ? data : data.size));
			if (opened === 2) resolve();
		});
		s.addEventListener('retry', ({ detail }) => seen.push('retry ' + detail.rule + ' ' + (detail.delayMs <= 20)));
		s.addEventListener('end', ({ detail }) => seen.push('end ' + detail.decision.rule));
	});
	try { s.close(1001) } catch (e) { seen.push(e.name) }
	s.close(4000, 'bye');
	await s.closed;
	const undo = install();
	const native = new WebSocket(url);
	await new Promise((resolve) => { native.onopen = resolve });
	native.close();
	await new Promise((resolve) => { native.onclose = ({ report }) => { seen.push('installed ' + report.decision.rule); resolve() } });
	undo();
	seen.push(core.status, 'sessions ' + core.sessions, 'picked ' + globalThis.picked);
	return seen.join('\n');
}`

// What a page's prototypes have is no option, and breaks nothing, whether it was there before the package was loaded or comes later.
func TestPollutedPrototypesAreNoOptionsAndBreakNothing(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, when, place string) string {
		p := harness.NewPage(t)
		path, id := harness.LabURL("/lab/close?code=1012&after=2")
		got := harness.Eval[string](p, `(url, when, place) => (`+life+`)(url, () => (`+polluted+`)(place), when)`, harness.WS(path), when, place)
		require.Len(t, harness.Lab().Journal(id), 3)
		return got
	}
	clean := run(t, "never", "")
	for _, line := range []string{"open open a", "message text", "onclose 1012 retry decide", "retry decide true", "InvalidAccessError", "end page",
		"installed page", "ready", "sessions 0", "picked undefined"} {
		assert.Contains(t, clean, line)
	}
	for _, when := range []string{"before", "after"} {
		for _, place := range []string{"object", "all"} {
			t.Run(when+" "+place, func(t *testing.T) { assert.Equal(t, clean, run(t, when, place)) })
		}
	}
}
