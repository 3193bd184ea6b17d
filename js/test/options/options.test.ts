import assert from "node:assert/strict";
import { test } from "node:test";
import { settings } from "../../src/options/options.ts";
import { rules } from "../../src/rules.ts";
import type { ManagedOptions } from "../../src/types.ts";

const read = (options: unknown) => settings(options as ManagedOptions);
/** What is read, to compare: it inherits from nothing. */
const own = (value: object | undefined): object => ({ ...value });
const reconnect = (options: unknown) => read({ reconnect: options });
const rule = (options: unknown) => reconnect({ rules: [options] });

/** Options with one wrong member each: its path, the class of the error. */
const wrong: [options: unknown, path: string, error: "TypeError" | "RangeError"][] = [];
const bad = (path: string, values: unknown[], takes?: "number"): void => {
	const names = path.split(".");
	for (const value of values) {
		const options = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
		wrong.push([options, path, typeof value === "number" && takes === "number" ? "RangeError" : "TypeError"]);
	}
};
const notNumbers = ["5", null, {}, [], true, 5n, Symbol("s"), () => 5];
const notFlags = [0, 1, "true", null, {}, Symbol("s")];
for (const name of ["openTimeoutMs", "closeTimeoutMs", "idleTimeoutMs"]) {
	bad(name, [...notNumbers, Number.NaN, -1, 2 ** 31, Infinity, -Infinity], "number");
}
for (const name of ["firstDelayMs", "maxDelayMs", "minDelayMs", "minUptimeMs"]) {
	bad(`reconnect.${name}`, [...notNumbers, Number.NaN, -1, -0.1, 2 ** 31, Infinity], "number");
}
for (const name of ["reconnect.maxAttempts", "queue.maxMessages"]) {
	bad(name, [...notNumbers, Number.NaN, -1, -Infinity, 0.5, 1.5], "number");
}
for (const name of ["reconnect.maxElapsedMs", "queue.maxBytes", "queue.maxAgeMs"]) {
	bad(name, [...notNumbers, Number.NaN, -1, -Infinity], "number");
}
bad("reconnect.growth", [...notNumbers, Number.NaN, 0.99, 1_001, Infinity], "number");
for (const name of ["network", "lifecycle", "retryAfter"]) {
	bad(`reconnect.${name}`, notFlags);
}
bad("reconnect.policy", ["fast", 0, null, "rfc6455 "]);
bad("reconnect.jitter", ["half", 0, null]);
bad("reconnect.decide", ["f", null, {}, 5]);
bad("reconnect.rules", [5, null, {}, "rules"]);
bad("reconnect", ["yes", 5, null, [], () => true]);
bad("connect", notFlags);
bad("lenient", ["yes", 5, null, [], () => true]);
bad("queue", [true, null, 0, [], "auto"]);
bad("queue.whenFull", ["drop", 0, null]);
bad("queue.flush", ["later", 0, true]);
bad("queue.resend", notFlags);
bad("heartbeat", [true, 5, null, [], () => ""]);
bad("maxMessageBytes", [...notNumbers, Number.NaN, 0, -1], "number");
bad("debug", [0, "yes", null, {}]);
bad("signal", [{}, null, 5, new AbortController()]);
bad("WebSocket", ["WebSocket", null, {}]);

test("an option of the wrong type is a TypeError, a number out of range a RangeError, each with its name and what it must be", () => {
	for (const [options, path, name] of wrong) {
		assert.throws(
			() => read(options),
			(error: Error) =>
				error.name === name &&
				error.message.startsWith(`wsclose: options.${path} must be `) &&
				error.message.includes(", not "),
			`${path}: ${JSON.stringify(options, (_, value) => (typeof value === "object" ? value : String(value)))}`,
		);
	}
});

test("the message shows what was passed", () => {
	const says = (options: unknown, part: RegExp): void => assert.throws(() => read(options), { message: part });
	says({ openTimeoutMs: -1 }, /options\.openTimeoutMs must be a number from 0 to 2147483647, not -1$/);
	says({ openTimeoutMs: "20" }, /, not "20"$/);
	says({ openTimeoutMs: 5n }, /, not 5n$/);
	says({ openTimeoutMs: Symbol("s") }, /, not Symbol\(s\)$/);
	says({ openTimeoutMs: [] }, /, not an array$/);
	says({ openTimeoutMs: () => 5 }, /, not a function$/);
	says({ heartbeat: 5_000 }, /options\.heartbeat must be an object, not 5000$/);
	says({ reconnect: "yes" }, /options\.reconnect must be a boolean or an object, not "yes"$/);
	says({ lenient: [] }, /options\.lenient must be a boolean or an object, not an array$/);
	says({ queue: true }, /options\.queue must be false or an object, not true$/);
	says({ reconnect: { policy: "fast" } }, /must be rfc6455 or interactive, not "fast"$/);
	says({ reconnect: { maxAttempts: -1 } }, /must be a whole number from 0 to Infinity, not -1$/);
	says(
		{ queue: { maxMessages: 0.5 } },
		/options\.queue\.maxMessages must be a whole number from 0 to Infinity, not 0\.5$/,
	);
	says({ queue: { maxBytes: -1 } }, /options\.queue\.maxBytes must be a number from 0 to Infinity, not -1$/);
	says(
		{ reconnect: { rules: [{ code: 70_000, action: "stop" }] } },
		/reconnect\.rules\[0\]\.code must be .*, not 70000$/,
	);
	says({ lenient: { 1001: 1001 } }, /options\.lenient\[1001\] must be 1000 or 3000-4999, for one code, not 1001$/);
});

