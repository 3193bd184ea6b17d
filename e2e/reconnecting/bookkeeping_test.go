package reconnecting_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/patience"
)

// holdings are what a page holds after its garbage was collected.
type holdings struct {
	chrome.Memory
	Sockets   int // native WebSockets that are alive
	Sessions  int // as core has it
	Lingering int
}

func holdingsOf(p *harness.Page) holdings {
	p.T.Helper()
	memory, err := p.Tab.Collect(p.Ctx)
	require.NoError(p.T, err)
	h := harness.Eval[holdings](p, `async () => {
		const { core } = await harness.product();
		return { Sessions: core.sessions, Lingering: core.lingering };
	}`)
	h.Memory, h.Sockets = memory, alive(p, "WebSocket.prototype")-1 // the prototype of our class
	return h
}

// alive counts the objects that have this prototype.
func alive(p *harness.Page, prototype string) int {
	p.T.Helper()
	count, err := p.Tab.Alive(p.Ctx, prototype)
	require.NoError(p.T, err)
	return count
}

// churn lives through many reconnects on ten sessions at once: each open calls reconnect() again.
const churn = `async (url, reconnects) => {
	const { ManagedWebSocket } = await harness.product();
	globalThis.churned ??= Array.from({ length: 10 }, () => new ManagedWebSocket(url));
	const left = { count: reconnects };
	await Promise.all(churned.map(async (socket) => {
		while (left.count-- > 0) {
			socket.reconnect();
			await socket.opened;
			harness.steps++;
		}
	}));
}`

func TestReconnectsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	reconnects := 5_000
	if *harness.Long {
		reconnects = 20_000
	}
	path, _ := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	harness.Eval[chrome.Void](p, `async () => { await (await harness.product()).load(); }`)
	harness.Eval[chrome.Void](p, churn, path, 500)
	before := settled(p, 10)
	harness.Eval[chrome.Void](p, churn, path, reconnects)
	after := settled(p, 10)
	t.Logf("after 500 and %d reconnects more: %+v, %+v", reconnects, before, after)
	assert.Less(t, after.Heap-before.Heap, 1e6, "JavaScript heap")
	assert.Equal(t, before.Listeners, after.Listeners)
	assert.Equal(t, before.Sockets, after.Sockets)
	assert.Equal(t, 10, after.Sessions)

	harness.Eval[chrome.Void](p, `() => { for (const socket of churned) socket.close(); return Promise.all(churned.map((socket) => socket.closed)); }`)
	harness.Eval[chrome.Void](p, `() => { delete globalThis.churned; }`)
	left := settled(p, 0)
	assert.Zero(t, left.Sockets, "sessions that have ended and were dropped are collected")
	assert.Zero(t, left.Sessions)
}

// settled waits until no socket lingers, and no more are alive than the sessions' own: theirs and the native one of each. It gives up
// when they have become no fewer for a minute.
func settled(p *harness.Page, sessions int) holdings {
	p.T.Helper()
	h := holdingsOf(p)
	watch := patience.New(p.Ctx, time.Minute)
	defer watch.Stop()
	for fewest := h; (h.Lingering > 0 || h.Sockets > 2*sessions) && watch.Err() == nil; h = holdingsOf(p) {
		if h.Lingering < fewest.Lingering || h.Sockets < fewest.Sockets {
			fewest = h
			watch.Moved()
		}
		time.Sleep(50 * time.Millisecond)
	}
	require.LessOrEqual(p.T, h.Sockets, 2*sessions, "%+v", h)
	return h
}

func TestTwoHundredSessionsLiveAtOnce(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	counts := harness.Eval[[]int](p, `async (url) => {
		const { ManagedWebSocket, core, load } = await harness.product();
		await load();
		const sockets = Array.from({ length: 200 }, () => new ManagedWebSocket(url));
		let heard = 0;
		await Promise.all(sockets.map(async (socket, i) => {
			await socket.opened;
			const echo = new Promise((resolve) => socket.addEventListener('message', ({ data }) => data === String(i) && resolve(heard++)));
			socket.send(String(i));
			await echo;
		}));
		const living = core.sessions;
		for (const socket of sockets) socket.close(1000);
		const reports = await Promise.all(sockets.map((socket) => socket.closed));
		return [heard, living, core.sessions, reports.filter(({ code, wasClean }) => code === 1000 && wasClean).length];
	}`, path)
	assert.Equal(t, []int{200, 200, 0, 200}, counts)
}

// TestSocketsThatLingerAreFew: peers that never answer a close keep an abandoned socket for a minute, and a renderer has 255.
func TestSocketsThatLingerAreFew(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/mute")
	p := harness.NewPage(t)
	most := harness.Eval[[]int](p, `async (url) => {
		const { ManagedWebSocket, core } = await harness.product();
		const sockets = Array.from({ length: 20 }, () => new ManagedWebSocket(url, [], { openTimeoutMs: 10_000, reconnect: { firstDelayMs: 0, maxDelayMs: 0 } }));
		let most = 0, opens = 0;
		for (const socket of sockets) {
			socket.addEventListener('open', () => { opens++; most = Math.max(most, core.lingering); socket.fail(); });
		}
		while (core.lingering < 32) await new Promise((resolve) => setTimeout(resolve, 10));
		await new Promise((resolve) => setTimeout(resolve, 700));
		const phases = new Set(sockets.map(({ phase }) => phase));
		for (const socket of sockets) socket[Symbol.dispose]();
		return [most, core.lingering, opens, phases.has('ended') ? 1 : 0];
	}`, path)
	t.Logf("most %d, at the end %d, opened %d", most[0], most[1], most[2])
	assert.LessOrEqual(t, most[0], 32+20, "32, and one more of each session that lives")
	assert.Less(t, most[2], 32+20+1, "no more are made until one has ended")
	assert.Zero(t, most[3])
}
