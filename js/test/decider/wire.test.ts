import assert from "node:assert/strict";
import { test } from "node:test";
import { MIN_SLOTS } from "../../src/decider/bridge.gen.ts";
import { Wire } from "../../src/decider/core/wire.ts";

/** A wire over memory of its own, which begins at an address that moves when the wire has to grow. */
function made(): { wire: Wire; memory: WebAssembly.Memory; reserved: number[] } {
	const memory = new WebAssembly.Memory({ initial: 1 });
	const reserved: number[] = [];
	const reserve = (slots: number): number => {
		reserved.push(slots);
		const address = 64 * reserved.length;
		const missing = address + 8 * slots - memory.buffer.byteLength;
		if (missing > 0) {
			memory.grow(Math.ceil(missing / 65_536));
		}
		return address;
	};
	return { wire: new Wire(memory, reserve), memory, reserved };
}

test("numbers and texts come off the wire as they were put", () => {
	const { wire } = made();
	const reason = "\u{feff}à bientôt ⚡";
	wire.begin();
	wire.put(1, -0.5, "", reason, Infinity, 2 ** 53, true, undefined);
	const end = wire.at;
	wire.begin();
	const read = [wire.number(), wire.number(), wire.text(), wire.text(), wire.number(), wire.number(), wire.number()];
	assert.deepEqual(read, [1, -0.5, "", reason, Infinity, 2 ** 53, 1]);
	assert.ok(Number.isNaN(wire.number()), "what is left out is NaN");
	assert.equal(wire.at, end);
});

test("a list is how many items it has, and these; an item that is a list is a tuple", () => {
	const { wire } = made();
	wire.begin();
	wire.put(
		[7, 8],
		[
			[1, 2],
			[3, 4],
		],
		[],
	);
	wire.begin();
	assert.deepEqual(
		Array.from({ length: 9 }, () => wire.number()),
		[2, 7, 8, 2, 1, 2, 3, 4, 0],
	);
});

test("the wire grows where there is no room, and keeps what lies on it", () => {
	for (const length of [1, 600, 8 * MIN_SLOTS - 8, 8 * MIN_SLOTS - 7, 20_000]) {
		const { wire, reserved } = made();
		wire.begin();
		wire.put("x".repeat(length));
		assert.equal(reserved.length > 1, length > 8 * (MIN_SLOTS - 1), `${length}`);
		wire.begin();
		assert.equal(wire.text().length, length);
	}
	const { wire } = made();
	wire.begin();
	wire.put("before");
	for (let i = 0; i < 100_000; i++) {
		wire.put(i);
	}
	wire.begin();
	assert.equal(wire.text(), "before");
	for (let i = 0; i < 100_000; i++) {
		assert.equal(wire.number(), i);
	}
});

test("memory that has grown is viewed anew, as large as before", () => {
	const { wire, memory, reserved } = made();
	wire.begin();
	wire.put("x".repeat(5_000));
	const largest = Math.max(...reserved);
	memory.grow(1);
	wire.begin();
	assert.equal(reserved.at(-1), largest);
	wire.put("again");
	wire.begin();
	assert.equal(wire.text(), "again");
});
