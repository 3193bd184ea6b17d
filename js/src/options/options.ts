// Checks what a page passes, option by option, and completes it. An option that is unknown, of another type or out of range is
// rejected by name, before anything is made.

import { ACTIONS, JITTERS } from "../decider/bridge.gen.ts";
import { PRESETS, type Preset, SENDABLE } from "../decider/codes.gen.ts";
import { bare } from "../page/bare.ts";
import { type Spans, within } from "../page/tables.ts";
import type { ManagedOptions, ReconnectOptions, Rule } from "../types.ts";
import { FLUSHES, LONGEST_MS, POLICIES, WHEN_FULL } from "./numbers.ts";

/** A rule, read: -1 is the policy's own. */
export interface Matcher {
	readonly code: Spans;
	readonly opened?: boolean;
	readonly wasClean?: boolean;
	readonly action: number;
	readonly minDelayMs: number;
	readonly firstDelayMs: number;
	readonly maxAttempts: number;
}

/** Options of the queue, complete; whenFull and flush by number. */
export interface QueueOptions {
	readonly maxMessages: number;
	readonly maxBytes: number;
	readonly maxAgeMs: number;
	readonly whenFull: number;
	readonly resend: boolean;
	readonly flush: number;
}

/** Options, complete; policy and jitter by number. */
export interface Settings extends Preset {
	readonly reconnect: boolean;
	readonly policy: number;
	readonly rules: readonly Matcher[];
	readonly decide?: ReconnectOptions["decide"];
	readonly network: boolean;
	readonly lifecycle: boolean;
	/** Pairs; false: strict. */
	readonly lenient: Spans | false;
	readonly connect: boolean;
	readonly openTimeoutMs: number;
	readonly closeTimeoutMs: number;
	readonly idleTimeoutMs: number;
	readonly heartbeat?: Required<NonNullable<ManagedOptions["heartbeat"]>>;
	readonly queue: QueueOptions | false;
	readonly maxMessageBytes: number;
	readonly debug?: ManagedOptions["debug"];
	readonly signal?: AbortSignal;
	readonly WebSocket?: typeof WebSocket;
}

/** Reads the value at a path, or throws. */
type Check = (value: unknown, path: string) => unknown;

function wrong(path: string, value: unknown, takes: string): never {
	const shown =
		typeof value === "string" ? JSON.stringify(value) : Object(value) === value ? typeof value : String(value);
	throw new (typeof value === "number" ? RangeError : TypeError)(`wsclose: ${path} is ${shown}; it takes ${takes}`);
}

// Checks are made where this module is loaded. A bundler drops those that nobody needs: to make one has no side effect.

/* @__NO_SIDE_EFFECTS__ */
const check =
	(takes: string, read: (value: unknown) => unknown): Check =>
	(value, path) =>
		read(value) ?? wrong(path, value, takes);
/* @__NO_SIDE_EFFECTS__ */
const typed = (type: string): Check => check(`a ${type}`, (value) => (typeof value === type ? value : undefined));
/* @__NO_SIDE_EFFECTS__ */
const number = (min: number, max: number, whole: (value: number) => number = Math.ceil): Check =>
	check(`a number from ${min} to ${max}`, (value) =>
		typeof value === "number" && value >= min && (value <= Math.min(max, LONGEST_MS) || value === max)
			? whole(value)
			: undefined,
	);
/** Read as the index. */
/* @__NO_SIDE_EFFECTS__ */
const oneOf = (values: readonly unknown[]): Check =>
	check(values.join(" or "), (value) => (values.includes(value) ? values.indexOf(value) : undefined));
/** Copies before it reads: an array's own map() is the page's, and passes over holes. */
const list = <T>(value: unknown, path: string, read: (one: unknown, i: number) => T): T[] =>
	Array.isArray(value) ? Array.from(value, read) : wrong(path, value, "an array");
const object = (value: unknown, path: string): Record<string, unknown> =>
	typeof value === "object" && value && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: wrong(path, value, "an object");

const flag = typed("boolean");
const callable = typed("function");
const ms = number(0, LONGEST_MS);
const limit = number(0, Infinity);

const RULE: Record<keyof Rule, Check> = {
	code: (value, path) => list(Array.isArray(value) ? value : [value], path, (one) => span(one, path)),
	opened: flag,
	wasClean: flag,
	action: oneOf(ACTIONS),
	minDelayMs: ms,
	firstDelayMs: ms,
	maxAttempts: limit,
};

const RECONNECT: Record<keyof ReconnectOptions, Check> = {
	policy: oneOf(POLICIES),
	firstDelayMs: ms,
	maxDelayMs: ms,
	growth: number(1, 1_000, Number),
	minDelayMs: ms,
	jitter: oneOf(JITTERS),
	minUptimeMs: ms,
	maxAttempts: limit,
	maxElapsedMs: limit,
	rules: (value, path) => list(value, path, (rule, i) => matcher(rule, `${path}[${i}]`)),
	decide: callable,
	network: flag,
	lifecycle: flag,
	retryAfter: flag,
};

const HEARTBEAT: Record<string, Check> = {
	everyMs: number(1, LONGEST_MS),
	timeoutMs: number(1, LONGEST_MS),
	message: callable,
};

const QUEUE: Record<keyof QueueOptions, Check> = {
	maxMessages: limit,
	maxBytes: limit,
	maxAgeMs: limit,
	whenFull: oneOf(WHEN_FULL),
	resend: flag,
	flush: oneOf(FLUSHES),
};

