// The first socket of a realm never opens: what becomes of it is to be decided all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "../../src/decider/core/core.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWorld } from "../../src/testing.ts";

const world = fakeWorld().install({ WebSocket: false });
let asked = 0;
globalThis.fetch = () => new Promise(() => asked++);

test("the core is asked for at once when something is to be decided before open", () => {
	const socket = new ManagedWebSocket("wss://example.test/", [], { WebSocket: world.WebSocket });
	let closes = 0;
	socket.addEventListener("close", () => closes++);
	assert.deepEqual([core.status, asked], ["idle", 0]);
	world.peer.fail();
	assert.deepEqual([core.status, asked, closes, socket.readyState], ["loading", 1, 0, 2]);
	world.clock.advance(250);
	assert.equal(closes, 1);
	socket[Symbol.dispose]();
});
