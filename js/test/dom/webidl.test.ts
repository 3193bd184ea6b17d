import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../src/decider/core/core.ts";
import { clampedShort, usvString } from "../../src/dom/webidl.ts";
import { utf8Length } from "../../src/page/text.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { fakeWebSocket, type Peer } from "../../src/testing.ts";
import { coreModule } from "../tested.ts";

await load({ module: coreModule });

/** Uniform in [0, 1), from a seed that the failure tells. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}
const seed = Number(process.env.WSCLOSE_SEED ?? Date.now() % 2 ** 32);
const draw = chance(seed);

test("[Clamp] unsigned short: the nearest whole number, the even one of two, in 0 to 65535", () => {
	for (const [value, expected] of [
		[undefined, 0],
		[null, 0],
		[Number.NaN, 0],
		["abc", 0],
		["", 0],
		[[], 0],
		[{}, 0],
		[true, 1],
		["1000", 1000],
		[" 0x3e8\n", 1000],
		[[4000], 4000],
		[new Date(3000), 3000],
		[-0, 0],
		[-0.5, 0],
		[0.5, 0],
		[1.5, 2],
		[2.5, 2],
		[999.4999, 999],
		[999.5, 1000],
		[1000.5, 1000],
		[2999.5, 3000],
		[4999.5, 5000],
		[65_534.5, 65_534],
		[65_535.5, 65_535],
		[65_536, 65_535],
		[66_536, 65_535],
		[2 ** 32 + 1000, 65_535],
		[-1, 0],
		[Number.POSITIVE_INFINITY, 65_535],
		[Number.NEGATIVE_INFINITY, 0],
		[Number.MIN_VALUE, 0],
	] as const) {
		const converted = clampedShort(value);
		assert.ok(Object.is(converted, expected), `${String(value)}: ${converted}`);
	}
	for (let i = 0; i < 20_000; i++) {
		const value = (draw() - 0.2) * 90_000;
		const converted = clampedShort(value);
		const clamped = Math.min(Math.max(value, 0), 65_535);
		assert.ok(
			Number.isInteger(converted) && Math.abs(converted - clamped) <= 0.5,
			`${value}: ${converted} (seed ${seed})`,
		);
	}
});

test("what has no number throws TypeError, and what a conversion throws is thrown", () => {
	const mine = new Error("mine");
	for (const value of [
		1000n,
		Symbol("s"),
		Object.create(null),
		{ valueOf: () => 3000n },
		{ [Symbol.toPrimitive]: 5 },
	]) {
		assert.throws(() => clampedShort(value), TypeError);
	}
	for (const value of [Symbol("s"), Object.create(null), { toString: () => ({}), valueOf: () => ({}) }]) {
		assert.throws(() => usvString(value), TypeError);
	}
	for (const convert of [clampedShort, usvString]) {
		assert.throws(
			() =>
				convert({
					[Symbol.toPrimitive]() {
						throw mine;
					},
				}),
			mine,
		);
	}
	assert.equal(usvString(5n), "5");
});

test("USVString: every lone surrogate becomes U+FFFD, pairs stay", () => {
	const units = ["a", "é", "€", "\ud83d", "\ude00", "\u0000", "\ufeff"];
	for (let i = 0; i < 5_000; i++) {
		const text = Array.from({ length: Math.floor(draw() * 12) }, () => units[Math.floor(draw() * units.length)]).join(
			"",
		);
		const encoded = new TextEncoder().encode(text); // it encodes USVStrings
		assert.equal(usvString(text), new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoded), `seed ${seed}`);
		assert.equal(utf8Length(text), encoded.length);
	}
});

/** What the page's close() gave to the native socket. */
const closesOf = (peer: Peer): { readonly closes: unknown[][] } => ({
	get closes() {
		return peer.closes.map(({ code, reason }) => (reason ? [code, reason] : [code]));
	},
});

/** A socket in each state, and what shows that nothing has changed. */
function socketIn(state: number): {
	socket: ManagedWebSocket;
	native: { readonly closes: unknown[][] };
	events: string[];
} {
	const Fake = fakeWebSocket();
	const socket = new ManagedWebSocket("wss://example.test/", [], { WebSocket: Fake, reconnect: false });
	const { peer } = Fake.last;
	if (state > 0) {
		peer.accept();
	}
	if (state > 1) {
		socket.close(3001);
	}
	if (state > 2) {
		peer.close();
	}
	const events: string[] = [];
	for (const type of ["error", "close", "phase", "end"]) {
		socket.addEventListener(type, () => events.push(type));
	}
	return { socket, native: closesOf(peer), events };
}

for (const state of [0, 1, 2, 3]) {
	test(`readyState ${state}: close() converts code, then reason, then checks both, and changes nothing if it throws`, () => {
		const { socket, native, events } = socketIn(state);
		const closes = native.closes.length;
		const log: string[] = [];
		const spy = (name: string, value: unknown): never =>
			({
				[Symbol.toPrimitive](hint: string) {
					log.push(`${name}: ${hint}`);
					if (value instanceof Error) {
						throw value;
					}
					return value;
				},
			}) as never;
		const mine = new Error("mine");
		const refusals: [unknown[], object | typeof TypeError, string[]][] = [
			[[spy("code", 1001), spy("reason", "r")], { name: "InvalidAccessError" }, ["code: number", "reason: string"]],
			[
				[spy("code", 3000), spy("reason", "x".repeat(124))],
				{ name: "SyntaxError" },
				["code: number", "reason: string"],
			],
			[
				[spy("code", 1001), spy("reason", "x".repeat(124))],
				{ name: "InvalidAccessError" },
				["code: number", "reason: string"],
			],
			[[spy("code", mine), spy("reason", "r")], mine, ["code: number"]],
			[[spy("code", 1001), spy("reason", mine)], mine, ["code: number", "reason: string"]],
			[[spy("code", 3000n), spy("reason", "r")], TypeError, ["code: number"]],
			[[1000n], TypeError, []],
			[[3000, Symbol("s")], TypeError, []],
			[[undefined, "x".repeat(124)], { name: "SyntaxError" }, []],
			[[null], { name: "InvalidAccessError" }, []],
		];
		for (const [args, error, conversions] of refusals) {
			log.length = 0;
			assert.throws(() => socket.close(...(args as [])), error as Error);
			assert.deepEqual(log, conversions);
			assert.deepEqual([socket.readyState, native.closes.length, events], [state, closes, []]);
		}
	});

	test(`readyState ${state}: a conversion that closes the socket has closed it when close() goes on`, () => {
		const { socket, native } = socketIn(state);
		const inner = {
			[Symbol.toPrimitive]() {
				socket.close(3002, "inner");
				return 3003;
			},
		};
		socket.close(inner as unknown as number, "outer");
		assert.deepEqual(native.closes, [state < 2 ? [3002, "inner"] : [3001]]);
	});
}
