package dropin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// listening are bodies of async functions of s (a socket to the echo server) and say (which notes a value), run on both kinds of
// socket: what they note must be equal. `sent(x)` opens, sends x, and fulfils a turn after the answer was dispatched.
var listening = map[string]string{
	"this and the targets": `
		s.addEventListener('message', function (e) { say(this === s, e.target === s, e.currentTarget === s, e.srcElement === s, e.composedPath().length, e.composedPath()[0] === s) });
		let kept; s.onmessage = function (e) { kept = e; say(this === s, e.target === s, e.eventPhase) };
		await sent('x'); say(kept.currentTarget, kept.target === s, kept.composedPath().length, kept.eventPhase)`,
	"the event itself": `
		s.addEventListener('message', (e) => say(e instanceof MessageEvent, e.isTrusted, e.type, e.data, e.origin, e.lastEventId, e.source, e.ports.length, e.bubbles, e.cancelable, e.defaultPrevented, e.constructor.name));
		await sent('x')`,
	"other events": `
		for (const type of ['open', 'close']) s.addEventListener(type, function (e) { say(type, this === s, e.target === s, e.currentTarget === s, e.bubbles, e.cancelable, e instanceof (type === 'close' ? CloseEvent : Event), e.eventPhase) });
		await sent('x'); s.close(3000, 'r'); await new Promise((resolve) => { s.onclose = (e) => { say(e.code, e.reason, e.wasClean); resolve() } })`,
	"once": `
		s.addEventListener('message', (e) => say('once', e.data), { once: true });
		s.addEventListener('message', (e) => say('always', e.data));
		await sent('a'); await sent('b')`,
	"a signal": `
		const controller = new AbortController();
		s.addEventListener('message', (e) => say('until', e.data), { signal: controller.signal });
		s.addEventListener('message', (e) => say('never', e.data), { signal: AbortSignal.abort() });
		await sent('a'); controller.abort(); await sent('b')`,
	"handleEvent": `
		const object = { handleEvent(e) { say(this === object, e.data) } };
		s.addEventListener('message', object); await sent('a');
		object.handleEvent = () => say('replaced'); await sent('b');
		s.removeEventListener('message', object); await sent('c')`,
	"a listener added twice is called once, and removed once": `
		const f = (e) => say(e.data);
		s.addEventListener('message', f); s.addEventListener('message', f); s.addEventListener('message', f, true);
		await sent('a'); s.removeEventListener('message', f); await sent('b'); s.removeEventListener('message', f, { capture: true }); await sent('c')`,
	"the order of listeners and onmessage": `
		s.addEventListener('message', () => say('first'));
		s.onmessage = () => say('attribute');
		s.addEventListener('message', () => say('last'));
		await sent('a'); s.onmessage = () => say('replaced in place'); await sent('b');
		s.onmessage = null; s.onmessage = () => say('now at the end'); await sent('c')`,
	"capture listeners": `
		s.addEventListener('message', () => say('bubble')); s.addEventListener('message', () => say('capture'), true);
		await sent('a')`,
	"stopImmediatePropagation": `
		s.addEventListener('message', (e) => { say('stops'); e.stopImmediatePropagation() });
		s.addEventListener('message', () => say('never')); s.onmessage = () => say('never');
		await sent('a')`,
	"stopPropagation stops nothing here": `
		s.addEventListener('message', (e) => { say('a', e.cancelBubble); e.stopPropagation(); say(e.cancelBubble) });
		s.addEventListener('message', () => say('b')); await sent('a')`,
	"microtasks run between listeners": `
		s.addEventListener('message', () => { say(1); Promise.resolve().then(() => say('1 micro')); queueMicrotask(() => say('1 queued')) });
		s.onmessage = () => { say(2); queueMicrotask(() => say('2 micro')) };
		s.addEventListener('message', () => say(3)); await sent('a')`,
	"microtasks run between open's listeners": `
		s.addEventListener('open', () => { say(1); queueMicrotask(() => say('1 micro')) });
		s.addEventListener('open', () => { say(2); queueMicrotask(() => say('2 micro')) });
		await sent('a')`,
	"a listener added while dispatching waits for the next message": `
		let added = false;
		s.addEventListener('message', () => { say('outer'); if (!added) { added = true; s.addEventListener('message', () => say('inner')) } });
		await sent('a'); await sent('b')`,
	"a listener removed while dispatching isn't called": `
		const later = () => say('never');
		s.addEventListener('message', () => { say('removes'); s.removeEventListener('message', later) });
		s.addEventListener('message', later); await sent('a')`,
	"what is no listener": `
		for (const wrong of [5, 'x', true, Symbol(), 1n]) { try { s.addEventListener('message', wrong); say('taken') } catch (e) { say(e.name) } }
		s.addEventListener('message', null); s.addEventListener('message', undefined); s.addEventListener('message', {});
		say(s.removeEventListener('message', null)); s.onmessage = {}; say(typeof s.onmessage); s.onmessage = 5; say(s.onmessage);
		await sent('a')`,
	"arguments that are missing": `
		for (const f of [() => s.addEventListener(), () => s.addEventListener('message'), () => s.removeEventListener('message'), () => s.dispatchEvent(), () => s.dispatchEvent({})]) { try { say(f()) } catch (e) { say(e.name) } }
		await sent('a')`,
	"a made-up message reaches the listeners": `
		s.addEventListener('message', function (e) { say(this === s, e.target === s, e.data, e.isTrusted) });
		s.onmessage = (e) => say('on', e.data);
		await sent('real'); say(s.dispatchEvent(new MessageEvent('message', { data: 'made up' })))`,
	"binaryType": `
		s.onmessage = (e) => say(Object.prototype.toString.call(e.data), e.data.size ?? e.data.byteLength);
		await sent(new Uint8Array([1, 2, 3])); s.binaryType = 'arraybuffer'; await sent(new Uint8Array([1, 2, 3]).buffer); await sent(new Blob(['four'])); await sent(new DataView(new ArrayBuffer(8), 2, 5))`,
	"send() converts what isn't data": `
		s.onmessage = (e) => say(e.data);
		await sent(5); await sent(null); await sent(undefined); await sent({}); await sent([1, 2]); await sent('\ud800x')`,
}

