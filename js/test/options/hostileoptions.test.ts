// Whatever a page passes for options: either settings whose every member is in range, and which it can't change later, or an exception
// that names the option; and nothing has happened. FUZZ_SECONDS=600 tries for so long, from a seed of its own; FUZZ_SEED=n tries one case.

import assert from "node:assert/strict";
import { test } from "node:test";
import { configure } from "../../src/configure.ts";
import { install } from "../../src/install.ts";
import { type Settings, settings } from "../../src/options/options.ts";
import { ManagedWebSocket } from "../../src/socket.ts";
import { boom, type Given, hostileOptions, Native, numbersFrom } from "./hostileoptions.ts";

const LONGEST = 2 ** 31 - 1;
const isWithin = (least: number, most: number) => (value: unknown) =>
	typeof value === "number" && value >= least && value <= most && Number.isInteger(value);
const isMs = isWithin(0, LONGEST);
const isSize =
	(least: number) =>
	(value: unknown): boolean =>
		typeof value === "number" && value >= least;
const isCount = (value: unknown): boolean => isSize(0)(value) && (Number.isInteger(value) || value === Infinity);
const isFlag = (value: unknown): boolean => value === true || value === false;
const isNone = (value: unknown): boolean => value === undefined;
const isCallable = (value: unknown): boolean => typeof value === "function";
const isSpan = (value: unknown): boolean =>
	Array.isArray(value) && value.length === 2 && value.every(isWithin(0, 65_535)) && value[0] <= value[1];
const isPair = (value: unknown): boolean =>
	Array.isArray(value) &&
	value.length === 2 &&
	isWithin(0, 65_535)(value[0]) &&
	(value[1] === 1000 || isWithin(3000, 4999)(value[1]));
const either =
	(...checks: readonly ((value: unknown) => boolean)[]) =>
	(value: unknown): boolean =>
		checks.some((check) => check(value));
/** An array of so many as it says, without holes. */
const listOf = (check: (value: unknown) => boolean) => (value: unknown) =>
	Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype && [...value].every(check);
const like = (shape: Readonly<Record<string, (value: unknown) => boolean>>) => (value: unknown) =>
	typeof value === "object" &&
	value !== null &&
	Reflect.ownKeys(value).every((key) => Object.hasOwn(shape, key)) &&
	Object.entries(shape).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const isDelay = either((value) => value === -1, isMs);
const RANGES = {
	reconnect: isFlag,
	policy: isWithin(0, 1),
	jitter: isWithin(0, 2),
	growth: (value: unknown) => typeof value === "number" && value >= 1 && value <= 1_000,
	...{ firstDelayMs: isMs, maxDelayMs: isMs, minDelayMs: isMs, minUptimeMs: isMs },
	...{ openTimeoutMs: isMs, closeTimeoutMs: isMs, idleTimeoutMs: isMs },
	...{ heartbeatEveryMs: isMs, heartbeatTimeoutMs: isMs, interactive: isFlag, decides: isFlag },
	...{ maxAttempts: isCount, maxElapsedMs: isCount },
	maxMessageBytes: isSize(1),
	...{ retryAfter: isFlag, network: isFlag, lifecycle: isFlag, connect: isFlag },
	rules: listOf(
		like({
			code: listOf(isSpan),
			...{ opened: either(isNone, isFlag), wasClean: either(isNone, isFlag), action: isWithin(0, 1) },
			...{ minDelayMs: isDelay, firstDelayMs: isDelay, maxAttempts: isCount },
		}),
	),
	lenient: either((value) => value === false, listOf(isPair)),
	heartbeat: either(
		isNone,
		like({ everyMs: isWithin(1, LONGEST), timeoutMs: isWithin(1, LONGEST), message: isCallable }),
	),
	queue: either(
		(value) => value === false,
		like({
			...{ maxMessages: isCount, maxBytes: isSize(0), maxAgeMs: isCount },
			...{ whenFull: isWithin(0, 2), resend: isFlag, flush: isWithin(0, 1) },
		}),
	),
	decide: either(isNone, isCallable),
	debug: either(isNone, isFlag, isCallable),
	signal: either(isNone, (value) => value instanceof AbortSignal),
	WebSocket: either(isNone, isCallable),
};

