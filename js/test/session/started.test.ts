// A core starts in the middle of what coreless.ts does, by what a listener calls: coreless.ts goes on to the end of it, and the core takes over from there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "../../src/index.ts";
import { arrive, at, clock, connect, crash, seen, start, WebSocket } from "../lives.ts";

/** A session that is open, without a core. */
async function open(): Promise<ReturnType<typeof connect>> {
	await arrive();
	crash();
	const socket = connect();
	WebSocket.last.peer.accept();
	return socket;
}

test("in `close`, before a retry: it is planned, and not made at once", async () => {
	const socket = await open();
	socket.addEventListener("close", start, { once: true });
	WebSocket.last.peer.close(1012);
	const { lastClose, plan } = socket;
	assert.deepEqual([seen.at(-1), WebSocket.last.readyState], ["retry", 3]);
	assert.deepEqual(lastClose?.decision, plan?.report.decision);
	clock.advance(20_000);
	assert.equal(socket.phase, "connecting");
	WebSocket.last.peer.fail();
	assert.equal(socket.lastClose?.decider, "core");
});

test("in `close`, before an end: it comes", async () => {
	const { sessions } = core;
	const socket = await open();
	socket.addEventListener("close", start, { once: true });
	WebSocket.last.peer.close(1008);
	assert.deepEqual([socket.phase, seen.at(-1), core.sessions], ["ended", "end", sessions]);
});

test("where the phase becomes connecting, with a fail(): the attempt is made", async () => {
	const socket = await open();
	WebSocket.last.peer.close(1012);
	at(socket, "connecting", () => {
		start();
		socket.fail();
	});
	clock.advance(20_000);
	assert.deepEqual([socket.phase, WebSocket.last.readyState], ["connecting", 0]);
	WebSocket.last.peer.accept();
	assert.equal(socket.phase, "open");
});

test("where the phase becomes closing, with a close(): the peer hears of the first", async () => {
	const socket = await open();
	const { peer } = WebSocket.last;
	at(socket, "closing", () => {
		start();
		socket.close();
	});
	socket.close(3000, "bye");
	assert.deepEqual(peer.closes, [{ code: 3000, reason: "bye" }]);
	peer.close();
	assert.deepEqual([socket.phase, socket.lastClose?.by, socket.lastClose?.decider], ["ended", "page", "core"]);
});

test("where the phase becomes open, with a close(): the core decides it", async () => {
	await arrive();
	crash();
	const socket = connect();
	at(socket, "open", () => {
		start();
		socket.close(3000);
	});
	WebSocket.last.peer.accept();
	assert.deepEqual([socket.phase, WebSocket.last.peer.closes.length], ["closing", 1]);
	clock.advance(60_000);
	assert.equal(socket.lastClose?.decider, "core");
});
