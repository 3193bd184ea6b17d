// Waits that are as long as options and decide may ask for, and longer than a browser's timer holds: 2^31-1 ms, 24.8 days.

import assert from "node:assert/strict";
import { RetryLater } from "../../src/index.ts";
import type { ManagedOptions } from "../../src/types.ts";
import { complaints } from "../complaints.ts";
import { bothWays, clock, connect, settled, WebSocket, world } from "../lives.ts";

const LONGEST = 2 ** 31 - 1;

bothWays((it) => {
	const waits: readonly [what: string, options: ManagedOptions["reconnect"], delayMs: number][] = [
		["{delayMs: 2e9, exact: true} of decide", { decide: () => ({ delayMs: 2e9, exact: true }) }, 2e9],
		["the longest exact wait of decide", { decide: () => ({ delayMs: LONGEST, exact: true }) }, LONGEST],
		["a number of decide", { jitter: "none", decide: () => 2e9 }, 2e9],
		["minDelayMs", { minDelayMs: 2e9, firstDelayMs: 0 }, 2e9],
		["firstDelayMs", { jitter: "none", firstDelayMs: 2e9, maxDelayMs: 2e9 }, 2e9],
		["a rule", { jitter: "none", maxDelayMs: 2e9, rules: [{ code: 1006, action: "retry", firstDelayMs: 2e9 }] }, 2e9],
		["both parts of a delay", { jitter: "none", minDelayMs: 2e9, firstDelayMs: 2e9, maxDelayMs: 2e9 }, 4e9],
	];
	for (const [what, reconnect = true, delayMs] of waits) {
		it(`${what} is waited for as long as it says`, () => {
			const socket = connect({ reconnect });
			WebSocket.last.peer.accept();
			WebSocket.last.peer.drop();
			assert.deepEqual([socket.phase, socket.plan?.delayMs], ["waiting", delayMs]);
			clock.advance(delayMs - 1);
			assert.equal(socket.phase, "waiting");
			clock.advance(1);
			assert.equal(socket.phase, "connecting");
			assert.equal(clock.waiting, 1, "its open timeout, and no timer of before");
		});
	}

	it("RetryLater is waited for as long as it says", async () => {
		let asked = 0;
		const socket = connect({ reconnect: { firstDelayMs: 0 } }, () => {
			if (asked++) {
				return "wss://h/";
			}
			throw new RetryLater(2e9);
		});
		await settled();
		await settled();
		assert.deepEqual([socket.phase, socket.plan?.delayMs], ["waiting", 2e9]);
		clock.advance(2e9 - 1);
		assert.equal(socket.phase, "waiting");
		clock.advance(1);
		assert.equal(socket.phase, "connecting");
	});

	it("close() ends a wait that takes two timers, in its second", () => {
		const before = clock.waiting;
		const { length } = WebSocket.made;
		const socket = connect({ reconnect: { jitter: "none", minDelayMs: 2e9, firstDelayMs: 2e9, maxDelayMs: 2e9 } });
		WebSocket.last.peer.drop();
		clock.advance(3e9);
		socket.close();
		assert.deepEqual([socket.phase, clock.waiting, WebSocket.made.length - length], ["ended", before, 1]);
	});

	it("messages that may grow older than a browser's timer holds wait, and expire when they are", () => {
		const socket = connect({ queue: { maxAgeMs: 2 ** 32 }, reconnect: { minDelayMs: LONGEST } });
		world.drop();
		const gone: unknown[] = [];
		socket.addEventListener("expired", ({ detail }) => gone.push(...detail.map(({ data }) => data)));
		socket.send("old");
		clock.advance(2 ** 32 - 1);
		assert.deepEqual(gone, []);
		clock.advance(1);
		assert.deepEqual(gone, ["old"]);
	});

	for (const [answer, name, message] of [
		["5", "TypeError", /must be true, false, undefined, milliseconds, or \{delayMs, exact\}, not "5"$/],
		[null, "TypeError", /, not null$/],
		[2 ** 31, "RangeError", /must be a number from 0 to 2147483647, not 2147483648$/],
		[{ delayMs: 2 ** 31, exact: true }, "RangeError", /decide\(\)\.delayMs must be a number from 0 to 2147483647, not/],
		[{ delayMs: "5" }, "TypeError", /decide\(\)\.delayMs must be a number .*, not "5"$/],
		[{ delayMs: 5, exact: "yes" }, "TypeError", /decide\(\)\.exact must be a boolean, not "yes"$/],
		[{ delayMs: 5, exactly: true }, "TypeError", /decide\(\)\.exactly is unknown; did you mean exact\?$/],
		[Promise.resolve(true), "TypeError", /decide\(\)\.delayMs must be a number .*, not undefined$/],
	] as const) {
		it(`decide that answers ${typeof answer} ${JSON.stringify(answer)} is a ${name} that is reported by name, and no word`, () => {
			complaints.length = 0;
			const reported: unknown[] = [];
			const { reportError } = globalThis;
			globalThis.reportError = (error: unknown) => void reported.push(error);
			const socket = connect({ reconnect: { jitter: "none", firstDelayMs: 1_000, decide: () => answer as never } });
			WebSocket.last.peer.drop();
			globalThis.reportError = reportError;
			assert.deepEqual([socket.plan?.delayMs, socket.plan?.rule], [1_000, "default:1006"]);
			const [error] = reported as Error[];
			assert.deepEqual([reported.length, error?.name], [1, name]);
			assert.match(`${error?.message}`, /^wsclose: the answer of decide\(\)/);
			assert.match(`${error?.message}`, message);
		});
	}
});
