// What send() takes: what is copied, what is converted, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { load, ManagedWebSocket } from "../../src/index.ts";
import { fakeWorld } from "../../src/testing.ts";
import { coreModule } from "../tested.ts";

const world = fakeWorld().install({ WebSocket: false });
const connect = (): ManagedWebSocket => new ManagedWebSocket("wss://h/", [], { WebSocket: world.WebSocket });
await load({ module: coreModule });

test("buffers are copied when they are sent", () => {
	const socket = connect();
	const bytes = new Uint8Array([1, 2, 3]);
	socket.send(bytes);
	socket.send(bytes.buffer);
	bytes.fill(9);
	world.peer.accept();
	world.clock.advance(0);
	assert.deepEqual(world.peer.sent, [new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3])]);
});

test("what is no string, buffer or Blob is converted when it is sent, as by the DOM's", () => {
	const socket = connect();
	socket.send(5 as unknown as string);
	socket.send(null as unknown as string);
	assert.throws(() => socket.send(Symbol("s") as unknown as string), TypeError);
	world.peer.accept();
	world.clock.advance(0);
	assert.deepEqual(world.peer.sent, ["5", "null"]);
});

test("buffers of another realm, such as a frame's, are sent as what they are", () => {
	const socket = connect();
	const bytes: ArrayBuffer = runInNewContext("new Uint8Array([1, 2, 3]).buffer");
	assert.ok(!(bytes instanceof ArrayBuffer));
	socket.send(bytes);
	assert.equal(socket.bufferedAmount, 3);
	world.peer.accept();
	world.clock.advance(0);
	assert.deepEqual(
		world.peer.sent.map((one) => typeof one !== "string" && [...(one as Uint8Array)]),
		[[1, 2, 3]],
	);
	socket.close();
});
