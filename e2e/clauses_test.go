package e2e_test

import (
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Clauses of RFC 6455 that no way to close shows: what browser and wsclose must do, or leave undone, besides.

// Pings are the browser's to answer; the page sees neither them nor a pong that nobody asked for.
func TestPingsAreAnsweredBelowThePage(t *testing.T) {
	t.Parallel()
	requirement(t, "5.5.2/pong")
	const ping, pong, closing = "890470696e67", "8a03797573", "880203e8" // "ping", "yus", 1000
	v := vector{path: "/lab/raw?hex=" + ping + "&hex=" + pong + "&hex=" + closing + "&gap=50"}
	p := newPage(t)
	native, ours, nativeID, oursID := v.pair(t)
	o := outcome{}
	o.native, o.ours = p.pair(native, ours)
	for id, log := range map[string]transcript{nativeID: o.native, oursID: o.ours} {
		assert.Equal(t, []string{"open@1", `close@3 1000 "" clean`}, log.lines())
		entries := p.journal(id)
		require.Len(t, entries, 1)
		assert.Equal(t, []string{"pong 4 " + hex.EncodeToString([]byte("ping")), "close 2 03e8"}, framesRead(entries[0]))
	}
}

// RFC 6455, section 7.3: clients should not close at will. A day passes on timers that the test owns; nothing is configured.
func TestWscloseClosesNothingOfItsOwnAccord(t *testing.T) {
	t.Parallel()
	requirement(t, "7.1.7/only-when-asked", "7.3/client")
	path, id := labURL("/lab/echo")
	p := newPage(t)
	got := eval[struct {
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
	}`, web.ws(path))
	assert.Positive(t, got.Made, "the test does own the timers")
	assert.Equal(t, 1, got.State)
	assert.Equal(t, []string{"open", "message", "message", "close", "end"}, got.Events)
	entries := p.journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, []string{"text 1 78", "text 1 78", "close 2 03e8"}, framesRead(entries[0]))
}

// RFC 6455, section 7.2.3: the first retry after an abnormal closure waits for a random time, of 0 to 5 s.
func TestTheFirstRetryWaitsForARandomTime(t *testing.T) {
	t.Parallel()
	requirement(t, "7.2.3/backoff", "7.2.3/first-random")
	path, _ := labURL("/lab/tcp?end=fin")
	p := newPage(t)
	delays := eval[[]float64](p, `async (url) => {
		const { ManagedWebSocket } = await harness.product();
		const delays = [];
		for (let i = 0; i < 12; i++) {
			const socket = new ManagedWebSocket(url);
			delays.push(await new Promise((resolve) => socket.addEventListener('retry', (event) => resolve(event.detail.delayMs))));
			socket[Symbol.dispose]();
		}
		return delays;
	}`, web.ws(path))
	require.Len(t, delays, 12)
	assert.GreaterOrEqual(t, slices.Min(delays), 0.0)
	assert.Less(t, slices.Max(delays), 5_000.0)
	assert.Greater(t, slices.Max(delays)-slices.Min(delays), 100.0, "twelve equal draws come once in 10^18 runs")
}

func TestLaterRetriesBackOffExponentiallyUpToALimit(t *testing.T) {
	t.Parallel()
	requirement(t, "7.2.3/backoff", "7.2.3/growing")
	p := newPage(t)
	got := eval[[2][]float64](p, `async () => {
		const { load, planDelays } = await harness.product();
		await load();
		return [planDelays({}, 7, () => 0.5), planDelays({}, 7, () => 0)];
	}`)
	assert.Equal(t, []float64{2_500, 5_000, 10_000, 15_000, 15_000, 15_000, 15_000}, got[0], "the middle of 0-5, 0-10, 0-20 and 0-30 s")
	assert.Equal(t, make([]float64, 7), got[1], "and each from 0")
}

// Section 7.2.3 is about abnormal closures. After a normal one nobody connects again, whatever the code's meaning would be.
func TestANormalClosureIsNotFollowedByARetry(t *testing.T) {
	t.Parallel()
	requirement(t, "7.2.3/abnormal-only", "7.3/server")
	path, id := labURL("/lab/close?code=1000&reason=done")
	p := newPage(t)
	log := p.record(recording{Kind: "wsclose", URL: path, Until: "end", Ours: true})
	assert.Empty(t, log.all("retry"))
	report := p.nth(log, "end", 1).Report
	assert.Equal(t, "normal peer close-frame expected", report.line())
	assert.Equal(t, "default:1000", report.Decision.Rule)
	assert.Len(t, p.journal(id), 1)
}

// RFC 6455, section 5.5.1: the reason isn't for end users. What wsclose has for them, and what it writes itself, is without it.
func TestNothingThatWscloseWordsHasTheReasonInIt(t *testing.T) {
	t.Parallel()
	requirement(t, "5.5.1/not-shown")
	const secret = "<b>s3cret</b>"
	path, _ := labURL("/lab/close?code=1008&reason=" + secret)
	p := newPage(t)
	got := eval[map[string]string](p, `async (url) => {
		const { ManagedWebSocket, describe } = await harness.product();
		const socket = new ManagedWebSocket(url);
		const report = await socket.closed;
		const error = await socket.opened.catch((error) => error);
		const { reason, ...rest } = report;
		return { reason, name: report.name, rest: JSON.stringify(rest), error: error.message + error.stack, meaning: describe(report.code).meaning };
	}`, web.ws(path))
	assert.Equal(t, secret, got["reason"], "the log has it")
	for what, text := range got {
		assert.NotEmpty(t, text, what)
		if what != "reason" {
			assert.NotContains(t, text, "s3cret", what)
		}
	}
	assert.Equal(t, "Policy Violation", got["name"])
	for _, message := range p.tab.Console() {
		assert.NotContains(t, message.Text, "s3cret", "the console")
	}
}

// RFC 6455, section 7.1.1: a client may end connections by any means when it must. Chromium has 255 WebSockets a page at most, and ends
// one more at once; wsclose can't know why.
func TestABrowserThatHasEnoughSocketsEndsOneMoreAtOnce(t *testing.T) {
	t.Parallel()
	requirement(t, "7.1.1/any-means")
	p := newPage(t)
	bases := labPorts(t, 16)
	type told struct {
		Events []string
		Report *report
	}
	got := eval[[2]told](p, `async (bases, most) => {
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
	assert.Equal(t, neverOpened, got[1].Report.line())
}
