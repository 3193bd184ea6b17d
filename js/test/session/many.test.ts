import assert from "node:assert/strict";
import { test } from "node:test";
import { core, load } from "../../src/decider/core/core.ts";
import { ready } from "../../src/decider/core/status.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWorld } from "../../src/testing.ts";
import { coreModule } from "../tested.ts";

const world = fakeWorld().install({ WebSocket: false });
const { clock } = world;
await load({ module: coreModule });

test("a thousand sessions at once, each lost and back and ended, leave no session, timer or socket behind", () => {
	const timers = clock.waiting;
	const sockets = Array.from(
		{ length: 1_000 },
		() =>
			new ManagedWebSocket("wss://h/", [], {
				WebSocket: world.WebSocket,
				reconnect: { firstDelayMs: 1_000, maxDelayMs: 1_000 },
				idleTimeoutMs: 60_000,
			}),
	);
	for (const one of world.peers.slice(0, 1_000)) {
		one.accept();
		one.fail();
	}
	assert.equal(core.sessions, 1_000);
	assert.equal(ready?.ask({ kind: "count" }), 1_000);
	assert.equal(new Set(sockets.map(({ phase }) => phase)).size, 1);
	clock.advance(1_000);
	assert.equal(world.peers.length, 2_000);
	for (const one of world.peers.slice(1_000)) {
		one.accept();
	}
	for (const socket of sockets) {
		socket.close(1000);
	}
	for (const one of world.peers.slice(1_000)) {
		one.close(1000);
	}
	assert.deepEqual([core.sessions, ready?.ask({ kind: "count" }), core.lingering, clock.waiting], [0, 0, 0, timers]);
});
