package dropin_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// addScript adds a classic script to the page, as its author would.
const addScript = `const addScript = (src) => new Promise((resolve, reject) => {
	document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
});`

// The same page without wsclose, and with it installed first: it notices nothing, and every close is reported.
func TestAPageThatKnowsNothingOfWscloseIsServedAndNoticesNothing(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, installed bool) (lines, reports []string) {
		path, id := harness.LabURL("/lab/close?code=4001&reason=enough&after=1")
		p := harness.NewPage(t)
		got := harness.Eval[struct{ Lines, Reports []string }](p, `async (server, installed) => {
			`+addScript+`
			const reports = [];
			if (installed) {
				const { install } = await harness.product();
				install({ onReport: ({ code, by, cause, decision, connection }) => reports.push([code, by, cause, decision.action, connection].join(' ')) });
			}
			await addScript('/room/innocent.js');
			return { lines: await innocent.run(server), reports };
		}`, path, installed)
		entries := p.Journal(id)
		require.Len(t, entries, 2)
		for _, entry := range entries {
			got.Lines = append(got.Lines, fmt.Sprint("server ", harness.ServerLine(entry), entry.Request.Protocols))
		}
		return got.Lines, got.Reports
	}
	native, none := run(t, false)
	ours, reports := run(t, true)
	assert.Equal(t, native, ours)
	assert.Empty(t, none)
	assert.Equal(t, []string{"4001 peer close-frame stop 1", "4001 peer close-frame stop 1"}, reports)
}

func TestInstallingInAnotherFrameServesThatFrame(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=1012&after=1")
	p := harness.NewPage(t)
	got := harness.Eval[struct {
		Line    string
		Reports []int
		Native  bool // is back
		Own     bool // the page's own class was left alone
	}](p, `async (path) => {
		const { install } = await harness.product();
		const own = WebSocket;
		const frame = document.createElement('iframe');
		await new Promise((resolve) => { frame.onload = resolve; frame.src = '/page'; document.body.append(frame) });
		const target = frame.contentWindow;
		const native = target.WebSocket;
		const reports = [];
		const undo = install({ target, onReport: ({ code }) => reports.push(code) });
		const line = await target.eval('(async (path) => {' +
			'const s = new WebSocket(path); s.onopen = () => s.send("x");' +
			'const { code } = await new Promise((resolve) => { s.onclose = resolve });' +
			'return [code, s instanceof WebSocket, s.url.endsWith(path)].join(" ") })')(path);
		const kept = WebSocket === own;
		undo();
		return { line, reports, native: target.WebSocket === native, own: kept };
	}`, path)
	assert.Equal(t, "1012 true true", got.Line)
	assert.Equal(t, []int{1012}, got.Reports)
	assert.True(t, got.Native)
	assert.True(t, got.Own)
	assert.Len(t, p.Journal(id), 1)
}

func TestAnOnReportThatThrowsIsReportedAndHarmsNothing(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=4001")
	p := harness.NewPage(t)
	code := harness.Eval[int](p, `async (path) => {
		const { install } = await harness.product();
		const undo = install({ onReport: ({ code }) => { throw new Error('from onReport ' + code) } });
		const s = new WebSocket(path);
		undo();
		return new Promise((resolve) => { s.onclose = ({ code }) => resolve(code) });
	}`, path)
	assert.Equal(t, 4001, code)
	thrown := p.TakeExceptions()
	require.Len(t, thrown, 1)
	assert.Contains(t, thrown[0], "from onReport 4001")
}

// Every member that the browser's prototypes have is the class's own, in the same form: nothing of a native object is reached, which
// would refuse. A member that a later browser adds fails this test.
func TestEveryMemberOfTheNativePrototypeIsOverridden(t *testing.T) {
	t.Parallel()
	p := harness.NewPage(t)
	missing := harness.Eval[[]string](p, `async () => {
		const { ManagedWebSocket, install } = await harness.product();
		const page = { WebSocket };
		install({ target: page });
		const form = (of) => of && [of.value === undefined || typeof of.value === 'function' ? '' : String(of.value), of.writable, of.enumerable, of.configurable,
			...[of.get, of.set, of.value].map((f) => typeof f === 'function' ? f.name + f.length + ('prototype' in f) : '')].join(' ');
		const own = (object, name) => form(Object.getOwnPropertyDescriptor(object, name));
		const missing = [];
		const walk = (kind, ours, native, names) => {
			for (const name of names) if (own(ours, name) !== own(native, name)) missing.push([kind, String(name), own(ours, name), 'natively', own(native, name)].join(' '));
		};
		const but = (object, ...names) => Reflect.ownKeys(object).filter((name) => !names.includes(name));
		walk('prototype', ManagedWebSocket.prototype, WebSocket.prototype, but(WebSocket.prototype, 'constructor'));
		// dispatchEvent() needs nothing of a WebSocket.
		walk('prototype', ManagedWebSocket.prototype, EventTarget.prototype, but(EventTarget.prototype, 'constructor', 'dispatchEvent', Symbol.toStringTag));
		walk('class', ManagedWebSocket, WebSocket, but(WebSocket, 'name', 'prototype'));
		walk('installed prototype', page.WebSocket.prototype, WebSocket.prototype, but(WebSocket.prototype, 'constructor'));
		walk('installed class', page.WebSocket, WebSocket, but(WebSocket, 'prototype'));
		return missing;
	}`)
	assert.Empty(t, missing)
}

func TestASubclassOfAPagesOwnWorks(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/close?code=1012&after=1")
	p := harness.NewPage(t)
	lines := harness.Eval[[]string](p, `async (path) => {
		const { ManagedWebSocket } = await harness.product();
		const lines = [];
		class Chat extends ManagedWebSocket {
			#log = lines;
			static get kind() { return 'chat' }
			constructor(room) {
				super(path, ['chat'], { reconnect: { rules: [{ code: 1012, action: 'retry', firstDelayMs: 50 }] } });
				this.room = room;
				this.addEventListener('message', this.#heard);
				this.onclose = ({ code, report }) => this.#log.push(['close', code, report.connection].join(' '));
			}
			#heard(event) { this.#log.push(['message', event.data, this.room, event.target === this].join(' ')) }
			send(data) { super.send(JSON.stringify(data)) }
			close() { this.#log.push('closed by ' + this.room); super.close(3001, this.room) }
			get readyState() { return ['connecting', 'open', 'closing', 'closed'][super.readyState] }
		}
		const chat = new Chat('lobby');
		for (let i = 0; i < 2; i++) {
			await new Promise((resolve) => { chat.onopen = resolve });
			lines.push([chat.readyState, chat.protocol, chat instanceof WebSocket, Chat.kind, Chat.OPEN].join(' '));
			if (i === 0) chat.send({ text: 'hi' });
		}
		chat.close();
		await chat.closed;
		const Strict = Chat.with({ reconnect: false });
		const strict = new Strict('den');
		lines.push([strict instanceof Chat, Strict.name, Strict.length, Strict.kind].join(' '));
		strict.close();
		return lines;
	}`, path)
	assert.Equal(t, []string{"open chat true chat 1", `message {"text":"hi"} lobby true`, "close 1012 1", "open chat true chat 1", "closed by lobby", "close 3001 2",
		"true WebSocket 1 chat", "closed by den"}, lines)
}