func TestListenersSeeWhatTheyWouldSeeNatively(t *testing.T) {
	t.Parallel()
	for name, code := range listening {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := harness.NewPage(t)
			got := harness.Eval[[2][]string](p, `async (native, ours) => {
				const { ManagedWebSocket } = await harness.product();
				const look = async (s) => {
					const said = [];
					const say = (...values) => said.push(values.map(String).join(' '));
					let arrived;
					s.addEventListener('message', () => arrived?.()); // the first of all listeners
					const sent = async (data) => {
						while (s.readyState === 0) await new Promise((resolve) => setTimeout(resolve, 5));
						const answered = new Promise((resolve) => { arrived = resolve });
						s.send(data);
						await answered;
						await harness.settle(2);
					};
					await (async (s, say, sent) => {`+code+`})(s, say, sent);
					s.close();
					return said;
				};
				return Promise.all([look(new WebSocket(native)), look(new ManagedWebSocket(ours, [], { reconnect: false }))]);
			}`, harness.WS("/lab/echo"), harness.WS("/lab/echo"))
			require.NotEmpty(t, got[0])
			assert.Equal(t, got[0], got[1], "native, and wsclose")
		})
	}
}

// A thrown listener is reported and the others are called, as natively; here each has a page of its own, to tell their exceptions apart.
func TestAThrowingMessageListenerStopsNoOther(t *testing.T) {
	t.Parallel()
	for _, class := range []string{"WebSocket", "ManagedWebSocket"} {
		t.Run(class, func(t *testing.T) {
			t.Parallel()
			p := harness.NewPage(t)
			said := harness.Eval[[]string](p, `async (url) => {
				const { ManagedWebSocket } = await harness.product();
				const s = new `+class+`(url), said = [];
				addEventListener('error', (e) => said.push('reported ' + e.error.message));
				s.addEventListener('message', () => { said.push('throws'); throw new Error('mine') });
				const last = new Promise((resolve) => s.addEventListener('message', () => { said.push('called'); resolve() }));
				s.onopen = () => s.send('x');
				await last;
				s.close(1000);
				return said;
			}`, harness.WS("/lab/echo"))
			assert.Equal(t, []string{"throws", "reported mine", "called"}, said)
			assert.Len(t, p.TakeExceptions(), 1)
		})
	}
}

func TestMessageListenersMoveToTheNextConnection(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/echo?close-on=a&code=1012")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: harness.Soon, Until: "end", Ours: true, Script: `
		const gone = () => r.note('heard', 'removed', s);
		s.addEventListener('message', (e) => r.note('heard', 'once ' + e.data, s), { once: true });
		s.addEventListener('message', gone);
		s.onmessage = function (e) { r.note('heard', 'on ' + e.data + ' ' + (this === s) + (e.target === s), s) };
		await r.on('open'); s.send('a'); await r.on('close'); s.removeEventListener('message', gone); s.binaryType = 'arraybuffer';
		await r.on('open', 2); r.note('type', s.binaryType, s); s.send(new Uint8Array(2)); await r.on('heard', 4); s.close(1000)`})
	assert.Equal(t, []string{"heard@1 once a", "heard@1 removed", "heard@1 on a truetrue", "heard@1 on [object ArrayBuffer] truetrue"},
		harness.Transcript(log.All("heard")).Lines())
	assert.Equal(t, "type@1 arraybuffer", p.Nth(log, "type", 1).Line())
	assert.Equal(t, "message@1 [buffer 2]", p.Nth(log, "message", 2).Line())
}
