// The option signal: what it holds, and what aborting it does.

import assert from "node:assert/strict";
import { getEventListeners, setMaxListeners } from "node:events";
import type { ManagedWebSocket } from "../../src/index.ts";
import type { ManagedOptions } from "../../src/types.ts";
import { bothWays, clock, connect, seen, settled, type Url, WebSocket } from "../lives.ts";

setMaxListeners(0);

bothWays((it) => {
	const begin = (options: ManagedOptions = {}, url?: Url) => {
		const controller = new AbortController();
		const { signal } = controller;
		const socket = connect({ signal, ...options }, url);
		return { socket, controller, signal, count: () => getEventListeners(signal, "abort").length };
	};

	it("a thousand sockets that have ended, each in its way, leave no listener on the signal", () => {
		const { signal, count } = begin();
		const ends: readonly ((socket: ManagedWebSocket) => void)[] = [
			(socket) => socket.close(),
			(socket) => socket[Symbol.dispose](),
			() => WebSocket.last.peer.close(1008),
			(socket) => {
				WebSocket.last.peer.drop();
				socket.close();
			},
		];
		for (let i = 0; i < 1_000; i++) {
			const socket = connect({ signal });
			assert.equal(count(), 2);
			WebSocket.last.peer.accept();
			ends[i % ends.length]?.(socket);
			if (WebSocket.last.readyState < 3) {
				WebSocket.last.peer.close();
			}
			assert.deepEqual([socket.phase, count()], ["ended", 1]);
		}
	});

	it("reconnect() out of an end listens to the signal again, once", () => {
		const { socket, controller, count } = begin();
		assert.equal(count(), 1);
		socket.close();
		WebSocket.last.peer.fail();
		assert.equal(count(), 0);
		socket.reconnect();
		socket.reconnect();
		assert.equal(count(), 1);
		WebSocket.last.peer.accept();
		const { peer } = WebSocket.last;
		controller.abort();
		assert.deepEqual([socket.phase, peer.closes.length, count()], ["closing", 1, 0]);
		peer.close();
		assert.equal(socket.phase, "ended");
	});

	it("an idle socket ends with the signal, and one that is disposed of leaves it", () => {
		const idle = begin({ connect: false });
		assert.equal(idle.count(), 1);
		idle.controller.abort();
		assert.deepEqual([idle.socket.phase, idle.count(), seen.at(-1)], ["ended", 0, "end"]);
		const disposed = begin({ connect: false });
		disposed.socket[Symbol.dispose]();
		assert.deepEqual([disposed.socket.phase, disposed.count()], ["ended", 0]);
		disposed.controller.abort();
	});

	it("a socket whose constructor throws leaves no listener", () => {
		const { signal } = new AbortController();
		assert.throws(() => connect({ signal }, "no address"), { name: "SyntaxError" });
		assert.equal(getEventListeners(signal, "abort").length, 0);
	});

	it("with an aborted signal nothing is dialled: at construction, and by reconnect() from any phase", async () => {
		const { socket, controller } = begin();
		WebSocket.last.peer.accept();
		const { length } = WebSocket.made;
		controller.abort();
		socket.reconnect();
		assert.equal(socket.phase, "closing");
		WebSocket.last.peer.close();
		const ends = seen.filter((type) => type === "end").length;
		socket.reconnect();
		clock.advance(60_000);
		assert.deepEqual([socket.phase, WebSocket.made.length, ends], ["ended", length, 1]);
		assert.equal(seen.filter((type) => type === "end").length, 1, "it has ended once");
		await assert.rejects(socket.opened, { name: "WebSocketClosedError" });
		const dead = connect({ signal: controller.signal });
		assert.deepEqual([dead.phase, getEventListeners(controller.signal, "abort").length], ["ended", 0]);
		dead.reconnect();
		assert.deepEqual([dead.phase, WebSocket.made.length], ["ended", length]);
		assert.throws(() => dead.reconnect(1001), { name: "InvalidAccessError" });
	});

	it("the signal ends a session that waits, one that asks for its URL, and one whose listener reconnects meanwhile", async () => {
		const waits = begin();
		WebSocket.last.peer.drop();
		assert.equal(waits.socket.phase, "waiting");
		waits.controller.abort();
		assert.deepEqual([waits.socket.phase, waits.count()], ["ended", 0]);
		const asks = begin({}, () => new Promise<string>(() => {}));
		await settled();
		asks.controller.abort();
		assert.deepEqual([asks.socket.phase, asks.count()], ["ended", 0]);
		const back = begin();
		back.socket.addEventListener("close", () => back.socket.reconnect());
		back.controller.abort();
		WebSocket.last.peer.fail();
		assert.deepEqual([back.socket.phase, back.count()], ["ended", 0]);
	});
});
