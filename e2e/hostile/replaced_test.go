package hostile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// A page's instruments and polyfills put functions of their own in the place of the browser's, after the package was loaded. Sessions go
// on over them, and where such a function throws that only helps to tell what happens, nothing is lost.
func TestSessionsLiveOnWhenThePageReplacesTheBrowsersFunctions(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	got := harness.Eval[struct {
		Lines  []string
		Called map[string]int
	}](p, `async (url) => {
		const { load, ManagedWebSocket } = await harness.product();
		await load();
		const called = {};
		const wrap = (owner, name) => {
			const was = owner[name];
			called[name] = 0;
			owner[name] = function (...args) { called[name]++; return was.apply(this, args) };
		};
		const lines = [];
		const s = new ManagedWebSocket(url, [], { debug: () => { throw new Error('from debug') },
			reconnect: { firstDelayMs: 20, rules: [{ code: 1012, action: 'retry' }] } });
		for (const name of ['setTimeout', 'clearTimeout', 'queueMicrotask']) wrap(globalThis, name);
		wrap(performance, 'now'); wrap(Date, 'now'); wrap(crypto, 'getRandomValues'); wrap(Object, 'freeze');
		for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) wrap(EventTarget.prototype, name);
		for (const name of ['send', 'close']) wrap(WebSocket.prototype, name);
		const native = WebSocket;
		called.WebSocket = 0;
		globalThis.WebSocket = new Proxy(native, { construct(...args) { called.WebSocket++; return Reflect.construct(...args) } });
		performance.measure = () => { throw new Error('from measure') };
		let opened = 0;
		await new Promise((resolve) => {
			s.addEventListener('open', () => { s.send('x'); if (++opened === 3) resolve() });
			s.addEventListener('close', ({ report }) => lines.push('close ' + report.code + ' ' + report.decision.action));
			s.addEventListener('end', () => lines.push('end'));
		});
		s.close();
		await s.closed;
		await new Promise((resolve) => setTimeout(resolve, 0));
		return { lines, called };
	}`, harness.WS(path))
	require.Len(t, p.Journal(id), 3)
	require.NotEmpty(t, got.Lines)
	assert.Equal(t, "close 1012 retry", got.Lines[0])
	assert.Equal(t, "end", got.Lines[len(got.Lines)-1])
	for _, name := range []string{"setTimeout", "now", "getRandomValues", "addEventListener", "send", "close"} {
		assert.Positive(t, got.Called[name], name)
	}
	assert.Equal(t, 2, got.Called["WebSocket"], "the class that stands there is looked up for each connection")
	for _, thrown := range p.TakeExceptions() {
		assert.Regexp(t, "from (debug|measure)", thrown)
	}
}
