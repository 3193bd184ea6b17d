// A call from within an effect traps, as one of TinyGo's core does where it panics: what the core was doing around it goes on, and reaches no
// socket any more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare } from "../../src/decider/core/status.ts";
import { core } from "../../src/index.ts";
import { at, connect, WebSocket } from "../lives.ts";
import { coreModule } from "../tested.ts";

let isTrapped = false;
const { imports, start } = prepare();
const { exports } = new WebAssembly.Instance(coreModule, imports);
const { step } = exports as { step(slots: number): number };
const trapping = {
	...exports,
	step: (slots: number): number => {
		if (isTrapped) {
			throw new WebAssembly.RuntimeError("unreachable");
		}
		return step(slots);
	},
};
start(Object.create(WebAssembly.Instance.prototype, { exports: { value: trapping } }));

test("a trap while a close waits: the connection that has followed since is not closed by it", () => {
	const [first, second, third] = [connect(), connect(), connect()];
	const natives = WebSocket.made.slice(-3);
	for (const { peer } of natives) {
		peer.accept();
	}
	at(third, "closing", () => {
		first.reconnect();
		isTrapped = true;
		second.close();
	});
	third.close();
	assert.equal(core.status, "crashed");
	assert.deepEqual([first.phase, natives[0]?.readyState, WebSocket.last.readyState], ["connecting", 2, 0]);
	assert.deepEqual([first.connection, WebSocket.last.peer.closes], [2, []]);
});
