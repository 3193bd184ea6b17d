package closing_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// Clauses of RFC 6455 that no way to close shows: what browser and wsclose must do, or leave undone, besides.

// Pings are the browser's to answer; the page sees neither them nor a pong that nobody asked for.
func TestPingsAreAnsweredBelowThePage(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "5.5.2/pong")
	const ping, pong, closing = "890470696e67", "8a03797573", "880203e8" // "ping", "yus", 1000
	v := vector{path: "/lab/raw?hex=" + ping + "&hex=" + pong + "&hex=" + closing + "&gap=50"}
	p := harness.NewPage(t)
	native, ours, nativeID, oursID := v.pair(t)
	o := outcome{}
	o.native, o.ours = p.Pair(native, ours)
	for id, log := range map[string]harness.Transcript{nativeID: o.native, oursID: o.ours} {
		assert.Equal(t, []string{"open@1", `close@3 1000 "" clean`}, log.Lines())
		entries := p.Journal(id)
		require.Len(t, entries, 1)
		assert.Equal(t, []string{"pong 4 " + hex.EncodeToString([]byte("ping")), "close 2 03e8"}, framesRead(entries[0]))
	}
}

// RFC 6455, section 7.3: clients should not close at will. A day passes on timers that the test owns; nothing is configured.
func TestWscloseClosesNothingOfItsOwnAccord(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.1.7/only-when-asked", "7.3/client")
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	got := harness.Eval[struct {
		Made   int
		State  int
		Events []string
	}](p, `async (url) => {
		const { ManagedWebSocket, load } = await harness.product();
		await load();
		const { now } = performance;
		const timers = new Map();
		let ahead = 0, made = 0, fired = 0;
		performance.now = () => now.call(performance) + ahead;
		window.setTimeout = (run, ms = 0) => { timers.set(++made, { run, at: performance.now() + ms }); return made; };
		window.clearTimeout = (timer) => timers.delete(timer);
		const socket = new ManagedWebSocket(url);
		const events = [];
		for (const type of ['open', 'message', 'error', 'close', 'retry', 'end']) socket.addEventListener(type, () => events.push(type));
		await socket.opened;
		const echo = () => new Promise((resolve) => { socket.addEventListener('message', resolve, { once: true }); socket.send('x'); });
		await echo();
		for (const day = performance.now() + 86_400_000; ; fired++) {
			const [first] = [...timers].sort(([, a], [, b]) => a.at - b.at);
			if (!first || first[1].at > day || fired > 10_000) break;
			timers.delete(first[0]);
			ahead += Math.max(0, first[1].at - performance.now());
			first[1].run();
		}
		ahead += 86_400_000;
		await echo();
		const state = socket.readyState;
		socket.close(1000);
		await socket.closed;
		return { made, state, events };
	}`, harness.WS(path))
	assert.Positive(t, got.Made, "the test does own the timers")
	assert.Equal(t, 1, got.State)
	assert.Equal(t, []string{"open", "message", "message", "close", "end"}, got.Events)
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, []string{"text 1 78", "text 1 78", "close 2 03e8"}, framesRead(entries[0]))
}

// RFC 6455, section 5.5.1: the reason isn't for end users. What wsclose has for them, and what it writes itself, is without it.
func TestNothingThatWscloseWordsHasTheReasonInIt(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "5.5.1/not-shown")
	const secret = "<b>s3cret</b>"
	path, _ := harness.LabURL("/lab/close?code=1008&reason=" + secret)
	p := harness.NewPage(t)
	got := harness.Eval[map[string]string](p, `async (url) => {
		const { ManagedWebSocket, describe } = await harness.product();
		const socket = new ManagedWebSocket(url);
		const report = await socket.closed;
		const error = await socket.opened.catch((error) => error);
		const { reason, ...rest } = report;
		return { reason, name: report.name, rest: JSON.stringify(rest), error: error.message + error.stack, meaning: describe(report.code).meaning };
	}`, harness.WS(path))
	assert.Equal(t, secret, got["reason"], "the log has it")
	for what, text := range got {
		assert.NotEmpty(t, text, what)
		if what != "reason" {
			assert.NotContains(t, text, "s3cret", what)
		}
	}
	assert.Equal(t, "Policy Violation", got["name"])
	for _, message := range p.Tab.Console() {
		assert.NotContains(t, message.Text, "s3cret", "the console")
	}
}

// RFC 6455, section 7.1.1: a client may end connections by any means when it must. Chromium has 255 WebSockets a page at most, and ends
// one more at once; wsclose can't know why.
func TestABrowserThatHasEnoughSocketsEndsOneMoreAtOnce(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.1.1/any-means")
	p := harness.NewPage(t)
	bases := labPorts(t, 16)
	type told struct {
		Events []string
		Report *harness.Report
	}
	got := harness.Eval[[2]told](p, `async (bases, most) => {
		const { ManagedWebSocket } = await harness.product();
		for (let i = 0; i < most; i++) new WebSocket(bases[i % bases.length] + '/lab/handshake?do=stall');
		const one = (make) => new Promise((resolve) => {
			const socket = make(bases[0] + '/lab/echo');
			const events = [];
			socket.addEventListener('error', () => events.push('error'));
			socket.addEventListener('close', (event) => resolve({ events: [...events, 'close ' + event.code], report: event.report && structuredClone(event.report) }));
		});
		return Promise.all([one((url) => new WebSocket(url)), one((url) => new ManagedWebSocket(url, [], { reconnect: false }))]);
	}`, bases, 255)
	assert.Equal(t, []string{"error", "close 1006"}, got[0].Events)
	assert.Equal(t, got[0].Events, got[1].Events)
	assert.Equal(t, neverOpened, got[1].Report.Line())
}