test("an unknown option that is close to a known one is answered with that one, and any other with all of them", () => {
	const says = (options: unknown, part: RegExp): void =>
		assert.throws(() => read(options), { name: "TypeError", message: part });
	says({ closeTimeout: 5 }, /^wsclose: options\.closeTimeout is unknown; did you mean closeTimeoutMs\?$/);
	says({ heartBeat: 5 }, /; did you mean heartbeat\?$/);
	says({ sginal: 5 }, /; did you mean signal\?$/);
	says({ queue: { maxMesages: 5 } }, /^wsclose: options\.queue\.maxMesages is unknown; did you mean maxMessages\?$/);
	says({ heartbeat: { everyMS: 5 } }, /; did you mean everyMs\?$/);
	assert.throws(() => rule({ codes: 1000, action: "stop" }), /rules\[0\]\.codes is unknown; did you mean code\?$/);
	says({ ping: 5 }, /options\.ping is unknown; there are reconnect, lenient, .*, WebSocket$/);
	says({ ["x".repeat(1_000_000)]: 5 }, /is unknown; there are reconnect/);
});

test("sizes and counts may be anything from 0 to Infinity, and are taken as they are", () => {
	for (const most of [0, 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, Infinity]) {
		const { queue, maxAttempts, maxElapsedMs } = read({
			queue: { maxMessages: most, maxBytes: most, maxAgeMs: most },
			reconnect: { maxAttempts: most, maxElapsedMs: most },
		});
		assert.deepEqual([maxAttempts, maxElapsedMs], [most, most]);
		assert.deepEqual(queue && [queue.maxMessages, queue.maxBytes, queue.maxAgeMs], [most, most, most]);
		assert.equal(rule({ code: 1000, action: "retry", maxAttempts: most }).rules[0]?.maxAttempts, most);
		assert.equal(read({ maxMessageBytes: most + 1 }).maxMessageBytes, most + 1);
	}
	assert.equal(read({ maxMessageBytes: 104_857.6 }).maxMessageBytes, 104_857.6);
});

test("what is no object of options is refused", () => {
	for (const options of [5, "options", true, [], () => {}, Symbol("s")]) {
		assert.throws(() => read(options), { name: "TypeError", message: /^wsclose: options must be an object, not / });
	}
});

test("an unknown option is refused, whatever it is called, unless it is undefined", () => {
	for (const name of [
		"toString",
		"constructor",
		"hasOwnProperty",
		"closeTimeout",
		"firstDelayMs",
		"maxRetries",
		"heartBeat",
	]) {
		assert.throws(
			() => read({ [name]: 5 }),
			{ name: "TypeError", message: new RegExp(`options\\.${name} is unknown`) },
			name,
		);
		assert.doesNotThrow(() => read({ [name]: undefined }), name);
	}
	assert.throws(() => reconnect({ closeTimeoutMs: 5 }), /options\.reconnect\.closeTimeoutMs is unknown/);
	assert.throws(() => rule({ code: 1000, action: "stop", colour: "red" }), /rules\[0\]\.colour is unknown/);
});

test("a rule needs a code and an action", () => {
	assert.throws(() => rule({ action: "stop" }), /rules\[0\]\.code must be .*, not undefined/);
	assert.throws(() => rule({ code: 1000 }), /rules\[0\]\.action must be .*, not undefined/);
	for (const code of [
		-1,
		65_536,
		1.5,
		Number.NaN,
		"",
		"x",
		"1-",
		"-1",
		"5-4",
		"1000-70000",
		"1e3",
		null,
		{},
		[1000, "x"],
		Symbol("s"),
		1n,
	]) {
		assert.throws(() => rule({ code, action: "stop" }), /rules\[0\]\.code must be /, String(code));
	}
	for (const value of [5, null, "stop", []]) {
		assert.throws(() => rule(value), /rules\[0\] must be an object, not /);
	}
	for (const [name, value] of Object.entries({
		action: "maybe",
		opened: 1,
		wasClean: "no",
		minDelayMs: -1,
		firstDelayMs: Infinity,
		maxAttempts: 1.5,
	})) {
		assert.throws(
			() => rule({ code: 1000, action: "stop", [name]: value }),
			new RegExp(`rules\\[0\\]\\.${name} must be `),
		);
	}
});

