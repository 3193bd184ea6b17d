// The clock, and what of the realm a fake world takes the place of.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWorld, ManualClock } from "../../src/testing.ts";

const names = ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "WebSocket"] as const;
const realm = (): unknown[] => [
	...names.map((name) => globalThis[name]),
	performance.now,
	Date.now,
	Math.random,
	crypto.getRandomValues,
];

/** Installed until the test ends. */
function clock(t: { after(f: () => void): void }): ManualClock {
	const clock = new ManualClock();
	clock.install();
	t.after(() => clock.uninstall());
	return clock;
}

test("timers ring in their order, each at its moment", (t) => {
	const c = clock(t);
	const rang: [string, number][] = [];
	const ring = (name: string) => () => rang.push([name, c.now - 1_000]);
	setTimeout(ring("b"), 20);
	setTimeout(ring("a"), 10);
	setTimeout(ring("second b"), 20);
	setTimeout(() => setTimeout(ring("within"), 5), 10);
	clearTimeout(setTimeout(ring("never"), 1));
	setTimeout(ring("later"), 31);
	c.advance(30);
	assert.deepEqual(rang, [
		["a", 10],
		["within", 15],
		["b", 20],
		["second b", 20],
	]);
	assert.deepEqual([c.waiting, c.now], [1, 1_030]);
	assert.deepEqual([performance.now(), Date.now()], [1_030, c.date]);
});

test("an interval rings until it is cleared, also from within", (t) => {
	const c = clock(t);
	let count = 0;
	const handle = setInterval(() => {
		count++;
		if (count === 3) {
			clearInterval(handle);
		}
	}, 10);
	c.advance(25);
	assert.equal(count, 2);
	c.advance(100);
	assert.deepEqual([count, c.waiting], [3, 0]);
	let often = 0;
	const busy = setInterval(() => often++, 0);
	c.advance(5);
	clearTimeout(busy);
	assert.equal(often, 5, "an interval of 0 is one of 1");
});

test("a delay is what it is to a browser", (t) => {
	const c = clock(t);
	const rang: unknown[] = [];
	for (const ms of [-5, Number.NaN, Infinity, 2 ** 32, undefined, 0.9]) {
		setTimeout((...args: unknown[]) => rang.push(args), ms, ms);
	}
	setTimeout(() => rang.push("no"), 2 ** 31 - 1);
	c.advance(0);
	assert.deepEqual(rang, [[-5], [Number.NaN], [Infinity], [2 ** 32], [undefined], [0.9]]);
	for (const ms of [-1, Number.NaN, Infinity]) {
		assert.throws(() => c.advance(ms), RangeError);
	}
});

test("what was promised happens between the timers of advanceAsync()", async (t) => {
	const c = clock(t);
	const rang: number[] = [];
	const again = async (): Promise<void> => {
		rang.push(c.now - 1_000);
		await null;
		await null;
		setTimeout(again, 10);
	};
	setTimeout(again, 10);
	await c.advanceAsync(35);
	assert.deepEqual([rang, c.now], [[10, 20, 30], 1_035]);
	await assert.rejects(c.advanceAsync(-1), RangeError);
});

test("a timer that throws is the test's to see, and rings once", (t) => {
	const c = clock(t);
	setTimeout(() => {
		throw new Error("mine");
	}, 10);
	assert.throws(() => c.advance(20), /mine/);
	assert.deepEqual([c.now, c.waiting], [1_010, 0]);
});

test("what was replaced is given back, and only what was asked for is replaced", () => {
	const before = realm();
	const had = Object.hasOwn(globalThis, "WebSocket");
	const world = fakeWorld();
	world.install().install();
	assert.ok(realm().every((value, i) => value !== before[i]));
	setTimeout(() => assert.fail("it was uninstalled"), 1);
	world.uninstall();
	world.uninstall();
	assert.deepEqual([realm(), Object.hasOwn(globalThis, "WebSocket"), world.clock.waiting], [before, had, 0]);
	{
		using _ = fakeWorld().install({ clock: false, random: false });
		assert.deepEqual(
			realm().flatMap((value, i) => (value === before[i] ? [] : [i])),
			[names.indexOf("WebSocket")],
		);
	}
	assert.deepEqual(realm(), before);
});

test("chance is what the test says", () => {
	using world = fakeWorld().install();
	const draws = (): number[] => [
		Math.random(),
		...crypto.getRandomValues(new Uint8Array(1)),
		...crypto.getRandomValues(new Uint32Array(1)),
		Number(crypto.getRandomValues(new BigUint64Array(1))[0]),
	];
	assert.deepEqual(draws(), [0.5, 128, 2 ** 31, 2 ** 63]);
	world.random = 0;
	assert.deepEqual(draws(), [0, 0, 0, 0]);
	let next = 0;
	world.random = () => next++ / 4;
	assert.deepEqual([...crypto.getRandomValues(new Uint8Array(4))], [0, 64, 128, 192]);
});

test("a test runner's fake timers do as well", () => {
	mock.timers.enable({ apis: ["setTimeout", "Date"] });
	using world = fakeWorld().install({ clock: false });
	const socket = new ManagedWebSocket("wss://example.test/", [], { openTimeoutMs: 300, reconnect: false });
	assert.equal(socket.phase, "connecting");
	mock.timers.tick(300); // performance.now() is not theirs: less may be left, where the machine is busy
	assert.equal(socket.phase, "ended");
	assert.deepEqual(world.peer.closes, [{ code: 3008, reason: "" }]);
	mock.timers.reset();
});
