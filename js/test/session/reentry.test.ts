// What a page may do from within its listeners, and what came of it once: each is a sequence that a session has stuck in or escaped by.

import assert from "node:assert/strict";
import { test } from "node:test";
import { configure, core, ManagedWebSocket, observe } from "../../src/index.ts";
import type { ManagedOptions } from "../../src/types.ts";
import { at, bothWays, clock, connect, gone, living, made, seen, settled, type Url, WebSocket } from "../lives.ts";

bothWays((it) => {
	it("reconnect() where the phase becomes ended, out of waiting", () => {
		const socket = connect();
		WebSocket.last.peer.fail();
		at(socket, "ended", () => socket.reconnect());
		socket.close();
		assert.equal(socket.phase, "connecting");
		WebSocket.last.peer.accept();
		assert.equal(socket.phase, "open");
		assert.equal(core.sessions, 1);
	});

	it("reconnect() in `close` after a stop leaves the promise of the end as it was", async () => {
		const socket = connect();
		const { closed } = socket;
		WebSocket.last.peer.accept();
		socket.addEventListener("close", () => socket.reconnect(), { once: true });
		WebSocket.last.peer.close(1008);
		WebSocket.last.peer.accept();
		socket.close(1000);
		WebSocket.last.peer.close();
		assert.equal((await closed).code, 1000);
	});

	it("reconnect() where the phase becomes closing: no timer of the old connection ends the new one", () => {
		const socket = connect();
		WebSocket.last.peer.accept();
		at(socket, "closing", () => socket.reconnect());
		socket.close();
		WebSocket.last.peer.accept();
		clock.advance(60_000);
		assert.equal(socket.phase, "open");
	});

	it("reconnect() where the phase becomes open: no heartbeat is sent on the next connection before it is open", () => {
		const socket = connect({ heartbeat: { everyMs: 100, message: () => "beat" }, openTimeoutMs: 0 });
		at(socket, "open", () => socket.reconnect());
		WebSocket.last.peer.accept();
		clock.advance(1_000);
		assert.equal(socket.phase, "connecting");
		assert.deepEqual(WebSocket.last.peer.sent, []);
	});

	it("reconnect() where the phase becomes connecting: one socket is made", () => {
		const socket = connect();
		WebSocket.last.peer.fail();
		const before = WebSocket.made.length;
		const states: number[] = [];
		at(socket, "connecting", () => {
			states.push(socket.readyState);
			socket.reconnect();
			states.push(socket.readyState);
		});
		clock.advance(1_000);
		assert.deepEqual(states, [0, 0]);
		assert.equal(WebSocket.made.length, before + 1);
		WebSocket.last.peer.accept();
		assert.equal(socket.phase, "open");
	});

	it("reconnect() twice in one `retry` listener: each socket that was made has its close", () => {
		const before = WebSocket.made.length;
		const socket = connect({ reconnect: { firstDelayMs: 0, maxDelayMs: 0 } });
		socket.addEventListener("retry", () => socket.reconnect(), { once: true });
		socket.addEventListener("retry", () => assert.deepEqual([socket.reconnect(), socket.readyState], [undefined, 0]), {
			once: true,
		});
		WebSocket.last.peer.fail();
		clock.advance(1_000);
		WebSocket.last.peer.accept();
		WebSocket.last.peer.close(1008);
		assert.equal(seen.filter((type) => type === "close").length, WebSocket.made.length - before);
	});

	it("close() in the same tick: the provider is not asked", async () => {
		let asked = 0;
		connect({}, () => {
			asked++;
			return "wss://h/";
		}).close();
		await settled();
		assert.equal(asked, 0);
	});

	it("a listener that is added inside an open listener does not put the queue off", () => {
		const socket = connect();
		socket.send("queued");
		socket.addEventListener("open", () => socket.addEventListener("message", () => {}));
		WebSocket.last.peer.accept();
		socket.send("later");
		assert.deepEqual(WebSocket.last.peer.sent, ["queued", "later"]);
	});

	it("200,000 messages that had not left go back into the queue, and out again in their order", () => {
		const socket = connect({ queue: { maxAgeMs: Infinity } });
		WebSocket.last.peer.accept();
		WebSocket.last.peer.hold();
		for (let i = 0; i < 200_000; i++) {
			socket.send(`${i}`);
		}
		WebSocket.last.peer.drop();
		assert.deepEqual([socket.phase, socket.lastClose?.resent], ["waiting", 200_000]);
		clock.advance(1_000);
		WebSocket.last.peer.accept();
		const { sent } = WebSocket.last.peer;
		assert.deepEqual([sent.length, sent[0], sent[199_999]], [200_000, "0", "199999"]);
	});

	it("a message that goes back is as old as it was", () => {
		const socket = connect({ queue: { maxAgeMs: 5_000 } });
		socket.send("a");
		clock.advance(3_000);
		WebSocket.last.peer.accept();
		const { sent } = WebSocket.last.peer;
		assert.deepEqual(sent, ["a"]);
		const { length } = gone;
		WebSocket.last.peer.hold();
		socket.send("b");
		WebSocket.last.peer.drop();
		clock.advance(1_000);
		socket.clearQueue();
		assert.equal(gone.length, length);
	});

	it("nothing expires after the end, also of what was sent then; and disposing of it tells before the end", () => {
		const socket = connect({ queue: { maxAgeMs: 100 } });
		socket.close();
		WebSocket.last.peer.fail();
		socket.send("late");
		clock.advance(1_000);
		assert.deepEqual(gone, []);
		socket[Symbol.dispose]();
		socket.send("never");
		assert.deepEqual([gone, socket.clearQueue(), socket.bufferedAmount], [[], [], 0]);
	});

	it("flush() of nothing is no sign of life", () => {
		const socket = connect({ heartbeat: { everyMs: 1_000, message: () => "beat" } });
		WebSocket.last.peer.accept();
		for (let i = 0; i < 4; i++) {
			clock.advance(500);
			socket.flush();
		}
		assert.deepEqual(WebSocket.last.peer.sent, ["beat", "beat"]);
	});

	it("fail() before anything was dialled begins no session", () => {
		connect({ connect: false }).fail();
		assert.equal(core.sessions, 0);
	});

	it("configure() without a switch ends nothing", () => {
		const socket = connect({ reconnect: false });
		socket.addEventListener("close", () => socket.reconnect(), { once: true });
		WebSocket.last.peer.fail();
		configure({ options: {} });
		assert.equal(socket.phase, "connecting");
	});

	for (const act of ["close", "reconnect"] as const) {
		it(`${act}() in the constructor of the page's class: what it makes does not live on`, async () => {
			let acts = 1;
			let socket: ManagedWebSocket | undefined;
			class Own extends WebSocket {
				constructor(url: string | URL, protocols?: string | string[]) {
					if (socket && acts-- > 0) {
						socket[act]();
					}
					super(url, protocols);
				}
			}
			socket = connect({ WebSocket: Own }, () => "wss://h/");
			await settled();
			await settled();
			assert.deepEqual([socket.phase, living()], act === "close" ? ["ended", 0] : ["connecting", 1]);
		});
	}

	it("close() where observe() tells of a retry: no `retry` comes after the end", () => {
		const socket = connect();
		const details: unknown[] = [];
		socket.addEventListener("retry", ({ detail }) => details.push(detail));
		const stop = observe(({ type }) => type === "retry" && socket.close());
		WebSocket.last.peer.fail();
		stop();
		assert.deepEqual([details, socket.phase, seen.includes("retry")], [[], "ended", false]);
	});

	it("close() in a `retry` listener: there is no plan any more", () => {
		const socket = connect();
		const found: unknown[] = [];
		socket.addEventListener("retry", () => {
			socket.close();
			found.push(socket.phase, socket.plan);
		});
		WebSocket.last.peer.fail();
		assert.deepEqual(found, ["ended", null]);
	});

	it("reconnect() twice while the first URL is asked for: a wait has its plan", async () => {
		const socket = connect({}, () => new Promise<string>(() => {}));
		await settled();
		socket.reconnect();
		socket.reconnect();
		assert.equal(!!socket.plan, socket.phase === "waiting");
		assert.equal(!!socket.plan, seen.includes("retry"));
	});

	it(`close() within a decide that then says true, of what the policy stops: the session ends`, () => {
		const socket = connect({
			reconnect: {
				decide() {
					socket.close();
					return true;
				},
			},
		});
		WebSocket.last.peer.accept();
		WebSocket.last.peer.close(1008);
		assert.deepEqual([socket.phase, socket.lastClose?.decision.rule], ["ended", "page"]);
	});
});

