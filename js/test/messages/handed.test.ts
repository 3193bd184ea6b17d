// What the queue keeps of messages that a native socket has taken, without a session.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Queue } from "../../src/messages/queue.ts";

const bounds = { maxMessages: 1e4, maxBytes: 1e9, maxAgeMs: Infinity, whenFull: 0, flush: 0, resend: true };

test("of a browser's own socket the same is reckoned as is measured of a mock", () => {
	for (let round = 0; round < 300; round++) {
		const random = (n: number): number => Math.floor(Math.random() * n);
		const native = { readyState: 1, bufferedAmount: 0, send: () => {} };
		const [real, mock] = [true, false].map((isReal) => {
			const queue = new Queue(bounds, () => {});
			return { queue, isReal };
		}) as [{ queue: Queue; isReal: boolean }, { queue: Queue; isReal: boolean }];
		for (let i = random(600); i > 0; i--) {
			const data = ["", "x", "é€🎈\u{d800}", "y".repeat(random(3_000)), new Uint8Array(random(40)), new Blob(["z"])][
				random(6)
			] as string;
			const before = native.bufferedAmount;
			const size =
				typeof data === "string" ? Buffer.byteLength(data) : ((data as Uint8Array).byteLength ?? (data as Blob).size);
			for (const { queue, isReal } of [real, mock]) {
				native.bufferedAmount = before;
				native.send = () => {
					native.bufferedAmount += size;
				};
				queue.hand(native as unknown as WebSocket, isReal, data, i % 7 > 0);
			}
			native.bufferedAmount = Math.max(0, native.bufferedAmount - random(2_000));
			if (random(50) === 0) {
				real.queue.disturb(native.bufferedAmount);
				mock.queue.disturb(native.bufferedAmount);
			}
		}
		const told = [real, mock].map(({ queue }) => {
			const { queued, resent, bytes, uncertain } = queue.settle(native.bufferedAmount, true);
			const list = [...queue.clear(), ...uncertain];
			return [queued, resent, bytes, uncertain.length, ...list.map(({ data, bytes, state }) => [data, bytes, state])];
		});
		assert.deepEqual(told[0], told[1]);
	}
});

test("a mock that counts otherwise loses nothing, and sends nothing twice", () => {
	for (const counted of [(text: string) => text.length, (text: string) => Buffer.byteLength(text) + 6]) {
		const queue = new Queue(bounds, () => {});
		const native = {
			readyState: 1,
			bufferedAmount: 0,
			send(text: string) {
				this.bufferedAmount += counted(text);
			},
		};
		for (let i = 0; i < 10; i++) {
			queue.hand(native as unknown as WebSocket, false, "é".repeat(9) + i);
		}
		assert.equal(queue.settle(4 * counted(`${"é".repeat(9)}0`), true).resent, 4);
	}
});

test("a large text that a browser's own socket takes is not encoded to be counted", (t) => {
	const { queue, native } = browsers();
	const { mock } = t.mock.method(TextEncoder.prototype, "encode");
	for (let i = 0; i < 100; i++) {
		queue.hand(native as unknown as WebSocket, true, "é".repeat(65_536));
		native.bufferedAmount = Math.min(2 ** 21, native.bufferedAmount + 2 ** 17);
	}
	assert.equal(mock.callCount(), 0);
	assert.deepEqual([queue.settle(2 ** 21, true).resent, mock.callCount() > 0], [16, true]);
});

/** A browser's own socket, whose messages leave when the test says so. */
function browsers() {
	const queue = new Queue(bounds, () => {});
	const native = {
		readyState: 1,
		bufferedAmount: 0,
		send(data: Blob): void {
			this.bufferedAmount += data.size || 0;
		},
	};
	const hand = (data: Blob): void => queue.hand(native as unknown as WebSocket, true, data);
	return { queue, native, hand };
}

test("what has left is not held, however much was waiting once", async () => {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	const { native, hand } = browsers();
	const burst = (): WeakRef<Blob>[] =>
		Array.from({ length: 40 }, () => {
			const large = new Blob(["x".repeat(100_000)]);
			hand(large);
			return new WeakRef(large);
		});
	const held = burst();
	native.bufferedAmount = 0;
	hand(new Blob(["a"]));
	await new Promise((resolve) => void setImmediate(resolve));
	collect();
	assert.equal(held.filter((one) => one.deref()).length, 0);
});

test("a backlog on a page that was hidden is not reckoned anew for each message", () => {
	let asked = 0;
	class Counted extends Blob {
		override get size(): number {
			asked++;
			return super.size;
		}
	}
	const { queue, native, hand } = browsers();
	for (let i = 0; i < 200; i++) {
		hand(new Counted(["x"]));
	}
	queue.disturb(native.bufferedAmount);
	asked = 0;
	for (let i = 0; i < 50; i++) {
		hand(new Counted(["x"]));
	}
	assert.ok(asked <= 50 * 4, `${asked} sizes for 50 messages`);
});