test("a rule is read", () => {
	const [read] = rule({ code: [1000, "4000-4999", "3000"], opened: true, action: "retry", maxAttempts: 2 }).rules;
	assert.deepEqual(own(read), {
		code: [
			[1000, 1000],
			[4000, 4999],
			[3000, 3000],
		],
		opened: true,
		action: 1,
		minDelayMs: -1,
		firstDelayMs: -1,
		maxAttempts: 2,
	});
});

test("the ready rules pass, and are frozen", () => {
	for (const list of Object.values(rules)) {
		assert.doesNotThrow(() => reconnect({ rules: list }));
		assert.ok(Object.isFrozen(list) && list.every(Object.isFrozen));
	}
});

test("the defaults", () => {
	const defaults = own(read(undefined));
	assert.deepEqual(defaults, {
		reconnect: true,
		policy: 0,
		firstDelayMs: 5_000,
		maxDelayMs: 30_000,
		growth: 2,
		minDelayMs: 0,
		jitter: 0,
		minUptimeMs: 5_000,
		maxAttempts: Infinity,
		maxElapsedMs: Infinity,
		retryAfter: true,
		rules: [],
		network: true,
		lifecycle: true,
		lenient: false,
		connect: true,
		openTimeoutMs: 20_000,
		closeTimeoutMs: 5_000,
		idleTimeoutMs: 0,
		heartbeatEveryMs: 0,
		heartbeatTimeoutMs: 0,
		interactive: false,
		decides: false,
		maxMessageBytes: Infinity,
		queue: { maxMessages: 1_000, maxBytes: 16_777_216, maxAgeMs: 30_000, whenFull: 0, resend: true, flush: 0 },
	});
	for (const same of [null, {}, { reconnect: true }, { reconnect: {} }, { reconnect: undefined, lenient: false }]) {
		assert.deepEqual(read(same), read(undefined));
	}
});

test("reconnect false turns off both timeouts, network and life cycle, unless they are set", () => {
	const off = reconnect(false);
	assert.deepEqual(
		[off.reconnect, off.openTimeoutMs, off.closeTimeoutMs, off.network, off.lifecycle],
		[false, 0, 0, false, false],
	);
	assert.equal(read({ reconnect: false, closeTimeoutMs: 7 }).closeTimeoutMs, 7);
});

test("a policy is a preset, and each of its values can be set", () => {
	const { firstDelayMs, maxDelayMs, growth } = reconnect({ policy: "interactive", growth: 3 });
	assert.deepEqual([firstDelayMs, maxDelayMs, growth], [1_000, 15_000, 3]);
	assert.equal(reconnect({ policy: "interactive", firstDelayMs: 7 }).firstDelayMs, 7);
	assert.equal(reconnect({ jitter: "none" }).jitter, 2);
});

test("milliseconds become whole, and never nothing", () => {
	const { firstDelayMs, maxElapsedMs, growth } = reconnect({ firstDelayMs: 0.2, maxElapsedMs: 1.5, growth: 1.5 });
	assert.deepEqual([firstDelayMs, maxElapsedMs, growth], [1, 2, 1.5]);
});

test("the queue's options stand beside its defaults, and without reconnecting there is none unless it is asked for", () => {
	assert.equal(read({ queue: false }).queue, false);
	assert.equal(read({ reconnect: false }).queue, false);
	const queue = { maxMessages: 7, maxBytes: Infinity, maxAgeMs: 30_000, whenFull: 1, resend: true, flush: 1 };
	const given = { maxMessages: 7, maxBytes: Infinity, whenFull: "drop-oldest", flush: "manual" };
	assert.deepEqual(read({ reconnect: false, queue: given }).queue, queue);
	assert.throws(() => read({ queue: { maxAge: 5 } }), /options\.queue\.maxAge is unknown/);
});