test("an option of with() stands where the socket's own is undefined", () => {
	const Class = ManagedWebSocket.with({ WebSocket, queue: false });
	const socket = new Class("wss://h/", [], { queue: undefined } as never);
	made.push(socket);
	assert.throws(() => socket.send("x"), { name: "InvalidStateError" });
});

test("with() reads options once: what a page does to them later changes nothing", () => {
	let reads = 0;
	const queue = { maxMessages: 1 };
	const options: ManagedOptions = {
		get WebSocket() {
			reads++;
			return WebSocket;
		},
		queue,
	};
	const Class = ManagedWebSocket.with(options);
	queue.maxMessages = Number.NaN;
	Object.defineProperty(options, "closeTimeoutMs", { value: -1, enumerable: true });
	const socket = new Class("wss://h/");
	made.push(socket);
	socket.send("fits");
	assert.throws(() => socket.send("too many"), { name: "QuotaExceededError" });
	assert.equal(reads, 1);
});

test("a subclass gets what with() was given as it was, to pass on or to stand above", () => {
	class Patient extends ManagedWebSocket {
		constructor(url: Url, protocols?: string[], options?: ManagedOptions) {
			super(url, protocols, { ...options, queue: { maxMessages: 2 } });
		}
	}
	const reconnect = { policy: "interactive" as const, rules: [{ code: 1012, action: "stop" as const }] };
	const socket = new (Patient.with({ WebSocket, reconnect, queue: false }))("wss://h/");
	made.push(socket);
	for (const text of ["1", "2"]) {
		socket.send(text);
	}
	assert.throws(() => socket.send("3"), { name: "QuotaExceededError" });
	WebSocket.last.peer.accept();
	WebSocket.last.peer.close(1012);
	assert.deepEqual(socket.lastClose?.decision, { action: "stop", rule: "rules[0]" });
});

test("decide and a heartbeat's message are called as functions of nobody's", () => {
	const selves: unknown[] = [];
	const socket = connect({
		reconnect: {
			decide(this: unknown) {
				selves.push(this);
				return false;
			},
		},
		heartbeat: {
			everyMs: 1_000,
			message(this: unknown) {
				selves.push(this);
				return "ping";
			},
		},
	});
	WebSocket.last.peer.accept();
	clock.advance(1_000);
	WebSocket.last.peer.fail();
	assert.equal(socket.lastClose?.decision.rule, "decide");
	assert.deepEqual(selves, [undefined, undefined]);
});
