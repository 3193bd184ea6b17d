// What a page does from within its listeners, to sessions with messages in their queues.

import assert from "node:assert/strict";
import { core } from "../../src/index.ts";
import { at, bothWays, clock, connect, gone, seen, settled, WebSocket } from "../lives.ts";

bothWays((it) => {
	it("close() where the phase becomes connecting, out of ended: nothing expires after the end", () => {
		const socket = connect({ queue: { maxAgeMs: 100 } });
		socket.close();
		WebSocket.last.peer.fail();
		socket.send("late");
		at(socket, "connecting", () => socket.close());
		socket.reconnect();
		assert.equal(socket.phase, "ended");
		clock.advance(1_000);
		assert.deepEqual(gone, []);
	});

	it("send() in an `expired` listener that disposing calls: nothing is kept, and nothing expires after the end", () => {
		const socket = connect({ queue: { maxAgeMs: 100 } });
		WebSocket.last.peer.accept();
		socket.addEventListener("close", () => socket.send("a"));
		socket.addEventListener("expired", () => socket.send("b"), { once: true });
		socket[Symbol.dispose]();
		assert.deepEqual([gone.map(({ data }) => data), seen.at(-1)], [["a"], "end"]);
		clock.advance(1_000);
		assert.deepEqual(
			gone.map(({ data }) => data),
			["a"],
		);
	});

	it("what send() drops while disposing ends the session is told before the end", async () => {
		const socket = connect({ queue: { maxMessages: 1, whenFull: "drop-oldest" } });
		const order: string[] = [];
		socket.addEventListener("expired", ({ detail }) => order.push(...detail.map(({ data }) => `${data}`)));
		socket.addEventListener("end", () => order.push("end"));
		at(socket, "ended", () => ["a", "b"].forEach((text) => void socket.send(text)));
		socket[Symbol.dispose]();
		await settled();
		assert.deepEqual(order, ["a", "b", "end"]);
	});

	it(`reconnect() in an \`expired\` listener that is told at the end: the session goes on`, () => {
		const socket = connect({ queue: { maxMessages: 1, whenFull: "drop-oldest" } });
		WebSocket.last.peer.accept();
		at(socket, "ended", () => ["a", "b"].forEach((text) => void socket.send(text)));
		socket.addEventListener("expired", () => socket.reconnect(), { once: true });
		WebSocket.last.peer.close(1008);
		assert.deepEqual([socket.phase, seen.includes("end")], ["connecting", false]);
		WebSocket.last.peer.accept();
		assert.deepEqual([socket.phase, WebSocket.last.peer.sent], ["open", ["b"]]);
		socket.close();
		WebSocket.last.peer.close();
		assert.deepEqual([socket.phase, seen.at(-1), core.sessions], ["ended", "end", 0]);
	});

	it(`dispose() in a close listener tells of what waits, before the end`, async () => {
		const socket = connect({ queue: { maxMessages: 1, whenFull: "drop-newest" } });
		const order: string[] = [];
		socket.addEventListener("expired", ({ detail }) => order.push(...detail.map(({ data }) => `${data}`)));
		socket.addEventListener("end", () => order.push("end"));
		WebSocket.last.peer.accept();
		socket.addEventListener("close", () => {
			socket.send("a");
			socket.send("b");
			socket[Symbol.dispose]();
		});
		WebSocket.last.peer.close(1008);
		await settled();
		assert.deepEqual(order, ["b", "a", "end"]);
	});

	it(`dispose() within the conversion of what is sent: nothing is kept`, () => {
		const socket = connect({ queue: { maxAgeMs: 100 } });
		socket.send({
			toString() {
				socket[Symbol.dispose]();
				return "a";
			},
		} as never);
		clock.advance(1_000);
		assert.deepEqual([gone, socket.bufferedAmount, seen.at(-1)], [[], 0, "end"]);
	});
});