test("a heartbeat needs its message and its interval", () => {
	const message = (): string => "ping";
	assert.deepEqual(read({ heartbeat: { everyMs: 25_000, message } }).heartbeat, {
		everyMs: 25_000,
		timeoutMs: 10_000,
		message,
	});
	assert.throws(() => read({ heartbeat: { message } }), /options\.heartbeat\.everyMs must be .*, not undefined/);
	assert.throws(
		() => read({ heartbeat: { everyMs: 5 } }),
		/options\.heartbeat\.message must be a function, not undefined/,
	);
	for (const everyMs of [0, -1, Number.NaN, Infinity, 2 ** 31, "5"]) {
		assert.throws(() => read({ heartbeat: { everyMs, message } }), /options\.heartbeat\.everyMs must be /);
		assert.throws(
			() => read({ heartbeat: { everyMs: 5, timeoutMs: everyMs, message } }),
			/options\.heartbeat\.timeoutMs must be /,
		);
	}
});

test("lenient is read as pairs", () => {
	assert.deepEqual(read({ lenient: true }).lenient, []);
	assert.deepEqual(read({ lenient: { 1001: 4001, 1011: 1000 } }).lenient, [
		[1001, 4001],
		[1011, 1000],
	]);
	for (const lenient of [{ x: 4000 }, { 70000: 4000 }, { 1001: Number.NaN }, { 1001: undefined }]) {
		assert.throws(() => read({ lenient }), /options\.lenient/);
	}
	assert.throws(
		() => read({ lenient: { "1001-1003": 4000 } }),
		/options\.lenient\[1001-1003\] must be .*, for one code, not 4000/,
	);
});

test("the twins of a lenient table are whole numbers, and nothing that only counts as one", () => {
	for (const twin of ["4001", "4000x", [4001], 4001n, 4000.5, Symbol("s"), new Date(4001), { valueOf: () => 4001 }]) {
		assert.throws(() => read({ lenient: { 1001: twin } }), /options\.lenient\[1001\] must be /, String(twin));
	}
});

test("an array is read by its elements, whatever else it has", () => {
	const lists = [
		new Array(1),
		new Array(2 ** 32 - 1),
		Object.assign(new Array(2), { 1: { code: 1000, action: "stop" } }),
	];
	for (const list of lists) {
		assert.throws(() => reconnect({ rules: list }), /rules\[0\] must be an object, not undefined/);
		assert.throws(() => rule({ code: list, action: "stop" }), /rules\[0\]\.code must be .*, not undefined/);
	}
	class Own extends Array {
		static override get [Symbol.species](): ArrayConstructor {
			return assert.fail("not asked");
		}
		override map(): never {
			return assert.fail("not asked");
		}
	}
	const { rules: found } = reconnect({ rules: Own.of({ code: Own.of(1000), action: "stop" }) });
	assert.equal(Object.getPrototypeOf(found), Array.prototype);
	assert.deepEqual(found[0]?.code, [[1000, 1000]]);
});

test("each member is read once, and what a getter throws is the page's", () => {
	let reads = 0;
	read({
		get closeTimeoutMs() {
			reads++;
			return 5;
		},
		reconnect: {
			rules: [
				{
					get code() {
						reads++;
						return 1000;
					},
					action: "stop",
				},
			],
		},
	});
	assert.equal(reads, 2);
	const boom = new Error("boom");
	const hostile = {
		get signal(): never {
			throw boom;
		},
	};
	assert.throws(() => read(hostile), boom);
	assert.throws(
		() =>
			read({ openTimeoutMs: { toString: () => assert.fail("not asked"), valueOf: () => assert.fail("not asked") } }),
		/openTimeoutMs must be .*, not an object/,
	);
});

test("members may be inherited", () => {
	assert.equal(read(Object.create({ closeTimeoutMs: 5 })).closeTimeoutMs, 5);
});

test("what Object.prototype has is no option", () => {
	const polluted = {
		extend: () => {},
		reconnect: false,
		policy: "interactive",
		opened: true,
		signal: {},
		decide: () => false,
	};
	const options = { reconnect: { rules: [{ code: 1000, action: "stop" }] }, closeTimeoutMs: 7 };
	const expected = read(options);
	for (const [name, value] of Object.entries(polluted)) {
		Object.defineProperty(Object.prototype, name, { value, enumerable: true, configurable: true });
	}
	let found: unknown[];
	let thrown: unknown;
	try {
		const { reconnect, policy, signal, decide, closeTimeoutMs, rules } = read(options);
		found = [reconnect, policy, signal, decide, closeTimeoutMs, rules[0]?.opened];
		read(undefined);
		try {
			read({ extend: 5 });
		} catch (error) {
			thrown = error;
		}
	} finally {
		for (const name of Object.keys(polluted)) {
			Reflect.deleteProperty(Object.prototype, name);
		}
	}
	assert.deepEqual(found, [true, 0, undefined, undefined, 7, undefined]);
	assert.match(String(thrown), /options\.extend is unknown/);
	assert.deepEqual(read(options), expected);
});
