// Mocks that are less than a WebSocket is: what they say is not what the core is told, where it can't be.

import assert from "node:assert/strict";
import { afterEach } from "node:test";
import { core } from "../../src/index.ts";
import { complaints } from "../complaints.ts";
import { arrive, bothWays, clock, connect, crash, WebSocket } from "../lives.ts";

afterEach(() => {
	assert.deepEqual(complaints, []);
});

/** One whose readyState says whatever it is set to, and no more. */
class Stiff extends EventTarget {
	readonly url = "wss://h/";
	readonly protocol = "";
	readonly closes: unknown[][] = [];
	readyState: unknown = 1;
	bufferedAmount: unknown = 0;
	static made: Stiff[] = [];
	constructor() {
		super();
		Stiff.made.push(this);
	}
	close(...given: unknown[]): void {
		this.closes.push(given);
	}
	send(): void {}
}

bothWays((it) => {
	for (const [what, again] of [
		["a close that takes too long", () => clock.advance(10_000)],
		["dispose", (socket) => socket[Symbol.dispose]()],
		["reconnect()", (socket) => socket.reconnect()],
	] as [string, (socket: ReturnType<typeof connect>) => void][]) {
		it(`a mock that stays open is closed once, and again by nobody: ${what}`, () => {
			const socket = connect({ WebSocket: Stiff as never });
			const { closes } = Stiff.made.at(-1) as Stiff;
			socket.close(3000, "r");
			again(socket);
			assert.deepEqual([closes, socket.lastClose?.sent], [[[3000, "r"]], { code: 3000, reason: "r" }]);
		});
	}

	for (const [reason, wasClean, told] of [
		["no", "yes", ["no", true]],
		[undefined, 1, ["", true]],
		[5, {}, ["", true]],
		["no", undefined, ["no", false]],
	] as const) {
		it(`a mock whose close has the reason ${typeof reason}, and is clean by ${typeof wasClean}`, () => {
			const { status } = core;
			const socket = connect();
			WebSocket.last.peer.accept();
			WebSocket.last.dispatchEvent(Object.assign(new Event("close"), { code: 1008, reason, wasClean }));
			assert.deepEqual([socket.lastClose?.reason, socket.lastClose?.wasClean], told);
			assert.deepEqual([socket.phase, socket.lastClose?.code], ["ended", 1008]);
			assert.match(`${socket.lastClose?.decision.rule}`, /:1008$/);
			assert.equal(core.status, status);
		});
	}

	it("a mock that has a text for what is buffered, and a core that takes the close over with the end", async () => {
		crash();
		const socket = connect({ WebSocket: Stiff as never });
		const native = Stiff.made.at(-1) as Stiff;
		native.bufferedAmount = "70000";
		socket.close(3000);
		await arrive();
		socket[Symbol.dispose]();
		assert.deepEqual([socket.phase, socket.lastClose?.decider, native.closes.length], ["ended", "core", 1]);
	});
});
