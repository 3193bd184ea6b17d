// Whatever a mock's native socket or its events do or throw: its own session goes on, and no other session hears of it.

import assert from "node:assert/strict";
import type { ManagedWebSocket } from "../../src/index.ts";
import { configure, core } from "../../src/index.ts";
import { bothWays, clock, connect, WebSocket } from "../lives.ts";
import { goOnline, hear } from "../session/walker.ts";
import { FAULTS, faultyOnce, ODD_CLOSES } from "./faulty.ts";

bothWays((it) => {
	for (const [what, members] of Object.entries(ODD_CLOSES)) {
		it(`a mock's close with ${what} counts as 1006, unclean and without a reason`, () => {
			const { status } = core;
			const socket = connect();
			WebSocket.last.peer.accept();
			const event = Object.defineProperties(new Event("close"), Object.getOwnPropertyDescriptors(members));
			WebSocket.last.dispatchEvent(event);
			const { code, reason, wasClean, cause } = socket.lastClose ?? {};
			assert.deepEqual([code, reason, wasClean, cause], [1006, "", false, "lost"]);
			assert.deepEqual([socket.phase, core.status], ["waiting", status]);
			clock.advance(1_000);
			WebSocket.last.peer.accept();
			assert.equal(socket.phase, "open");
		});
	}

	it("a mock that calls its listeners without an event has ended all the same", () => {
		const heard = new Map<string, () => void>();
		const { Class } = faultyOnce((mock) => {
			const { addEventListener } = mock;
			mock.addEventListener = (...given: Parameters<typeof addEventListener>) => {
				const [type, listener] = given;
				if (!heard.has(type)) {
					heard.set(type, listener as () => void);
				}
				addEventListener.apply(mock, given);
			};
		});
		const socket = connect({ WebSocket: Class });
		heard.get("open")?.();
		assert.equal(socket.phase, "open");
		heard.get("close")?.();
		assert.deepEqual([socket.phase, socket.lastClose?.code], ["waiting", 1006]);
	});

	it("a mock's events that can't be changed, and messages of no size, reach the page", () => {
		const { Class, mock } = faultyOnce(() => {});
		const socket = connect({ WebSocket: Class, maxMessageBytes: 5 });
		const data: unknown[] = [];
		socket.onmessage = (event) => data.push(event.data);
		mock().dispatchEvent(Object.preventExtensions(new Event("open")));
		assert.equal(socket.phase, "open");
		for (const one of [null, undefined, 5, {}]) {
			mock().dispatchEvent(Object.preventExtensions(Object.assign(new Event("message"), { data: one })));
		}
		assert.deepEqual([data, socket.phase], [[null, undefined, 5, {}], "open"]);
	});

	/** What ends the connection of the mock; it is ended once the mock has said `close`. */
	const ends: Readonly<Record<string, (socket: ManagedWebSocket) => void>> = {
		"its close event": () => {},
		"reconnect()": (socket) => socket.reconnect(),
		"fail()": (socket) => socket.fail(),
		"close()": (socket) => socket.close(),
		dispose: (socket) => socket[Symbol.dispose](),
	};
	for (const [what, fault] of Object.entries(FAULTS)) {
		for (const [how, end] of Object.entries(ends)) {
			it(`a mock whose ${what}, ended by ${how}: its session goes on, and so does every other`, () => {
				const { Class, mock } = faultyOnce(fault);
				const socket = connect({ WebSocket: Class, reconnect: { firstDelayMs: 0 } });
				const other = connect({ reconnect: { firstDelayMs: 0 } });
				const { peer } = WebSocket.last;
				peer.accept();
				mock().say("open");
				assert.equal(socket.phase, "open");
				socket.binaryType = "arraybuffer";
				const heard: unknown[] = [];
				const listener = ({ data }: MessageEvent): unknown => heard.push(data);
				socket.addEventListener("message", listener);
				mock().say("message", { data: "hello" });
				socket.removeEventListener("message", listener);
				const { url, protocol, extensions, bufferedAmount } = socket;
				assert.deepEqual(
					[url, protocol, extensions].map((text) => typeof text),
					["string", "string", "string"],
				);
				assert.ok(bufferedAmount >= 0);
				goOnline(false);
				goOnline(true);
				hear("visibilitychange");
				assert.deepEqual([socket.phase, other.phase], ["open", "open"]);
				end(socket);
				mock().say("close", { code: 1006, reason: "", wasClean: false });
				clock.advance(0);
				const isOver = how === "close()" || how === "dispose";
				assert.equal(socket.phase, isOver ? "ended" : "connecting", "its own session goes on");
				if (!isOver) {
					WebSocket.last.peer.accept();
					assert.deepEqual([socket.phase, socket.connection], ["open", 2]);
				}
				peer.drop();
				clock.advance(0);
				assert.equal(other.phase, "connecting", "another session is dialled");
				WebSocket.last.peer.accept();
				other.reconnect();
				assert.equal(other.phase, "connecting");
				configure({ reconnect: false });
				WebSocket.last.peer.refuse();
				assert.equal(other.phase, "ended", "another session hears of configure()");
				configure({ reconnect: true });
				assert.equal(core.status === "ready" || core.status === "crashed", true);
			});
		}
	}

	it("a native socket that can't be listened to is a failed attempt, and is closed", () => {
		const closes: unknown[] = [];
		const { Class } = faultyOnce((mock) => {
			mock.addEventListener = () => {
				throw new Error("of the mock");
			};
			mock.close = () => void closes.push("closed");
		});
		const { sessions } = core;
		const socket = connect({ WebSocket: Class });
		assert.deepEqual([socket.phase, socket.lastClose?.cause, closes], ["waiting", "failed", ["closed"]]);
		clock.advance(1_000);
		WebSocket.last.peer.accept();
		assert.equal(socket.phase, "open");
		socket[Symbol.dispose]();
		assert.equal(core.sessions, sessions);
	});

	it("a message that send() of a mock refuses waits on, and is sent on the next connection", () => {
		const { Class, mock } = faultyOnce((mock) => {
			mock.readyState = 1;
			mock.send = () => {
				throw new Error("of the mock");
			};
		});
		const socket = connect({ WebSocket: Class, reconnect: { firstDelayMs: 0 } });
		socket.send("one");
		socket.send("two");
		mock().say("open");
		clock.advance(0);
		assert.deepEqual([socket.phase, socket.bufferedAmount], ["open", 6]);
		mock().say("close", { code: 1006, reason: "", wasClean: false });
		clock.advance(0);
		WebSocket.last.peer.accept();
		clock.advance(0);
		assert.deepEqual(WebSocket.last.peer.sent, ["one", "two"]);
	});

	it("a page's reportError() that throws stops nothing", () => {
		const { reportError } = globalThis;
		globalThis.reportError = () => {
			throw new Error("of the page");
		};
		const socket = connect({
			debug: () => {
				throw new Error("of the page");
			},
		});
		WebSocket.last.peer.accept();
		WebSocket.last.peer.drop();
		clock.advance(1_000);
		WebSocket.last.peer.accept();
		globalThis.reportError = reportError;
		assert.deepEqual([socket.phase, socket.connection], ["open", 2]);
	});

	it("a CloseEvent of a test's own that can't be dispatched leaves the session to go on", () => {
		const { CloseEvent } = globalThis;
		Object.assign(globalThis, { CloseEvent: class {} });
		const socket = connect();
		WebSocket.last.peer.accept();
		const event = Object.assign(new Event("close"), { code: 1006, reason: "", wasClean: false });
		WebSocket.last.dispatchEvent(event);
		Object.assign(globalThis, { CloseEvent });
		assert.deepEqual([socket.phase, socket.readyState], ["waiting", 0]);
	});
});