const QUEUED: QueueOptions = {
	maxMessages: 1_000,
	maxBytes: 2 ** 24,
	maxAgeMs: 30_000,
	whenFull: 0,
	resend: true,
	flush: 0,
};

const OPTIONS: Record<keyof ManagedOptions, Check> = {
	reconnect: (value, path) => (typeof value === "boolean" ? value && bare({}) : read(path, value, RECONNECT)),
	lenient: (value, path) =>
		typeof value === "boolean" ? value && [] : Object.entries(object(value, path)).map((line) => twin(line, path)),
	connect: flag,
	openTimeoutMs: ms,
	closeTimeoutMs: ms,
	idleTimeoutMs: ms,
	heartbeat: (value, path) => ({ timeoutMs: 10_000, ...read(path, value, HEARTBEAT, ["everyMs", "message"]) }),
	queue: (value, path) => value !== false && { ...QUEUED, ...read(path, value, QUEUE) },
	maxMessageBytes: number(1, Infinity),
	debug: check("a boolean or a function", (value) => (/^(boolean|function)$/.test(typeof value) ? value : undefined)),
	signal: check("an AbortSignal", (value) => (value instanceof AbortSignal ? value : undefined)),
	WebSocket: callable,
};

/**
 * Reads an object of options, each member once. What it has from Object.prototype is none of them: scripts that extend that for
 * everybody mean no option. So nothing that is read here inherits from it either.
 */
function read(
	path: string,
	given: unknown,
	checks: Record<string, Check>,
	needed: string[] = [],
): Record<string, unknown> {
	const bag = object(given, path);
	const get = (name: string): unknown =>
		Object.hasOwn(bag, name) || !(name in Object.prototype) ? bag[name] : undefined;
	const found: Record<string, unknown> = bare({});
	for (const name in bag) {
		if (!Object.hasOwn(checks, name) && get(name) !== undefined) {
			throw new TypeError(`wsclose: ${path}.${name} is unknown; there are ${Object.keys(checks).join(", ")}`);
		}
	}
	for (const name in checks) {
		const value = get(name);
		if (value !== undefined || needed.includes(name)) {
			found[name] = checks[name]?.(value, `${path}.${name}`);
		}
	}
	return found;
}

const matcher = (rule: unknown, path: string): Matcher =>
	({
		__proto__: null,
		minDelayMs: -1,
		firstDelayMs: -1,
		maxAttempts: Infinity,
		...read(path, rule, RULE, ["code", "action"]),
	}) as unknown as Matcher;

function span(value: unknown, path: string): Spans[number] {
	const text = typeof value === "number" || typeof value === "string" ? `${value}` : "";
	const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
	return Number(from) <= Number(to) && Number(to) <= 65535
		? [Number(from), Number(to)]
		: wrong(path, value, 'a close code from 0 to 65535, or a range such as "4000-4099"');
}

function twin([key, to]: [string, unknown], path: string): Spans[number] {
	const [code, last] = span(key, path);
	return Number.isInteger(to) && within(SENDABLE, to as number) && code === last
		? [code, to as number]
		: wrong(`${path}[${key}]`, to, "1000 or 3000-4999, for one code");
}

/** What configure() has set: options that a socket's own stand above, and whether anything is reconnected at all. */
let defaults: Record<string, unknown> = {};
export let isOn = true;

/** Reads what configure() is given, which holds from then on. Whether that switches reconnecting on or off. */
export function setDefaults(given: unknown): boolean {
	const found = read("configure", given, {
		reconnect: flag,
		options: (value) => read("options", value, OPTIONS),
	}) as { reconnect?: boolean; options?: Record<string, unknown> };
	const was = isOn;
	isOn = found.reconnect ?? isOn;
	defaults = found.options ?? defaults;
	return isOn !== was;
}

/** Options that were read already, by what they were read from: sockets made later are made with these, whatever became of the page's objects. */
const known = new WeakMap<object, object>();

/** Reads options now, for sockets made later: those of a base, and above them what is given. */
export function once(base: object, given: unknown): ManagedOptions {
	const own = { ...object(given ?? {}, "options") };
	const all = Object.freeze({ ...base, ...own });
	known.set(all, bare({ ...known.get(base), ...read("options", own, OPTIONS) }));
	return all;
}

/** Reads the options of install(). */
export const readInstall = (given: unknown): Record<string, unknown> =>
	read("options", given ?? {}, { ...OPTIONS, target: object, onReport: callable });

/** Lets settings() take options as they are, which were read. */
export function mark(read: object): ManagedOptions {
	known.set(read, read);
	return read;
}

/** Reads the options of a socket, and completes them; null is none, as for WebIDL's dictionaries. */
export function settings(options: ManagedOptions | null | undefined): Settings {
	const own = bare({ ...defaults, ...(known.get(options ?? {}) ?? read("options", options ?? {}, OPTIONS)) }) as {
		reconnect?: false | { policy?: 0 | 1 };
	};
	const { reconnect } = own;
	const on = reconnect !== false;
	return {
		__proto__: null,
		policy: 0,
		rules: [],
		network: on,
		lifecycle: on,
		lenient: false,
		connect: true,
		openTimeoutMs: on ? 20_000 : 0,
		closeTimeoutMs: on ? 5_000 : 0,
		idleTimeoutMs: 0,
		queue: on && QUEUED,
		maxMessageBytes: Infinity,
		...PRESETS[(on && reconnect?.policy) || 0],
		...reconnect,
		...own,
		reconnect: on,
	} as unknown as Settings;
}