/** What of the settings is out of range. */
function wrongIn(read: Settings): string[] {
	const unknown = Reflect.ownKeys(read).filter((key) => !Object.hasOwn(RANGES, key));
	const wrong = Object.entries(RANGES).filter(([name, check]) => !check(read[name as keyof Settings]));
	return [...unknown.map(String), ...wrong.map(([name]) => name)];
}

/** A copy, as deep as settings are: what the page holds on to (functions, the signal) stays what it is. */
const copyOf = (value: unknown): unknown =>
	Array.isArray(value)
		? value.map(copyOf)
		: typeof value === "object" && value && !(value instanceof AbortSignal)
			? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copyOf(one)]))
			: value;

/** Every way in for options, and what is there of them afterwards: settings, or what was made. */
const doors: Readonly<Record<string, (options: never) => Settings | undefined>> = {
	settings: (options) => settings(options),
	"new ManagedWebSocket()": (options) => void new ManagedWebSocket("ws://h/", [], options)[Symbol.dispose](),
	"with()": (options) => void ManagedWebSocket.with(options),
	"install()": (options) => void install(options)(),
	"configure()": (options) => {
		configure({ options });
		return settings(null);
	},
};

/** Tries one page's options at one door. */
function attempt(door: string, given: Given): void {
	const made = Native.made;
	let read: Settings | undefined;
	try {
		read = doors[door]?.(given.options as never);
	} catch (error) {
		assertNamed(error as Error, given);
		assert.equal(Native.made, made, "nothing was made");
		assert.deepEqual(copyOf(settings(undefined)), DEFAULTS, "nothing is set");
		return;
	} finally {
		configure({ options: {} });
	}
	for (const [path, count] of given.reads) {
		assert.ok(count === 1, `${path} was read ${count} times`);
	}
	if (read) {
		assert.deepEqual(wrongIn(read), []);
		const before = copyOf(read);
		given.spoil();
		assert.deepEqual(copyOf(read), before, "what the page does to its objects later changes nothing");
	}
}

/** The exception is the page's own, or ours and names what is wrong. */
function assertNamed(error: Error, { suspects, throws }: Given): void {
	if (error === boom) {
		assert.ok(throws);
		return;
	}
	const [, path = ""] = /^wsclose: (options[^ ]*) (is|must be) /.exec(error.message) ?? [];
	assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
	assert.ok(
		[...suspects].some(
			(suspect) => path === suspect || path.startsWith(`${suspect}.`) || path.startsWith(`${suspect}[`),
		),
		`${error.stack} is about none of ${[...suspects].join(", ")}`,
	);
}

const DEFAULTS = copyOf(settings(undefined));

function tryCase(seed: number): void {
	const random = numbersFrom(seed);
	const names = Object.keys(doors);
	let door = names[Math.floor(random() * names.length)] as string;
	const given = hostileOptions(random);
	if (given.suspects.has("options.WebSocket")) {
		door = "settings"; // a function that is no class can be told only by making a socket
	}
	try {
		attempt(door, given);
	} catch (cause) {
		throw new Error(`FUZZ_SEED=${seed} shows it: ${door}`, { cause });
	}
}

test("whatever a page passes, there are settings in range that it can't change, or an exception that names the option", (t) => {
	const { FUZZ_SECONDS, FUZZ_SEED } = process.env;
	t.mock.method(console, "debug", () => {});
	globalThis.WebSocket = Native as unknown as typeof WebSocket;
	if (FUZZ_SEED) {
		tryCase(Number(FUZZ_SEED));
		return;
	}
	const until = Date.now() + Number(FUZZ_SECONDS ?? 0) * 1_000;
	let seed = FUZZ_SECONDS ? Date.now() % 2 ** 31 : 1;
	for (let cases = 0; cases < 2_000 || Date.now() < until; cases++) {
		tryCase(seed++);
	}
});
