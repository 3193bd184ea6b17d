// A page's own class for native sockets calls the page where Go calls it.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { core, type ManagedWebSocket } from "../../src/index.ts";
import { complaints } from "../complaints.ts";
import { arrive, clock, connect, WebSocket } from "../lives.ts";

afterEach(() => {
	assert.deepEqual([core.status, core.error, complaints], ["ready", null, []]);
});

test("close() in the constructor, and reconnect() in the close() of what was made: one connection more", async () => {
	await arrive();
	let socket: ManagedWebSocket | undefined;
	const acts = [() => socket?.close(), () => socket?.reconnect()];
	class Acting extends WebSocket {
		constructor(url: string) {
			if (socket) {
				acts.shift()?.();
			}
			super(url);
		}
		override close(): void {
			super.close();
			acts.shift()?.();
		}
	}
	socket = connect({ WebSocket: Acting as never, reconnect: { firstDelayMs: 0, maxDelayMs: 0 } });
	WebSocket.last.peer.fail();
	clock.advance(0);
	const states = WebSocket.made.slice(-3).map(({ readyState }) => readyState);
	assert.deepEqual([socket.phase, states], ["connecting", [3, 2, 0]]);
});
