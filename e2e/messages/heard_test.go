package messages_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/e2e/harness"
)

// heard lets two targets live through the same random changes of their listeners, also from within listeners: a ManagedWebSocket over a
// fake connection, and an EventTarget. A listener has the same signal each time: in Chromium 156 an old one's abort removes it also
// where it was added again with another. It returns how often listeners were called, and what differed: messages, and calls.
const heard = `async (seeds) => {
	const { ManagedWebSocket } = await harness.product();
	const { fakeWebSocket } = await import('/dist/testing.js');
	const lehmer = (seed) => { let state = seed * 48271 + 1; return (n) => (state = (state * 48271) % 2147483647) % n };
	const sideOf = (target) => ({ target, log: [], pool: new Map(), aborts: [0, 1, 2].map(() => new AbortController()) });
	const act = (draw, inside = []) => {
		const name = 'fos'[draw(3)] + draw(3), capture = draw(3) === 0, once = draw(4) === 0;
		const abort = name[1], within = draw(4) === 0 ? draw(4) : -1, kind = draw(8);
		return (side) => {
			const { target, pool, log, aborts } = side;
			const called = () => { log.push(name); inside[within]?.(side) };
			const listener = pool.get(name) ?? (name[0] === 'o' ? { handleEvent: called } : called);
			pool.set(name, listener);
			if (kind < 5) target.addEventListener('message', listener, { capture, once, ...(name[0] === 's' && { signal: aborts[abort].signal }) });
			else if (kind < 7) target.removeEventListener('message', listener, { capture });
			else aborts[abort].abort();
		};
	};
	let calls = 0;
	const wrong = [];
	for (let seed = 1; seed <= seeds; seed++) {
		const draw = lehmer(seed), fake = fakeWebSocket();
		const socket = new ManagedWebSocket('wss://h/', [], { WebSocket: fake, reconnect: { firstDelayMs: 0 } });
		fake.last.peer.accept();
		const ours = sideOf(socket), oracle = sideOf(new EventTarget()), inside = [0, 1, 2, 3].map(() => act(draw)), reports = [];
		socket.addEventListener('close', ({ report }) => reports.push(report.messagesIn));
		const counts = [0];
		for (let i = 0; i < 40; i++) {
			if (i === 20) {
				const { peer } = fake.last;
				socket.reconnect();
				peer.drop(); // else it would linger
				fake.last.peer.accept();
				counts.unshift(0);
			} else if (draw(3) < 2) {
				const one = act(draw, inside);
				one(ours);
				one(oracle);
			} else {
				fake.last.peer.message('x');
				oracle.target.dispatchEvent(new Event('message'));
				counts[0]++;
			}
		}
		socket[Symbol.dispose]();
		fake.last.peer.drop();
		calls += oracle.log.length;
		if (String(ours.log) !== String(oracle.log)) wrong.push(seed + ': ' + ours.log + ' for ' + oracle.log);
		if (String(reports) !== String(counts.reverse())) wrong.push(seed + ': ' + reports + ' messages for ' + counts);
	}
	return { calls, wrong: wrong.slice(0, 3) };
}`

// Whichever listener is called first lets the connection hear a message: whatever the page adds and removes, each message is heard once.
func TestEveryMessageIsHeardOnceWhoeverListens(t *testing.T) {
	t.Parallel()
	got := harness.Eval[struct {
		Calls int
		Wrong []string
	}](harness.NewPage(t), heard, 500)
	assert.Empty(t, got.Wrong)
	assert.Greater(t, got.Calls, 5_000)
}
