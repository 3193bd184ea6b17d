// A page's own code, a classic script that knows nothing of wsclose: it talks to `innocentServer` and writes down what it sees.

var innocent = { lines: [], kept: WebSocket };

(function () {
	'use strict';
	const say = (...what) => innocent.lines.push(what.join(' '));

	class Talk extends WebSocket {
		#sent = 0;
		constructor(url, ...rest) {
			super(url, ...rest);
			this.addEventListener('message', this);
		}
		handleEvent(event) {
			say('talk', event.type, event.data, event.target === this, this.#sent);
		}
		send(data) {
			this.#sent++;
			super.send(JSON.stringify(data));
		}
		get sent() {
			return this.#sent;
		}
	}

	innocent.run = async (server) => {
		say(typeof WebSocket, WebSocket.name, WebSocket.length, WebSocket.OPEN, Object.prototype.toString.call(WebSocket.prototype));
		say(Object.getOwnPropertyNames(WebSocket).sort(), Object.getOwnPropertyNames(WebSocket.prototype).sort(), Object.keys(WebSocket));
		say(Object.keys(Object.getOwnPropertyDescriptor(window, 'WebSocket')), Object.keys(window).includes('WebSocket'));
		for (const wrong of [[], ['#'], ['/x', 'a b'], [Symbol()]]) {
			try { new WebSocket(...wrong); say('made') } catch (e) { say(e.name, e instanceof DOMException, e.code) }
		}
		const s = new WebSocket(server, ['one', 'two'], { headers: { authorization: 'none' } });
		s.binaryType = 'arraybuffer';
		const end = new Promise((resolve) => {
			for (const type of ['open', 'message', 'error', 'close']) {
				s.addEventListener(type, (e) => say(e.type, e.constructor.name, e.target === s, s.readyState, e.data ?? '', e.code ?? '', e.reason ?? '', Object.keys(e)));
			}
			s.onclose = resolve;
		});
		say(s instanceof WebSocket, s.constructor === WebSocket, s.readyState, s.url.startsWith('ws://'), s.protocol, s.onopen, String(s), JSON.stringify(s));
		try { s.send('early') } catch (e) { say(e.name, e.code) }
		await new Promise((resolve) => { s.onopen = resolve });
		say('open', s.protocol, s.extensions, s.bufferedAmount);
		try { s.close(1001) } catch (e) { say(e.name, e.code) }
		s.send('hello');
		await end;
		say(s.readyState, s.bufferedAmount);

		const t = new Talk(server);
		await new Promise((resolve) => { t.onopen = resolve });
		say(t instanceof Talk, t instanceof WebSocket, t.sent, Object.getPrototypeOf(t) === Talk.prototype, WebSocket.prototype.isPrototypeOf(t));
		t.send({ a: 1 });
		await new Promise((resolve) => { t.onclose = resolve });
		say(t.sent);
		return innocent.lines;
	};
})();
