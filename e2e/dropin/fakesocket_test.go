package dropin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// What a socket does and says, native or fake: its events in order, and what the page reads meanwhile. page acts on both alike.
const fakeRecorder = `(Socket, url, page) => new Promise((resolve) => {
	const lines = [];
	const socket = new Socket(url, []);
	const note = (what) => lines.push(what + ': ' + socket.readyState + ' ' + socket.bufferedAmount);
	for (const type of ['open', 'message', 'error', 'close'])
		socket.addEventListener(type, (event) => {
			const { data, code, reason, wasClean, origin } = event;
			note([type, data, origin && new URL(origin).protocol, code, reason, wasClean].filter((x) => x !== undefined).join(' '));
			if (type === 'close') setTimeout(() => resolve({ lines, socket }), 0);
		});
	page?.(socket, note);
})`

// A test with wsclose/testing is worth as much as its fake: what it says is what Chromium's own socket says of the same server.
func TestTheFakeSocketBehavesAsChromiumsOwn(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, path, page, peer string }{
		{name: "closed", path: "/lab/close?code=1012&reason=deploy", peer: `p.accept(); p.close(1012, 'deploy')`},
		{name: "closed without a code", path: "/lab/raw?hex=8800", peer: `p.accept(); p.close()`},
		{name: "closed with a code that is none", path: "/lab/raw?hex=880203e7", peer: `p.accept(); p.close(999)`},
		{name: "lost", path: "/lab/tcp?end=fin", peer: `p.accept(); p.drop()`},
		{name: "reset", path: "/lab/tcp?end=rst", peer: `p.accept(); p.drop()`},
		{name: "failed", path: "/lab/raw?hex=8300", peer: `p.accept(); p.fail()`},
		{name: "refused", path: "/lab/handshake?do=401", peer: `p.refuse()`},
		{
			name: "echoed, then closed by the page", path: "/lab/echo",
			page: `socket.onopen = () => { socket.send('é'); note('sent'); };
				socket.onmessage = () => { socket.close(4001, 'mine'); socket.close(4002); socket.send('lost'); note('closed'); };`,
			peer: `p.onmessage = (data) => p.message(data); p.onclose = () => p.close(); p.accept()`,
		},
		{
			name: "answered with another code", path: "/lab/answer?with=code:4777",
			page: `socket.onopen = () => { socket.close(); note('closed'); }`,
			peer: `p.onclose = () => p.close(4777); p.accept()`,
		},
		{
			name: "closed before it opened", path: "/lab/handshake?do=stall",
			page: `socket.close(3000, 'too early'); note('closed'); try { socket.send('x') } catch (error) { note(error.name) }`,
			peer: `p.onclose = () => p.close()`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path, _ := harness.LabURL(c.path)
			got := harness.Eval[[2][]string](harness.NewPage(t), `async (url, page, peer) => {
				const record = `+fakeRecorder+`;
				const { fakeWebSocket } = await import('/dist/testing.js');
				const act = new Function('socket', 'note', page);
				const native = await record(WebSocket, url, act);
				const Fake = fakeWebSocket();
				Fake.onconnect = new Function('p', peer);
				const fake = await record(Fake, url, act);
				return [native.lines, fake.lines];
			}`, harness.WS(path), c.page, c.peer)
			require.NotEmpty(t, got[0])
			assert.Equal(t, got[0], got[1])
		})
	}
}

func TestTheFakeSocketChecksItsArgumentsAsChromiumsOwn(t *testing.T) {
	t.Parallel()
	got := harness.Eval[[2][]string](harness.NewPage(t), `async (server) => {
		const { fakeWebSocket } = await import('/dist/testing.js');
		const urls = ['', '/p', '?x', '//h.invalid/x', '#', 'ws://h.invalid/#', 'ws://h.invalid:99999/', 'ftp://h.invalid/', 'mailto:x', 'about:blank',
			'HTTP://H.invalid:80/a b', 'https://h.invalid/?q', 'wss://u:p@h.invalid/', 5, null, {}];
		const protocols = ['', 'a b', 'a,b', 'é', 'a', ['a', 'A'], ['a', 'a'], [''], [], null, 5, [5], 'a/b', 'a"b', '{}', '~!#'];
		const closes = [[], [undefined], [1000], ['3000'], [999], [1001], [2999], [4999], [5000], [70000], [null], [NaN], [undefined, 'x'],
			[3000, 'x'.repeat(123)], [3000, 'x'.repeat(124)], [3000, '\ud800'.repeat(41)], [3000, '\ud800'.repeat(42)], [3000, null], [5000, 'x'.repeat(124)], [3000n]];
		const outcome = (f) => { try { return String(f()) } catch (error) { return error.name + ' ' + (error.code ?? '') } };
		return [WebSocket, fakeWebSocket()].map((Socket) => {
			const make = (...args) => outcome(() => { const socket = new Socket(...args); const { url } = socket; socket.close(); return url; });
			return [
				...urls.map((url) => JSON.stringify(url) + ': ' + make(url)),
				...protocols.map((protocol) => JSON.stringify(protocol) + ': ' + make(server, protocol)),
				...closes.map((args) => args.map(String).map((text) => text.slice(0, 9)) + ': ' + outcome(() => {
					const socket = new Socket(server);
					const result = outcome(() => socket.close(...args));
					const { readyState } = socket;
					socket.close();
					return result + ' ' + readyState;
				})),
				outcome(() => new Socket()), outcome(() => Socket('ws://h.invalid/')), outcome(() => new Socket(server).send('x')), outcome(() => new Socket(server).send()),
			];
		});
	}`, harness.WS("/lab/handshake?do=stall"))
	require.Len(t, got[0], 16+16+20+4)
	assert.Equal(t, got[0], got[1])
}
