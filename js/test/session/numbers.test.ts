// The number of a session that has ended is given to another while effects of the first still wait: those are nobody's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { configure, type ManagedWebSocket } from "../../src/index.ts";
import { arrive, at, clock, connect, settled, WebSocket } from "../lives.ts";

for (const [which, adopt] of [
	["has not met the core", () => {}],
	["is the core's", () => configure({ reconnect: true })],
] as const) {
	test(`what waits of an ended session does not reach the next one of its number, which ${which}`, async () => {
		await arrive();
		const first = connect({}, () => new Promise<string>(() => {}));
		await settled();
		const [second, third] = [connect(), connect()];
		for (const { peer } of WebSocket.made.slice(-2)) {
			peer.accept();
		}
		let next: ManagedWebSocket | undefined;
		at(second, "closing", () => {
			next = connect({ openTimeoutMs: 50 });
			adopt();
		});
		at(third, "closing", () => {
			// All of this waits until the listener has returned: an end, what makes another session, and what is to be done after that end.
			first.close();
			second.close();
			first.reconnect();
			first.close();
		});
		third.close();
		assert.deepEqual([first.phase, next?.phase, WebSocket.last.readyState], ["ended", "connecting", 0]);
		clock.advance(50);
		assert.equal(next?.lastClose?.cause, "open-timeout", "its timer runs");
	});
}
